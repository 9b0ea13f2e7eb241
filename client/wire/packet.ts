import { Reader, Writer } from 'protobufjs/minimal';

/**
 * The protocol of GameLift Realtime, the client's half: each WebSocket message and each datagram holds one
 * protobuf `Packet`, led by its length as a varint. Field numbers and types as the official client sends and
 * reads them. Written over protobufjs' reader and writer, without generated code: pages may forbid `new
 * Function`.
 */
export interface Packet {
  readonly opCode: number;
  /** Of datagrams only; rises with every datagram to a peer. */
  readonly sequenceNumber?: number;
  readonly targetPlayer?: number;
  readonly targetGroup?: number;
  readonly sender?: number;
  /** False on what came as a datagram. */
  readonly reliable?: boolean;
  readonly payload?: Uint8Array;
  readonly login?: { readonly playerSessionId: string };
  readonly loginResult?: LoginResult;
  /** The body of the three UDP handshake packets is empty. */
  readonly udpConnect?: true;
}

export interface LoginResult {
  readonly success: boolean;
  readonly peerId: number;
  /** UDP port of the server; 0: none. */
  readonly fastPort: number;
  readonly reconnectToken: string;
  readonly connectToken: string;
  /** PEM, in TLS mode. */
  readonly caCert: Uint8Array;
}

/** Op codes of the service itself; developers' are above 0. */
export const serviceOpCode = {
  login: 0,
  loginResult: -1,
  udpConnect: -5,
  udpServerAck: -6,
  udpClientAck: -7,
} as const;
export const serverPeerId = -1;
/** What the official client 1.2.0 sends. */
const clientVersion = 2;
/** Most bytes of payload that go into a datagram; larger ones go over TCP, as the official client does it. */
export const datagramPayloadLimit = 1200;

/** Bytes that are no packet. */
export class NotAPacket extends Error {
  override readonly name = 'NotAPacket';
}

const field = {
  opCode: 1,
  sequenceNumber: 2,
  targetPlayer: 3,
  targetGroup: 4,
  sender: 5,
  reliable: 6,
  payload: 15,
  login: 30,
  loginResult: 31,
  udpConnect: 34,
} as const;
const varint = (number: number): number => (number << 3) | 0;
const delimited = (number: number): number => (number << 3) | 2;

/** A packet with its length in front, as both transports carry it. */
export function encodePacket(packet: Packet): Uint8Array {
  const writer = Writer.create().fork();
  const int32 = (number: number, value: number | undefined): void => {
    if (value !== undefined && value !== 0) writer.uint32(varint(number)).int32(value);
  };
  if (packet.opCode !== 0) writer.uint32(varint(field.opCode)).sint32(packet.opCode);
  int32(field.sequenceNumber, packet.sequenceNumber);
  int32(field.targetPlayer, packet.targetPlayer);
  int32(field.targetGroup, packet.targetGroup);
  int32(field.sender, packet.sender);
  if (packet.reliable === true) writer.uint32(varint(field.reliable)).bool(true);
  if (packet.payload !== undefined && packet.payload.byteLength > 0)
    writer.uint32(delimited(field.payload)).bytes(packet.payload);
  if (packet.login !== undefined) {
    writer
      .uint32(delimited(field.login))
      .fork()
      .uint32(delimited(1))
      .string(packet.login.playerSessionId)
      .uint32(varint(2))
      .int32(clientVersion)
      .ldelim();
  }
  if (packet.udpConnect === true) writer.uint32(delimited(field.udpConnect)).fork().ldelim();
  return writer.ldelim().finish();
}

/**
 * Reads one packet; bytes after it are ignored, as the official client ignores them.
 * @throws NotAPacket
 */
export function decodePacket(bytes: Uint8Array): Packet {
  try {
    const reader = Reader.create(bytes);
    return readPacket(reader, reader.uint32());
  } catch (error) {
    throw new NotAPacket(
      `${bytes.byteLength} bytes are no packet: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function readPacket(reader: Reader, length: number): Packet {
  const end = reader.pos + length;
  if (end > reader.len) throw new RangeError(`a packet of ${length} bytes is cut off`);
  const read: { -readonly [Name in keyof Packet]: Packet[Name] } = { opCode: 0, reliable: false };
  while (reader.pos < end) {
    const tag = reader.uint32();
    switch (tag >>> 3) {
      case field.opCode:
        read.opCode = reader.sint32();
        break;
      case field.sequenceNumber:
        read.sequenceNumber = reader.int32();
        break;
      case field.targetPlayer:
        read.targetPlayer = reader.int32();
        break;
      case field.targetGroup:
        read.targetGroup = reader.int32();
        break;
      case field.sender:
        read.sender = reader.int32();
        break;
      case field.reliable:
        read.reliable = reader.bool();
        break;
      case field.payload:
        read.payload = reader.bytes();
        break;
      case field.loginResult:
        read.loginResult = readLoginResult(reader, reader.uint32());
        break;
      default:
        reader.skipType(tag & 7);
    }
  }
  return read;
}

function readLoginResult(reader: Reader, length: number): LoginResult {
  const end = reader.pos + length;
  const read: { -readonly [Name in keyof LoginResult]: LoginResult[Name] } = {
    success: false,
    peerId: 0,
    fastPort: 0,
    reconnectToken: '',
    connectToken: '',
    caCert: new Uint8Array(),
  };
  while (reader.pos < end) {
    const tag = reader.uint32();
    switch (tag >>> 3) {
      case 1:
        read.success = reader.bool();
        break;
      case 2:
        read.reconnectToken = reader.string();
        break;
      case 3:
        read.peerId = reader.int32();
        break;
      case 4:
        read.fastPort = reader.int32();
        break;
      case 5:
        read.caCert = reader.bytes();
        break;
      case 6:
        read.connectToken = reader.string();
        break;
      default:
        reader.skipType(tag & 7);
    }
  }
  return read;
}
