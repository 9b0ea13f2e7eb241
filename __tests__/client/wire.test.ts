import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'protobufjs';
import { decodePacket, encodePacket, NotAPacket } from '../../client/wire/packet';
import { realtimeProto } from '../local/realtime/support/rt-proto';

const hex = (text: string): Uint8Array =>
  Uint8Array.from(Buffer.from(text.replaceAll(/[^0-9a-f]/g, ''), 'hex'));
const written = (packet: Parameters<typeof encodePacket>[0]): string =>
  Buffer.from(encodePacket(packet)).toString('hex');
const minusOne = 'ffffffffffffffffff01';

describe('packets, byte for byte as the official client was seen to send and read them', () => {
  it('login', () => {
    const id = 'psess-00000000-0000-4000-8000-000000000000';
    expect(id).toHaveLength(42);
    expect(written({ opCode: 0, targetPlayer: -1, reliable: true, login: { playerSessionId: id } })).toBe(
      `3e18${minusOne}3001f2012e0a2a${Buffer.from(id).toString('hex')}1002`,
    );
  });

  it('a message to the server, over TCP and as a datagram', () => {
    const payload = Buffer.from('hello server');
    expect(written({ opCode: 200, targetPlayer: -1, sender: 1, reliable: true, payload })).toBe(
      `20089003 18${minusOne} 2801 3001 7a0c ${payload.toString('hex')}`.replaceAll(' ', ''),
    );
    expect(written({ opCode: 200, targetPlayer: -1, sender: 1, sequenceNumber: 3, payload })).toBe(
      `20 089003 1003 18${minusOne} 2801 7a0c ${payload.toString('hex')}`.replaceAll(' ', ''),
    );
  });

  it('the first UDP_CONNECT: sequence number 0 is left out', () => {
    expect(written({ opCode: -5, targetPlayer: -1, sender: 1, sequenceNumber: 0, udpConnect: true })).toBe(
      `12080918${minusOne}2801920200`,
    );
  });

  it('login results: the least that works, and one with UDP and tokens', () => {
    expect(decodePacket(hex('09 08 01 fa 01 04 08 01 18 01'))).toMatchObject({
      opCode: -1,
      loginResult: { success: true, peerId: 1, fastPort: 0 },
    });
    const full = `3008011801 28${minusOne}3001fa011c08011209${Buffer.from('recon-tok').toString('hex')}180120e13c3208${Buffer.from('conn-tok').toString('hex')}`;
    expect(decodePacket(hex(full))).toMatchObject({
      opCode: -1,
      targetPlayer: 1,
      sender: -1,
      reliable: true,
      loginResult: {
        success: true,
        peerId: 1,
        fastPort: 7777,
        reconnectToken: 'recon-tok',
        connectToken: 'conn-tok',
      },
    });
    expect(decodePacket(hex('05 08 01 fa 01 00'))).toMatchObject({
      opCode: -1,
      loginResult: { success: false },
    });
  });
});

describe('packets, against protobuf from the published message definition', () => {
  const type = parse(realtimeProto, { keepCase: true }).root.lookupType('com.gamelift.rt.proto.Packet');
  const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
  const packets = fc.record({
    opCode: int32,
    sequenceNumber: int32,
    targetPlayer: int32,
    targetGroup: int32,
    sender: int32,
    reliable: fc.boolean(),
    payload: fc.uint8Array({ maxLength: 300 }),
  });

  it('are read by it as they were written', () => {
    fc.assert(
      fc.property(packets, (packet) => {
        const read = type.toObject(type.decodeDelimited(encodePacket(packet)), {
          defaults: true,
          bytes: Buffer,
        });
        expect(read).toMatchObject({ ...packet, payload: Buffer.from(packet.payload) });
      }),
    );
  });

  it('are written by it as they are read', () => {
    fc.assert(
      fc.property(
        packets,
        fc.record({ success: fc.boolean(), peerId: int32, fastPort: int32, connectToken: fc.string() }),
        (packet, loginResult) => {
          const bytes = type
            .encodeDelimited(
              type.fromObject({ ...packet, payload: Buffer.from(packet.payload), loginResult }),
            )
            .finish();
          const read = decodePacket(bytes);
          // Zero is not written, and an absent number means zero.
          expect({
            opCode: read.opCode,
            sequenceNumber: read.sequenceNumber ?? 0,
            sender: read.sender ?? 0,
          }).toEqual({ opCode: packet.opCode, sequenceNumber: packet.sequenceNumber, sender: packet.sender });
          expect(Buffer.from(read.payload ?? []).equals(Buffer.from(packet.payload))).toBe(true);
          expect(read.loginResult).toMatchObject(loginResult);
        },
      ),
    );
  });

  it('skip what this version does not know', () => {
    const bytes = type
      .encodeDelimited(
        type.fromObject({
          opCode: 5,
          groupMembershipUpdate: { group: 3, players: [1, 2] },
          playerConnect: { peerId: 3 },
        }),
      )
      .finish();
    expect(decodePacket(bytes).opCode).toBe(5);
  });

  it('are refused, never thrown over, when the bytes are none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          decodePacket(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(NotAPacket);
        }
      }),
      { numRuns: 500 },
    );
    expect(() => decodePacket(hex('3e 18 ff'))).toThrow(NotAPacket);
    expect(() => decodePacket(new Uint8Array())).toThrow(NotAPacket);
  });
});
