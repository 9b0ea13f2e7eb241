import { describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { defineGame, DefinitionError, seatRangeOf } from '../../core/define';
import { gameLimits } from '../../core/game-types';
import { gameName } from '../../core/ids';
import { optionsJsonSchema } from '../../core/options-json-schema';
import { noughts } from '../games/noughts';
import { rules } from '../games/options-rules';

const place = 'game/games/choices';
const bot = { levels: ['easy', 'hard'], think: (): readonly 'press'[] => [] };
const earlier = (version: number, name = rules.name) => ({ ...noughts, name, version });

/** Calls defineGame without types, as a team's JavaScript may. */
const define = (source: unknown): unknown => Reflect.apply(defineGame, undefined, [source]);
const withRules = (change: object, more: object = {}): unknown =>
  define({ rules: { ...rules, ...change }, ...more });
const message = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof DefinitionError) return error.message;
    throw error;
  }
  return 'accepted';
};

describe('what is not a game', () => {
  const form = '1 to 32 lower case letters, digits and hyphens, the name of its folder';
  it.each<[unknown, string]>([
    [undefined, 'game/games: what defineGame is given is undefined: write { rules, … }'],
    [null, 'game/games: what defineGame is given is null: write { rules, … }'],
    [() => null, 'game/games: what defineGame is given is a function: write { rules, … }'],
    ['x'.repeat(99), `game/games: what defineGame is given is "${'x'.repeat(59)}: write { rules, … }`],
    [{}, `game/games: the name of a game's rules is undefined: write ${form}`],
    [{ rules: null }, `game/games: the name of a game's rules is undefined: write ${form}`],
    [{ rules: { name: 7 } }, `game/games: the name of a game's rules is 7: write ${form}`],
    [{ rules: { name: 'Go' } }, `game/games: the name of a game's rules is "Go": write ${form}`],
    [
      { rules, clock: 1 },
      `${place}: defineGame: "clock" is not a field: remove it, or write one of rules, options, bot, ` +
        'display, timeControl, onTimeout, firstTurnMs, absenceMs, takebacks, onLeave, spectators, ' +
        'earlier',
    ],
    ...[null, 7, 'x', {}].map((options): [unknown, string] => [
      { rules, options },
      `${place}: options is not a schema: write z.strictObject({ … })`,
    ]),
  ])('%j is refused', (source, expected) => expect(message(() => define(source))).toBe(expected));

  it('is refused with the name of its error', () => {
    expect(() => define(undefined)).toThrow(expect.objectContaining({ name: 'DefinitionError' }));
  });
});

describe('the parts of a game', () => {
  it.each<[string, object, object, string]>([
    ['no view', { view: undefined }, {}, 'the rules: view is missing: add the function view'],
    ['a view', { view: 1 }, {}, 'the rules: view is of type number: write a function'],
    ['a skip', { skip: 'x' }, {}, 'the rules: skip is of type string: write a function'],
    ['a bot', {}, { bot: 1 }, 'the bot is 1: write { levels, think }'],
    ['a bot', {}, { bot: { levels: [] } }, 'the bot: think is missing: add the function think'],
    ['a bot', {}, { bot: { ...bot, levels: [] } }, 'the bot has no levels: name at least one'],
    [
      'a bot',
      {},
      { bot: { ...bot, levels: 'easy' } },
      `levels of the bot is "easy": write a list of names, weakest first: ['easy']`,
    ],
    ['a display', {}, { display: {} }, 'the display: text is missing: add the function text'],
    ['version 0', { version: 0 }, {}, 'version is 0: write a whole number from 1'],
    ['version 1.5', { version: 1.5 }, {}, 'version is 1.5: write a whole number from 1'],
    [
      'a bot that is missing',
      {},
      { onLeave: 'bot' },
      'onLeave is "bot", but the game has no bot: add one, or remove onLeave',
    ],
    ['commands', { minimumCommands: -1 }, {}, 'minimumCommands is -1: write a whole number from 0'],
    ['commands', { minimumCommands: 0.5 }, {}, 'minimumCommands is 0.5: write a whole number from 0'],
    ['names', { numbers: ['a', 'b', 'a'] }, {}, 'numbers has "a" twice: remove one'],
    ...['', 'A', '1a', 'a-b', 'a b', 'a ', ' a', `a${'b'.repeat(32)}`].map(
      (name): [string, object, object, string] => [
        'a name',
        { numbers: [name] },
        {},
        `numbers has ${JSON.stringify(name)}: write 1 to 32 letters and digits, beginning with a ` +
          'lower-case letter',
      ],
    ),
    [
      'many names',
      { numbers: Array.from({ length: gameLimits.maxNumbers + 1 }, (_, index) => `n${index}`) },
      {},
      `numbers has 9 names: name at most ${gameLimits.maxNumbers}`,
    ],
    ...[-1, 3601, 1.5].map((delaySeconds): [string, object, object, string] => [
      'a delay',
      {},
      { spectators: { delaySeconds } },
      `spectators.delaySeconds is ${delaySeconds}: write a whole number from 0 to 3600`,
    ]),
    [
      'another game',
      { version: 3 },
      { earlier: [earlier(1, gameName('go'))] },
      'earlier has the game go: keep rules of choices alone there',
    ],
    ...[[3], [4], [1, 1]].map((versions): [string, object, object, string] => [
      `versions ${versions.join()}`,
      { version: 3 },
      { earlier: versions.map((version) => earlier(version)) },
      `earlier has version ${versions.at(-1)}: write each version below 3 once`,
    ]),
    ...[null, 'two', [], {}, { min: 2 }, { max: 2 }, { min: '2', max: 3 }].map(
      (seats): [string, object, object, string] => [
        'seats',
        { seats },
        {},
        `seats is ${JSON.stringify(seats)}: write a number, or { min, max } with two numbers`,
      ],
    ),
    ...[
      [1, 1],
      [9, 9],
      [1, 2],
      [2, 9],
      [2.5, 3],
      [2, 3.5],
      [4, 3],
    ].map(([min, max]): [string, object, object, string] => [
      'seats',
      { seats: min === max ? min : { min, max } },
      {},
      `seats are ${min} to ${max}: write whole numbers from 2 to 8, min ≤ max`,
    ]),
  ])('are refused with %s %j %j', (_what, change, more, expected) =>
    expect(message(() => withRules(change, more))).toBe(
      `${place}: ${expected}`.replace(/: (the (?:rules|bot|display)(?:: | is | has ))/, ': $1'),
    ),
  );

  it('are accepted at their limits', () => {
    const numbers = Array.from({ length: gameLimits.maxNumbers }, (_, index) => `n${index}${'A'.repeat(30)}`);
    const defined = defineGame({
      rules: { ...rules, version: 3, numbers, minimumCommands: 2, scores: true, seats: { min: 2, max: 8 } },
      bot,
      onLeave: 'bot',
      takebacks: true,
      spectators: { delaySeconds: 3600 },
      earlier: [earlier(2), earlier(1)],
    });
    expect(defined).toMatchObject({
      version: 3,
      seats: { min: 2, max: 8 },
      minimumCommands: 2,
      results: { scores: true, numbers },
      botLevels: ['easy', 'hard'],
      takebacks: true,
      spectators: { delaySeconds: 3600 },
    });
    expect(defined.earlier.map(({ version }) => version)).toEqual([2, 1]);
    expect(defined.with((typed) => typed.rules.name)).toBe('choices');
    expect(defineGame({ rules, spectators: { delaySeconds: 0 } }).spectators).toEqual({ delaySeconds: 0 });
  });

  it('may be absent', () => {
    const defined = defineGame({ rules, spectators: false });
    expect(defined).toMatchObject({ takebacks: false, minimumCommands: 0, results: {}, botLevels: [] });
    expect(defined.spectators).toBeUndefined();
    expect(Object.keys(defined.results)).toEqual([]);
    expect(defineGame({ rules: { ...rules, numbers: ['left'] } }).results).toEqual({ numbers: ['left'] });
  });

  it('have two to eight seats', () => {
    const name = rules.name;
    expect(seatRangeOf({ name, seats: 2 })).toEqual({ min: 2, max: 2 });
    expect(seatRangeOf({ name, seats: 8 })).toEqual({ min: 8, max: 8 });
  });
});

