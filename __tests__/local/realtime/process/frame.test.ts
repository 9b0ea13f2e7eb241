import { describe, expect, it } from '@jest/globals';
import { decodePacket, encodePacket } from '../../../../contract/realtime/wire/codec';
import { packet } from '../../../../contract/realtime/wire/packet';
import { encodeFrame } from '../../../../local/realtime/process/frame';

/** A packet that is so many bytes long, its length in front of it included. */
function packetOf(bytes: number) {
  const sent = (payload: number) =>
    packet({ opCode: 101, sender: -1, payload: new Uint8Array(payload).fill(7) });
  for (let payload = bytes - 30; payload < bytes; payload += 1)
    if (encodePacket(sent(payload)).length === bytes) return sent(payload);
  throw new RangeError(`no packet has ${bytes} bytes`);
}

describe('a frame', () => {
  // RFC 6455, 5.2: FIN and op code 2; no mask; the length in 7, 16 or 64 bits, as few as it takes.
  it.each([
    [60, '823c'],
    [125, '827d'],
    [126, '827e007e'],
    [65_535, '827effff'],
    [65_536, '827f0000000000010000'],
    [200_000, '827f0000000000030d40'],
  ])('of a packet with %d bytes is one unmasked binary message', (bytes, header) => {
    const sent = packetOf(bytes);
    const frame = Buffer.from(encodeFrame(sent));
    const headerBytes = header.length / 2;
    expect(frame.subarray(0, headerBytes).toString('hex')).toBe(header);
    expect(frame).toHaveLength(headerBytes + bytes);
    expect(decodePacket(frame.subarray(headerBytes))).toEqual({ ok: true, packet: sent, trailing: 0 });
  });
});
