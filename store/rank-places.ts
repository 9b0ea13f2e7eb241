import { type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  childAt,
  type NodeCounts,
  isTorn,
  nodesOnPath,
  type RankPlace,
  placeOf,
  placeOfPercentile,
  sumOf,
  together,
} from '../core/ranking/counting-tree';
import { type IndexLayout, layoutText } from '../core/ranking/index-layout';
import { type RankedLeaderboard } from '../core/ranking/score-change';
import { type Steps } from '../core/ranking/score-order';
import { counterDigit, nodeName, type ScorePath, ScorePaths } from '../core/ranking/score-paths';
import { pauseBefore, type RetryPolicy, StoreContended } from './contention';
import { batchGet } from './batch-get';
import { type LeaderboardPeriod } from './leaderboard-periods';
import { nodeTimeNames, rankRows, type RowKey } from './keys';
import { rowFieldsOf } from './row-fields';
import { type Table } from './table';

/** A place among all players of a leaderboard and period. */
export interface CountedRank extends RankPlace {
  /** Epoch milliseconds of the newest entry that is counted; absent while there is none. */
  readonly asOf?: number;
}

/** A score at a place. */
export interface ScoreAtPlace {
  readonly steps: Steps;
  /** Players with a better score. */
  readonly better: number;
  readonly total: number;
}

/** Reads ranks and scores from the counting trees. */
export interface RankPlaces {
  /**
   * The place of a score: one request.
   * @param known nodes that were read for another score of the period a moment ago; newly read nodes are
   * added
   */
  place(
    period: LeaderboardPeriod,
    direction: RankedLeaderboard['direction'],
    steps: Steps,
    known?: KnownNodes,
  ): Promise<CountedRank>;
  /**
   * The score of the player at a place; undefined when there are fewer players.
   * @param wanted the place, 1 for the best; or the share of players, 0 to 100, that are below it
   */
  scoreAt(
    period: LeaderboardPeriod,
    direction: RankedLeaderboard['direction'],
    wanted: { readonly place: number } | { readonly percentile: number },
  ): Promise<ScoreAtPlace | undefined>;
}

/** How often nodes are read while they contradict each other, as they do while some are being written. */
const maxReads = 4;

/** One node of all lanes of a layout. */
interface Node {
  /** In the order of the lanes. */
  readonly lanes: readonly NodeCounts[];
  readonly writtenAt: number | undefined;
}

type Row = Readonly<Record<string, unknown>>;
/** Rows of nodes, by their partitions; an empty row where there is no node. */
export type KnownNodes = Map<string, Row>;
type Nodes = ReadonlyMap<string, Row>;
type ReadNodes = (keys: readonly RowKey[]) => Promise<Nodes>;

function byPartition(rows: readonly Row[]): Nodes {
  return new Map(rows.map((row) => [rowFieldsOf(row, 'node').text('pk'), row]));
}

export function createRankPlaces(
  client: DynamoDBDocumentClient,
  TableName: string,
  retry: RetryPolicy,
): RankPlaces {
  const table: Table = { client, TableName, retry };
  return {
    place: (period, direction, steps, known) => place(table, period, direction, steps, known),
    scoreAt: (period, direction, wanted) => scoreAt(table, period, direction, wanted),
  };
}

async function place(
  table: Table,
  period: LeaderboardPeriod,
  direction: RankedLeaderboard['direction'],
  steps: Steps,
  known: KnownNodes = new Map(),
): Promise<CountedRank> {
  const path = pathsOf(period).of(steps);
  const names = nodesOnPath(path);
  for (let reads = 1; ; reads += 1) {
    const { rank, torn } = placeIn(path, await nodesOf(period, names, readBeside(table, known)), direction);
    // An answer that may be off by the changes that are being written is better than none.
    if (!torn || reads === maxReads) return rank;
    known.clear();
    await pauseBefore(reads, table.retry);
  }
}

async function scoreAt(
  table: Table,
  period: LeaderboardPeriod,
  direction: RankedLeaderboard['direction'],
  wanted: { readonly place: number } | { readonly percentile: number },
): Promise<ScoreAtPlace | undefined> {
  for (let reads = 1; reads <= maxReads; reads += 1) {
    const found = await descend(table, period, direction, wanted, reads === maxReads);
    if (found !== 'torn') return found;
    await pauseBefore(reads, table.retry);
  }
  throw new StoreContended(`the counters of ${period.leaderboard} ${period.period} change too fast`);
}

/** Nodes by their partitions; a missing node has no counters. */
async function read({ client, TableName, retry }: Table, keys: readonly RowKey[]): Promise<Nodes> {
  return byPartition(await batchGet(client, TableName, retry, keys));
}

