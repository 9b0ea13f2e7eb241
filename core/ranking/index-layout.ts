import { boundsOfPeriod } from './periods';
import { maxRangeScores, type ScoreRange } from './score-bands';
import { type PeriodKind, type RankedLeaderboard } from './score-change';
import { maxScoreSteps, stepsOf } from './score-order';

/**
 * The layout of the index of one leaderboard and period. A layout never changes; a new one is a new
 * generation, into which entries move one by one (store/reindex.ts).
 */
export interface IndexLayout {
  /** 1, 2, … */
  readonly generation: number;
  /**
   * Copies of the counting tree, each written by some of the stream's shards: every batch writes the root of
   * its lane. A reader sums all of them.
   */
  readonly lanes: number;
  /** Partitions of the sorted index. */
  readonly shards: number;
  /**
   * The scores that the leaderboard expects: their paths are short. A period keeps the range with which it
   * began.
   */
  readonly range?: ScoreRange;
}

/**
 * Index writes of a change that moves an entry: the old key is deleted, the new one is put (developer guide,
 * "GSI write considerations").
 */
const indexUnitsPerChange = 2;
/**
 * Write units of a partition per second (developer guide, "partition throughput limits"), and the planned
 * share of them.
 */
export const partitionWriteUnits = 1000;
const plannedShare = 0.5;
/** Changes per second whose nodes one lane takes (docs/leaderboards.md, "Lanes"). */
const changesPerLane = 1000;

/** The assumption for a leaderboard that declares no rate. */
const usualUpdatesPerSecond = 1000;

/** The layout of a new period, from the declared rate of its leaderboard. */
export function firstLayout(
  leaderboard: Pick<RankedLeaderboard, 'id' | 'decimals' | 'updatesPerSecond' | 'scores'>,
): IndexLayout {
  const { updatesPerSecond = usualUpdatesPerSecond, scores } = leaderboard;
  return {
    generation: 1,
    lanes: Math.max(1, Math.ceil(updatesPerSecond / changesPerLane)),
    shards: Math.max(
      1,
      Math.ceil((updatesPerSecond * indexUnitsPerChange) / (partitionWriteUnits * plannedShare)),
    ),
    ...(scores === undefined
      ? {}
      : { range: { from: stepsOf(leaderboard, scores.from), to: stepsOf(leaderboard, scores.to) } }),
  };
}

/**
 * A layout as rows and keys carry it: `<generation>-<lanes>-<shards>`, then a range in base 36:
 * `:<from>~<to>`.
 */
export function layoutText({ generation, lanes, shards, range }: IndexLayout): string {
  const text = `${generation}-${lanes}-${shards}`;
  return range === undefined ? text : `${text}:${range.from.toString(36)}~${range.to.toString(36)}`;
}

const layoutPattern =
  /^([1-9]\d{0,8})-([1-9]\d{0,4})-([1-9]\d{0,4})(?::(-?[0-9a-z]{1,11})~(-?[0-9a-z]{1,11}))?$/;

/** @returns undefined when the text is not a layout */
export function readLayout(text: string): IndexLayout | undefined {
  const [, generation, lanes, shards, from, to] = layoutPattern.exec(text) ?? [];
  if (generation === undefined) return undefined;
  const layout = { generation: Number(generation), lanes: Number(lanes), shards: Number(shards) };
  if (from === undefined || to === undefined) return layout;
  const range = { from: parseInt(from, 36), to: parseInt(to, 36) };
  return isRange(range) ? { ...layout, range } : undefined;
}

/** Whether paths can be laid out for a range. */
export function isRange({ from, to }: ScoreRange): boolean {
  return from < to && to - from < maxRangeScores && from >= -maxScoreSteps && to <= maxScoreSteps;
}

const day = 24 * 60 * 60;

/**
 * Seconds after its end for which a period is kept; undefined: for ever. Days and weeks are many and rarely
 * read after a hundred of them; months and seasons are a game's history.
 */
export function keptSeconds(period: string): number | undefined {
  switch (kindOfPeriod(period)) {
    case 'day':
      return 60 * day;
    case 'week':
      return 400 * day;
    default:
      return undefined;
  }
}

/** Epoch milliseconds until which all of a period is kept, scores of its first day too. */
export function keptUntil(period: string): number | undefined {
  const [kept, bounds] = [keptSeconds(period), boundsOfPeriod(period, [])];
  return kept === undefined || bounds === undefined ? undefined : bounds.endsAt + kept * 1000;
}

/** The kind of a period. */
export function kindOfPeriod(period: string): PeriodKind {
  if (period === 'all') return 'all';
  if (/^\d{4}-\d{2}-\d{2}$/.test(period)) return 'day';
  if (/^\d{4}-W\d{2}$/.test(period)) return 'week';
  if (/^\d{4}-\d{2}$/.test(period)) return 'month';
  return 'season';
}
