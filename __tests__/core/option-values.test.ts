import { describe, expect, it } from '@jest/globals';
import { optionValues } from '../../core/option-values';

describe('the values of options that are tried', () => {
  const tried = (option: object) => optionValues({ properties: { option } }).get('option');
  const digits = (count: number) => ({ enum: Array.from({ length: count }, (_, index) => index) });

  it.each<[string, object, readonly unknown[], boolean]>([
    ['a list of values', digits(3), [0, 1, 2], true],
    ['a constant', { const: 'x' }, ['x'], true],
    ['both truths, the default among them', { type: 'boolean', default: true }, [false, true], true],
    ['a number', { type: 'integer', minimum: 1, maximum: 9, default: 5 }, [5, 1, 9], false],
    ['a number without limits', { type: 'number', minimum: -(2 ** 53), maximum: 2 ** 53 - 1 }, [], false],
    ['types', { type: ['boolean', 'null'] }, [false, true, null], true],
    ['alternatives', { anyOf: [{ const: 1 }, { oneOf: [{ const: 2 }, { const: 1 }] }] }, [1, 2], true],
    ['an open alternative', { anyOf: [{ const: 1 }, { type: 'string' }] }, [1], false],
    ['a text', { type: 'string', default: 'a' }, ['a'], false],
    ['no type', { default: 3 }, [3], false],
    ['itself', { $ref: '#/$defs/x', enum: [1] }, [], false],
    ['an unknown form', { type: 7, enum: 8, default: 1 }, [1], false],
    ['an object without fields', { type: 'object' }, [], false],
    [
      'an object',
      {
        type: 'object',
        properties: { a: digits(2), b: { const: 'x' } },
        required: ['a', 'b'],
        additionalProperties: false,
      },
      [
        { a: 0, b: 'x' },
        { a: 1, b: 'x' },
      ],
      true,
    ],
    [
      'an object with fields that may be absent',
      { type: 'object', properties: { a: { const: 1 }, b: { const: 2, default: 2 } } },
      [{ b: 2 }, { a: 1, b: 2 }],
      true,
    ],
    [
      'an object that takes other fields',
      { type: 'object', properties: { a: { const: 1 } }, required: ['a'], additionalProperties: {} },
      [{ a: 1 }],
      false,
    ],
    [
      'a tuple',
      { type: 'array', prefixItems: [digits(2), { const: 'x' }] },
      [
        [0, 'x'],
        [1, 'x'],
      ],
      true,
    ],
    [
      'a tuple of open places',
      { type: 'array', prefixItems: [{ type: 'string', default: 'a' }] },
      [['a']],
      false,
    ],
    ['lists', { type: 'array', items: digits(2) }, [[], [0], [1], [0, 1, 0, 1]], false],
    [
      'lists of a length',
      { type: 'array', items: digits(2), minItems: 2, maxItems: 3 },
      [
        [0, 0],
        [1, 1],
        [0, 1, 0],
      ],
      false,
    ],
    ['lists of none', { type: 'array', items: digits(2), maxItems: 0 }, [[]], false],
    ['lists of nothing', { type: 'array' }, [[]], false],
    ['lists of at least one of nothing', { type: 'array', minItems: 1 }, [], false],
    ['lists that are too long', { type: 'array', items: digits(2), minItems: 101 }, [], false],
  ])('are, of %s', (_what, option, values, complete) => {
    expect(tried(option)).toEqual({ values, complete });
  });

  it('are all combinations up to 24, and each value once beyond', () => {
    const pair = (one: number, other: number) =>
      tried({ type: 'object', properties: { a: digits(one), b: digits(other) }, required: ['a', 'b'] });
    expect(pair(4, 6)).toMatchObject({ complete: true });
    expect(pair(4, 6)?.values).toHaveLength(24);
    expect(pair(5, 5)).toEqual({
      values: [
        { a: 0, b: 0 },
        ...[1, 2, 3, 4].map((a) => ({ a, b: 0 })),
        ...[1, 2, 3, 4].map((b) => ({ a: 0, b })),
      ],
      complete: false,
    });
    const tuple = tried({ type: 'array', prefixItems: [digits(5), digits(5)] });
    expect(tuple).toMatchObject({ complete: false });
    expect(tuple?.values).toHaveLength(9);
  });

  it('are of an object with properties', () => {
    expect(() => optionValues({ type: 'object' })).toThrow('"properties"');
  });
});
