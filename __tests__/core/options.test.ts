import { describe, expect, it } from '@jest/globals';
import * as classic from 'zod';
import * as z from 'zod/mini';
import { defineGame, DefinitionError, optionsText } from '../../core/define';
import { gameName } from '../../core/ids';
import { type Json } from '../../core/json';
import { optionsForm } from '../../core/options-form';
import { rules } from '../games/options-rules';

const schema = z.strictObject({
  size: z._default(z.literal([3, 5]), 3),
  rounds: z._default(z.int().check(z.gte(1), z.lte(9)), 2),
  note: z._default(z.string().check(z.maxLength(200)), ''),
});
const game = defineGame({ rules: { ...rules, name: gameName('choices') }, options: schema });
const problem = (value: unknown) => {
  const read = game.readOptions(value);
  return 'problem' in read ? read.problem : undefined;
};

describe('options of a match', () => {
  it('are filled in with defaults, also when a ticket names none', () => {
    expect(game.readOptions(undefined)).toEqual({ options: { size: 3, rounds: 2, note: '' } });
    expect(game.readOptions({ size: 5 })).toEqual({ options: { size: 5, rounds: 2, note: '' } });
  });

  it.each([
    ['a value outside a list', { size: 4 }, { field: 'size', message: 'must be one of 3, 5' }],
    ['a number above its limit', { rounds: 10 }, { field: 'rounds', message: 'must be at most 9' }],
    ['a number below its limit', { rounds: 0 }, { field: 'rounds', message: 'must be at least 1' }],
    ['another type', { note: 7 }, { field: 'note', message: 'must be of type string' }],
    ['an unknown option', { colour: 1 }, { field: 'colour', message: 'is not an option of this game' }],
    ['no object', 3, { field: '', message: 'must be of type object' }],
    ['null', null, { field: '', message: 'must be of type object' }],
    [
      'more text than a FlexMatch attribute holds',
      { note: 'x'.repeat(90) },
      { field: '', message: 'the options have 121 characters as text, 100 are allowed' },
    ],
  ])('refuse %s, naming the field and the limit', (_what, value, expected) => {
    expect(problem(value)).toEqual(expected);
  });

  it('refuse numbers that a row cannot store', () => {
    const stakes = z._default(z.array(z.number()), []);
    const free = defineGame({
      rules: { ...rules, name: gameName('free') },
      options: z.strictObject({ stakes }),
    });
    for (const stake of [2 ** 53, -1e200, 1e-131]) {
      const read = free.readOptions({ stakes: [1, stake] });
      expect(read).toMatchObject({ problem: { field: 'stakes/1', message: expect.stringContaining('is') } });
    }
    expect(free.readOptions({ stakes: [2 ** 53 - 1] })).toHaveProperty('options');
  });

  it.each<[z.ZodMiniType<Json>, string, string?]>([
    [z._default(z.string().check(z.minLength(3)), ''), 'must have at least 3 characters'],
    [z._default(z.string().check(z.length(3)), ''), 'must have exactly 3 characters'],
    [z._default(z.array(z.int()).check(z.maxLength(1)), [1, 2]), 'must have at most 1 element'],
    [z._default(z.number().check(z.gt(0)), 0), 'must be more than 0'],
    [z._default(z.number().check(z.multipleOf(5)), 4), 'must be a multiple of 5'],
    [z._default(z.string().check(z.regex(/^[ab]+$/)), 'c'), 'must match /^[ab]+$/'],
    [z._default(z.string().check(z.startsWith('a')), 'c'), 'must begin with "a"'],
    [z._default(z.email(), 'c'), 'must be a valid email'],
    [z._default(z.string().check(z.endsWith('a')), 'c'), 'must end with "a"'],
    [z._default(z.string().check(z.includes('a')), 'c'), 'must contain "a"'],
    [z._default(z.number().check(z.lt(4)), 4), 'must be less than 4'],
    [z._default(z.union([z.int(), z.boolean()]), 0.5), 'matches none of the alternatives in the schema'],
    [z._default(z.int().check(z.refine((n) => n % 2 === 1)), 4), 'is refused by a check of the schema'],
    [
      z._default(z.int().check(z.refine((n) => n % 2 === 1, 'boards are odd')), 4),
      'is refused by a check of the schema: boards are odd',
    ],
    [
      z._default(z.record(z.string().check(z.maxLength(1)), z.int()), { ab: 1 }),
      'has an invalid name: it must have at most 1 character',
      'river/ab',
    ],
  ])('describe in plain words what is wrong with a default: %#', (river, message, option = 'river') => {
    expect(() => defineGame({ rules, options: z.strictObject({ river }) })).toThrow(
      `the default of option ${option} ${message}: change the default or the schema`,
    );
  });

  it('name fields within fields, and values as they are written', () => {
    const deep = z._default(z.strictObject({ bid: z._default(z.literal(['a', 3, null]), 3) }), { bid: 3 });
    const nested = defineGame({
      rules: { ...rules, setup: () => ({ options: null, pressed: false }) },
      options: z.strictObject({ deep }),
    });
    expect(nested.readOptions({ deep: { bid: 4 } })).toEqual({
      problem: { field: 'deep/bid', message: 'must be one of "a", 3, null' },
    });
    expect(nested.readOptions({ deep: { bet: 4 } })).toEqual({
      problem: { field: 'deep/bet', message: 'is not an option of this game' },
    });
  });

  it('have one text for equal options, in any order of their names', () => {
    expect(optionsText({ b: [{ d: 1, c: 2 }], a: null })).toBe(optionsText({ a: null, b: [{ c: 2, d: 1 }] }));
  });

  it('need a default each; the error names the option', () => {
    const source = { rules, options: z.strictObject({ size: z.literal([3, 5]) }) };
    expect(() => defineGame(source)).toThrow(
      new DefinitionError('game/games/choices: option size has no default: add .default(…) to its schema'),
    );
  });

  it('need a default also when they are optional: the wishes of two players would be dropped', () => {
    const options = z.strictObject({ size: z.optional(z.int()) });
    expect(() => defineGame({ rules, options })).toThrow(
      new DefinitionError('game/games/choices: option size has no default: add .default(…) to its schema'),
    );
  });

  it('are named by the object within a wrapper', () => {
    const plain = z.strictObject({ size: z._default(z.int(), 3), fast: z._default(z.boolean(), false) });
    for (const options of [
      plain,
      z.readonly(plain),
      z._default(plain, { size: 4, fast: true }),
      z.prefault(plain, {}),
      z.optional(plain),
      z.nonoptional(z.optional(plain)),
      plain.check(z.refine(() => true)),
      plain.brand('options'),
    ])
      expect(optionsForm(options)).toEqual({ names: ['size', 'fast'] });
    const defined = defineGame({
      rules: { ...rules, setup: () => ({ options: null, pressed: false }) },
      options: z.readonly(plain),
    });
    expect(defined.optionNames).toEqual(['size', 'fast']);
  });

  it('have defaults that fit a FlexMatch attribute, or the error states their length', () => {
    const options = z.strictObject({ note: z._default(z.string(), 'x'.repeat(100)) });
    expect(() => defineGame({ rules, options })).toThrow(
      'game/games/choices: the defaults of the options have 111 characters as text, 100 are allowed: ' +
        'shorten names or values',
    );
  });

  const size = z.strictObject({ size: z._default(z.literal([3, 5]), 3) });
  const unnamed = 'accept names that they do not declare: write z.strictObject({ … }) for z.object';
  it.each<[string, z.core.$ZodType, string]>([
    ['an object that drops names', z.object(size.shape), unnamed],
    ['a loose object', z.looseObject(size.shape), unnamed],
    ['a catchall', z.catchall(size, z.string()), unnamed],
    ['a union', z.union([size, z.strictObject({ blitz: z.literal(true) })]), 'are a union, not a plain'],
    [
      'a preprocess',
      classic.preprocess((value) => value, size),
      'are a pipe (transform, preprocess, codec),',
    ],
    [
      'a transform',
      z.pipe(
        size,
        z.transform((value) => value),
      ),
      'are a pipe (transform, preprocess, codec),',
    ],
    [
      'a pipe',
      z.pipe(size, z.strictObject({ size: z.literal([3, 5]) })),
      'are a pipe (transform, preprocess, codec), not',
    ],
    ['a lazy schema', z.lazy(() => size), 'are a lazy schema, not a plain object'],
    ['a catch', z.catch(size, { size: 3 as const }), 'are a catch, not a plain object'],
    ['an object or null', z.nullable(size), 'are a nullable, not a plain object'],
    ['an intersection', z.intersection(size, size), 'are an intersection, not a plain object'],
    ['a record', z.record(z.string(), z.int()), 'are a record, not a plain object'],
    ['a text', z._default(z.string(), ''), 'are a string, not a plain object: write z.strictObject({ … })'],
    ['anything', z.json(), 'are a lazy schema, not a plain object'],
  ])('are refused as %s, since their names are not known', (_form, options, message) => {
    const define = (): unknown =>
      Reflect.apply(defineGame, undefined, [{ rules: { ...rules, name: gameName('choices') }, options }]);
    expect(define).toThrow(DefinitionError);
    expect(define).toThrow(`game/games/choices: the options ${message}`);
  });

  it('are refused where a check of the schema throws, in the definition and in a ticket', () => {
    const failing = (fails: (value: number) => boolean) =>
      z.strictObject({
        size: z._default(z.int(), 3),
        turns: z._default(
          z.int().check(
            z.refine((value) => {
              if (fails(value)) throw new Error('no table');
              return true;
            }),
          ),
          2,
        ),
      });
    const source = { ...rules, setup: () => ({ options: null, pressed: false }) };
    expect(() => defineGame({ rules: source, options: failing(() => true) })).toThrow(
      new DefinitionError(
        'game/games/choices: the object of all defaults makes the schema throw: no table: change the ' +
          'default or the schema',
      ),
    );
    const later = defineGame({ rules: source, options: failing((turns) => turns > 5) });
    expect(later.readOptions({ turns: 6 })).toEqual({
      problem: { field: '', message: 'makes the schema throw: no table' },
    });
  });

  it('need defaults that pass their own schema', () => {
    const size = z._default(z.int().check(z.lte(5)), 7);
    expect(() => defineGame({ rules, options: z.strictObject({ size }) })).toThrow(
      new DefinitionError(
        'game/games/choices: the default of option size must be at most 5: change the default or the schema',
      ),
    );
  });
});

describe('a game', () => {
  const refused =
    (change: object): (() => unknown) =>
    () =>
      Reflect.apply(defineGame, undefined, [{ rules, ...change }]);

  it.each<[object, RegExp]>([
    [{ bot: { think: () => null } }, /^game\/games\/choices: levels of the bot is undefined: write a list/],
    [{ options: {} }, /^game\/games\/choices: options is not a schema: write z\.strictObject/],
    [
      {
        timeControl: () => {
          throw new Error('tc');
        },
      },
      /^game\/games\/choices: timeControl throws for the options {"size":3}: tc/,
    ],
    [{ rules: { ...rules, numbers: 'livesLeft' } }, /numbers is "livesLeft": write a list of names/],
  ])('of %o is refused with file and fix', (change, message) => {
    expect(
      refused({ options: z.strictObject({ size: z._default(z.literal([3, 5]), 3) }), ...change }),
    ).toThrow(message);
  });

  it('may have a command drawn for idle seats where matches have no clock', () => {
    expect(refused({ rules: { ...rules }, options: z.strictObject({}), onTimeout: 'random' })).not.toThrow();
  });
});
