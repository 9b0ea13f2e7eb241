/**
 * Op codes of the Realtime protocol itself; a game's own are > 0. Observed with the official C# client 1.2.0.
 */
export const opCodes = {
  login: 0,
  loginResult: -1,
  ping: -2,
  pingResult: -3,
  udpConnect: -5,
  udpConnectServerAck: -6,
  udpConnectClientAck: -7,
  playerReady: -8,
  joinGroup: -10,
  leaveGroup: -11,
  requestGroupMembership: -12,
  groupMembershipUpdate: -13,
  verifyIdentity: -14,
  verifyIdentityResult: -15,
} as const;

/** The server's peer id: sender of all messages of its script, and target of all messages to it. */
export const serverPeerId = -1;
/** The group of all players. */
export const allPlayersGroupId = -1;
export const noTarget = 0;
/**
 * A fast message with more payload than this (in bytes) is sent by TCP, as in the official client; 1200
 * itself is still sent by UDP.
 */
export const maxFastPayloadBytes = 1200;
/** Largest op code: field 1 of a packet is a sint32. */
export const maxOpCode = 0x7fffffff;
