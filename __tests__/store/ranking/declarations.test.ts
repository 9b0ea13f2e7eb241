import { expect, it } from '@jest/globals';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { type PlayerId } from '../../../core/ids';
import {
  type LeaderboardDeclaration,
  defaultLeaderboards,
  scoreChanges,
} from '../../../core/ranking/leaderboards';
import { onlyImproves } from '../../../core/ranking/improving';
import { type RankedLeaderboard } from '../../../core/ranking/score-change';
import { wonMatch } from '../../core/ranking/won-match';
import { newStanding, type Standing, standingAfter } from '../../../core/ranking/standing';
import { createLeaderboardEntries } from '../../../store/leaderboard-entries';
import { createLeaderboardPeriods, directionIn } from '../../../store/leaderboard-periods';
import { createLeaderboardStore } from '../../../store/leaderboards';
import { createRankCheck } from '../../../store/rank-check';
import { createRankCounts } from '../../../store/rank-counts';
import { createReindex } from '../../../store/reindex';
import { rowOfStanding, standingOfRow } from '../../../store/standings';
import { aPlayer, game, names, quickRetries } from '../database';
import { change, openedForFile } from './support';

const opened = openedForFile();

const times = { retry: quickRetries(), now: () => 1_800_000_000_000 };
/** The whole index by one declaration of a leaderboard. */
function declared(leaderboard: RankedLeaderboard) {
  const periods = createLeaderboardPeriods(opened.database.client, names.ranks, times.retry, times.now);
  const entries = createLeaderboardEntries(opened.database.client, names, [leaderboard], periods, times);
  const counts = createRankCounts(opened.database.client, names.ranks, times);
  const leaderboards = createLeaderboardStore(opened.database.client, names, times);
  return {
    async take(player: PlayerId, score: number, version: number) {
      await entries.apply([change(leaderboard, player, score, version)]);
      await counts.count('shard', await opened.stream.changes());
    },
    page: async () =>
      (await leaderboards.page(leaderboard, 'all', { limit: 9 }, { from: 'the best' })).items.map(
        ({ rank, playerId }) => ({ rank, playerId }),
      ),
    rank: async (player: PlayerId) => (await leaderboards.place(leaderboard, 'all', player))?.rank,
    async differences() {
      const check = createRankCheck(opened.database.client, names, times.retry);
      const [period] = await periods.list(leaderboard.id);
      if (period === undefined) throw new Error('there is no period');
      const direction = directionIn(leaderboard, period);
      const found = [];
      for (const range of await check.ranges(period))
        found.push(...(await check.compare(period, direction, range)));
      return found;
    },
  };
}

const cases: ReadonlyArray<readonly [string, Partial<RankedLeaderboard>, Partial<RankedLeaderboard>]> = [
  ['direction', { direction: 'highest' }, { direction: 'lowest' }],
  ['other direction', { direction: 'lowest' }, { direction: 'highest' }],
  ['decimals', { decimals: 2 }, { decimals: 0 }],
  ['range', { scores: { from: 0, to: 100 } }, { scores: { from: -5, to: 1e9 } }],
  ['rate', { updatesPerSecond: 100 }, { updatesPerSecond: 5000 }],
];

it.each(cases)('a period keeps the %s with which it began', async (name, before, after) => {
  const leaderboard: RankedLeaderboard = {
    id: `${game}.${name.replaceAll(' ', '-')}`,
    game,
    direction: 'highest',
    decimals: 0,
    periods: ['all'],
    updatesPerSecond: 100,
  };
  const players = Array.from({ length: 4 }, aPlayer);
  const [first, second] = [declared({ ...leaderboard, ...before }), declared({ ...leaderboard, ...after })];
  for (const [at, player] of players.entries())
    await (at < 3 ? first : second).take(player, [10, 21, 31, 26][at] ?? 0, 1 + at);
  const ranks = before.direction === 'lowest' ? [1, 2, 4, 3] : [4, 3, 1, 2];
  expect(await Promise.all(players.map((player) => second.rank(player)))).toEqual(ranks);
  const byRank = players.map((playerId, at) => ({ rank: ranks[at], playerId }));
  expect(await second.page()).toEqual(byRank.sort((one, other) => (one.rank ?? 0) - (other.rank ?? 0)));
  expect(await second.differences()).toEqual([]);
});

