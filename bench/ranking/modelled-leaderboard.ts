import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { gameName } from '../../core/ids';
import { firstLayout, type IndexLayout } from '../../core/ranking/index-layout';
import { type RankedLeaderboard } from '../../core/ranking/score-change';
import { type LeaderboardPeriods, createLeaderboardPeriods } from '../../store/leaderboard-periods';
import { createLeaderboardStore, type LeaderboardStore } from '../../store/leaderboards';
import { createRankPlaces, type RankPlaces } from '../../store/rank-places';
import { type RankingChance } from './chance';
import { Columns, epoch } from './columns';
import { fillCounters } from './counters';
import { MemoryTables, type Used } from './memory-tables';
import { atOnce } from './season';

const game = gameName('bench');
export const leaderboard: RankedLeaderboard = {
  id: 'bench.points',
  game,
  direction: 'highest',
  decimals: 0,
  periods: ['season'],
  onlyImproves: true,
  updatesPerSecond: 1000,
};
export const layout: IndexLayout = firstLayout(leaderboard);
const names = { players: 'players', leaderboards: 'leaderboards', ranks: 'ranks' };

export type SeasonName = 'autumn' | 'winter';

/** A leaderboard on the model of DynamoDB, with the stores that read and write it. */
export interface ModelledLeaderboard {
  readonly seasons: Readonly<Record<SeasonName, Columns>>;
  readonly tables: MemoryTables;
  readonly periods: LeaderboardPeriods;
  readonly leaderboards: LeaderboardStore;
  readonly places: RankPlaces;
  /** Resources that the stores have used since the last call. */
  used(): Used;
}

/** Fills the autumn with a score of each player, and opens the periods. */
export async function modelLeaderboard(
  players: number,
  chance: RankingChance,
  clock: () => number,
): Promise<ModelledLeaderboard> {
  const seasons = { autumn: new Columns(players), winter: new Columns(players) };
  const tables = new MemoryTables({
    leaderboards: names.leaderboards,
    leaderboard,
    layout,
    periods: new Map(Object.entries(seasons)),
  });
  for (let player = 0; player < players; player += 1)
    seasons.autumn.set(player, chance.score(), epoch + Math.floor((player * 80_000_000) / players));
  fillCounters(tables, leaderboard, 'autumn', layout, seasons.autumn, clock());

  const { client, used } = tables.client();
  const periods = createLeaderboardPeriods(client, names.ranks, atOnce, clock);
  const leaderboards = createLeaderboardStore(client, names, {
    retry: atOnce,
    now: clock,
    // Players have no results of their own in the model: the read that asks for them is counted all the same.
    async latest(playerId) {
      const Key = { pk: `P#${playerId}`, sk: `S#${game}` };
      await client.send(new GetCommand({ TableName: names.players, Key, ConsistentRead: true }));
      return [];
    },
  });
  await periods.open(leaderboard, 'autumn');
  await periods.open(leaderboard, 'winter');
  return {
    seasons,
    tables,
    periods,
    leaderboards,
    places: createRankPlaces(client, names.ranks, atOnce),
    used,
  };
}
