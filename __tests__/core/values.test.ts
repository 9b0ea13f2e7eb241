import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod/mini';
import { json } from '../../contract/json';
import { pause } from '../../core/clock';
import { type RandomSource } from '../../core/game-rules';
import { idPatterns } from '../../core/ids';
import { newInvitationCode } from '../../core/invitation-code';
import { canonicalJson, isJson, isSameJson, type Json } from '../../core/json';
import { described, jsonProblem } from '../../core/json-problem';
import { messageOf } from '../../core/message-of';
import { shuffled } from '../../core/shuffle';
import { squareName, squareOf } from '../../core/squares';
import { jsonNumberProblem, numberProblem, storedNumber } from '../../core/stored-number';
import { withArticle } from '../../core/with-article';

const anyJson = fc.jsonValue({ maxDepth: 3 }).map((value): Json => JSON.parse(JSON.stringify(value)));

/** The same value with the fields of every object in the opposite order. */
function turned(value: Json): Json {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(turned);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, turned(member)]),
  );
}

/** Values of every kind; zod leaves `__proto__` out of what it copies. */
const anything = fc.anything({
  key: fc.string().filter((name) => name !== '__proto__'),
  withBigInt: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withSparseArray: true,
  withTypedArray: true,
});

describe('JSON', () => {
  it('is distinguished from other values as by zod', () => {
    const byZod = z.json();
    fc.assert(
      fc.property(fc.oneof(anything, anyJson), (value) => {
        expect(isJson(value)).toBe(byZod.safeParse(value).success);
        expect(json.safeParse(value).success).toBe(isJson(value));
      }),
    );
    expect([[Number.NaN], { a: undefined }, [undefined], new Date(0), Symbol('x')].map(isJson)).toEqual(
      Array.from({ length: 5 }, () => false),
    );
    expect(isJson({ a: [null, { b: 'x' }, -0.5, true] })).toBe(true);
  });

  it('is the same in any order of fields, and has one canonical text', () => {
    fc.assert(
      fc.property(anyJson, anyJson, (one, other) => {
        expect(isSameJson(one, turned(one))).toBe(true);
        expect(canonicalJson(turned(one))).toBe(canonicalJson(one));
        expect(JSON.parse(canonicalJson(one))).toEqual(one);
        expect(isSameJson(one, other)).toBe(canonicalJson(one) === canonicalJson(other));
      }),
    );
    expect(canonicalJson({ b: [{ d: 1, c: null }], a: 'x' })).toBe('{"a":"x","b":[{"c":null,"d":1}]}');
  });

  const pairs: ReadonlyArray<readonly [Json, Json]> = [
    [null, {}],
    [{}, null],
    [{}, []],
    [[], {}],
    [[1], [1, 2]],
    [[1, 2], [1]],
    [[null], [1]],
    [{ a: 1 }, {}],
    [{ a: 1 }, { b: 1 }],
    [{ a: 1 }, { a: 1, b: 1 }],
    [{ a: null }, { b: null }],
    [1, '1'],
    [0, false],
    ['', null],
    [{ 0: 'a' }, ['a']],
    ['a', ['a']],
    [['a'], 'a'],
    [[], { length: 0 }],
    [{ length: 0 }, []],
    [['a'], { length: 1, 0: 'a' }],
    [1, { a: 1 }],
    [{ a: 1 }, 1],
  ];
  it.each(pairs)('%j is not %j', (one, other) => expect(isSameJson(one, other)).toBe(false));
});

describe('what is not JSON', () => {
  it.each([null, 'text', false, 0, -1.5, [], {}, [{ a: [1, null] }], { a: undefined }, Object.create(null)])(
    '%j is JSON',
    (value) => expect(jsonProblem(value)).toBeUndefined(),
  );
  it('leaves out what an object inherits', () => {
    const parent: object = Object.assign(Object.create(null), { strange: new Map() });
    const child: object = Object.assign(Object.create(parent), { own: 1 });
    expect(JSON.stringify(child)).toBe('{"own":1}');
    expect(jsonProblem(child)).toBeUndefined();
    expect(jsonProblem(Object.assign(child, { strange: new Map() }))).toBe('/strange is a Map');
  });

  class Card {}
  const strange: ReadonlyArray<readonly [string, unknown]> = [
    ['it is undefined', undefined],
    ['it is NaN', NaN],
    ['it is Infinity', Infinity],
    ['it is a function', () => 1],
    ['it is a bigint', 1n],
    ['it is a symbol', Symbol('s')],
    ['it is a Map', new Map()],
    ['it is a Date', new Date(0)],
    ['it is a Card', new Card()],
    ['it is a Card', Object.create(new Card())],
    ['/1 is undefined', [1, undefined]],
    ['/cards/0/suit is a Set', { cards: [{ suit: new Set() }] }],
    ['/b is NaN', { a: 1, b: NaN }],
  ];
  it.each(strange)('%s', (problem, value) => expect(jsonProblem(value)).toBe(problem));

  it('is a value deeper than a hundred lists, and one that contains itself', () => {
    const nested = (depth: number): unknown => (depth === 0 ? [] : [nested(depth - 1)]);
    expect(jsonProblem(nested(100))).toBeUndefined();
    expect(jsonProblem(nested(101))).toBe(
      `${'/0'.repeat(101)} is nested deeper than 100, or contains itself`,
    );
    const own: unknown[] = [];
    own.push(own);
    expect(jsonProblem(own)).toContain('contains itself');
  });

  it('is described by what it is', () => {
    const [lacking, nameless] = [undefined, (() => class {})()].map((constructor) =>
      Object.create({ constructor }),
    );
    expect([undefined, null, 7, 'x', true, new Map(), lacking, nameless].map(described)).toEqual([
      'undefined',
      'null',
      '7',
      'a string',
      'a boolean',
      'a Map',
      'an object',
      'an object',
    ]);
  });
});