/** Reads those that are not known yet. */
function readBeside(table: Table, known: KnownNodes): ReadNodes {
  return async (keys) => {
    const unknown = keys.filter(({ pk }) => !known.has(pk));
    const rows = unknown.length === 0 ? new Map<string, Row>() : await read(table, unknown);
    for (const { pk } of unknown) known.set(pk, rows.get(pk) ?? {});
    return known;
  };
}

/** The nodes of these names in each layout of a period. */
async function nodesOf(
  { leaderboard, period, layouts }: LeaderboardPeriod,
  names: readonly string[],
  reader: ReadNodes,
): Promise<ReadonlyArray<readonly Node[]>> {
  const key = (layout: IndexLayout, lane: number, node: string): RowKey =>
    rankRows.node.key({ leaderboard, period, layout: layoutText(layout), lane, node });
  const lanesOf = ({ lanes }: IndexLayout): readonly number[] =>
    Array.from({ length: lanes }, (_, lane) => lane);
  const rows = await reader(
    layouts.flatMap((layout) =>
      lanesOf(layout).flatMap((lane) => names.map((name) => key(layout, lane, name))),
    ),
  );
  return layouts.map((layout) =>
    names.map((name): Node => {
      const found = lanesOf(layout).map((lane) => rows.get(key(layout, lane, name).pk) ?? {});
      const written = found.flatMap((row) =>
        nodeTimeNames.flatMap((name) => rowFieldsOf(row, 'node').optionalNumber(name) ?? []),
      );
      return {
        lanes: found.map(countersOf),
        writtenAt: written.length === 0 ? undefined : Math.max(...written),
      };
    }),
  );
}

function placeIn(
  path: ScorePath,
  trees: ReadonlyArray<readonly Node[]>,
  direction: RankedLeaderboard['direction'],
): { readonly rank: CountedRank; readonly torn: boolean } {
  let [better, same, total] = [0, 0, 0];
  let torn = false;
  for (const nodes of trees) {
    for (const lane of nodes[0]?.lanes.keys() ?? []) {
      const counts = nodes.map(({ lanes }) => lanes[lane] ?? new Map<number, number>());
      torn ||= isTorn(path, counts);
      const place = placeOf(path, counts, direction);
      better += place.better;
      same += place.same;
      total += place.total;
    }
  }
  const asOf = newestWrite(trees);
  return { rank: { better, same, total, ...(asOf === undefined ? {} : { asOf }) }, torn };
}

/**
 * One path down the tree; `torn` when a node has fewer players than its parent counts.
 * @param anyway takes the worst player of such a node
 */
async function descend(
  table: Table,
  period: LeaderboardPeriod,
  direction: RankedLeaderboard['direction'],
  wanted: { readonly place: number } | { readonly percentile: number },
  anyway: boolean,
): Promise<ScoreAtPlace | 'torn' | undefined> {
  const node = async (digits: ScorePath): Promise<NodeCounts> =>
    together(
      (await nodesOf(period, [nodeName(digits)], (keys) => read(table, keys))).flatMap(
        ([one]) => one?.lanes ?? [],
      ),
    );
  const paths = pathsOf(period);
  const root = await node([]);
  const total = sumOf(root);
  const place = 'place' in wanted ? wanted.place : placeOfPercentile(wanted.percentile, total);
  let step = childAt(root, place, direction);
  if (step === undefined) return undefined;
  const path = [step.child];
  const levels = paths.levelsBelow(step.child);
  let [left, missing] = [step.place, 0];
  while (path.length < levels) {
    const counts = await node(path);
    const within = anyway ? Math.min(left, sumOf(counts)) : left;
    missing += left - within;
    step = childAt(counts, within, direction);
    if (step === undefined) return 'torn';
    path.push(step.child);
    left = step.place;
  }
  return { steps: paths.scoreAt(path), better: place - missing - left, total };
}

/**
 * A change writes the node in which its two scores part, and those below. So a change that affects the place
 * has written a node of the path.
 */
function newestWrite(trees: ReadonlyArray<readonly Node[]>): number | undefined {
  const written = trees.flat().flatMap(({ writtenAt }) => writtenAt ?? []);
  return written.length === 0 ? undefined : Math.max(...written);
}

/** The paths of a period: all its layouts have the same. */
function pathsOf({ layouts: [{ range }] }: LeaderboardPeriod): ScorePaths {
  return new ScorePaths(range);
}

/** The counters of a node's row. */
export function countersOf(row: Readonly<Record<string, unknown>>): NodeCounts {
  const counts = new Map<number, number>();
  for (const [name, value] of Object.entries(row)) {
    const digit = typeof value === 'number' ? counterDigit(name) : undefined;
    if (typeof value === 'number' && digit !== undefined) counts.set(digit, value);
  }
  return counts;
}
