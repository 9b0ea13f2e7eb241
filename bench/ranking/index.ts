import Table from 'cli-table3';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { hoursPerMonth, priceNote, prices } from '../../config/prices';
import { gameName } from '../../core/ids';
import { firstLayout } from '../../core/ranking/index-layout';
import { type RankedBoard } from '../../core/ranking/score-change';
import { createBoardPeriods } from '../../store/board-periods';
import { createLeaderboardStore } from '../../store/leaderboards';
import { createRankPlaces } from '../../store/rank-places';
import { type BenchRun } from '../bench';
import { chanceOf } from './chance';
import { Columns, epoch, playerOf } from './columns';
import { benchEmbedded } from './embedded';
import { fillCounters, sampleAnswers, wrongCounters } from './exactness';
import { MemoryTables, type Used } from './memory-tables';
import { indexUnitsByRate, type IndexUnits, ratesPerSecond } from './rates';
import { atOnce, Season } from './season';

export const title = 'ranking: exact ranks of millions of players on DynamoDB alone';

const game = gameName('bench');
export const board: RankedBoard = {
  board: 'bench.points',
  game,
  direction: 'highest',
  decimals: 0,
  periods: ['season'],
  onlyImproves: true,
  updatesPerSecond: 1000,
};
const usualPlayers = 1_000_000;
/** The maximum write units of a changed score in the index, at the board's declared rate. */
const mostIndexUnits = 4.5;
const names = { players: 'players', leaderboards: 'leaderboards', ranks: 'ranks' };

/** The requests of one kind: calls, waits and units of each. */
type Measured = readonly [name: string, used: readonly Used[]];