describe('numbers that rows store', () => {
  const most = Number.MAX_SAFE_INTEGER;

  it.each([0, 1, -1, 0.1, 1e-100, -1e-100, most, -most])('%d is one of them', (number) => {
    expect(numberProblem(number)).toBeUndefined();
    expect(jsonNumberProblem({ list: [number] })).toBeUndefined();
    expect(storedNumber(number)).toBe(number);
  });

  const others: ReadonlyArray<readonly [number, number, string]> = [
    [2 ** 53, most, `is ${2 ** 53}: at most ${most} in both directions is possible`],
    [-(2 ** 53), -most, `is ${-(2 ** 53)}: at most ${most} in both directions is possible`],
    [9e-101, 0, 'is 9e-101: it must be 0, or at least 1e-100 away from it'],
    [-9e-101, 0, 'is -9e-101: it must be 0, or at least 1e-100 away from it'],
    [Infinity, most, 'is not a number'],
    [-Infinity, -most, 'is not a number'],
  ];
  it.each(others)('%d is stored as %d', (number, nearest, message) => {
    expect(numberProblem(number)).toBe(message);
    expect(storedNumber(number)).toBe(nearest);
    expect(jsonNumberProblem(number)).toEqual({ field: '', message });
    expect(jsonNumberProblem({ a: 'x', list: [1, { b: number }], c: 2 ** 54 })).toEqual({
      field: 'list/1/b',
      message,
    });
  });

  it('are the only ones that are looked at', () => {
    expect([null, true, '9e999', [], {}].map((value) => jsonNumberProblem(value))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('words with an article', () => {
  it.each([
    'an object',
    'an Array',
    'an error',
    'an int',
    'an undefined',
    'a union',
    'a unit',
    'a uint',
    'a list',
  ])('%s', (text) => expect(withArticle(text.slice(text.indexOf(' ') + 1))).toBe(text));
});

describe('the message of what was thrown', () => {
  it('is never empty', () => {
    expect([new Error('broken'), new RangeError(''), 'text', '', 7, undefined].map(messageOf)).toEqual([
      'broken',
      'RangeError without a message',
      'text',
      'an empty text',
      '7',
      'undefined',
    ]);
  });
});

describe('squares', () => {
  it('have names that name them', () => {
    for (const [square, name] of [
      [{ column: 0, row: 0 }, 'a1'],
      [{ column: 3, row: 2 }, 'd3'],
      [{ column: 25, row: 98 }, 'z99'],
      [{ column: 9, row: 9 }, 'j10'],
    ] as const) {
      expect(squareName(square)).toBe(name);
      expect(squareOf(name, 26, 99)).toEqual(square);
    }
  });

  it('are on the board', () => {
    expect([squareOf('c4', 3, 4), squareOf('d4', 3, 4), squareOf('c5', 3, 4)]).toEqual([
      { column: 2, row: 3 },
      undefined,
      undefined,
    ]);
  });

  it.each(['', 'a', 'a0', 'a01', 'a100', 'A1', '1a', 'aa1', ' a1', 'a1 ', 'xa1', 1, null, ['a1']])(
    '%j names none',
    (value) => expect(squareOf(value, 26, 99)).toBeUndefined(),
  );
});

/** Draws the highest number, or the lowest. */
const drawing = (end: 'lowest' | 'highest'): RandomSource => ({
  below: (limit) => (end === 'lowest' ? 0 : limit - 1),
});

describe('chance', () => {
  it('makes invitation codes of ten characters that are not mistaken for others', () => {
    const letters = '23456789abcdefghjkmnpqrstvwxyz';
    expect(newInvitationCode(drawing('lowest'))).toBe('2222222222');
    expect(newInvitationCode(drawing('highest'))).toBe('zzzzzzzzzz');
    const codes = [...letters].map((_, index) => newInvitationCode({ below: () => index }));
    expect(codes.map((code) => code.charAt(9)).join('')).toBe(letters);
    expect(codes.every((code) => idPatterns.invitationCode.test(code))).toBe(true);
  });

  it('shuffles without losing or changing the given list', () => {
    const items = [1, 2, 3, 4];
    expect(shuffled(items, drawing('highest'))).toEqual([4, 3, 2, 1]);
    expect(shuffled(items, drawing('lowest'))).toEqual(items);
    expect(shuffled([], drawing('lowest'))).toEqual([]);
    expect(items).toEqual([1, 2, 3, 4]);
  });
});

describe('a pause', () => {
  it('ends when the clock says so', async () => {
    const waits: number[] = [];
    await pause(
      {
        after(delayMs, call) {
          waits.push(delayMs);
          call();
          return () => undefined;
        },
      },
      25,
    );
    expect(waits).toEqual([25]);
  });
});
