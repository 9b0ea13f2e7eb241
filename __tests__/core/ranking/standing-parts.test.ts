import { describe, expect, it } from '@jest/globals';
import { gameName, matchId, playerId } from '../../../core/ids';
import {
  type LeaderboardDeclaration,
  defaultLeaderboards,
  reachedAfter,
  scoreChanges,
} from '../../../core/ranking/leaderboards';
import { type SeatOfMatch, newStanding, type Standing, standingAfter } from '../../../core/ranking/standing';
import { periodsAfter } from '../../../core/ranking/periods-after';
import { wonMatch } from './won-match';

const game = gameName('words');
const player = playerId('p-00000000-0000-4000-8000-000000000001');
const at = Date.UTC(2026, 10, 20);
const won = (more: Partial<SeatOfMatch> = {}): SeatOfMatch =>
  wonMatch({ playerId: player, game, endedAt: at, ...more });
const after = (before: Standing, more: Partial<SeatOfMatch> = {}, leaderboards = defaultLeaderboards(game)) =>
  standingAfter(before, won(more), leaderboards, []);
const fresh = newStanding(player, game);

describe('a standing', () => {
  it('has the newest match for the records of players against each other, and no older one', () => {
    const last = {
      matchId: matchId('00000000-0000-4000-8000-000000000001'),
      recordedAt: at,
      rated: true,
      against: {},
    };
    const one = after(fresh, { last });
    expect(one.last).toEqual(last);
    expect('last' in after(one)).toBe(false);
    expect('last' in after(one, { counting: 'void' })).toBe(false);
  });

  it('of a match with bots counts who left, and nothing else', () => {
    const bots = after(fresh, { counting: 'with-bots', abandoned: true });
    expect(bots).toEqual({ ...fresh, version: 1, abandoned: 1 });
  });

  it('is rated as of the end of its newest rated match, whichever is recorded last', () => {
    const late = after(after(fresh), { endedAt: at - 5000 });
    expect([after(fresh).ratedAt, late.ratedAt]).toEqual([at, at]);
    expect(after(late, { endedAt: at + 1 }).ratedAt).toBe(at + 1);
  });

  it('never counts a negative time, however clocks of machines differ', () => {
    const fast = defaultLeaderboards(game).map((leaderboard): LeaderboardDeclaration => ({
      ...leaderboard,
      metric: { kind: 'fastest-win' },
      direction: 'lowest',
    }));
    const odd = after(fresh, { startedAt: at + 5000 }, fast);
    expect(odd.time).toBe(0);
    expect(scoreChanges(odd, fast).map(({ score }) => score)).toEqual([0, 0, 0, 0]);
  });

  it('counts options that are texts, numbers, true or false', () => {
    const options = { size: 8, fair: true, deck: 'small', deep: { size: 3 }, list: [1], none: null };
    expect(Object.keys(after(fresh, { options }).options)).toEqual(['deck=small', 'fair=true', 'size=8']);
    for (const odd of [null, 'text', 7]) expect(after(fresh, { options: odd }).options).toEqual({});
  });

  it('has scores on the leaderboards of its own game alone', () => {
    const chess = defaultLeaderboards(gameName('chess'));
    expect(after(fresh, {}, chess).periods).toEqual({});
    const both = after(fresh, {}, [...defaultLeaderboards(game), ...chess]);
    expect(
      scoreChanges(both, [...defaultLeaderboards(game), ...chess]).map(({ leaderboard }) => leaderboard),
    ).toEqual(['words.rating', 'words.rating', 'words.wins', 'words.wins']);
  });
});

describe('the leaderboards of a game whose team declares none', () => {
  it('are rating and wins, of all time and by month', () => {
    const usual = {
      game,
      direction: 'highest',
      decimals: 0,
      periods: ['all', 'month'],
      minimumGames: 0,
      hidesProvisional: false,
      visibility: 'public',
    };
    expect(defaultLeaderboards(game)).toEqual([
      { ...usual, id: 'words.rating', name: 'rating', metric: { kind: 'rating' } },
      { ...usual, id: 'words.wins', name: 'wins', metric: { kind: 'wins' } },
    ]);
  });
});