const [usual] = defaultLeaderboards(game);
if (usual === undefined) throw new Error('a game has leaderboards');
const seasons = [{ name: 'autumn', startsAt: 0 }];
/** Results and reads of one version of a backend, whose only leaderboard this is. */
function version(declaration: LeaderboardDeclaration, standings: Map<PlayerId, Standing>) {
  const client = opened.database.client;
  const periods = createLeaderboardPeriods(client, names.ranks, times.retry, times.now);
  const ranked = { ...declaration, onlyImproves: onlyImproves(declaration) };
  const entries = createLeaderboardEntries(client, names, [ranked], periods, times);
  const leaderboards = createLeaderboardStore(client, names, {
    ...times,
    latest: async (player) =>
      Promise.resolve(scoreChanges(standings.get(player) ?? newStanding(player, game), [declaration])),
  });
  return {
    async result(player: PlayerId, value: number) {
      const before = standings.get(player) ?? newStanding(player, game);
      const endedAt = 1_790_000_000_000 + before.version;
      const match = wonMatch({ playerId: player, game, numbers: { value }, endedAt });
      // Through its row, as the next version reads it.
      const after = standingOfRow(rowOfStanding(standingAfter(before, match, [declaration], seasons)));
      if (after === undefined) throw new Error('a row of a standing is one');
      standings.set(player, after);
      await entries.apply(scoreChanges(after, [declaration]));
    },
    async ranks() {
      const { items } = await leaderboards.page(declaration, 'autumn', { limit: 9 }, { from: 'the best' });
      // The own score, from the standing, is what the entry says.
      for (const { playerId, score } of items)
        expect(await leaderboards.place(declaration, 'autumn', playerId)).toMatchObject({ score });
      return items.map(({ rank, playerId, score }) => [rank, playerId, score]);
    },
  };
}

const changed: ReadonlyArray<
  readonly [string, Partial<LeaderboardDeclaration>, Partial<LeaderboardDeclaration>, readonly number[]]
> = [
  [
    'best of the highest',
    { metric: { kind: 'best', number: 'value' } },
    { metric: { kind: 'best', number: 'value' }, direction: 'lowest' },
    [50, 45, 31],
  ],
  [
    'best of the lowest',
    { metric: { kind: 'best', number: 'value' }, direction: 'lowest' },
    { metric: { kind: 'best', number: 'value' } },
    [5, 20, 40],
  ],
  [
    'last of two decimals',
    { metric: { kind: 'last', number: 'value' }, decimals: 2 },
    { metric: { kind: 'last', number: 'value' } },
    [50.26, 45, 5.25],
  ],
  [
    'last without decimals',
    { metric: { kind: 'last', number: 'value' } },
    { metric: { kind: 'last', number: 'value' }, decimals: 2 },
    [50, 45, 5],
  ],
];

it.each(changed)(
  'a running season is scored by the declaration with which it began: %s',
  async (name, before, after, scores) => {
    const declaration = { ...usual, name: 'x', id: `${game}.${name}`, periods: ['season'] as const };
    const standings = new Map<PlayerId, Standing>();
    const [old, next] = [
      { ...declaration, ...before },
      { ...declaration, ...after },
    ].map((one) => version(one, standings));
    if (old === undefined || next === undefined) throw new Error('there are two');
    const [ada, bob, eve] = [aPlayer(), aPlayer(), aPlayer()];
    await old.result(ada, 31);
    await old.result(bob, 20);
    await next.result(ada, 5.25);
    await next.result(bob, 50.26);
    // A player who joins after the change.
    await next.result(eve, 40);
    await next.result(eve, 45);
    const order = before.direction === 'lowest' ? [ada, bob, eve] : [bob, eve, ada];
    const expected = order.map((player, at) => [at + 1, player, scores[at]]);
    expect(await next.ranks()).toEqual(expected);
    expect(await old.ranks()).toEqual(expected);
  },
);

it('a rebuilt index of a wide range leaves no node of its older generation behind', async () => {
  let now = 1_800_000_000_000;
  const times = { retry: quickRetries(), now: () => now };
  const leaderboard: RankedLeaderboard = {
    id: `${game}.wide`,
    game,
    direction: 'highest',
    decimals: 0,
    periods: ['all'],
    updatesPerSecond: 100,
    scores: { from: 0, to: 500_000_000 },
  };
  const periods = createLeaderboardPeriods(opened.database.client, names.ranks, times.retry, times.now);
  const entries = createLeaderboardEntries(opened.database.client, names, [leaderboard], periods, times);
  const reindex = createReindex(opened.database.client, names, periods, times);
  const counts = createRankCounts(opened.database.client, names.ranks, times);
  const nodes = async (generation: number): Promise<number> => {
    const { Items = [] } = await opened.database.client.send(new ScanCommand({ TableName: names.ranks }));
    return Items.filter(({ pk }) => String(pk).startsWith(`N#${leaderboard.id}#all#${generation}-`)).length;
  };
  await entries.apply(
    Array.from({ length: 200 }, (_, at) => change(leaderboard, aPlayer(), 1e6 + at * 450, 1)),
  );
  await counts.count('shard', await opened.stream.changes());
  const before = await nodes(1);
  expect(before).toBeGreaterThan(100);
  const [period] = await periods.list(leaderboard.id);
  expect(period !== undefined && (await reindex.begin(period, { lanes: 1, shards: 1 }))).toBe(true);
  for (let state = ''; state !== 'done';) {
    now += 61_000;
    const [current] = await periods.list(leaderboard.id);
    if (current === undefined) throw new Error('the period is gone');
    ({ state } = await reindex.step(current, () => false));
    await counts.count('shard', await opened.stream.changes());
  }
  expect(await nodes(1)).toBe(0);
  expect(await nodes(2)).toBe(before);
});
