import { describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { DefinitionError, defineGame, type Game } from '../../core/define';
import { type GameRules } from '../../core/game-rules';
import { gameName } from '../../core/ids';
import {
  type AttributeSource,
  type BackendSource,
  constant,
  defaultMatchmaking,
  defineBackend,
  matchesPlayed,
  type MatchmakingSource,
  option,
  rating,
  stored,
} from '../../definition';
import { backend } from '../games';
import { columns } from '../games/columns';
import { dev, laptop } from '../games/environments';
import { noughts } from '../games/noughts';
import duel from '../games/rule-sets/duel.json';
import trio from '../games/rule-sets/trio.json';
import { thirds } from '../games/thirds';

/** A game with this many seats, which no test plays. */
function gameOf(name: string, seats: GameRules<null, null, null>['seats']): Game {
  return defineGame<null, null, null>({
    rules: {
      name: gameName(name),
      version: 1,
      seats,
      setup: () => null,
      toAct: () => [],
      legalCommands: () => [],
      parseCommand: () => ({ command: null }),
      apply: () => ({ state: null }),
      view: () => null,
      result: () => undefined,
    },
  });
}

const teamGame: Game = { ...gameOf('pairs', 4), teams: true };

const trioAttributes = {
  experience: matchesPlayed(),
  league: stored('league', 'open'),
  speed: option('speed'),
  season: constant(['2026']),
};
const source = (changes: Partial<BackendSource> = {}): BackendSource => ({
  games: [noughts],
  matchmaking: { duel: { ruleSet: duel, games: ['noughts'] } },
  environments: { laptop, dev },
  ...changes,
});
const oneOf = (game: Game, ruleSet: object, more: Partial<MatchmakingSource> = {}): BackendSource =>
  source({ games: [game], matchmaking: { queue: { ruleSet, games: [game.name], ...more } } });
const withAttributes = (attributes: Readonly<Record<string, AttributeSource>>): BackendSource =>
  oneOf(thirds, trio, { attributes: { ...trioAttributes, ...attributes } });
const teamsOf = (...teams: object[]): object => ({
  ...duel,
  teams,
  rules: duel.rules.slice(0, 2),
  expansions: [],
});
const team = (name: string, minPlayers: number, maxPlayers: number, quantity = 1): object => ({
  name,
  minPlayers,
  maxPlayers,
  quantity,
});
const without = (body: object, ...keys: string[]): object =>
  Object.fromEntries(Object.entries(body).filter(([key]) => !keys.includes(key)));

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
    expect(() => defineBackend(oneOf(gameOf('any', seats(3, 6)), teamsOf(team('t', 1, 2, 3))))).not.toThrow();
    expect(() =>
      defineBackend(oneOf(gameOf('any', seats(2, 4)), teamsOf(team('a', 1, 1), team('b', 1, 3)))),
    ).not.toThrow();
    const widening = {
      ...teamsOf(team('a', 2, 3)),
      expansions: [{ target: 'teams[a].minPlayers', steps: [{ waitTimeSeconds: 5, value: 1 }] }],
    };
    expect(() => defineBackend(oneOf(gameOf('any', seats(2, 3)), widening))).toThrow(
      /hold 1 to 3 players, but the game any has 2 to 3 seats/,
    );
  });
});