describe('options', () => {
  const named = (schema: z.core.$ZodType): string => message(() => define({ rules, options: schema }));

  it('have defaults that are JSON', () => {
    expect(named(z.strictObject({ day: z._default(z.date(), new Date(0)) }))).toBe(
      `${place}: the default of option day is not JSON: it is a Date: write text, a number, a ` +
        'boolean, a list or an object',
    );
  });

  it('have defaults that a check of the whole object takes', () => {
    const checked = z.strictObject({ size: z._default(z.int(), 3) }).check(z.refine(() => false));
    expect(named(checked)).toBe(
      `${place}: the object of all defaults is refused by a check of the schema: change the defaults ` +
        'or the schema',
    );
  });

  it('that are invalid are refused before a time control sees them', () => {
    const timed = defineGame({
      rules: { ...rules, setup: () => ({ options: null, pressed: false }) },
      options: z.strictObject({ minutes: z._default(z.int(), 3) }),
      timeControl: ({ minutes }) => ({ kind: 'fischer', baseMs: minutes * 60_000, incrementMs: 0 }),
    });
    expect(timed.readOptions({ minutes: 'x' })).toEqual({
      problem: { field: 'minutes', message: 'must be of type number' },
    });
    expect(timed.readOptions({ minutes: 5 })).toEqual({ options: { minutes: 5 } });
    expect(timed.readOptions({ minutes: -1 })).toMatchObject({ problem: { field: '' } });
  });

  it('have as many characters as a FlexMatch attribute', () => {
    const note = (length: number) => z.strictObject({ note: z._default(z.string(), 'x'.repeat(length)) });
    expect(named(note(gameLimits.maxOptionsCharacters - '{"note":""}'.length))).toBe('accepted');
    const empty = defineGame({
      rules: { ...rules, setup: () => ({ options: null, pressed: false }) },
      options: note(0),
    });
    expect(empty.readOptions({ note: 'x'.repeat(89) })).toHaveProperty('options');
    expect(empty.readOptions({ note: 'x'.repeat(90) })).toHaveProperty('problem');
  });

  it('have a JSON Schema, or a reason why not', () => {
    const game = { name: rules.name, optionsSchema: z.strictObject({ size: z._default(z.int(), 3) }) };
    expect(optionsJsonSchema(game)).toMatchObject({ properties: { size: { type: 'integer', default: 3 } } });
    const broken = z.strictObject({
      size: z._default(z.int(), () => {
        throw new Error('no size');
      }),
    });
    expect(message(() => optionsJsonSchema({ ...game, optionsSchema: broken }))).toBe(
      `${place}: the options have no JSON Schema (no size): change their schema`,
    );
  });
});
