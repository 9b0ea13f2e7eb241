import { type IndexLayout } from '../../core/ranking/index-layout';
import { type RankedLeaderboard } from '../../core/ranking/score-change';
import { asSteps } from '../../core/ranking/score-order';
import { type RetryPolicy } from '../../store/contention';
import { rankPartition, shardOf } from '../../store/keys';
import { createRankCounts, type EntryChange } from '../../store/rank-counts';
import { type RankingChance } from './chance';
import { type Columns, playerOf } from './columns';
import { Died, type MemoryTables } from './memory-tables';

/**
 * Shards of the entries' stream: one for each partition of a table that takes several thousand writes a
 * second.
 */
const streamShards = 4;
const usualRate = 1000;
const burstRate = 1600;
const [burstFrom, burstTo] = [10, 20];

/** Retries at once: the in-memory model never needs a wait. */
export const atOnce: RetryPolicy = { attempts: 50, random: () => 0, pause: () => Promise.resolve() };

export interface SeasonOptions {
  readonly tables: MemoryTables;
  readonly leaderboard: RankedLeaderboard;
  readonly layout: IndexLayout;
  readonly chance: RankingChance;
  readonly players: number;
  readonly now: () => number;
}

export interface Counted {
  updates: number;
  entryUnits: number;
  indexUnits: number;
  indexCalls: number;
  crashes: number;
  repetitions: number;
}

/**
 * Improved results at 1,000 a second with a burst, through the real code of the index: records are repeated,
 * and the function dies at random calls.
 */
export class Season {
  readonly #options: SeasonOptions;
  readonly #batches: EntryChange[][] = Array.from({ length: streamShards }, () => []);
  readonly #before: EntryChange[][] = Array.from({ length: streamShards }, () => []);
  #sequence = 0;
  readonly counted: Counted = {
    updates: 0,
    entryUnits: 0,
    indexUnits: 0,
    indexCalls: 0,
    crashes: 0,
    repetitions: 0,
  };

  constructor(options: SeasonOptions) {
    this.#options = options;
  }

  /** One second of results. @param late a share of them is still of this period */
  async playSecond(
    second: number,
    { period, columns }: { readonly period: string; readonly columns: Columns },
    late?: { readonly period: string; readonly columns: Columns; readonly share: number },
  ): Promise<void> {
    const { chance, players, now, tables } = this.#options;
    tables.tick();
    const rate = second >= burstFrom && second < burstTo ? burstRate : usualRate;
    for (let result = 0; result < rate; result += 1) {
      const target = late !== undefined && chance.random() < late.share ? late : { period, columns };
      const player = chance.below(players);
      this.#improve(target.period, target.columns, player, now() + Math.floor((result * 1000) / rate));
    }
    for (const shard of this.#batches.keys()) await this.#deliver(shard);
  }

  #improve(period: string, columns: Columns, player: number, at: number): void {
    const { chance, leaderboard, layout, tables } = this.#options;
    const before = columns.steps(player);
    const after = before === undefined ? chance.score() : chance.better(before);
    if (after === before) return;
    columns.set(player, after, at);
    const playerId = playerOf(player);
    const gpk = rankPartition({
      leaderboard: leaderboard.id,
      period,
      shard: shardOf(playerId, layout.shards),
    });
    // A new entry is one write in the index; an improved one deletes its old key and puts the new one.
    tables.charge('writes', gpk, before === undefined ? 1 : 2);
    this.counted.updates += 1;
    this.counted.entryUnits += before === undefined ? 2 : 3;
    this.#sequence += 1;
    this.#batches[shardOf(playerId, streamShards)]?.push({
      sequence: String(this.#sequence),
      leaderboard: leaderboard.id,
      period,
      playerId,
      ...(before === undefined ? {} : { before: { layout, steps: before } }),
      after: { layout, steps: asSteps(after) },
      writtenAt: at,
    });
  }

  async #deliver(shard: number): Promise<void> {
    const { chance, tables, now } = this.#options;
    const batch = this.#batches[shard] ?? [];
    const repeated = chance.random() < 0.1;
    if (repeated) this.counted.repetitions += 1;
    const records = repeated ? [...(this.#before[shard] ?? []).slice(-100), ...batch] : batch;
    for (let done = false; !done;) {
      const death =
        chance.random() < 0.05
          ? { call: 1 + chance.below(chance.random() < 0.5 ? 6 : 400), answered: chance.random() < 0.5 }
          : undefined;
      const { client, used } = tables.client(death);
      try {
        await createRankCounts(client, 'ranks', { retry: atOnce, now }).count(`shard-${shard}`, records);
        done = true;
      } catch (error) {
        if (!(error instanceof Died)) throw error;
        this.counted.crashes += 1;
      }
      const { writes, calls } = used();
      this.counted.indexUnits += writes;
      this.counted.indexCalls += calls;
    }
    this.#before[shard] = batch;
    this.#batches[shard] = [];
  }
}