describe('a definition that cannot work is refused with one line that names file and fix', () => {
  it.each<[string, BackendSource, RegExp]>([
    ['no games', source({ games: [] }), /^game\/index\.ts: games is empty: add a game/],
    [
      'a game that does not exist',
      // @ts-expect-error: JavaScript meets no compiler.
      source({ games: [noughts, undefined] }),
      /^game\/index\.ts: games\[1\] is undefined: write a game of defineGame/,
    ],
    [
      'rules in place of a game',
      // @ts-expect-error: JavaScript meets no compiler.
      source({ games: [{ name: 'noughts' }] }),
      /^game\/index\.ts: games\[0\]: with is missing/,
    ],
    [
      'a value in place of the list of games of a matchmaking',
      // @ts-expect-error: JavaScript meets no compiler.
      source({ matchmaking: { duel: { ruleSet: duel, games: 'noughts' } } }),
      /^game\/index\.ts: matchmaking "duel": games is "noughts": write a list of names/,
    ],
    [
      'a matchmaking that does not exist',
      // @ts-expect-error: JavaScript meets no compiler.
      source({ matchmaking: { duel: undefined } }),
      /^game\/index\.ts: matchmaking "duel" is undefined: write { ruleSet, games }/,
    ],
    [
      'an environment that does not exist',
      // @ts-expect-error: JavaScript meets no compiler.
      source({ environments: { laptop: undefined } }),
      /^game\/environments\/laptop\.ts: the environment is undefined: write an environment/,
    ],
    [
      'one team that holds all players of a game with teams',
      oneOf(teamGame, { ...teamsOf(team('all', 4, 4)), name: 'all' }),
      /^game\/rule-sets\/all\.json: its only team all holds all players, .* the game pairs \(game\/games\/pairs\): add a team/,
    ],
    [
      'two games with the same name',
      source({ games: [noughts, gameOf('noughts', 2)] }),
      /^game\/index\.ts: two games are named noughts: give one of them another name/,
    ],
    [
      'a game in no matchmaking',
      source({ games: [noughts, columns] }),
      /^game\/index\.ts: the game columns is in no matchmaking: add it/,
    ],
    [
      'an unknown game',
      source({ matchmaking: { duel: { ruleSet: duel, games: ['noughts', 'chess'] } } }),
      /^game\/index\.ts: matchmaking "duel": "chess" is not a game of this backend: take one of noughts/,
    ],
    [
      'a game named twice',
      source({ matchmaking: { duel: { ruleSet: duel, games: ['noughts', 'noughts'] } } }),
      /"noughts" is there twice: remove one/,
    ],
    [
      'a matchmaking without games',
      source({ matchmaking: { duel: { ruleSet: duel, games: [] } } }),
      /matchmaking "duel" has no games: name at least one/,
    ],
    [
      'an invalid key',
      source({ matchmaking: { 'Duel!': { ruleSet: duel, games: ['noughts'] } } }),
      /matchmaking "Duel!": write 1 to 32 lower case letters/,
    ],
    [
      'a timeout out of range',
      oneOf(noughts, duel, { requestTimeoutSeconds: 0 }),
      /requestTimeoutSeconds is 0: write a whole number of seconds from 1 to 43200/,
    ],
    [
      'a wait before bots out of range',
      oneOf(noughts, duel, { fillWithBots: { afterSeconds: 0 } }),
      /fillWithBots.afterSeconds is 0: write a whole number of seconds from 1/,
    ],
    [
      'bots for a game that has none',
      oneOf(gameOf('botless', 2), duel, { absentSeats: 'bot' }),
      /absentSeats needs bots, but the game botless has none: add one \(game\/games\/botless\)/,
    ],
    [
      'an acceptance out of range',
      oneOf(noughts, duel, { acceptanceSeconds: 601 }),
      /acceptanceSeconds is 601: write a whole number of seconds from 1 to 600/,
    ],
    [
      'a rule set without a name',
      oneOf(noughts, without(duel, 'name')),
      /^game\/index\.ts: the rule set of matchmaking "queue" has no name: give it "name", equal to the name of its file in game\/rule-sets\//,
    ],
    [
      'a rule set that FlexMatch would refuse',
      oneOf(noughts, without(duel, 'teams')),
      /^game\/rule-sets\/duel\.json: teams: /,
    ],
    [
      'seats that no team fills',
      oneOf(gameOf('quartet', 4), duel),
      /^game\/rule-sets\/duel\.json: the teams north, south hold 2 players, but the game quartet has 4 seats \(game\/games\/quartet\): change minPlayers/,
    ],
    [
      'teams that may hold more players than the game has seats',
      oneOf(gameOf('few', { min: 2, max: 4 }), teamsOf(team('all', 2, 6))),
      /hold 2 to 6 players, but the game few has 2 to 4 seats/,
    ],
    [
      'a rule set without the attribute game',
      oneOf(noughts, {
        ...without(duel, 'algorithm', 'expansions'),
        playerAttributes: [{ name: 'skill', type: 'number' }],
        rules: duel.rules.slice(1, 2),
      }),
      /^game\/rule-sets\/duel\.json: playerAttributes has no "game", .*add \{ "name": "game", "type": "string" \}/,
    ],
    [
      'several games without a comparison of games',
      source({
        games: [noughts, columns],
        matchmaking: {
          duel: {
            ruleSet: { ...duel, rules: duel.rules.slice(1) },
            games: ['noughts', 'columns'],
          },
        },
      }),
      /^game\/rule-sets\/duel\.json: its rules do not compare game, but it serves 2 games: .*add the rule \{ "name": "SameGame"/,
    ],
    [
      'options without a comparison of options',
      oneOf(thirds, { ...trio, rules: [] }, { attributes: trioAttributes }),
      /^game\/rule-sets\/trio\.json: its rules do not compare options, but the game thirds has options: .*attributes\[options\]/,
    ],
    [
      'options that are compared only inside an or',
      oneOf(
        thirds,
        {
          ...trio,
          rules: [
            ...trio.rules,
            {
              name: 'SameLeague',
              type: 'comparison',
              operation: '=',
              measurements: ['flatten(teams[*].players.attributes[league])'],
            },
            { name: 'Either', type: 'compound', statement: 'or(SameOptions, SameLeague)' },
          ],
        },
        { attributes: trioAttributes },
      ),
      /its rules do not compare options/,
    ],
    [
      'an attribute whose type differs from the sent value',
      oneOf(noughts, {
        ...duel,
        playerAttributes: [
          { name: 'game', type: 'string' },
          { name: 'skill', type: 'number' },
          { name: 'options', type: 'number' },
        ],
      }),
      /playerAttributes: options is declared as number, but every ticket sends a string/,
    ],
    [
      'an attribute without a source',
      oneOf(thirds, trio, {
        attributes: {
          experience: trioAttributes.experience,
          speed: trioAttributes.speed,
          season: trioAttributes.season,
        },
      }),
      /^game\/rule-sets\/trio\.json: the attribute "league" is supplied by no source: add attributes: \{ "league": … \} to matchmaking "queue" in game\/index\.ts/,
    ],
    [
      'a source without a declared attribute',
      withAttributes({ region: constant('eu') }),
      /^game\/index\.ts: matchmaking "queue": attributes\.region is not declared in game\/rule-sets\/trio\.json/,
    ],
    [
      'a source for a value that is always sent',
      withAttributes({ skill: constant(9_000) }),
      /attributes\.skill is always sent by the backend itself: remove it/,
    ],
    [
      'a source of another type',
      withAttributes({ league: rating() }),
      /attributes\.league: rating\(\) is a number, the rule set declares string: change one of them/,
    ],
    [
      'a constant of another type',
      withAttributes({ season: constant('2026') }),
      /attributes\.season: the constant is a string, the rule set declares string_list/,
    ],
    [
      'a default of another type',
      withAttributes({ league: stored('league', 3) }),
      /attributes\.league: the default is a number, the rule set declares string/,
    ],
    [
      'an option that the game does not have',
      withAttributes({ speed: option('tempo') }),
      /attributes\.speed: the game thirds has no option "tempo"/,
    ],
    [
      'an option of another type',
      withAttributes({ speed: option('rounds') }),
      /attributes\.speed: the option "rounds" of thirds is a number, the rule set declares string/,
    ],
    [
      'a misspelt field of a matchmaking',
      oneOf(noughts, duel, JSON.parse('{ "ratd": false }')),
      /^game\/index\.ts: matchmaking "queue": "ratd" is not a field: remove it, or write one of ruleSet, games, rated,/,
    ],
    [
      'rated with a value other than true and false',
      oneOf(noughts, duel, JSON.parse('{ "rated": "no" }')),
      /^game\/index\.ts: matchmaking "queue": rated is "no": write true or false/,
    ],
    [
      'a misspelt field of the backend',
      source(JSON.parse('{ "matchmakings": {} }')),
      /^game\/index\.ts: defineBackend: "matchmakings" is not a field: .*games, matchmaking, environments/,
    ],
    [
      'no environment for npm start',
      source({ environments: { dev } }),
      /^game\/index\.ts: environments has no laptop: add game\/environments\/laptop\.ts/,
    ],
    [
      'an override of an unknown matchmaking',
      source({
        environments: {
          laptop,
          dev: {
            ...dev,
            matchmaking: { ...dev.matchmaking, overrides: { duell: { acceptanceSeconds: 9 } } },
          },
        },
      }),
      /^game\/environments\/dev\.ts: matchmaking\.overrides\.duell is not a matchmaking of game\/index\.ts: write one of duel, or remove it/,
    ],
    [
      'two rule sets with the same name',
      source({
        matchmaking: {
          one: { ruleSet: duel, games: ['noughts'] },
          two: { ruleSet: { ...duel, expansions: [] }, games: ['noughts'] },
        },
      }),
      /^game\/index\.ts: the rule sets of one and two are both named duel, but differ/,
    ],
  ])('%s', (_what, wrong, line) => {
    let said: unknown;
    try {
      defineBackend(wrong);
    } catch (error) {
      said = error;
    }
    expect(said).toBeInstanceOf(DefinitionError);
    const { message } = said as DefinitionError;
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
