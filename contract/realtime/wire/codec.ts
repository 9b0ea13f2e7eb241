import { Reader, Writer } from 'protobufjs/minimal';
import { messageOf } from '../../../core/message-of';
import { type PacketMessage, noBytes, packet, type Packet } from './packet';
import { keysOf } from '../../../core/keys-of';

/**
 * Field numbers and types of com.gamelift.rt.proto, as in the descriptors inside the official client.
 * protobufjs does the wire format; the fields are listed here because its reflection costs every script
 * process another 1.4 MB.
 */
const field = {
  login: 30,
  loginResult: 31,
  ping: 32,
  pingResult: 33,
  udpConnect: 34,
  playerConnect: 35,
  playerDisconnect: 36,
  verifyIdentity: 37,
  verifyIdentityResult: 38,
  joinGroup: 40,
  leaveGroup: 41,
  requestGroupMembership: 42,
  groupMembershipUpdate: 43,
} as const satisfies Record<PacketMessage['kind'], number>;

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const varint = 0;
const bytes = 2;
const tag = (id: number, wireType: number) => (id << 3) | wireType;

const int32 = (writer: Writer, id: number, value: number) => {
  if (value !== 0) writer.uint32(tag(id, varint)).int32(value);
};
const bool = (writer: Writer, id: number, value: boolean) => {
  if (value) writer.uint32(tag(id, varint)).bool(true);
};
const text = (writer: Writer, id: number, value: string) => {
  if (value !== '') writer.uint32(tag(id, bytes)).string(value);
};
const blob = (writer: Writer, id: number, value: Uint8Array) => {
  if (value.length > 0) writer.uint32(tag(id, bytes)).bytes(value);
};

function writeBody(writer: Writer, message: PacketMessage): void {
  switch (message.kind) {
    case 'login':
      text(writer, 1, message.playerSessionId);
      int32(writer, 2, message.clientVersion);
      return;
    case 'loginResult':
      bool(writer, 1, message.success);
      text(writer, 2, message.reconnectToken);
      int32(writer, 3, message.peerId);
      int32(writer, 4, message.fastPort);
      blob(writer, 5, message.caCert);
      text(writer, 6, message.connectToken);
      return;
    case 'verifyIdentity':
      int32(writer, 1, message.peerId);
      text(writer, 2, message.connectToken);
      return;
    case 'verifyIdentityResult':
      bool(writer, 1, message.success);
      int32(writer, 2, message.peerId);
      return;
    case 'playerConnect':
    case 'playerDisconnect':
      int32(writer, 1, message.peerId);
      return;
    case 'joinGroup':
    case 'leaveGroup':
    case 'requestGroupMembership':
      int32(writer, 1, message.group);
      return;
    case 'groupMembershipUpdate':
      int32(writer, 1, message.group);
      if (message.players.length > 0) {
        writer.uint32(tag(2, bytes)).fork();
        for (const player of message.players) writer.int32(player);
        writer.ldelim();
      }
      return;
    case 'ping':
    case 'pingResult':
    case 'udpConnect':
      return;
  }
}

/** The packet with its length in front, the form of both transports. */
export function encodePacket(packet: Packet): Uint8Array {
  const writer = Writer.create().fork();
  if (packet.opCode !== 0) writer.uint32(tag(1, varint)).sint32(packet.opCode);
  int32(writer, 2, packet.sequenceNumber);
  int32(writer, 3, packet.targetPlayer);
  int32(writer, 4, packet.targetGroup);
  int32(writer, 5, packet.sender);
  bool(writer, 6, packet.reliable);
  int32(writer, 7, packet.clientVersion);
  blob(writer, 15, packet.payload);
  if (packet.message !== undefined) {
    writer.uint32(tag(field[packet.message.kind], bytes)).fork();
    writeBody(writer, packet.message);
    writer.ldelim();
  }
  return writer.ldelim().finish();
}

/**
 * Calls `take` for every field. A field that it does not take (unknown, or of another wire type) is skipped,
 * as proto3 requires.
 */
function fields(reader: Reader, end: number, take: (id: number, wireType: number) => boolean): void {
  while (reader.pos < end) {
    const key = reader.uint32();
    const id = key >>> 3;
    if (id === 0) throw new RangeError('field number 0');
    if (!take(id, key & 7)) reader.skipType(key & 7);
    if (reader.pos > end) throw new RangeError('a field ends behind its message');
  }
}

