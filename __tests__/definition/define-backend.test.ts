import { describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { DefinitionError, defineGame } from '../../core/define';
import { type GameRules } from '../../core/game-rules';
import { gameName } from '../../core/ids';
import { type BackendSource, defaultMatchmaking, defineBackend } from '../../definition';
import { backend } from '../games';
import { noughts } from '../games/noughts';
import { thirds } from '../games/thirds';
import { oneOf, team, teamsOf } from './support/backend-sources';
import { refusedDefinitions } from './support/refused-definitions';
import { unplayedGame } from './support/unplayed-game';

describe('a backend', () => {
  it('has its games and matchmakings; the first matchmaking that lists a game is its default', () => {
    expect([...backend.games.keys()]).toEqual(['noughts', 'columns', 'thirds']);
    expect([...backend.matchmakings.keys()]).toEqual(['duel', 'casual', 'trio']);
    expect(defaultMatchmaking(backend, noughts.name)?.key).toBe('duel');
    expect(defaultMatchmaking(backend, thirds.name)?.key).toBe('trio');
    const [first, casual, last] = [...backend.matchmakings.values()];
    expect([first?.rated, casual?.rated]).toEqual([true, false]);
    expect(last?.ruleSet.teams).toEqual(['red', 'blue_1', 'blue_2']);
    expect(last?.ruleSet.players).toEqual({ min: 3, max: 3 });
  });

  it('counts the seats of team sizes, quantities and expansions', () => {
    const seats = (min: number, max: number): GameRules<null, null, null>['seats'] => ({ min, max });
    expect(() =>
      defineBackend(oneOf(unplayedGame('any', seats(3, 6)), teamsOf(team('t', 1, 2, 3)))),
    ).not.toThrow();
    expect(() =>
      defineBackend(oneOf(unplayedGame('any', seats(2, 4)), teamsOf(team('a', 1, 1), team('b', 1, 3)))),
    ).not.toThrow();
    const widening = {
      ...teamsOf(team('a', 2, 3)),
      expansions: [{ target: 'teams[a].minPlayers', steps: [{ waitTimeSeconds: 5, value: 1 }] }],
    };
    expect(() => defineBackend(oneOf(unplayedGame('any', seats(2, 3)), widening))).toThrow(
      /hold 1 to 3 players, but the game any has 2 to 3 seats/,
    );
  });
});

/** Why a definition is refused. @throws what else it causes */
function refusalOf(source: BackendSource): string {
  try {
    defineBackend(source);
  } catch (error) {
    if (error instanceof DefinitionError) return error.message;
    throw error;
  }
  throw new Error('the definition is accepted');
}

describe('a definition that cannot work is refused with one line that names file and fix', () => {
  it.each(refusedDefinitions)('%s', (_what, wrong, line) => {
    const message = refusalOf(wrong);
    expect(message).toMatch(line);
    expect(message).not.toContain('\n');
  });

  it.each(['setup', 'toAct', 'legalCommands', 'parseCommand', 'apply', 'view', 'result'] as const)(
    'rules without %s',
    (name) => {
      const { rules } = gameParts();
      const { [name]: _removed, ...rest } = rules;
      // Rules may be written in JavaScript, which no compiler checks.
      const incomplete = Object.assign(Object.create(null), rest);
      expect(() => defineGame({ rules: incomplete })).toThrow(
        new DefinitionError(`game/games/sized: the rules: ${name} is missing: add the function ${name}`),
      );
    },
  );

  it('parts of a game that have the wrong type', () => {
    const { rules } = gameParts();
    const made = (source: object): (() => unknown) => {
      const given = Object.assign(Object.create(null), source);
      return () => defineGame(given);
    };
    expect(made({ rules: { ...rules, seen: 'all' } })).toThrow('the rules: seen is of type string: write a');
    expect(made({ rules, bot: { levels: ['one'] } })).toThrow(
      'the bot: think is missing: add the function think',
    );
    expect(made({ rules, display: {} })).toThrow('game/games/sized: the display: text is missing');
    expect(made({ rules, option: {} })).toThrow(
      'defineGame: "option" is not a field: remove it, or write one',
    );
    expect(made({})).toThrow("game/games: the name of a game's rules is undefined: write 1 to 32");
  });

  it('an option without a default', () => {
    expect(() => defineGame({ ...gameParts(), options: z.strictObject({ size: z.int() }) })).toThrow(
      /^game\/games\/sized: option size has no default: add \.default\(…\) to its schema/,
    );
  });
});

function gameParts() {
  const rules: GameRules<null, null, null, { readonly size: number }> = {
    name: gameName('sized'),
    version: 1,
    seats: 2,
    setup: () => null,
    toAct: () => [],
    legalCommands: () => [],
    parseCommand: () => ({ command: null }),
    apply: () => ({ state: null }),
    view: () => null,
    result: () => undefined,
  };
  return { rules };
}
