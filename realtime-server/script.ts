import { parseLaunchParameters } from '../contract/launch-parameters';
import { Connections } from './connections';
import { errorLine } from './log-writer';
import { type ScriptParts, ScriptProcess } from './script-process';
import { type RealtimeScript } from './session';
import { type RunningMatch, startMatch } from './start-match';

/** The Realtime script: one process, one game session, one match. */
export function createScript(parts: ScriptParts): RealtimeScript {
  const script = new ScriptProcess(parts);
  const connections = new Connections(script, parts.clock);
  let running: Promise<RunningMatch | undefined> | undefined;
  return {
    // A lost connection is noticed after a ping or two; a seat that reconnects first replaces it.
    configuration: { pingIntervalTime: 5000, maxPlayers: 32 },

    init: (session) => script.open(session),

    onProcessStarted(launchParameters) {
      try {
        script.launch(parseLaunchParameters(launchParameters));
        return true;
      } catch (error) {
        script.logger.error(`not started: ${errorLine(error)}`);
        return false;
      }
    },

    onHealthCheck: () => true,

    onStartGameSession(gameSession) {
      running = startMatch(script, parts, gameSession);
      connections.expect(running);
    },

    onPlayerConnect: () => !script.isEnding && running !== undefined,
    onPlayerAccepted: (player) => connections.accept(player),
    onMessage: (message) => connections.receive(message),
    onPlayerDisconnect: (peerId) => connections.forget(peerId),

    // Players send messages only to the script: a message to another player is never forwarded.
    onSendToPlayer: () => false,
    onSendToGroup: () => false,
    onPlayerJoinGroup: () => false,
    onPlayerLeaveGroup: () => false,

    onProcessTerminate() {
      void (async () => {
        const playing = await running;
        await playing?.host.stop();
        await script.end('the service ends the process');
      })();
    },
  };
}
