import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodePacket, encodePacket } from '../../../../contract/realtime/wire/codec';
import { type PacketMessage, type Packet, packet } from '../../../../contract/realtime/wire/packet';
import { decodeWire, encodeWire } from '../../../local/realtime/support/client';
import { tries } from '../../../../testing/effort';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const minusOne = 'ffffffffffffffffff01';
const decoded = (bytes: Uint8Array): Packet => {
  const result = decodePacket(bytes);
  if (!result.ok) throw new Error(result.reason);
  return result.packet;
};

describe('packets as the official client sends and expects them', () => {
  const id = 'psess-0123456789abcdef0123456789abcdef0123';

  it('reads its login', () => {
    const frame = hex(`3e18${minusOne}3001f2012e0a2a${Buffer.from(id).toString('hex')}1002`);
    expect(decoded(frame)).toMatchObject({
      opCode: 0,
      sender: 0,
      targetPlayer: -1,
      reliable: true,
      message: { kind: 'login', playerSessionId: id, clientVersion: 2 },
    });
    expect(Buffer.from(encodePacket(decoded(frame)))).toEqual(frame);
  });

  it.each([
    [
      'the smallest login result',
      '09 08 01 fa01 04 08 01 18 01',
      packet({
        opCode: -1,
        message: {
          kind: 'loginResult',
          success: true,
          reconnectToken: '',
          peerId: 1,
          fastPort: 0,
          caCert: new Uint8Array(),
          connectToken: '',
        },
      }),
    ],
    [
      'a login result with UDP',
      `30 0801 1801 28${minusOne} 3001 fa011c 0801 1209${Buffer.from('recon-tok').toString('hex')} ` +
        `1801 20e13c 3208${Buffer.from('conn-tok').toString('hex')}`,
      packet({
        opCode: -1,
        targetPlayer: 1,
        sender: -1,
        reliable: true,
        message: {
          kind: 'loginResult',
          success: true,
          reconnectToken: 'recon-tok',
          peerId: 1,
          fastPort: 7777,
          caCert: new Uint8Array(),
          connectToken: 'conn-tok',
        },
      }),
    ],
    [
      'the first UDP_CONNECT',
      `12 0809 18${minusOne} 2801 920200`,
      packet({ opCode: -5, targetPlayer: -1, sender: 1, message: { kind: 'udpConnect' } }),
    ],
    [
      'VERIFY_IDENTITY',
      `13 081b 2801 aa020c 0801 1208${Buffer.from('conn-tok').toString('hex')}`,
      packet({
        opCode: -14,
        sender: 1,
        message: { kind: 'verifyIdentity', peerId: 1, connectToken: 'conn-tok' },
      }),
    ],
    [
      'an event to the server',
      `20 089003 18${minusOne} 2801 3001 7a0c${Buffer.from('hello server').toString('hex')}`,
      packet({
        opCode: 200,
        targetPlayer: -1,
        sender: 1,
        reliable: true,
        payload: Buffer.from('hello server'),
      }),
    ],
    [
      'an event to all',
      `1f 089203 20${minusOne} 2801 3001 7a0b${Buffer.from('hello group').toString('hex')}`,
      packet({
        opCode: 201,
        targetGroup: -1,
        sender: 1,
        reliable: true,
        payload: Buffer.from('hello group'),
      }),
    ],
    [
      'JoinGroup(5)',
      `16 0813 18${minusOne} 2801 3001 c202 02 0805`,
      packet({
        opCode: -10,
        targetPlayer: -1,
        sender: 1,
        reliable: true,
        message: { kind: 'joinGroup', group: 5 },
      }),
    ],
    [
      'LeaveGroup(5)',
      `16 0815 18${minusOne} 2801 3001 ca02 02 0805`,
      packet({
        opCode: -11,
        targetPlayer: -1,
        sender: 1,
        reliable: true,
        message: { kind: 'leaveGroup', group: 5 },
      }),
    ],
    [
      'RequestGroupMembership(5)',
      `16 0817 18${minusOne} 2801 3001 d202 02 0805`,
      packet({
        opCode: -12,
        targetPlayer: -1,
        sender: 1,
        reliable: true,
        message: { kind: 'requestGroupMembership', group: 5 },
      }),
    ],
  ])('%s, byte for byte', (_what, bytes, value) => {
    expect(Buffer.from(encodePacket(value)).toString('hex')).toBe(hex(bytes).toString('hex'));
    expect(encodePacket(decoded(hex(bytes)))).toEqual(encodePacket(value));
  });
});

