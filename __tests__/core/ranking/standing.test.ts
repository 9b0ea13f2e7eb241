import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gameName, playerId } from '../../../core/ids';
import {
  type LeaderboardDeclaration,
  leaderboardScore,
  type Metric,
  placedScore,
  scoreChanges,
} from '../../../core/ranking/leaderboards';
import { periodAt, type Season } from '../../../core/ranking/periods';
import { periodKinds } from '../../../core/ranking/score-change';
import { newStanding, type SeatOfMatch, type Standing, standingAfter } from '../../../core/ranking/standing';
import { newRating, publicRating } from '../../../core/rating/rating';
import { aRatingLeaderboard } from '../../support/leaderboards';
import { wonMatch } from './won-match';

const game = gameName('words');
const player = playerId('p-00000000-0000-4000-8000-000000000001');
const begin = Date.UTC(2026, 10, 20);
const dayMs = 86_400_000;
const seasons: readonly Season[] = [
  { name: 'autumn', startsAt: Date.UTC(2026, 8, 1) },
  { name: 'winter', startsAt: Date.UTC(2026, 11, 1) },
];

const metrics: ReadonlyArray<readonly [Metric, LeaderboardDeclaration['direction'], number]> = [
  [{ kind: 'rating' }, 'highest', 0],
  [{ kind: 'wins' }, 'highest', 0],
  [{ kind: 'points' }, 'highest', 2],
  [{ kind: 'best-score' }, 'highest', 0],
  [{ kind: 'best-score' }, 'lowest', 1],
  [{ kind: 'fastest-win' }, 'lowest', 0],
  [{ kind: 'longest-streak' }, 'highest', 0],
  [{ kind: 'sum', number: 'combo' }, 'highest', 0],
  [{ kind: 'last', number: 'combo' }, 'lowest', 0],
  [{ kind: 'best', number: 'combo' }, 'lowest', 0],
];
const leaderboards = metrics.map(([metric, direction, decimals], index) =>
  aRatingLeaderboard(game, {
    id: `${game}.b${index}`,
    name: `b${index}`,
    metric,
    direction,
    decimals,
    periods: periodKinds,
  }),
);

const outcomes = ['win', 'draw', 'loss'] as const;
const countings = ['rated', 'rated', 'rated', 'too-short', 'same-opponents', 'void'] as const;
const matches = fc.array(
  fc.record({
    // Mostly forward, at times late: a match that ended earlier may be recorded later.
    step: fc.integer({ min: -dayMs, max: 5 * dayMs }),
    outcome: fc.constantFrom(...outcomes),
    counting: fc.constantFrom(...countings),
    mu: fc.integer({ min: 20, max: 30 }),
    score: fc.option(
      fc.integer({ min: -400, max: 400 }).map((tenths) => tenths / 10),
      { nil: undefined },
    ),
    combo: fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constantFrom(1e12, -1e12, 2 ** 50)),
    duration: fc.integer({ min: 0, max: 9999 }),
    seat: fc.nat(3),
    size: fc.nat(3),
    abandoned: fc.boolean(),
  }),
  { minLength: 1, maxLength: 40 },
);
type Step = typeof matches extends fc.Arbitrary<Array<infer Each>> ? Each : never;
type Played = SeatOfMatch & { readonly index: number };

function history(steps: readonly Step[]): readonly Played[] {
  let at = begin;
  return steps.map((each, index) => {
    at += each.step;
    return {
      index,
      playerId: player,
      game,
      seat: each.seat,
      counting: each.counting,
      outcome: each.outcome,
      rating: { mu: each.mu, sigma: 4 },
      ...(each.score === undefined ? {} : { score: each.score }),
      numbers: { combo: each.combo },
      turns: 2,
      abandoned: each.abandoned,
      options: { size: each.size, nested: { ignored: 1 } },
      startedAt: at - each.duration,
      endedAt: at,
      countedAt: at,
    };
  });
}

const otherOf = (direction: string) => (direction === 'highest' ? 'lowest' : 'highest');

