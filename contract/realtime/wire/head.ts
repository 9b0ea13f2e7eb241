import { type Packet } from './packet';

export const varint = 0;
export const tag = (id: number, wireType: number): number => (id << 3) | wireType;

/** All of a packet but its payload and its message; the longest has 88 bytes. */
export const head = new Uint8Array(128);

/** Writes the fields of numbers at the beginning of `head`; each of these functions returns where it ended. */
export function putFields(packet: Packet): number {
  const { opCode } = packet;
  // A sint32: the sign is its lowest bit.
  let end = opCode === 0 ? 0 : putUint32(putUint32(0, tag(1, varint)), (opCode << 1) ^ (opCode >> 31));
  end = putInt32(end, 2, packet.sequenceNumber);
  end = putInt32(end, 3, packet.targetPlayer);
  end = putInt32(end, 4, packet.targetGroup);
  end = putInt32(end, 5, packet.sender);
  end = packet.reliable ? putUint32(putUint32(end, tag(6, varint)), 1) : end;
  return putInt32(end, 7, packet.clientVersion);
}

function putInt32(at: number, id: number, value: number): number {
  if (value === 0) return at;
  let end = putUint32(at, tag(id, varint));
  if (value > 0) return putUint32(end, value);
  // A negative number is written as one of 64 bits: 28 of its own, its last 4 with three ones, 28 ones, and one.
  for (let bits = 0; bits < 28; bits += 7) head[end++] = ((value >>> bits) & 127) | 128;
  head[end++] = (value >>> 28) | 0xf0;
  for (let ones = 0; ones < 4; ones += 1) head[end++] = 255;
  head[end++] = 1;
  return end;
}

export function putUint32(at: number, value: number): number {
  let end = at;
  let rest = value >>> 0;
  for (; rest > 127; rest >>>= 7) head[end++] = (rest & 127) | 128;
  head[end++] = rest;
  return end;
}
