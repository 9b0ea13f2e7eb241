import { describe, expect, it } from '@jest/globals';
import * as classic from 'zod';
import * as z from 'zod/mini';
import { defineGame, type DefinedGame } from '../../core/define';
import { type GameRules, type GameResult } from '../../core/game-rules';
import { gameName } from '../../core/ids';
import { type Json } from '../../core/json';
import { defineBackend } from '../../definition';
import { loadedBy } from '../../tools/build/load-failure';
import { playSamples } from '../../tools/build/sample-matches';
import { backend } from '../games';
import { laptop } from '../games/environments';
import duel from '../games/rule-sets/duel.json';
import { optionalDuel } from '../games/optional-duel';

type Rules = GameRules<number, string, number>;
const result = (moves: number): GameResult | undefined =>
  moves >= 6 ? { places: [1, 2], reason: 'done' } : undefined;
const fine: Rules = {
  name: gameName('counts'),
  version: 1,
  seats: 2,
  setup: () => 0,
  toAct: (moves) => (result(moves) === undefined ? [moves % 2] : []),
  legalCommands: (moves, seat) => (result(moves) === undefined && seat === moves % 2 ? ['on'] : []),
  parseCommand: () => ({ command: 'on' }),
  apply: (moves) => ({ state: moves + 1 }),
  view: (moves) => moves,
  result,
};
const of = (rules: Rules) => {
  const game: DefinedGame<number, string, number> = defineGame({ rules });
  return defineBackend({
    games: [game],
    matchmaking: { duel: { ruleSet: duel, games: ['counts'] } },
    environments: { laptop },
  });
};
const fails = (): never => {
  throw new Error('table\nmissing');
};

/** Only in the middle of a match, so that the opening of a match does not show it. */
const later = <Value>(moves: number, value: Value): Value => (moves > 2 ? fails() : value);

describe('sample matches of a definition', () => {
  it('pass a game with options of every form', () => {
    const options = z.strictObject({
      maybe: z._default(z.nullable(z.boolean()), null),
      rule: z._default(z.strictObject({ high: z._default(z.boolean(), false) }), { high: false }),
      size: z._default(classic.enum(['s', 'l']).meta({ id: 'Size' }), 's'),
      note: z._default(z.json(), 'hi'),
    });
    const seen = new Set<string>();
    const setup = (_random: unknown, { options: given }: { readonly options: Json }): number => {
      seen.add(JSON.stringify(given));
      return 0;
    };
    const game = defineGame({ rules: { ...fine, setup }, options });
    const variants = { ruleSet: optionalDuel, games: ['counts'] };
    expect(
      playSamples(defineBackend({ games: [game], matchmaking: { variants }, environments: { laptop } })),
    ).toEqual([]);
    expect(seen.size).toBe(12);
  });

  it('pass games whose rules are sound', () => {
    expect(playSamples(backend)).toEqual([]);
    expect(playSamples(of(fine))).toEqual([]);
  });

  it.each<[string, Partial<Rules>, RegExp]>([
    [
      'a result that contradicts its places',
      { result: (moves) => (moves >= 6 ? { places: [1, 3], reason: 'done' } : undefined) },
      /games\/counts: rules\.result: seat 1 has place 3, .*: place 2 is right, .*: correct rules\.result$/,
    ],
    ['setup that throws', { setup: fails }, /^game\/games\/counts: rules\.setup: table missing, in a/],
    ['toAct that throws', { toAct: (moves) => later(moves, [moves % 2]) }, /rules\.toAct: table missing/],
    [
      'legalCommands that throws',
      { legalCommands: (moves) => later(moves, ['on']) },
      /rules\.legalCommands:/,
    ],
    ['no legal command', { legalCommands: () => [] }, /seat 0 is to act, but has no legal command/],
    ['view that throws', { view: (moves) => later(moves, moves) }, /rules\.view: table missing/],
    ['leave that throws', { leave: fails }, /rules\.leave: table missing/],
    ['no seat to act and no result', { toAct: () => [] }, /no seat is to act, but the game has no result/],
  ])('refuse %s in one line with file and fix', (_what, change, message) => {
    expect(() => playSamples(of({ ...fine, ...change }))).toThrow(message);
  });

  it.each<[string, Partial<Rules>, RegExp]>([
    [
      'an error without a message',
      {
        apply: () => {
          throw new RangeError();
        },
      },
      /rules\.apply: RangeError without a message, in a sample/,
    ],
    ['apply that throws', { apply: fails }, /^game\/games\/counts: rules\.apply: table missing, in a sample/],
    [
      'a legal command that is refused',
      { apply: () => ({ illegal: { code: 'no', message: 'not now' } }) },
      /^game\/games\/counts: rules\.apply: a legal command is refused: not now/,
    ],
  ])('warn of %s: in a match that command alone is refused', (_what, change, message) => {
    expect(playSamples(of({ ...fine, ...change }))).toEqual([expect.stringMatching(message)]);
  });
});

describe('a definition that does not load', () => {
  it('is reported by the line of its file', () => {
    const error = new Error('table missing');
    error.stack =
      'Error: table missing\n    at build (/x/dist/core/define.js:3:1)\n    at Object.<anonymous> ' +
      '(/x/dist/game/games/chess/rules.js:12:7)\n    at x (/x/dist/game/index.js:1:1)';
    expect(() =>
      loadedBy(() => {
        throw error;
      }),
    ).toThrow('game/games/chess/rules.ts:12: the definition does not load: table missing: correct it there');
    expect(() =>
      loadedBy(() => {
        throw 'words';
      }),
    ).toThrow('game/index.ts: the definition does not load: words: correct it there');
    expect(() => loadedBy(() => gameName('Last Tower'))).toThrow(
      /: "Last Tower" is not a game name: write 1 to 32 lower-case letters, digits and hyphens/,
    );
  });
});