export async function run({ quick, players: asked, embedded, print }: BenchRun): Promise<unknown> {
  if (embedded === true) return benchEmbedded(board, asked ?? (quick ? 2000 : usualPlayers), print);
  const players = asked ?? (quick ? 100_000 : usualPlayers);
  const seconds = quick ? 24 : 120;
  const samples = quick ? 100 : 1000;
  const started = performance.now();
  const chance = chanceOf(20261128);
  const layout = firstLayout(board);
  const seasons = { autumn: new Columns(players), winter: new Columns(players) };
  const tables = new MemoryTables({
    leaderboards: names.leaderboards,
    board,
    layout,
    periods: new Map(Object.entries(seasons)),
  });
  let now = epoch + 86_400_000;
  const clock = (): number => now;

  for (let player = 0; player < players; player += 1)
    seasons.autumn.set(player, chance.score(), epoch + Math.floor((player * 80_000_000) / players));
  fillCounters(tables, board, 'autumn', layout, seasons.autumn, now);
  print(`${players.toLocaleString('en-US')} players are on the board after ${took(started)}`);

  const { client, used } = tables.client();
  const periods = createBoardPeriods(client, names.ranks, atOnce, clock);
  const leaderboards = createLeaderboardStore(client, names, {
    retry: atOnce,
    now: clock,
    async latest(playerId) {
      const Key = { pk: `P#${playerId}`, sk: `S#${game}` };
      await client.send(new GetCommand({ TableName: names.players, Key, ConsistentRead: true }));
      return [];
    },
  });
  const places = createRankPlaces(client, names.ranks, atOnce);
  await periods.open(board, 'autumn');
  await periods.open(board, 'winter');

  let wrong = 0;
  async function checkpoint(name: string, period: keyof typeof seasons): Promise<void> {
    const counters = wrongCounters(tables, board, period, layout, seasons[period]);
    const pause = (): void => tables.tick();
    const asks = await sampleAnswers(leaderboards, board, period, seasons[period], {
      chance,
      samples,
      pause,
    });
    wrong += counters.wrong + asks.wrong;
    print(
      `${name}: ${counters.wrong} of ${counters.counters} counters wrong; ${asks.wrong} answers wrong of ${asks.ranks} ranks, ${asks.pages} pages, ${asks.neighbourhoods} neighbourhoods, ${asks.jumps} jumps`,
    );
  }

  await checkpoint('before the first result', 'autumn');
  const season = new Season({ tables, board, layout, chance, players, now: clock });
  const turn = seconds / 2;
  for (let second = 0; second < seconds; second += 1) {
    const [autumn, winter] = [
      { period: 'autumn', columns: seasons.autumn },
      { period: 'winter', columns: seasons.winter },
    ];
    // Matches that began before the turn of the season end after it.
    const late = second < turn + 10 ? { ...autumn, share: 0.5 } : undefined;
    if (second < turn) await season.second(second, autumn);
    else await season.second(second, winter, late);
    now += 1000;
    if (second === turn - 1) await checkpoint('before the season turns', 'autumn');
  }
  await checkpoint('the season that is over', 'autumn');
  await checkpoint('the season that began', 'winter');

  const measured = await requests();
  const byRate = await indexUnitsByRate(board, layout, players, chance);
  report();
  printRates(byRate, print);
  if (wrong > 0) throw new Error(`${wrong} counters or answers are wrong`);
  if (season.counted.indexUnits / season.counted.updates > mostIndexUnits)
    throw new Error(`a change takes more than ${mostIndexUnits} write units in the index`);
  return figures();

  async function requests(): Promise<readonly Measured[]> {
    const order = seasons.autumn.sort();
    const found = await periods.find(board.board, 'autumn');
    if (found === undefined) throw new Error('the period is open');
    const some = (): ReturnType<typeof playerOf> => playerOf(order[chance.below(order.length)] ?? 0);
    const measure = async (name: string, ask: () => Promise<unknown>): Promise<Measured> => {
      const all: Used[] = [];
      for (let sample = 0; sample < samples; sample += 1) {
        tables.tick();
        used();
        await ask();
        all.push(used());
      }
      return [name, all];
    };
    const cursors: (string | undefined)[] = [undefined];
    return [
      await measure('rank of a player', () => leaderboards.place(board, 'autumn', some())),
      await measure('page of 20', async () => {
        const cursor = cursors[chance.below(cursors.length)];
        const page = await leaderboards.page(
          board,
          'autumn',
          { limit: 20, ...(cursor === undefined ? {} : { cursor }) },
          { from: 'the best' },
        );
        cursors.push(page.cursor);
      }),
      await measure('page of 100', () =>
        leaderboards.page(board, 'autumn', { limit: 100 }, { from: 'the best' }),
      ),
      await measure('10 around a player', () => leaderboards.around(board, 'autumn', some(), 5)),
      await measure('score at a rank', () =>
        places.scoreAt(found, 'highest', { place: 1 + chance.below(players) }),
      ),
      await measure('score at a percentile', () =>
        places.scoreAt(found, 'highest', { percentile: 100 * chance.random() }),
      ),
    ];
  }

  function report(): void {
    const table = new Table({
      head: ['request', 'calls p50/p99', 'round trips p50/p99', 'read units p50/p99', '$ a million'],
      style: { head: [], border: [] },
    });
    for (const [name, all] of measured) {
      const at = (of: (one: Used) => number): string =>
        `${part(all.map(of), 0.5)} / ${part(all.map(of), 0.99)}`;
      const mean = all.reduce((sum, { reads }) => sum + reads, 0) / all.length;
      table.push([
        name,
        at(({ calls }) => calls),
        at(({ rounds }) => rounds),
        at(({ reads }) => reads),
        (mean * prices.dynamodbReadMillion).toFixed(2),
      ]);
    }
    print(table.toString());
    const { updates, entryUnits, indexUnits, indexCalls, crashes, repetitions } = season.counted;
    print(
      `${updates.toLocaleString('en-US')} improving results: ${(entryUnits / updates).toFixed(2)} write units each for the entry, ${(indexUnits / updates).toFixed(2)} in the index, in ${(indexCalls / updates).toFixed(2)} calls; the function died ${crashes} times, ${repetitions} batches came twice`,
    );
    print(
      `hottest partition in a second: ${tables.hottest.writes.units} of 1,000 write units (${tables.hottest.writes.key}), ${tables.hottest.reads.units} of 3,000 read units (${tables.hottest.reads.key}); largest node ${tables.largestNode} bytes`,
    );
    const atRates = new Map<number, number>(
      ratesPerSecond.map((rate, at) => [rate, byRate[0]?.units[at] ?? 0]),
    );
    for (const [rate, inIndex] of [...atRates, [1000, indexUnits / updates] as const])
      print(
        `${rate} improving results a second all month: $${Math.round((rate * 3600 * hoursPerMonth * (entryUnits / updates + inIndex) * prices.dynamodbWriteMillion) / 1e6).toLocaleString('en-US')} a month (${priceNote})`,
      );
    print(`all of it took ${took(started)} and ${Math.round(process.memoryUsage().rss / 2 ** 20)} MB`);
  }

  function figures(): unknown {
    const { updates, entryUnits, indexUnits } = season.counted;
    return {
      players,
      wrong,
      entryUnitsPerUpdate: entryUnits / updates,
      indexUnitsPerUpdate: indexUnits / updates,
      indexUnitsByRate: byRate,
      hottestWrites: tables.hottest.writes.units,
      readUnits: Object.fromEntries(
        measured.map(([name, all]) => [
          name,
          part(
            all.map(({ reads }) => reads),
            0.99,
          ),
        ]),
      ),
    };
  }
}

function printRates(byRate: readonly IndexUnits[], print: (line: string) => void): void {
  const table = new Table({
    head: ['write units of a change in the index, by changes a second', ...ratesPerSecond.map(String)],
    style: { head: [], border: [] },
  });
  for (const { name, units } of byRate) table.push([name, ...units.map((each) => each.toFixed(1))]);
  print(table.toString());
}

function part(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function took(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(0)} s`;
}
