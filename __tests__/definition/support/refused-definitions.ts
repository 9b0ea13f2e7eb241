import { type Game } from '../../../core/define';
import { type BackendSource, constant, option, rating, stored } from '../../../definition';
import { columns } from '../../games/columns';
import { dev, laptop } from '../../games/environments';
import { noughts } from '../../games/noughts';
import duel from '../../games/rule-sets/duel.json';
import trio from '../../games/rule-sets/trio.json';
import { thirds } from '../../games/thirds';
import { oneOf, source, team, teamsOf, trioAttributes, withAttributes, without } from './backend-sources';
import { unplayedGame as gameOf } from './unplayed-game';

const teamGame: Game = { ...gameOf('pairs', 4), teams: true };

/** Definitions that cannot work: what is wrong, the definition, and the line that refuses it. */
export const refusedDefinitions: readonly (readonly [string, BackendSource, RegExp])[] = [
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
    /^game\/rule-sets\/all\.json: its only team all holds all players, .* the game pairs \(.*\): add a team/,
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
    /"noughts" occurs twice: remove one/,
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
    /^game\/index\.ts: the rule set of matchmaking "queue" has no name: give it "name", .* game\/rule-sets\//,
  ],
  [
    'a rule set that FlexMatch would refuse',
    oneOf(noughts, without(duel, 'teams')),
    /^game\/rule-sets\/duel\.json: teams: /,
  ],
  [
    'seats that no team fills',
    oneOf(gameOf('quartet', 4), duel),
    /duel\.json: the teams .* hold 2 players, but the game quartet has 4 seats .*: change minPlayers/,
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
    /^game\/rule-sets\/duel\.json: playerAttributes has no "game", .*add \{ "name": "game", "type": "str/,
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
    /duel\.json: its rules do not compare game, but it serves 2 games: .*add the rule \{ "name": "SameGame"/,
  ],
  [
    'options without a comparison of options',
    oneOf(thirds, { ...trio, rules: [] }, { attributes: trioAttributes }),
    /trio\.json: its rules do not compare options, but the game thirds has options: .*attributes\[options\]/,
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
    /trio\.json: the attribute "league" is supplied by no source: add attributes: .* in game\/index\.ts/,
  ],
  [
    'a source without a declared attribute',
    withAttributes({ region: constant('eu') }),
    /^game\/index\.ts: matchmaking "queue": attributes\.region is not declared in game\/rule-sets\/trio\./,
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
    /^game\/index\.ts: matchmaking "queue": "ratd" is not a field: remove it, or write one of ruleSet, /,
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
    /dev\.ts: matchmaking\.overrides\.duell is not a matchmaking of game\/index\.ts: write one of duel, or/,
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
];
