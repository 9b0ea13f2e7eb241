import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import fs from 'node:fs';
import path from 'node:path';
import { opCode, maxPayloadBytes } from '../../../contract/realtime/op-codes';
import { refusalCodes } from '../../../contract/realtime/refusals';
import { readToPlayer, writeToPlayer } from '../../../contract/realtime/to-player';
import {
  needsSecret,
  readToScript,
  type ToScript,
  writeToScript,
} from '../../../contract/realtime/to-script';
import { noughts } from '../../games/noughts';
import { commandId } from '../../../core/ids';
import { offerKinds } from '../../../core/match/log';
import { fold, openMatch, submit } from '../../../core/match/match';
import { eventsAfter, positionFor } from '../../../core/match/views';
import { header } from '../../../testing/sample-match';
import { plainTables } from '../../support/markdown';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const why = (code: number, payload: unknown): unknown => {
  const read = readToScript(code, bytes(typeof payload === 'string' ? payload : JSON.stringify(payload)));
  return 'unreadable' in read ? read.unreadable : read;
};

describe('messages to the script', () => {
  const ids = fc
    .string({ unit: fc.constantFrom(...'abcXYZ019_-'), minLength: 1, maxLength: 64 })
    .map((text) => commandId(text));
  const messages: fc.Arbitrary<ToScript> = fc.oneof(
    fc.record({
      kind: fc.constant('command' as const),
      id: ids,
      seen: fc.nat(1_000_000),
      command: fc.jsonValue({ depthSize: 'small' }),
    }),
    fc.record({ kind: fc.constant('resign' as const), id: ids }),
    fc.record({ kind: fc.constant('abort' as const), id: ids }),
    fc.record({ kind: fc.constant('vacation' as const), id: ids, days: fc.integer({ min: 1, max: 365 }) }),
    fc.record({ kind: fc.constantFrom('ping' as const, 'pong' as const), n: fc.integer() }),
    fc.record({ kind: fc.constant('offer' as const), id: ids, offer: fc.constantFrom(...offerKinds) }),
    fc.record({
      kind: fc.constant('answer' as const),
      id: ids,
      offer: fc.constantFrom(...offerKinds),
      accept: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('sync' as const), after: fc.nat(1_000_000) }),
  );

  it('are decoded as they were encoded', () => {
    fc.assert(
      fc.property(messages, fc.option(fc.string(), { nil: undefined }), (message, secret) => {
        const { opCode: code, payload } = writeToScript(message, secret);
        fc.pre(bytes(payload).byteLength <= maxPayloadBytes);
        expect(readToScript(code, bytes(payload))).toEqual({
          message: JSON.parse(JSON.stringify(message)),
          secret: needsSecret(message) ? secret : undefined,
        });
      }),
    );
  });

  it('never throw, for any bytes and op code', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom(...Object.values(opCode)), fc.integer(), fc.double()),
        fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.json().map(bytes)),
        (code, payload) => {
          const read = readToScript(code, payload);
          if ('unreadable' in read) {
            expect(refusalCodes).toContain(read.unreadable.code);
            expect(read.unreadable.message.length).toBeLessThan(600);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('name the field and the limit', () => {
    const id = 'a1';
    expect(why(opCode.command, { id, seen: -1, command: 1 })).toEqual({
      code: 'invalid-message',
      message: 'seen must be at least 0',
      id,
    });
    expect(why(opCode.command, { id, seen: 1.5, command: 1 })).toMatchObject({
      message: 'seen must be a whole number',
    });
    expect(why(opCode.command, { id, seen: 2e6, command: 1 })).toMatchObject({
      message: 'seen must be at most 1000000',
    });
    expect(why(opCode.command, { id, seen: 1 })).toMatchObject({ message: 'command is missing' });
    expect(why(opCode.command, { id: '!', seen: 1, command: 0 })).toMatchObject({
      message: expect.stringContaining('id must match'),
      id: null,
    });
    expect(why(opCode.answer, { id, offer: 'money', accept: 'yes' })).toMatchObject({
      message: 'offer must be "draw" or "takeback"; accept must be of type boolean',
    });
    expect(why(opCode.resign, { id, seat: 1 })).toMatchObject({ message: 'unknown field "seat"' });
    expect(why(opCode.sync, [])).toMatchObject({ message: 'the message must be of type object' });
    expect(why(opCode.sync, '{"after":')).toMatchObject({ code: 'malformed' });
    expect(why(opCode.welcome, {})).toMatchObject({ code: 'unknown-op-code' });
    expect(why(opCode.command, 'x'.repeat(4097))).toEqual({
      code: 'too-large',
      message: 'a payload has at most 4096 bytes; this one has 4097',
      id: null,
    });
    expect(readToScript(opCode.sync, Uint8Array.of(0xff, 0xfe))).toMatchObject({
      unreadable: { code: 'malformed' },
    });
  });
});

describe('messages to a player', () => {
  it('are decoded as they were encoded, with their ids', () => {
    const answer = submit(
      openMatch(noughts, header(noughts)),
      { seat: 0, commandId: commandId('x'), action: { kind: 'play', command: { cell: 4 } } },
      12,
    );
    if (answer.kind !== 'accepted') throw new Error('refused');
    const claimed = fold(answer.match, { kind: 'claim', sequence: 2, at: 13, epoch: 2 });
    const ended = fold(claimed, { kind: 'end', sequence: 3, at: 14, reason: 'server-lost' });
    const fields = {
      from: 1,
      events: eventsAfter(ended, 0, 0),
      position: positionFor(ended, 0),
    };
    expect(fields.events.map(({ seat, action }) => [seat, action.kind])).toEqual([
      [0, 'play'],
      [null, 'claim'],
      [null, 'end'],
    ]);
    expect(readToPlayer(opCode.events, bytes(writeToPlayer('events', fields)))).toEqual({
      message: { kind: 'events', ...fields },
    });
    const refused = { code: 'not-your-turn', message: 'm', id: null, rule: null, sequence: 3 } as const;
    expect(readToPlayer(opCode.refused, bytes(writeToPlayer('refused', refused)))).toEqual({
      message: { kind: 'refused', ...refused },
    });
  });

  it('ignore unknown fields, refusal codes and op codes, which later versions may send', () => {
    expect(
      readToPlayer(opCode.presence, bytes('{"seat":0,"presence":"here","until":null,"mood":"good"}')),
    ).toEqual({ message: { kind: 'presence', seat: 0, presence: 'here', until: null } });
    expect(
      readToPlayer(
        opCode.refused,
        bytes('{"code":"too-late","message":"","id":null,"rule":null,"sequence":0}'),
      ),
    ).toMatchObject({ message: { code: 'unknown' } });
    expect(readToPlayer(4711, bytes('{}'))).toBeUndefined();
  });

  it('never throw, for any bytes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(opCode)),
        fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.json().map(bytes)),
        (code, payload) => {
          expect(() => readToPlayer(code, payload)).not.toThrow();
        },
      ),
    );
  });
});

describe('docs/realtime-messages.md', () => {
  const page = plainTables(fs.readFileSync(path.resolve('docs/realtime-messages.md'), 'utf8'));
  it.each(Object.entries(opCode))('lists %s with its op code', (name, code) =>
    expect(page).toMatch(new RegExp(`\\| \`${name}\` \\| ${code} \\|`)),
  );
  it.each([...refusalCodes])('explains the refusal %s', (code) =>
    expect(page).toMatch(new RegExp(`\\| \`${code}\` \\|`)),
  );
  it('has op codes above 0, each once, as the service requires', () => {
    const codes = Object.values(opCode);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.every((code) => code > 1)).toBe(true);
  });
});