/** Reads the varint and string fields of one body. */
function body(
  reader: Reader,
  end: number,
): {
  int(id: number): number;
  text(id: number): string;
  blob(id: number): Uint8Array;
  list(id: number): number[];
} {
  const ints = new Map<number, number[]>();
  const blobs = new Map<number, Uint8Array>();
  fields(reader, end, (id, wireType) => {
    if (wireType === varint) {
      const values = ints.get(id);
      if (values === undefined) ints.set(id, [reader.int32()]);
      else values.push(reader.int32());
    } else if (wireType === bytes) blobs.set(id, reader.bytes());
    else return false;
    return true;
  });
  return {
    int: (id) => ints.get(id)?.at(-1) ?? 0,
    text: (id) => utf8.decode(blobs.get(id) ?? noBytes),
    blob: (id) => blobs.get(id) ?? noBytes,
    list: (id) => {
      const packed = blobs.get(id);
      const values = [...(ints.get(id) ?? [])];
      if (packed !== undefined)
        for (const inner = Reader.create(packed); inner.pos < inner.len;) values.push(inner.int32());
      return values;
    },
  };
}

function readBody(reader: Reader, kind: PacketMessage['kind'], end: number): PacketMessage {
  const read = body(reader, end);
  switch (kind) {
    case 'login':
      return { kind, playerSessionId: read.text(1), clientVersion: read.int(2) };
    case 'loginResult':
      return {
        kind,
        success: read.int(1) !== 0,
        reconnectToken: read.text(2),
        peerId: read.int(3),
        fastPort: read.int(4),
        caCert: read.blob(5),
        connectToken: read.text(6),
      };
    case 'verifyIdentity':
      return { kind, peerId: read.int(1), connectToken: read.text(2) };
    case 'verifyIdentityResult':
      return { kind, success: read.int(1) !== 0, peerId: read.int(2) };
    case 'playerConnect':
    case 'playerDisconnect':
      return { kind, peerId: read.int(1) };
    case 'joinGroup':
    case 'leaveGroup':
    case 'requestGroupMembership':
      return { kind, group: read.int(1) };
    case 'groupMembershipUpdate':
      return { kind, group: read.int(1), players: read.list(2) };
    case 'ping':
    case 'pingResult':
    case 'udpConnect':
      return { kind };
  }
}

const kinds = new Map<number, PacketMessage['kind']>();
for (const kind of keysOf(field)) kinds.set(field[kind], kind);

/** The packet in a buffer, or the reason why there is none. */
export type Decoded =
  /** `trailing`: bytes behind the packet; the official client discards them silently. */
  | { readonly ok: true; readonly packet: Packet; readonly trailing: number }
  | { readonly ok: false; readonly reason: string };

type PacketFields = { -readonly [Field in keyof Packet]: Packet[Field] };

/** Reads a varint field of a packet. False: the packet has no such field, and nothing is read. */
function readNumber(reader: Reader, id: number, read: PacketFields): boolean {
  switch (id) {
    case 1:
      read.opCode = reader.sint32();
      return true;
    case 2:
      read.sequenceNumber = reader.int32();
      return true;
    case 3:
      read.targetPlayer = reader.int32();
      return true;
    case 4:
      read.targetGroup = reader.int32();
      return true;
    case 5:
      read.sender = reader.int32();
      return true;
    case 6:
      read.reliable = reader.bool();
      return true;
    case 7:
      read.clientVersion = reader.int32();
      return true;
    default:
      return false;
  }
}

/** Copies bytes, wherever there are typed arrays. */
const copied = (given: Uint8Array): Uint8Array => new Uint8Array(given);

/**
 * Reads one packet with its length in front. It never throws: an invalid packet is returned as a reason in
 * words.
 * @param copy of a payload: it may be kept long after the chunk of many frames that contained it
 */
export function decodePacket(frame: Uint8Array, copy: (given: Uint8Array) => Uint8Array = copied): Decoded {
  if (frame.length === 0) return { ok: false, reason: 'the frame is empty' };
  try {
    const reader = Reader.create(frame);
    const length = reader.uint32();
    const end = reader.pos + length;
    if (end > frame.length)
      return {
        ok: false,
        reason: `the packet is truncated: ${length} bytes announced, ${frame.length - reader.pos} present`,
      };
    const read: PacketFields = packet({ opCode: 0 });
    fields(reader, end, (id, wireType) => {
      if (wireType === varint) return readNumber(reader, id, read);
      if (wireType !== bytes) return false;
      if (id === 15) {
        read.payload = copy(reader.bytes());
        return true;
      }
      const kind = kinds.get(id);
      if (kind === undefined) return false;
      const size = reader.uint32();
      const bodyEnd = reader.pos + size;
      if (bodyEnd > end) throw new RangeError(`${kind} ends behind its packet`);
      read.message = readBody(reader, kind, bodyEnd);
      return true;
    });
    return { ok: true, packet: read, trailing: frame.length - end };
  } catch (error) {
    return { ok: false, reason: `no Packet of the Realtime protocol: ${messageOf(error)}` };
  }
}
