import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { type Move } from '../core/ranking/counting-tree';
import { readLayout, layoutText } from '../core/ranking/index-layout';
import { asSteps, type Steps } from '../core/ranking/score-order';
import { ifItHolds, pauseBefore, type RetryPolicy } from './contention';
import { eachOf } from './each-of';
import { nodeMark, nodeTimeOf, rankRows } from './keys';
import {
  emptyCountersUpdate,
  nodeUpdate,
  type NodeWrite,
  nodeWrites,
  incrementParts,
  type TreeMoves,
} from './node-writes';
import { readRow } from './read-row';
import { MalformedRow, parseRow } from './row-fields';
import { type TransactItem } from './transaction';
import { type TimedTable } from './table';

/**
 * The write-ahead row of a slot: moves that are counted, and whose nodes may not all be written yet. Each
 * node keeps the number of the last write-ahead row that it contains. So the moves of every row reach each of
 * their nodes exactly once, even when writers die or run twice. Nodes are written one by one, at half the
 * price of a transaction.
 */
export interface WriteAheadRow {
  /** 1, 2, …: rises each time that the slot's row is replaced; 0: there was none. */
  readonly number: number;
  /** Absent: all nodes are written. */
  readonly pending?: PendingMoves;
}

/** Changes of counting trees whose nodes are not all written yet. */
export interface PendingMoves {
  readonly trees: readonly TreeMoves[];
  /** Epoch milliseconds up to which the stream's shard is counted. */
  readonly writtenAt: number;
}

/** The write-ahead rows of all slots: changes of counting trees, written before their nodes. */
export interface RankWriteAhead {
  /** The row of a slot, once all its nodes are written: by its own writer, or by this call. */
  settle(slot: number): Promise<WriteAheadRow>;
  /** The write that puts the next row. It fails unless `settled` is still the newest. */
  next(slot: number, settled: WriteAheadRow, moves: PendingMoves): TransactItem;
  /** Writes the nodes of a write-ahead row. */
  write(slot: number, number: number, moves: PendingMoves): Promise<void>;
}

/**
 * How often a write-ahead row is read again, within one or two seconds, before another process writes its
 * nodes. A writer that is still at work would pay for each of its writes, although they are refused.
 */
const readsBeforeHelp = 8;
/** Backoff grows with the attempt: the first pause is already as long as writing nodes takes. */
const firstAttempt = 3;

const writeAheadRow = z.object({
  n: z.int(),
  w: z.optional(z.number()),
  trees: z.optional(
    z.array(
      z.object({
        board: z.string(),
        period: z.string(),
        layout: z.string(),
        lane: z.int(),
        /** The steps before and after each move; null: not on the leaderboard. */
        moves: z.array(z.nullable(z.int())),
      }),
    ),
  ),
});

/** @param now epoch milliseconds */
export function createRankWriteAhead(
  client: DynamoDBDocumentClient,
  TableName: string,
  { retry, now }: { readonly retry: RetryPolicy; readonly now: () => number },
): RankWriteAhead {
  const table: TimedTable = { client, TableName, retry, now };
  return {
    write: (slot, number, moves) => write(table, slot, number, moves),
    settle: (slot) => settle(table, slot),
    next: (slot, settled, moves) => next(table, slot, settled, moves),
  };
}

async function settle(table: TimedTable, slot: number): Promise<WriteAheadRow> {
  for (let reads = 1; ; reads += 1) {
    const row = await read(table, slot);
    if (row.pending === undefined) return row;
    if (reads < readsBeforeHelp) {
      await pauseBefore(firstAttempt + reads, table.retry);
      continue;
    }
    await write(table, slot, row.number, row.pending);
    return { number: row.number };
  }
}

function next(
  { TableName }: TimedTable,
  slot: number,
  { number }: WriteAheadRow,
  { trees, writtenAt }: PendingMoves,
): TransactItem {
  return {
    Update: {
      TableName,
      Key: rankRows.writeAhead.key({ slot }),
      UpdateExpression: 'SET n = :next, w = :writtenAt, trees = :trees',
      ConditionExpression:
        number === 0 ? 'attribute_not_exists(n)' : 'n = :read AND attribute_not_exists(trees)',
      ExpressionAttributeValues: {
        ':next': number + 1,
        ':writtenAt': writtenAt,
        ':trees': trees.map(({ leaderboard, layout, moves, ...tree }) => ({
          ...tree,
          board: leaderboard,
          layout: layoutText(layout),
          moves: moves.flatMap(({ before, after }) => [before ?? null, after ?? null]),
        })),
        ...(number === 0 ? {} : { ':read': number }),
      },
    },
  };
}