/** The value of a metric over matches, computed in the simplest way. */
function valueOf(metric: Metric, direction: string, played: readonly Played[]): number | undefined {
  const best = (values: readonly number[]) =>
    values.length === 0 ? undefined : direction === 'highest' ? Math.max(...values) : Math.min(...values);
  const sum = (values: readonly number[]) =>
    values.length === 0 ? undefined : values.reduce((total, value) => total + value, 0);
  const points = played.flatMap(({ score }) => score ?? []);
  const combos = played.map(({ numbers }) => numbers.combo ?? 0);
  const wins = played.filter(({ outcome }) => outcome === 'win');
  switch (metric.kind) {
    case 'rating':
      return played.length === 0 ? undefined : publicRating(played.at(-1)?.rating ?? newRating());
    case 'wins':
      return wins.length === 0 ? undefined : wins.length;
    case 'points':
      return sum(points);
    case 'best-score':
      return best(points);
    case 'fastest-win':
      return best(wins.map(({ startedAt, endedAt }) => endedAt - startedAt));
    case 'longest-streak': {
      const runs = played
        .map(({ outcome }) => (outcome === 'win' ? 'w' : ' '))
        .join('')
        .split(' ');
      const longest = Math.max(...runs.map((run) => run.length));
      return longest === 0 ? undefined : longest;
    }
    case 'sum':
      return sum(combos);
    case 'last':
      return combos.at(-1);
    case 'best':
      return best(combos);
  }
}

