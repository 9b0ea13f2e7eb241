import { type Packet } from '../../../contract/realtime/wire/packet';

/**
 * A message as scripts see it: the argument of onMessage and the vetoes, and the result of
 * session.new…GameMessage().
 */
export interface GameMessage {
  readonly opCode: number;
  readonly sender: number;
  /**
   * Always a Buffer: scripts call Buffer.from(p), String.fromCharCode.apply(null, p), JSON.parse(p), `p !=
   * ""`.
   */
  readonly payload: Buffer;
  /** Received by, or to be sent by, TCP. */
  readonly reliable: boolean;
  readonly targetPlayer: number;
  readonly targetGroup: number;
  /** The payload as UTF-8; "" when there is none. */
  getPayloadAsText(): string;
}

/** A class, so that util.inspect shows the fields; it keeps Object's own toString, which scripts print. */
class Message implements GameMessage {
  constructor(
    readonly opCode: number,
    readonly sender: number,
    readonly payload: Buffer,
    readonly reliable: boolean,
    readonly targetPlayer: number,
    readonly targetGroup: number,
  ) {}

  getPayloadAsText(): string {
    return bytesOf(this.payload).toString('utf8');
  }
}

/** @param sender the player of the connection, regardless of the packet's sender field */
export function receivedMessage(packet: Packet, sender: number): GameMessage {
  return new Message(
    packet.opCode,
    sender,
    bytesOf(packet.payload),
    packet.reliable,
    packet.targetPlayer,
    packet.targetGroup,
  );
}

/**
 * Result of session.newTextGameMessage and newBinaryGameMessage; arguments of any type are accepted, as on
 * the service.
 */
export function newMessage(opCode: unknown, sender: unknown, payload: unknown): GameMessage {
  return new Message(Number(opCode), Number(sender), bytesOf(payload), true, 0, 0);
}

/**
 * A payload as bytes. Scripts pass text, received payloads and plain arrays of numbers, and expect the last
 * two unchanged. Null and undefined give an empty payload; anything else is converted with String().
 */
export function bytesOf(payload: unknown): Buffer {
  if (payload === undefined || payload === null) return Buffer.alloc(0);
  if (typeof payload === 'string') return Buffer.from(payload, 'utf8');
  if (Buffer.isBuffer(payload)) return payload;
  if (ArrayBuffer.isView(payload)) return Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  if (payload instanceof ArrayBuffer) return Buffer.from(payload);
  if (Array.isArray(payload)) return Buffer.from(payload.map(Number));
  return Buffer.from(String(payload), 'utf8');
}
