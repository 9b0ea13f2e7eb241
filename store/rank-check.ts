import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { ChangeSum, type NodeCounts, together } from '../core/ranking/counting-tree';
import { layoutText } from '../core/ranking/index-layout';
import { type RankedLeaderboard } from '../core/ranking/score-change';
import { asSteps, maxScoreSteps, scoreKey, type Steps, stepsOfKey } from '../core/ranking/score-order';
import { counterName, nodeName, ScorePaths } from '../core/ranking/score-paths';
import { batchGet } from './batch-get';
import { type LeaderboardPeriod } from './leaderboard-periods';
import { indexPartitions } from './stored-entries';
import { type RetryPolicy, whileContended } from './contention';
import { rankRows } from './keys';
import { countersOf } from './rank-places';
import { rowFieldsOf } from './row-fields';
import { type RankTables } from './table';

/** Part of a leaderboard that is compared at once: adjacent children of the root, by their scores. */
export interface CheckedRange {
  readonly lowest: Steps;
  readonly highest: Steps;
}

/** A counter, and the number of entries that it should count. */
export interface ComparedCounter {
  readonly counted: number;
  readonly expected: number;
}

/**
 * Counters that do not match their entries: `<node>/<counter>`, with the difference. While results arrive
 * there are differences for the seconds that the index lags behind (core/ranking/drift.ts).
 */
export type Differences = ReadonlyMap<string, number>;

/** Compares the counting trees of a period with its entries. */
export interface RankCheck {
  /** The ranges in which a period is checked: together they cover every score. */
  ranges(period: LeaderboardPeriod): Promise<readonly CheckedRange[]>;
  /**
   * The counters of a range, of both generations when there are two; those that are 0 and should be may be
   * left out.
   * @param named counters whose nodes are read in any case
   */
  counters(
    period: LeaderboardPeriod,
    direction: RankedLeaderboard['direction'],
    range: CheckedRange,
    named?: Iterable<string>,
  ): Promise<ReadonlyMap<string, ComparedCounter>>;
  /** Those that differ. */
  compare(
    period: LeaderboardPeriod,
    direction: RankedLeaderboard['direction'],
    range: CheckedRange,
  ): Promise<Differences>;
}

export function createRankCheck(
  client: DynamoDBDocumentClient,
  names: { readonly leaderboards: string; readonly ranks: string },
  retry: RetryPolicy,
): RankCheck {
  const parts: RankTables = { client, names, retry };
  return {
    counters: (period, direction, range, named) => counters(parts, period, direction, range, named),
    ranges: (period) => ranges(parts, period),
    compare: (period, direction, range) => compare(parts, period, direction, range),
  };
}

async function ranges(parts: RankTables, period: LeaderboardPeriod): Promise<readonly CheckedRange[]> {
  const paths = new ScorePaths(period.layouts[0].range);
  const root = (await nodesOf(parts, period, [nodeName([])])).get(nodeName([])) ?? new Map<number, number>();
  const starts = [...root.keys()]
    .sort((one, other) => one - other)
    .map((child) => paths.scoresBelow(child).lowest);
  // Scores between two counted children belong to the lower one, so none is left out.
  return [asSteps(-maxScoreSteps), ...starts]
    .map((lowest, index) => ({
      lowest,
      highest: asSteps((starts[index] ?? maxScoreSteps + 1) - 1),
    }))
    .filter(({ lowest, highest }) => lowest <= highest);
}

async function compare(
  parts: RankTables,
  period: LeaderboardPeriod,
  direction: RankedLeaderboard['direction'],
  range: CheckedRange,
): Promise<Differences> {
  return new Map(
    [...(await counters(parts, period, direction, range))]
      .map(([name, { counted, expected: should }]) => [name, counted - should] as const)
      .filter(([, difference]) => difference !== 0),
  );
}