const int32 = fc.integer({ min: -0x80000000, max: 0x7fffffff });
const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const bytes = fc.uint8Array({ maxLength: 60 });
const message: fc.Arbitrary<PacketMessage | undefined> = fc.oneof(
  fc.constant(undefined),
  fc.record({ kind: fc.constant('login' as const), playerSessionId: text, clientVersion: int32 }),
  fc.record({
    kind: fc.constant('loginResult' as const),
    success: fc.boolean(),
    reconnectToken: text,
    peerId: int32,
    fastPort: int32,
    caCert: bytes,
    connectToken: text,
  }),
  fc.record({ kind: fc.constantFrom('ping' as const, 'pingResult' as const, 'udpConnect' as const) }),
  fc.record({ kind: fc.constantFrom('playerConnect' as const, 'playerDisconnect' as const), peerId: int32 }),
  fc.record({ kind: fc.constant('verifyIdentity' as const), peerId: int32, connectToken: text }),
  fc.record({ kind: fc.constant('verifyIdentityResult' as const), success: fc.boolean(), peerId: int32 }),
  fc.record({
    kind: fc.constantFrom('joinGroup' as const, 'leaveGroup' as const, 'requestGroupMembership' as const),
    group: int32,
  }),
  fc.record({
    kind: fc.constant('groupMembershipUpdate' as const),
    group: int32,
    players: fc.array(int32, { maxLength: 10 }),
  }),
);
const packets: fc.Arbitrary<Packet> = fc
  .record({
    opCode: int32,
    sequenceNumber: int32,
    targetPlayer: int32,
    targetGroup: int32,
    sender: int32,
    reliable: fc.boolean(),
    clientVersion: int32,
    payload: bytes,
    message,
  })
  .map(({ message: body, ...rest }) => (body === undefined ? rest : { ...rest, message: body }));

describe('the codec', () => {
  it('reads the packets that it writes', () => {
    fc.assert(
      fc.property(packets, (value) => {
        expect(decodePacket(encodePacket(value))).toEqual({ ok: true, packet: value, trailing: 0 });
      }),
    );
  });

  it("writes and reads the same bytes as protobufjs' own reflection of the messages", () => {
    fc.assert(
      fc.property(packets, (value) => {
        const theirs = decodeWire(encodePacket(value));
        expect(theirs.opCode ?? 0).toBe(value.opCode);
        expect(decodePacket(encodeWire(theirs))).toEqual({ ok: true, packet: value, trailing: 0 });
      }),
    );
  });

  it('never throws, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (junk) => {
        const result = decodePacket(junk);
        if (!result.ok) expect(result.reason).not.toBe('');
      }),
      { numRuns: tries(1_000) },
    );
  });

  it('never throws on packets with bytes changed, lost or added', () => {
    fc.assert(
      fc.property(
        packets,
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }),
        fc.nat(),
        bytes,
        (value, changes, cut, more) => {
          const frame = Buffer.from(encodePacket(value));
          for (const [at, byte] of changes) frame[at % frame.length] = byte;
          decodePacket(frame);
          const whole = encodePacket(value);
          if (whole.length > 1)
            expect(decodePacket(whole.subarray(0, cut % (whole.length - 1)))).toMatchObject({ ok: false });
          expect(decodePacket(Buffer.concat([whole, more]))).toEqual({
            ok: true,
            packet: value,
            trailing: more.length,
          });
        },
      ),
      { numRuns: tries(400) },
    );
  });

  it('skips fields that it does not know', () => {
    expect(decoded(hex('0a 0802 a00605 3d00000000'))).toMatchObject({ opCode: 1, clientVersion: 0 });
  });

  it('accepts a member list that is not packed, even a long one', () => {
    const list = Buffer.alloc(60_000);
    for (let at = 0; at < list.length; at += 2) list.set([0x10, 0x01], at);
    const body = Buffer.concat([hex('da02'), hex('e0d403'), list]);
    const length = Buffer.from([
      (body.length & 127) | 128,
      ((body.length >> 7) & 127) | 128,
      body.length >> 14,
    ]);
    const { message: update } = decoded(Buffer.concat([length, body]));
    expect(update?.kind === 'groupMembershipUpdate' && update.players.length).toBe(30_000);
  });
});