async function read(table: TimedTable, slot: number): Promise<WriteAheadRow> {
  const row = await readRow(table, rankRows.writeAhead.key({ slot }));
  if (row === undefined) return { number: 0 };
  const { n, w, trees } = parseRow(writeAheadRow, row);
  return {
    number: n,
    ...(trees === undefined ? {} : { pending: { trees: trees.map(readTree), writtenAt: w ?? 0 } }),
  };
}

/**
 * Writes a node, in parts where it has many counters. The mark counts up to the row's number by
 * fractions, so that each part is written once too.
 */
async function writeNode(
  table: TimedTable,
  slot: number,
  number: number,
  writtenAt: number,
  node: NodeWrite,
): Promise<void> {
  const parts = incrementParts(node);
  const mark = nodeMark(slot);
  for (const [at, part] of parts.entries()) {
    const isLast = at === parts.length - 1;
    // The node's time says what is counted in it, so it comes with the last part.
    await writePart(table, mark, part, {
      [mark]: isLast ? number : number - 1 + (at + 1) / parts.length,
      ...(isLast ? { [nodeTimeOf(slot)]: writtenAt } : {}),
    });
  }
}

async function writePart(
  { retry, client, TableName }: TimedTable,
  mark: string,
  node: NodeWrite,
  numbers: Readonly<Record<string, number>>,
): Promise<void> {
  const { UpdateExpression, ExpressionAttributeNames, ExpressionAttributeValues } = nodeUpdate(node, numbers);
  const written = await ifItHolds(retry, () =>
    client.send(
      new UpdateCommand({
        TableName,
        Key: node.key,
        UpdateExpression,
        ConditionExpression: `attribute_not_exists(#${mark}) OR #${mark} < :${mark}`,
        ExpressionAttributeNames,
        ExpressionAttributeValues,
        ...(node.sparse ? { ReturnValues: 'ALL_NEW' as const } : {}),
      }),
    ),
  );
  const empty = node.sparse ? emptyCountersUpdate(written?.Attributes ?? {}) : undefined;
  // Another writer may count in one of them at this moment: a later write then removes them.
  if (empty !== undefined)
    await ifItHolds(retry, () => client.send(new UpdateCommand({ TableName, Key: node.key, ...empty })));
}

async function write(
  table: TimedTable,
  slot: number,
  number: number,
  { trees, writtenAt }: PendingMoves,
): Promise<void> {
  const nodes = trees.flatMap((tree) => nodeWrites(tree, table.now()));
  const levels = [...new Set(nodes.map(({ level }) => level))].sort((one, other) => other - one);
  // A node is written after those below it: what its time says is counted is counted in all of a path.
  for (const level of levels)
    await eachOf(
      nodes.filter((node) => node.level === level),
      (node) => writeNode(table, slot, number, writtenAt, node),
    );
  await ifItHolds(table.retry, () =>
    table.client.send(
      new UpdateCommand({
        TableName: table.TableName,
        Key: rankRows.writeAhead.key({ slot }),
        UpdateExpression: 'REMOVE trees',
        ConditionExpression: 'n = :number',
        ExpressionAttributeValues: { ':number': number },
      }),
    ),
  );
}

type TreeRow = NonNullable<z.infer<typeof writeAheadRow>['trees']>[number];

function readTree({ board: leaderboard, layout: text, moves: steps, ...tree }: TreeRow): TreeMoves {
  const layout = readLayout(text);
  if (layout === undefined) throw new MalformedRow(`a write-ahead row has layout ${text}`);
  const moves: Move[] = [];
  for (let at = 0; at < steps.length; at += 2)
    moves.push({ before: stepsIn(steps[at]), after: stepsIn(steps[at + 1]) });
  return { ...tree, leaderboard, layout, moves };
}

function stepsIn(value: number | null | undefined): Steps | undefined {
  return value === null || value === undefined ? undefined : asSteps(value);
}