describe('a standing', () => {
  it('gives the value of every leaderboard, in every period, that a list of the matches gives', () => {
    fc.assert(
      fc.property(matches, (steps) => {
        const played = history(steps);
        let standing = newStanding(player, game);
        let newest = -Infinity;
        const rated: Array<Played & { readonly periods: Readonly<Record<string, string | undefined>> }> = [];
        const reached = new Map<string, { readonly score: number; readonly at: number }>();
        for (const match of played) {
          standing = standingAfter(standing, match, leaderboards, seasons);
          expect(standing.version).toBe(match.index + 1);
          if (match.counting === 'rated') {
            newest = Math.max(newest, match.countedAt);
            rated.push({
              ...match,
              periods: Object.fromEntries(periodKinds.map((kind) => [kind, periodAt(kind, newest, seasons)])),
            });
          }
          const expected = leaderboards.flatMap(({ id, metric, direction, decimals }) =>
            periodKinds.flatMap((kind) => {
              const period = rated.at(-1)?.periods[kind];
              const within = rated.filter(({ periods }) => periods[kind] === period);
              const value = valueOf(metric, direction, within);
              if (period === undefined || value === undefined) return [];
              const key = `${id} ${period}`;
              const before = reached.get(key);
              const score = leaderboardScore(value, decimals);
              const at =
                before?.score === score ? before.at : Math.max(match.endedAt, before?.at ?? match.endedAt);
              reached.set(key, { score, at });
              // As a period shows it that began with the other direction and more decimals. Streaks and
              // fastest wins have one direction.
              const turns = metric.kind === 'best' || metric.kind === 'best-score';
              const otherWise = leaderboardScore(
                turns ? (valueOf(metric, otherOf(direction), within) ?? value) : value,
                decimals + 1,
              );
              const { version } = standing;
              return [
                { leaderboard: id, period, playerId: player, score, at, otherWise, version, hidden: false },
              ];
            }),
          );
          const changes = scoreChanges(standing, leaderboards).map((change) => {
            const { opposite: _, ...rest } = change;
            const leaderboard = leaderboards.find((one) => one.id === change.leaderboard);
            if (leaderboard === undefined) throw new Error(`${change.leaderboard} is not declared`);
            const { score, at } = placedScore(change, leaderboard);
            const [direction, decimals] = [otherOf(leaderboard.direction), leaderboard.decimals + 1] as const;
            const otherWise = placedScore(change, { ...leaderboard, direction, decimals }).score;
            return { ...rest, score, at, otherWise };
          });
          expect(changes).toEqual(expected);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('counts matches, seats, options, turns, time and streaks like a list of the matches', () => {
    fc.assert(
      fc.property(matches, (steps) => {
        const played = history(steps);
        const standing = played.reduce<Standing>(
          (before, match) => standingAfter(before, match, leaderboards, seasons),
          newStanding(player, game),
        );
        const counted = played.filter(({ counting }) => counting !== 'void');
        const rated = played.filter(({ counting }) => counting === 'rated');
        const tally = (list: readonly Played[]) => {
          const of = (wanted: string) => list.filter(({ outcome }) => outcome === wanted).length;
          return { wins: of('win'), draws: of('draw'), losses: of('loss') };
        };
        const runs = rated
          .map(({ outcome }) => (outcome === 'win' ? 'w' : ' '))
          .join('')
          .split(' ');
        const longestSeat = Math.max(-1, ...counted.map(({ seat }) => seat));
        expect(standing).toMatchObject({
          ...tally(counted),
          rated: rated.length,
          voided: played.length - counted.length,
          abandoned: played.filter(({ abandoned }) => abandoned).length,
          turns: 2 * counted.length,
          time: counted.reduce((sum, { startedAt, endedAt }) => sum + endedAt - startedAt, 0),
          streak: runs.at(-1)?.length,
          longestStreak: Math.max(...runs.map((run) => run.length)),
          seats: Array.from({ length: longestSeat + 1 }, (_, seat) =>
            tally(counted.filter((match) => match.seat === seat)),
          ),
          options: Object.fromEntries(
            [0, 1, 2, 3].flatMap((size) => {
              const of = counted.filter(({ options }) => JSON.stringify(options).includes(`"size":${size}`));
              return of.length === 0 ? [] : [[`size=${size}`, tally(of)]];
            }),
          ),
        });
      }),
      { numRuns: 150 },
    );
  });

  it('counts rare values of an option under one name, so that a row stays small', () => {
    const [first] = history([]);
    expect(first).toBeUndefined();
    let standing = newStanding(player, game);
    for (let seed = 0; seed < 20; seed += 1)
      standing = standingAfter(
        standing,
        wonMatch({ playerId: player, game, options: { seed, fair: true }, endedAt: 1 }),
        [],
        [],
      );
    expect(Object.keys(standing.options)).toHaveLength(13);
    expect(standing.options['fair=true']?.wins).toBe(20);
    expect(standing.options.other?.wins).toBe(9);
  });

  it('hides a player until the number of games and the certainty of the rating suffice', () => {
    const strict = leaderboards.slice(0, 1).map((leaderboard) => ({
      ...leaderboard,
      periods: ['all', 'day'] as const,
      minimumGames: 2,
      hidesProvisional: true,
    }));
    const at = (day: number, sigma: number): SeatOfMatch => {
      const [played] = history([
        {
          step: day * dayMs,
          outcome: 'win',
          counting: 'rated',
          mu: 25,
          score: undefined,
          combo: 0,
          duration: 1,
          seat: 0,
          size: 0,
          abandoned: false,
        },
      ]);
      if (played === undefined) throw new Error('one match was played');
      return { ...played, rating: { mu: 25, sigma } };
    };
    let standing = newStanding(player, game);
    const hidden = (day: number, sigma: number) => {
      standing = standingAfter(standing, at(day, sigma), strict, []);
      return scoreChanges(standing, strict).map((change) => change.hidden);
    };
    expect(hidden(0, 4)).toEqual([true, true]);
    expect(hidden(0, 4)).toEqual([false, false]);
    expect(hidden(1, 4)).toEqual([false, true]);
    expect(hidden(1, 7)).toEqual([true, true]);
  });

  it('of another game does not change the leaderboards of this game', () => {
    expect(scoreChanges({ ...newStanding(player, gameName('chess')), version: 1 }, leaderboards)).toEqual([]);
  });
});
