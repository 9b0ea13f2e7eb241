/**
 * Public scripts require('../src/proto/Packet_pb'): on a fleet, the script's folder is beside the sources of
 * the Realtime server, and these are its generated protobuf classes. Known scripts do not use them; the shims
 * have the accessors.
 */
const messages = {
  Packet_pb: {
    Packet: [
      'opCode',
      'sequenceNumber',
      'targetPlayer',
      'targetGroup',
      'sender',
      'reliable',
      'clientVersion',
      'payload',
      'login',
      'loginResult',
      'ping',
      'pingResult',
      'udpConnect',
      'playerConnect',
      'playerDisconnect',
      'verifyIdentity',
      'verifyIdentityResult',
      'joinGroup',
      'leaveGroup',
      'requestGroupMembership',
      'groupMembershipUpdate',
    ],
  },
  CoreCommands_pb: {
    LoginCommand: ['playerSessionId', 'clientVersion'],
    LoginResult: ['success', 'reconnectToken', 'peerId', 'fastPort', 'caCert', 'connectToken'],
    PingCommand: [],
    PingResult: [],
    UDPConnectMessage: [],
    VerifyIdentityCommand: ['peerId', 'connectToken'],
    VerifyIdentityResult: ['success', 'peerId'],
    PlayerConnectMessage: ['peerId'],
    PlayerDisconnectMessage: ['peerId'],
  },
  GroupMessages_pb: {
    JoinGroup: ['group'],
    LeaveGroup: ['group'],
    RequestGroupMembership: ['group'],
    GroupMembershipUpdate: ['group', 'playersList'],
  },
} as const;

/** File name → source text of each shim. */
export function protoShims(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(messages).map(([file, classes]) => [
      `${file}.js`,
      `'use strict';
for (const [name, fields] of Object.entries(${JSON.stringify(classes)})) {
  const Message = class {};
  Object.defineProperty(Message, 'name', { value: name });
  for (const field of fields) {
    const Name = field[0].toUpperCase() + field.slice(1);
    Message.prototype['get' + Name] = function () { return this[field]; };
    Message.prototype['set' + Name] = function (value) { this[field] = value; return this; };
  }
  Message.prototype.toObject = function () { return { ...this }; };
  exports[name] = Message;
}
`,
    ]),
  );
}