describe('a score after one more match', () => {
  const match = { outcome: 'win', rating: 1500, numbers: {}, durationMs: 1000, endedAt: at } as const;
  const highest = { direction: 'highest', decimals: 0 } as const;

  it('keeps its time while the leaderboard shows it unchanged, and a best number its first time', () => {
    const best = { ...highest, metric: { kind: 'best', number: 'n' } as const };
    const once = reachedAfter(best, undefined, { ...match, numbers: { n: 5 } });
    expect(once).toEqual({ value: 5, at, decimals: 0 });
    for (const leaderboard of [best, { ...best, direction: 'lowest' } as const])
      expect(reachedAfter(leaderboard, once, { ...match, numbers: { n: 5 }, endedAt: at + 9 })).toEqual(once);
  });

  it('has the best in both directions where they differ', () => {
    const best = { ...highest, metric: { kind: 'best', number: 'n' } as const };
    const reached = [5, 3, 9].reduce<ReturnType<typeof reachedAfter>>(
      (before, n, later) => reachedAfter(best, before, { ...match, numbers: { n }, endedAt: at + later }),
      undefined,
    );
    expect(reached).toEqual({ value: 9, at: at + 2, decimals: 0, opposite: { value: 3, at: at + 1 } });
  });

  it('stays as it is without the number, the points or the win that it needs', () => {
    const before = { value: 7, at, decimals: 0 };
    for (const metric of [
      { kind: 'best', number: 'n' },
      { kind: 'sum', number: 'n' },
      { kind: 'last', number: 'n' },
      { kind: 'points' },
      { kind: 'best-score' },
    ] as const) {
      expect(reachedAfter({ ...highest, metric }, before, match)).toBe(before);
      expect(reachedAfter({ ...highest, metric }, undefined, match)).toBeUndefined();
    }
    for (const kind of ['wins', 'fastest-win'] as const)
      expect(reachedAfter({ ...highest, metric: { kind } }, before, { ...match, outcome: 'draw' })).toBe(
        before,
      );
  });
});

describe('scores of leaderboards that a version does not declare', () => {
  const context = (countedAt: number) => ({
    match: { outcome: 'win', rating: 1500, numbers: {}, durationMs: 1, endedAt: countedAt } as const,
    seasons: [{ name: 'autumn', startsAt: at }],
    countedAt,
  });
  const scores = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `old${index}`,
        { value: index, at: at + (index % 7) * 100 + index },
      ]),
    );
  const kept = (count: number) =>
    Object.keys(
      periodsAfter(
        { all: { period: 'all', games: 3, scores: scores(count) } },
        defaultLeaderboards(game),
        context(at),
      ).all?.scores ?? {},
    );

  it('are carried over, the twelve newest of them', () => {
    const names = Object.keys(scores(12));
    expect(kept(12)).toEqual([...names, 'rating', 'wins']);
    const newest = Object.entries(scores(15))
      .sort(([, one], [, other]) => other.at - one.at)
      .slice(0, 12)
      .map(([name]) => name);
    expect(kept(15)).toEqual([...newest, 'rating', 'wins']);
  });

  it('of a later season stay: periods never go back, and a season keeps its start', () => {
    const seasonal = defaultLeaderboards(game).map((leaderboard): LeaderboardDeclaration => ({
      ...leaderboard,
      periods: ['season'],
    }));
    const later = { period: 'winter', games: 2, scores: {}, startsAt: at + 1000 };
    const of = (season: typeof later | undefined, countedAt: number) =>
      periodsAfter(season === undefined ? {} : { season }, seasonal, context(countedAt)).season;
    expect(of(later, at + 5)).toMatchObject({ period: 'winter', games: 3, startsAt: at + 1000 });
    expect(of({ ...later, startsAt: at - 1 }, at + 5)).toMatchObject({
      period: 'autumn',
      games: 1,
      startsAt: at,
    });
    expect(of({ ...later, startsAt: at }, at + 5)).toMatchObject({ period: 'autumn', games: 1 });
    // Before the first season no match counts in one.
    expect(of(undefined, at - 1)).toBeUndefined();
    const { all } = periodsAfter({}, defaultLeaderboards(game), context(at));
    expect(all === undefined || 'startsAt' in all).toBe(false);
  });

  it('of a season that is unknown, and of a kind that no leaderboard has, stay', () => {
    const season = { period: 'unknown', games: 2, scores: scores(2) };
    expect(periodsAfter({ season }, defaultLeaderboards(game), context(at)).season).toBe(season);
    expect(periodsAfter({}, [], context(at))).toEqual({});
  });
});