/** Nodes of these names, all lanes and generations together. */
async function nodesOf(
  { client, names, retry }: RankTables,
  { leaderboard, period, layouts }: LeaderboardPeriod,
  nodes: readonly string[],
): Promise<ReadonlyMap<string, NodeCounts>> {
  const wanted = layouts.flatMap((layout) =>
    Array.from({ length: layout.lanes }, (_, lane) => lane).flatMap((lane) =>
      nodes.map((node) => ({
        node,
        key: rankRows.node.key({ leaderboard, period, layout: layoutText(layout), lane, node }),
      })),
    ),
  );
  const rows = await batchGet(
    client,
    names.ranks,
    retry,
    wanted.map(({ key }) => key),
  );
  const byPartition = new Map(rows.map((row) => [rowFieldsOf(row, 'node').text('pk'), countersOf(row)]));
  return new Map(
    nodes.map((node) => [
      node,
      together(wanted.filter((one) => one.node === node).flatMap(({ key }) => byPartition.get(key.pk) ?? [])),
    ]),
  );
}

/** The counters that follow from the entries of a range. */
async function readExpected(
  { retry, client, names }: RankTables,
  { leaderboard, period, layouts }: LeaderboardPeriod,
  direction: RankedLeaderboard['direction'],
  { lowest, highest }: CheckedRange,
): Promise<ChangeSum> {
  const sum = new ChangeSum(layouts[0].range);
  const keys = [scoreKey(direction, lowest), scoreKey(direction, highest)].sort();
  await Promise.all(
    indexPartitions(leaderboard, period, layouts).map(async (gpk) => {
      let start: Record<string, unknown> | undefined;
      do {
        const { Items, LastEvaluatedKey } = await whileContended(retry, () =>
          client.send(
            new QueryCommand({
              TableName: names.leaderboards,
              IndexName: 'rank',
              KeyConditionExpression: 'gpk = :gpk AND gsk BETWEEN :from AND :to',
              ExpressionAttributeValues: { ':gpk': gpk, ':from': keys[0], ':to': `${keys[1] ?? ''}~` },
              ProjectionExpression: 'gsk',
              ...(start === undefined ? {} : { ExclusiveStartKey: start }),
            }),
          ),
        );
        for (const row of Items ?? [])
          sum.count(stepsOfKey(direction, rowFieldsOf(row, 'of index rank').text('gsk')));
        start = LastEvaluatedKey;
      } while (start !== undefined);
    }),
  );
  return sum;
}

async function counters(
  parts: RankTables,
  period: LeaderboardPeriod,
  direction: RankedLeaderboard['direction'],
  range: CheckedRange,
  named: Iterable<string> = [],
): Promise<ReadonlyMap<string, ComparedCounter>> {
  const paths = new ScorePaths(period.layouts[0].range);
  const changes = (await readExpected(parts, period, direction, range)).changes();
  const children = new Set([range.lowest, range.highest].map((steps) => paths.of(steps)[0] ?? 0));
  const isInside = (child: number): boolean =>
    paths.scoresBelow(child).lowest >= range.lowest && paths.scoresBelow(child).highest <= range.highest;
  const nodes = [
    ...new Set([
      nodeName([]),
      ...[...children].filter(isInside).map((child) => nodeName([child])),
      ...changes.keys(),
      ...[...named].map((counter) => counter.slice(0, counter.lastIndexOf('/'))),
    ]),
  ];
  const counted = await nodesOf(parts, period, nodes);
  const compared = new Map<string, ComparedCounter>();
  for (const node of nodes) {
    const [is, should] = [counted.get(node), changes.get(node)];
    for (const child of new Set([...(is?.keys() ?? []), ...(should?.keys() ?? [])])) {
      // The other children of the root belong to other ranges.
      if (node === nodeName([]) && !isInside(child)) continue;
      compared.set(`${node}/${counterName(child)}`, {
        counted: is?.get(child) ?? 0,
        expected: should?.get(child) ?? 0,
      });
    }
  }
  return compared;
}
