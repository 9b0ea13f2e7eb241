import Table from 'cli-table3';
import { hoursPerMonth, priceNote, prices } from '../../config/prices';
import { type BenchRun, type BenchOutcome } from '../bench';
import { Limits } from '../limits';
import { type RankingChance, chanceOf } from './chance';
import { epoch } from './columns';
import { wrongCounters } from './counters';
import { benchEmbedded } from './embedded';
import { measureRequests, readUnitsOf, requestTable } from './measured-requests';
import { type MemoryTables } from './memory-tables';
import {
  leaderboard,
  layout,
  type ModelledLeaderboard,
  modelLeaderboard,
  type SeasonName,
} from './modelled-leaderboard';
import { indexUnitsByRate, type IndexUnits, ratesPerSecond } from './rates';
import { sampleAnswers } from './sampled-answers';
import { type Counted, Season } from './season';

export const title = 'ranking: exact ranks of millions of players on DynamoDB alone';

const usualPlayers = 1_000_000;
/** The maximum write units of a changed score in the index, at the leaderboard's declared rate. */
const maxIndexUnits = 4.5;

/** The seasons of a run. */
interface Run {
  readonly model: ModelledLeaderboard;
  readonly chance: RankingChance;
  readonly players: number;
  /** Length of both seasons together. */
  readonly seconds: number;
  readonly samples: number;
  readonly clock: { now: number };
  readonly print: (line: string) => void;
}

export async function run({ quick, players: asked, embedded, print }: BenchRun): Promise<BenchOutcome> {
  if (embedded === true)
    return {
      missed: [],
      figures: await benchEmbedded(leaderboard, asked ?? (quick ? 2000 : usualPlayers), print),
    };
  const players = asked ?? (quick ? 100_000 : usualPlayers);
  const samples = quick ? 100 : 1000;
  const started = performance.now();
  const chance = chanceOf(20261128);
  const clock = { now: epoch + 86_400_000 };
  const model = await modelLeaderboard(players, chance, () => clock.now);
  print(`${players.toLocaleString('en-US')} players are on the leaderboard after ${took(started)}`);

  const seconds = quick ? 24 : 120;
  const { counted, wrong } = await playSeasons({ model, chance, players, seconds, samples, clock, print });
  const measured = await measureRequests(model, chance, samples);
  const byRate = await indexUnitsByRate(leaderboard, layout, players, chance);

  print(requestTable(measured));
  printWrites(counted, model.tables, print);
  printMonthlyCosts(counted, byRate, print);
  print(`all of it took ${took(started)} and ${Math.round(process.memoryUsage().rss / 2 ** 20)} MB`);
  printRates(byRate, print);
  const { updates, entryUnits, indexUnits } = counted;
  if (wrong > 0) throw new Error(`${wrong} counters or answers are wrong`);
  const limits = new Limits();
  limits.check('a changed score in the index', indexUnits / updates, 'write units', { most: maxIndexUnits });
  const figures = {
    players,
    wrong,
    entryUnitsPerUpdate: entryUnits / updates,
    indexUnitsPerUpdate: indexUnits / updates,
    indexUnitsByRate: byRate,
    hottestWrites: model.tables.hottest.writes.units,
    readUnits: readUnitsOf(measured),
  };
  return { missed: limits.missed, figures };
}

/** The end of one season and the begin of the next; counters and answers are checked in between. */
async function playSeasons(run: Run): Promise<{ readonly counted: Counted; readonly wrong: number }> {
  const { model, chance, players, seconds, clock } = run;
  let wrong = await checkpoint(run, 'before the first result', 'autumn');
  const season = new Season({
    tables: model.tables,
    leaderboard,
    layout,
    chance,
    players,
    now: () => clock.now,
  });
  const turn = seconds / 2;
  const autumn = { period: 'autumn', columns: model.seasons.autumn };
  const winter = { period: 'winter', columns: model.seasons.winter };
  for (let second = 0; second < seconds; second += 1) {
    // Matches that began before the turn of the season end after it.
    const late = second < turn + 10 ? { ...autumn, share: 0.5 } : undefined;
    if (second < turn) await season.playSecond(second, autumn);
    else await season.playSecond(second, winter, late);
    clock.now += 1000;
    if (second === turn - 1) wrong += await checkpoint(run, 'before the season turns', 'autumn');
  }
  wrong += await checkpoint(run, 'the season that is over', 'autumn');
  wrong += await checkpoint(run, 'the season that began', 'winter');
  return { counted: season.counted, wrong };
}

/** Prints and returns how many counters and answers of a period are wrong. */
async function checkpoint(
  { model: { tables, leaderboards, seasons }, chance, samples, print }: Run,
  name: string,
  period: SeasonName,
): Promise<number> {
  const columns = seasons[period];
  const counters = wrongCounters(tables, leaderboard, period, layout, columns);
  const asks = await sampleAnswers(
    { leaderboards, leaderboard, period, columns },
    { chance, samples, beforeRequest: () => tables.tick() },
  );
  print(
    `${name}: ${counters.wrong} of ${counters.counters} counters wrong; ${asks.wrong} answers wrong ` +
      `of ${asks.ranks} ranks, ${asks.pages} pages, ${asks.neighbourhoods} neighbourhoods, ` +
      `${asks.jumps} jumps`,
  );
  return counters.wrong + asks.wrong;
}

function printWrites(counted: Counted, { hottest, largestNode }: MemoryTables, print: Run['print']): void {
  const { updates, entryUnits, indexUnits, indexCalls, crashes, repetitions } = counted;
  print(
    `${updates.toLocaleString('en-US')} improving results: ${(entryUnits / updates).toFixed(2)} write ` +
      `units each for the entry, ${(indexUnits / updates).toFixed(2)} in the index, in ` +
      `${(indexCalls / updates).toFixed(2)} calls; the function died ${crashes} times, ${repetitions} ` +
      'batches came twice',
  );
  print(
    `hottest partition in a second: ${hottest.writes.units} of 1,000 write units ` +
      `(${hottest.writes.key}), ${hottest.reads.units} of 3,000 read units (${hottest.reads.key}); ` +
      `largest node ${largestNode} bytes`,
  );
}

/** Dollars of the results of a month, at the measured rates and at the rate of the seasons. */
function printMonthlyCosts(
  { updates, entryUnits, indexUnits }: Counted,
  byRate: readonly IndexUnits[],
  print: Run['print'],
): void {
  const atRates = new Map<number, number>(
    ratesPerSecond.map((rate, at) => [rate, byRate[0]?.units[at] ?? 0]),
  );
  for (const [rate, inIndex] of [...atRates, [1000, indexUnits / updates] as const]) {
    const units = rate * 3600 * hoursPerMonth * (entryUnits / updates + inIndex);
    const dollars = Math.round((units * prices.dynamodbWriteMillion) / 1e6).toLocaleString('en-US');
    print(`${rate} improving results a second all month: $${dollars} a month (${priceNote})`);
  }
}

function printRates(byRate: readonly IndexUnits[], print: Run['print']): void {
  const table = new Table({
    head: ['write units of a change in the index, by changes a second', ...ratesPerSecond.map(String)],
    style: { head: [], border: [] },
  });
  for (const { name, units } of byRate) table.push([name, ...units.map((each) => each.toFixed(1))]);
  print(table.toString());
}

function took(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(0)} s`;
}
