/**
 * One Packet of com.gamelift.rt.proto (proto3), the only message of the Realtime protocol. WebSocket messages
 * and UDP datagrams each hold exactly one, with its length in front as a varint.
 */
export interface Packet {
  readonly opCode: number;
  /** Counts datagrams of one direction of one client from 0; not used over TCP. */
  readonly sequenceNumber: number;
  readonly targetPlayer: number;
  readonly targetGroup: number;
  readonly sender: number;
  readonly reliable: boolean;
  readonly clientVersion: number;
  readonly payload: Uint8Array;
  readonly message?: PacketMessage;
}

/** The oneof of a Packet: the bodies of the internal op codes. */
export type PacketMessage =
  | { readonly kind: 'login'; readonly playerSessionId: string; readonly clientVersion: number }
  | {
      readonly kind: 'loginResult';
      readonly success: boolean;
      readonly reconnectToken: string;
      readonly peerId: number;
      readonly fastPort: number;
      readonly caCert: Uint8Array;
      readonly connectToken: string;
    }
  | { readonly kind: 'ping' }
  | { readonly kind: 'pingResult' }
  | { readonly kind: 'udpConnect' }
  | { readonly kind: 'playerConnect'; readonly peerId: number }
  | { readonly kind: 'playerDisconnect'; readonly peerId: number }
  | { readonly kind: 'verifyIdentity'; readonly peerId: number; readonly connectToken: string }
  | { readonly kind: 'verifyIdentityResult'; readonly success: boolean; readonly peerId: number }
  | { readonly kind: 'joinGroup'; readonly group: number }
  | { readonly kind: 'leaveGroup'; readonly group: number }
  | { readonly kind: 'requestGroupMembership'; readonly group: number }
  | { readonly kind: 'groupMembershipUpdate'; readonly group: number; readonly players: readonly number[] };

export const noBytes: Uint8Array = new Uint8Array(0);

/**
 * A packet with proto3's defaults for absent fields. Each by name: all packets have one shape, and a copy by
 * spread costs several times as much.
 */
export function packet(fields: Partial<Packet> & Pick<Packet, 'opCode'>): Packet {
  const { opCode, sequenceNumber = 0, targetPlayer = 0, targetGroup = 0, sender = 0 } = fields;
  const { reliable = false, clientVersion = 0, payload = noBytes, message } = fields;
  const base = {
    opCode,
    sequenceNumber,
    targetPlayer,
    targetGroup,
    sender,
    reliable,
    clientVersion,
    payload,
  };
  return message === undefined ? base : { ...base, message };
}
