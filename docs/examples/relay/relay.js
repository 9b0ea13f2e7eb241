// The smallest useful Realtime script: all players share one room; the others get each message.
'use strict';

let session;

exports.ssExports = {
  configuration: { maxPlayers: 8 },
  init: (rtSession) => {
    session = rtSession;
  },
  onProcessStarted: () => true,
  onStartGameSession: (gameSession) => session.getLogger().info(`room ${gameSession.GameSessionId}`),
  onPlayerConnect: () => true,
  onPlayerAccepted: (player) => session.getLogger().info(`player ${player.peerId} came`),
  onMessage: (message) => {
    // Sent to the server: passed on to all, with the sender's own peer id.
    const relayed = session.newTextGameMessage(message.opCode, message.sender, message.getPayloadAsText());
    session.sendReliableGroupMessage(relayed, session.getAllPlayersGroupId());
  },
  onPlayerDisconnect: (peerId) => session.getLogger().info(`player ${peerId} left`),
};
