import { type Packet } from '../../../contract/realtime/wire/packet';

/**
 * A message as scripts see it: what they get in onMessage and the vetoes, and what session.new…GameMessage()
 * makes.
 */
export interface GameMessage {
  readonly opCode: number;
  readonly sender: number;
  /**
   * Always bytes: scripts do Buffer.from(p), String.fromCharCode.apply(null, p), JSON.parse(p), `p != ""`.
   */
  readonly payload: Buffer;
  /** Came by, or is to go by, TCP. */
  readonly reliable: boolean;
  readonly targetPlayer: number;
  readonly targetGroup: number;
  /** The payload as UTF-8; "" when there is none. */
  getPayloadAsText(): string;
}

/** A class, so that util.inspect shows the fields; its toString stays Object's own, as scripts print it. */
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

export function receivedMessage(packet: Packet): GameMessage {
  const { buffer, byteOffset, byteLength } = packet.payload;
  return new Message(
    packet.opCode,
    packet.sender,
    Buffer.from(buffer, byteOffset, byteLength),
    packet.reliable,
    packet.targetPlayer,
    packet.targetGroup,
  );
}

/**
 * What session.newTextGameMessage and newBinaryGameMessage return; the loose arguments of scripts are taken
 * as they come.
 */
export function newMessage(opCode: unknown, sender: unknown, payload: unknown): GameMessage {
  return new Message(Number(opCode), Number(sender), bytesOf(payload), true, 0, 0);
}

/**
 * A payload as bytes. Scripts hand text, but also payloads that they received and plain arrays of numbers,
 * and expect those unchanged; nothing is nothing; anything else is its String().
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
