import { type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { ChangeSum, type Move } from '../core/ranking/counting-tree';
import { type IndexLayout, keptSeconds, layoutText } from '../core/ranking/index-layout';
import { isSparse } from '../core/ranking/score-bands';
import { counterDigit, counterName, ScorePaths } from '../core/ranking/score-paths';
import { rankRows, type RowKey } from './keys';

/** Moves of players in one counting tree: a lane of a leaderboard and period in one layout. */
export interface TreeMoves {
  readonly leaderboard: string;
  readonly period: string;
  readonly layout: IndexLayout;
  readonly lane: number;
  readonly moves: readonly Move[];
}

/** The increments of one node. */
export interface NodeWrite {
  readonly key: RowKey;
  /** 0: the root. */
  readonly level: number;
  readonly counters: ReadonlyMap<number, number>;
  /** Epoch seconds at which its period expires; absent: it is kept. */
  readonly expiresAt?: number;
  /** Whether counters that have become 0 are to be removed: the leaf has room for few of its many scores. */
  readonly sparse: boolean;
}

/** The time by which nodes outlive the entries that they count. */
const marginSeconds = 10 * 24 * 60 * 60;

/** @param now epoch milliseconds */
export function nodeWrites({ moves, ...tree }: TreeMoves, now: number): readonly NodeWrite[] {
  const { leaderboard, period, layout, lane } = tree;
  const sum = new ChangeSum(layout.range);
  for (const move of moves) sum.move(move);
  const kept = keptSeconds(period);
  const expiry = kept === undefined ? {} : { expiresAt: Math.floor(now / 1000) + kept + marginSeconds };
  const sparse = layout.range !== undefined && isSparse(layout.range);
  // Other nodes keep their zeros: they name the nodes below them, for those who walk the tree.
  const isSparseLeaf = sparse ? leavesOf(new ScorePaths(layout.range)) : (): boolean => false;
  return [...sum.changes()].map(([node, counters]) => ({
    key: rankRows.node.key({ leaderboard, period, layout: layoutText(layout), lane, node }),
    level: node === 'root' ? 0 : node.split('.').length,
    counters,
    sparse: isSparseLeaf(node),
    ...expiry,
  }));
}

/** Whether a node is the last on its paths: its counters are of scores, not of nodes below. */
function leavesOf(paths: ScorePaths): (node: string) => boolean {
  return (node) => {
    const [child = '', ...digits] = node.split('.');
    const digit = counterDigit(child);
    return digit !== undefined && digits.length + 2 === paths.levelsBelow(digit);
  };
}

/** The maximum number of counters in one update: an expression has at most 4 KB, a counter some 12 bytes. */
export const maxCounters = 256;

/** A node's increments in parts that one update can hold each. The same increments give the same parts. */
export function incrementParts(node: NodeWrite): readonly NodeWrite[] {
  const counters = [...node.counters].sort(([one], [other]) => one - other);
  if (counters.length <= maxCounters) return [node];
  return Array.from({ length: Math.ceil(counters.length / maxCounters) }, (_, part) => ({
    ...node,
    counters: new Map(counters.slice(part * maxCounters, (part + 1) * maxCounters)),
  }));
}

type Update = Pick<
  UpdateCommandInput,
  'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
> & { readonly UpdateExpression: string };

/** Adds to a node's counters, and sets other numbers of it. */
export function nodeUpdate(
  { counters, expiresAt }: NodeWrite,
  numbers: Readonly<Record<string, number>>,
): Update {
  const added = [...counters].map(([digit, count]) => [counterName(digit), count] as const);
  const set = Object.entries({ ...numbers, ...(expiresAt === undefined ? {} : { expiresAt }) });
  const parts = [
    ...(added.length > 0 ? [`ADD ${added.map(([name]) => `#${name} :${name}`).join(', ')}`] : []),
    ...(set.length > 0 ? [`SET ${set.map(([name]) => `#${name} = :${name}`).join(', ')}`] : []),
  ];
  return {
    UpdateExpression: parts.join(' '),
    ExpressionAttributeNames: Object.fromEntries([...added, ...set].map(([name]) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(
      [...added, ...set].map(([name, value]) => [`:${name}`, value]),
    ),
  };
}

/** Counters that have become 0 are removed together: each such write costs as much as one that counts. */
const emptyAtOnce = 32;
/** The maximum number removed at once: an expression has at most 4 KB. */
const maxEmpty = 100;

/** Removes the counters of a node that are 0, while they are; undefined when there are not many yet. */
export function emptyCountersUpdate(row: Readonly<Record<string, unknown>>): Update | undefined {
  const empty = Object.entries(row)
    .flatMap(([name, value]) => (value === 0 && counterDigit(name) !== undefined ? [name] : []))
    .slice(0, maxEmpty);
  if (empty.length < emptyAtOnce) return undefined;
  return {
    UpdateExpression: `REMOVE ${empty.map((name) => `#${name}`).join(', ')}`,
    ConditionExpression: empty.map((name) => `#${name} = :zero`).join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(empty.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: { ':zero': 0 },
  };
}
