import { describe, expect, it } from '@jest/globals';
import { DefinitionError } from '../../core/define';
import { defaultLeaderboards } from '../../core/ranking/leaderboards';
import { type BackendSource, defineBackend } from '../../definition';
import { scoringOf } from '../../definition/scoring';
import { noughts } from '../games/noughts';
import duel from '../games/rule-sets/duel.json';
import { declaring, wins, source, words, wordsWith } from './support/leaderboard-sources';

describe('leaderboards', () => {
  it('say which scores they expect', () => {
    const scores = { from: -10, to: 2_200_000_000 };
    const [declared] = defineBackend(wins({ scores })).leaderboards.filter(({ game }) => game === words.name);
    expect(declared?.scores).toEqual(scores);
  });

  it.each([
    [{ from: 5, to: 5 }, 0, /from 5 to 5: write a range from a lower to a higher score/],
    [{ from: 0, to: 3e9 }, 0, /of at most 2985984000 steps; declare fewer decimals/],
    [{ from: 0, to: 3_000_000 }, 3, /of at most 2985984000 steps, of which 1 has 1000/],
    [{ from: Number.NaN, to: 1 }, 0, /scores.from is NaN: write a number/],
    [{ from: 0 }, 0, /scores.to is undefined: write a number/],
    [{ from: '0', to: 1 }, 0, /scores.from is "0": write a number/],
    [{ from: 0, to: 1, step: 1 }, 0, /"step" is not a field/],
    [7, 0, /scores is 7: write { from, to }/],
    // The end of what is counted: both ends are the same score.
    [{ from: 1e16, to: 2e16 }, 0, /write a range/],
  ])('refuse %j with %d decimals', (scores, decimals, why) => {
    const given: unknown = { scores, decimals };
    const declare = () => defineBackend(Reflect.apply(wins, undefined, [given]));
    expect(declare).toThrow(DefinitionError);
    expect(declare).toThrow(why);
  });

  it('are rating and wins for a game that declares none, and can be switched off', () => {
    const backend = defineBackend(declaring({ words: {} }));
    expect(backend.leaderboards).toEqual(defaultLeaderboards(noughts.name));
    expect(scoringOf(backend).leaderboardsOf(words.name)).toEqual([]);
  });

  it('are empty for a game that declares none and is never rated', () => {
    const backend = defineBackend(
      source({
        matchmaking: {
          duel: { ruleSet: duel, games: ['noughts'] },
          casual: { ruleSet: duel, games: ['words'], rated: false },
        },
      }),
    );
    expect(backend.leaderboards).toEqual(defaultLeaderboards(noughts.name));
  });

  it('have the properties that they are declared with', () => {
    const seasons = { winter: '2026-12-01', autumn: '2026-09-01' };
    const backend = defineBackend(
      declaring(
        {
          noughts: {},
          words: {
            'last-letters': {
              metric: { last: 'letters' },
              direction: 'lowest',
              decimals: 2,
              periods: ['season', 'day'],
              minimumGames: 4,
              provisional: 'hidden',
              visibility: 'players',
              updatesPerSecond: 50,
            },
            quick: { metric: 'fastest-win' },
          },
        },
        seasons,
      ),
    );
    expect(backend.seasons.map(({ name }) => name)).toEqual(['autumn', 'winter']);
    expect(backend.leaderboards).toEqual([
      {
        id: 'words.last-letters',
        game: 'words',
        name: 'last-letters',
        metric: { kind: 'last', number: 'letters' },
        direction: 'lowest',
        decimals: 2,
        periods: ['season', 'day'],
        minimumGames: 4,
        hidesProvisional: true,
        visibility: 'players',
        updatesPerSecond: 50,
      },
      expect.objectContaining({ id: 'words.quick', direction: 'lowest', periods: ['all', 'month'] }),
    ]);
  });

  it.each<[string, BackendSource, RegExp]>([
    [
      'of an unknown game',
      declaring({ chess: {} }),
      /"chess" is not a game of this backend: take one of noughts, words/,
    ],
    [
      'with a capital in the name',
      declaring({ words: { Best: { metric: 'wins' } } }),
      /leaderboard "Best" of words: write 1 to 16/,
    ],
    [
      'with a name that every object has',
      declaring({ words: Object.fromEntries([['constructor', { metric: 'wins' } as const]]) }),
      /leaderboard "constructor"/,
    ],
    [
      'with points that the results lack',
      wins({ metric: 'points' }),
      /points needs points.*scores: true in the rules of game\/games\/words/,
    ],
    ['with a best score that the results lack', wins({ metric: 'best-score' }), /best-score needs points/],
    [
      'with a number that the results lack',
      wins({ metric: { sum: 'combo' } }),
      /no number "combo": name one of numbers \(letters\)/,
    ],
    [
      'with the slowest win first',
      wins({ metric: 'fastest-win', direction: 'highest' }),
      /cannot have the direction highest/,
    ],
    [
      'with the shortest streak first',
      wins({ metric: 'longest-streak', direction: 'lowest' }),
      /cannot have the direction lowest/,
    ],
    ['with no period', wins({ periods: [] }), /periods must be one or more/],
    ['with the same period twice', wins({ periods: ['day', 'day'] }), /each once/],
    [
      'with seasons, although none are declared',
      wins({ periods: ['season'] }),
      /add seasons to defineBackend/,
    ],
    [
      'with half a match',
      wins({ minimumGames: 0.5 }),
      /minimumGames is 0.5: write a whole number from 0 to 10000/,
    ],
    ['with ten decimals', wins({ decimals: 10 }), /decimals is 10: write a whole number from 0 to 9/],
    [
      'with rewards for zero places',
      wins({ rewards: { places: 0, give: () => 1 } }),
      /rewards.places is 0: write a/,
    ],
    [
      'with rewards at the end of all time',
      wins({ periods: ['all'], rewards: { places: 1, give: () => 1 } }),
      /"all" never does: add a period/,
    ],
    ['with zero changes', wins({ updatesPerSecond: 0 }), /updatesPerSecond is 0/],
    [
      'with too many scores',
      declaring({
        words: Object.fromEntries(
          Array.from({ length: 9 }, (_, n) => [
            `b${n}`,
            { metric: 'wins', periods: ['all', 'week', 'day'] } as const,
          ]),
        ),
      }),
      /have 27 periods together: declare at most 24/,
    ],
    ['seasons with an invalid name', declaring({}, { '2026': '2026-01-01' }), /season "2026": write 1 to 32/],
    ...['all', 'season', 'month', 'week', 'day'].map((name): [string, BackendSource, RegExp] => [
      `a season named ${name}`,
      declaring({}, { [name]: '2026-01-01' }),
      /with a letter; not all, season, month, week, day$/,
    ]),
    ['a season on an invalid day', declaring({}, { spring: '2026-02-30' }), /spring begins on "2026-02-30"/],
    [
      'a season on a symbol',
      declaring({}, Object.assign<Record<string, string>, object>({}, { spring: Symbol('day') })),
      /spring begins on Symbol\(day\): write a day such as/,
    ],
    ['a season of an hour', declaring({}, { spring: '2026-02-03T10:00' }), /write a day such as/],
    [
      'two seasons on one day',
      declaring({}, { a: '2026-02-03', b: '2026-02-03' }),
      /a and b begin on one day/,
    ],
    [
      'of a game that is never rated',
      source({
        leaderboards: { words: { wins: { metric: 'wins' } } },
        matchmaking: {
          duel: { ruleSet: duel, games: ['noughts'] },
          casual: { ruleSet: duel, games: ['words'], rated: false },
        },
      }),
      /leaderboards of words never have a score, since all its matchmakings say rated: false: remove that from one/,
    ],
    // JavaScript without types may pass these, or a name may be misspelt.
    ...(
      [
        [
          'an unknown direction',
          { direction: 'higest' },
          /direction is "higest": write one of highest, lowest/,
        ],
        [
          'an unknown visibility',
          { visibility: 'privat' },
          /visibility is "privat": write one of public, players/,
        ],
        [
          'an invalid rule for provisional players',
          { provisional: true },
          /provisional is true: write one of shown, hidden/,
        ],
        [
          'an unknown field',
          { minGames: 3 },
          /"minGames" is not a field: remove it, or write one of metric, /,
        ],
        [
          'periods that are not a list',
          { periods: 'day' },
          /periods is "day": write some of \['all', 'season'/,
        ],
        ['rewards without give', { rewards: { places: 3 } }, /rewards: give is missing: add the function/],
        [
          'an unknown field of rewards',
          { rewards: { places: 3, give: () => 1, to: 3 } },
          /rewards: "to" is not a/,
        ],
        [
          'an unknown metric',
          { metric: 'points-total' },
          /metric is "points-total": write one of rating, wins, /,
        ],
        ['no metric', { metric: undefined }, /metric is missing: write one of rating, wins, /],
        ['two metrics', { metric: { sum: 'letters', best: 'letters' } }, /metric is \{"sum".*write one of/],
        ['a number as text', { minimumGames: '3' }, /minimumGames is "3": write a whole number from 0/],
        ['a rate as text', { updatesPerSecond: '10' }, /updatesPerSecond is "10": write a whole number/],
        ['places as a bigint', { rewards: { places: 3n, give: () => 1 } }, /rewards.places is 3n: write/],
        ['a metric that is a bigint', { metric: 5n }, /metric is 5n: write one of rating, wins, /],
        ['a direction that is a symbol', { direction: Symbol('up') }, /direction is Symbol\(up\): write/],
        [
          'rewards that answer later',
          { rewards: { places: 3, give: async () => Promise.resolve(1) } },
          /rewards: give is async: write a function that answers at once/,
        ],
        ['a metric without a number', { metric: { sum: 3 } }, /or \{ sum \}, \{ best \}, \{ last \} with/],
      ] as const
    ).map(([what, fields, message]): [string, BackendSource, RegExp] => {
      const { leaderboards: of, ...rest } = source({
        leaderboards: { words: { board: { metric: 'wins' } } },
      });
      Object.assign(of?.['words']?.['board'] ?? {}, fields);
      return [`with ${what}`, { ...rest, ...(of === undefined ? {} : { leaderboards: of }) }, message];
    }),
    ...[null, 'wins'].map((wrong): [string, BackendSource, RegExp] => {
      const of = { words: {} };
      Object.assign(of.words, { board: wrong });
      return [
        `that are ${String(wrong)}`,
        declaring(of),
        /leaderboard "board" of words is .*: write \{ metric \}/,
      ];
    }),
  ])('are refused: %s', (_, wrong, message) => {
    expect(() => defineBackend(wrong)).toThrow(DefinitionError);
    expect(() => defineBackend(wrong)).toThrow(message);
    expect(() => defineBackend(wrong)).toThrow(/^game\/leaderboards\.ts: [^\n]+$/);
  });
});

describe('scoring', () => {
  it('quotes the values of games and matchmakings', () => {
    const scoring = scoringOf(defineBackend(source({})));
    expect([words, noughts].map(({ name }) => scoring.minimumCommands(name))).toEqual([3, 0]);
    const { matchmakings } = defineBackend(source({}));
    expect([...matchmakings.keys()].map((key) => scoring.ratedWithinDay(key))).toEqual([10, Infinity]);
  });

  it.each([0, 1.5, -Infinity, Number.NaN])('a matchmaking that rates %d matches a day is refused', (n) => {
    const matchmaking = { duel: { ruleSet: duel, games: ['noughts', 'words'], ratedWithinDay: n } };
    expect(() => defineBackend(source({ matchmaking }))).toThrow(
      /ratedWithinDay is .*: write a whole number/,
    );
  });

  it('refuses rules whose numbers have invalid or repeated names, too many names or half a command', () => {
    for (const [results, message] of [
      [{ numbers: ['Best'] }, /numbers has "Best": write/],
      [{ numbers: ['a', 'a'] }, /numbers has "a" twice/],
      [{ numbers: [...'abcdefghi'] }, /numbers has 9 names: name at most 8/],
      [{ minimumCommands: 0.5 }, /minimumCommands is 0.5/],
    ] as const)
      expect(() => wordsWith(results)).toThrow(message);
  });
});
