import { type IndexLayout } from '../../core/ranking/index-layout';
import { type RankedLeaderboard } from '../../core/ranking/score-change';
import { asSteps } from '../../core/ranking/score-order';
import { createRankCounts, type EntryChange } from '../../store/rank-counts';
import { type RankingChance } from './chance';
import { Columns, epoch, playerOf } from './columns';
import { fillCounters } from './counters';
import { MemoryTables } from './memory-tables';
import { atOnce } from './season';

/** Numbers of changes of one leaderboard and period that share a second's batch. */
export const ratesPerSecond = [1, 2, 5, 10, 20, 100, 250] as const;

/** A kind of leaderboard: the score of a new player, and the next score after a result. */
interface Scores {
  readonly name: string;
  readonly players: number;
  first(chance: RankingChance): number;
  next(chance: RankingChance, score: number): number;
}

const usualPlayers = 100_000;
const fewPlayers = 10_000;
const kinds = (players: number): readonly Scores[] => [
  {
    name: `points of ${players.toLocaleString('en-US')} players`,
    players,
    first: (chance) => chance.score(),
    next: (chance, score) => chance.better(score),
  },
  {
    name: `points of ${fewPlayers.toLocaleString('en-US')} players`,
    players: fewPlayers,
    first: (chance) => chance.score(),
    next: (chance, score) => chance.better(score),
  },
  {
    name: `ratings of ${usualPlayers.toLocaleString('en-US')} players`,
    players: usualPlayers,
    first: (chance) => Math.max(0, Math.round(1500 + 300 * chance.normal())),
    next: (chance, score) => Math.max(0, score + (chance.random() < 0.5 ? 1 : -1) * (1 + chance.below(24))),
  },
  {
    name: `wins of ${usualPlayers.toLocaleString('en-US')} players`,
    players: usualPlayers,
    first: (chance) => Math.floor(-50 * Math.log(1 - chance.random())),
    next: (_, score) => score + 1,
  },
];

/** Write units of a change in the index, by the number of changes that share a second's batch. */
export interface IndexUnits {
  readonly name: string;
  /** In the order of `ratesPerSecond`. */
  readonly units: readonly number[];
}

/**
 * The cost of a changed score in the index, on several kinds of leaderboards, with few or many changes at
 * once.
 */
export async function indexUnitsByRate(
  leaderboard: RankedLeaderboard,
  layout: IndexLayout,
  players: number,
  chance: RankingChance,
): Promise<readonly IndexUnits[]> {
  const all: IndexUnits[] = [];
  for (const scores of kinds(players)) {
    const columns = new Columns(scores.players);
    for (let player = 0; player < scores.players; player += 1)
      columns.set(player, scores.first(chance), epoch + 1);
    const tables = new MemoryTables({
      leaderboards: 'leaderboards',
      leaderboard,
      layout,
      periods: new Map([['rates', columns]]),
    });
    fillCounters(tables, leaderboard, 'rates', layout, columns, epoch + 1);
    const units: number[] = [];
    for (const rate of ratesPerSecond)
      units.push(await unitsAt(rate, { leaderboard, layout, scores, columns, tables, chance }));
    all.push({ name: scores.name, units });
  }
  return all;
}

interface Filled {
  readonly leaderboard: RankedLeaderboard;
  readonly layout: IndexLayout;
  readonly scores: Scores;
  readonly columns: Columns;
  readonly tables: MemoryTables;
  readonly chance: RankingChance;
}

const leastChanges = 400;

async function unitsAt(
  rate: number,
  { leaderboard, layout, scores, columns, tables, chance }: Filled,
): Promise<number> {
  const { client, used } = tables.client();
  const counts = createRankCounts(client, 'ranks', { retry: atOnce, now: () => epoch });
  let sequence = 0;
  const change = (): EntryChange => {
    const player = chance.below(scores.players);
    const before = columns.steps(player) ?? asSteps(0);
    const after = asSteps(scores.next(chance, before));
    sequence += 1;
    columns.set(player, after, epoch + sequence);
    return {
      sequence: String(sequence),
      leaderboard: leaderboard.id,
      period: 'rates',
      playerId: playerOf(player),
      before: { layout, steps: before },
      after: { layout, steps: after },
      writtenAt: epoch + sequence,
    };
  };
  while (sequence < Math.max(leastChanges, rate * 4)) {
    tables.tick();
    await counts.count(`rate-${rate}`, Array.from({ length: rate }, change));
  }
  return used().writes / sequence;
}
