import { type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type PlayerId } from '../core/ids';
import { type Move } from '../core/ranking/counting-tree';
import { type IndexLayout, layoutText } from '../core/ranking/index-layout';
import { type Steps } from '../core/ranking/score-order';
import { pauseBefore, type RetryPolicy, StoreContended } from './contention';
import {
  type CountedRecords,
  countedIn,
  noRecords,
  decodeRecords,
  recordsBytes,
  withRecords,
} from './counted-records';
import { nodeTimeOf, rankRows, rankSlot, shardOf } from './keys';
import { maxCounters, nodeUpdate, nodeWrites, type TreeMoves } from './node-writes';
import {
  createRankWriteAhead,
  type WriteAheadRow,
  type PendingMoves,
  type RankWriteAhead,
} from './rank-write-ahead';
import { readRow } from './read-row';
import { rowFieldsOf } from './row-fields';
import { type TransactItem, transactIfItHolds } from './transaction';
import { type TimedTable } from './table';

/** Where an entry is counted. */
export interface CountedPlace {
  readonly layout: IndexLayout;
  readonly steps: Steps;
}

/** A change of an entry, from the stream of entries. */
export interface EntryChange {
  /** Place in the stream's shard: a whole number of up to 40 digits. */
  readonly sequence: string;
  readonly leaderboard: string;
  readonly period: string;
  readonly playerId: PlayerId;
  /** Absent: the entry is not on the leaderboard. */
  readonly before?: CountedPlace;
  readonly after?: CountedPlace;
  /** Epoch milliseconds at which the entry was written. */
  readonly writtenAt: number;
}

/** Counts score changes of the stream into the counting trees. */
export interface RankCounts {
  /**
   * Counts changes of one shard of the stream, each exactly once, despite repetitions, overlaps, crashes and
   * other orders. The shard's checkpoint changes in one transaction with the counters, or with a write-ahead
   * row from which they are written. A change that comes after a hundred newer ones of its shard may be left
   * to the check.
   * @param shardId of the stream
   * @returns the number of changes counted by this call
   * @throws StoreContended when the same counters are contended for too long; counted changes stay counted
   */
  count(shardId: string, changes: readonly EntryChange[]): Promise<number>;
}

/**
 * Up to this number, nodes are written in the checkpoint's transaction; more of them by a write-ahead row. A
 * transaction costs two units for each KB, the write-ahead row and its nodes three together.
 */
const maxNodesInTransaction = 2;
/** Changes of one write-ahead row, which stays far below DynamoDB's 400 KB. */
const maxMoves = 2000;
/**
 * A shard's records live a day (developer guide, "DynamoDB Streams"); its checkpoint is not needed after
 * that.
 */
const checkpointKeptSeconds = 7 * 24 * 60 * 60;
/** The checkpoint of a shard of the stream. */
interface Checkpoint {
  readonly records: CountedRecords;
  /**
   * Epoch milliseconds of the newest write that is counted. Entries are not written exactly in the order of
   * their times: a node's time must not go back.
   */
  readonly writtenAt: number;
  /** Rises with each write of it. Undefined in rows of earlier versions. */
  readonly revision: number | undefined;
}

/** The maximum number of bytes for single records in a checkpoint: its row stays within 1 KB. */
const maxRecordBytes = 800;

/** The ranks table, with the write-ahead rows of its nodes. */
interface CountedTable extends TimedTable {
  readonly writeAhead: RankWriteAhead;
}

/** @param now epoch milliseconds */
export function createRankCounts(
  client: DynamoDBDocumentClient,
  TableName: string,
  { retry, now }: { readonly retry: RetryPolicy; readonly now: () => number },
): RankCounts {
  const writeAhead = createRankWriteAhead(client, TableName, { retry, now });
  const table: CountedTable = { client, TableName, retry, now, writeAhead };
  return {
    count: (shardId, changes) => count(table, shardId, changes),
  };
}

async function count(table: CountedTable, shardId: string, changes: readonly EntryChange[]): Promise<number> {
  const ordered = inOrder(changes);
  let counted = 0;
  for (let attempt = 1; attempt <= table.retry.attempts; attempt += 1) {
    // Also before a repeated batch of which all is counted: the call before it may have died in between.
    const row = await table.writeAhead.settle(rankSlot(shardId));
    const from = await checkpointOf(table, shardId);
    const isCounted = countedIn(from?.records ?? noRecords);
    const left = ordered.filter(({ sequence }) => !isCounted(BigInt(sequence)));
    const round = await countFrom(table, shardId, row, from, left);
    counted += round.counted;
    if (round.complete) return counted;
    await pauseBefore(attempt, table.retry);
  }
  throw new StoreContended(`shard ${shardId} is counted by others as well`);
}

async function checkpointOf(table: CountedTable, shardId: string): Promise<Checkpoint | undefined> {
  const Item = await readRow(table, rankRows.checkpoint.key({ shardId }));
  if (Item === undefined) return undefined;
  const fields = rowFieldsOf(Item, 'checkpoint');
  return {
    records: decodeRecords(BigInt(fields.text('q')), fields.optionalBytes('c') ?? new Uint8Array()),
    writtenAt: fields.optionalNumber('w') ?? 0,
    revision: fields.optionalNumber('n'),
  };
}

function checkpointWrite(
  { TableName, now }: CountedTable,
  shardId: string,
  from: Checkpoint | undefined,
  to: Checkpoint,
): TransactItem {
  return {
    Update: {
      TableName,
      Key: rankRows.checkpoint.key({ shardId }),
      UpdateExpression: 'SET q = :floor, c = :records, w = :writtenAt, n = :revision, expiresAt = :expiresAt',
      // Rows of earlier versions have no revision.
      ConditionExpression: from?.revision === undefined ? 'attribute_not_exists(n)' : 'n = :read',
      ExpressionAttributeValues: {
        ':floor': String(to.records.floor),
        ':records': recordsBytes(to.records),
        ':writtenAt': to.writtenAt,
        ':revision': to.revision,
        ':expiresAt': Math.floor(now() / 1000) + checkpointKeptSeconds,
        ...(from?.revision === undefined ? {} : { ':read': from.revision }),
      },
    },
  };
}

/**
 * Counts changes at once.
 * @returns the settled row after it; undefined when another call has moved the checkpoint in between
 */
async function commit(
  table: CountedTable,
  shardId: string,
  row: WriteAheadRow,
  from: Checkpoint | undefined,
  to: Checkpoint,
  trees: readonly TreeMoves[],
): Promise<WriteAheadRow | undefined> {
  const { writtenAt } = to;
  const slot = rankSlot(shardId);
  const checkpoint = checkpointWrite(table, shardId, from, to);
  const nodes = trees.flatMap((tree) => nodeWrites(tree, table.now()));
  if (
    nodes.length <= maxNodesInTransaction &&
    nodes.every(({ sparse, counters }) => !sparse && counters.size <= maxCounters)
  ) {
    const writes = nodes.map((node) => ({
      Update: {
        TableName: table.TableName,
        Key: node.key,
        ...nodeUpdate(node, { [nodeTimeOf(slot)]: writtenAt }),
      },
    }));
    return (await transactIfItHolds(table.client, table.retry, [checkpoint, ...writes])) ? row : undefined;
  }
  const moves: PendingMoves = { trees, writtenAt };
  const put = table.writeAhead.next(slot, row, moves);
  if (!(await transactIfItHolds(table.client, table.retry, [checkpoint, put]))) return undefined;
  await table.writeAhead.write(slot, row.number + 1, moves);
  return { number: row.number + 1 };
}

/** @returns the number of counted changes, and whether all are counted */
async function countFrom(
  table: CountedTable,
  shardId: string,
  settled: WriteAheadRow,
  from: Checkpoint | undefined,
  changes: readonly EntryChange[],
): Promise<{ readonly counted: number; readonly complete: boolean }> {
  const moving = changes.filter(({ before, after }) => !sameCount(before, after));
  let [row, position, counted] = [settled, from, changes.length - moving.length];
  for (let at = 0; at < moving.length; at += maxMoves) {
    const taken = moving.slice(at, at + maxMoves);
    const to = checkpointAfter(position, taken);
    const after = await commit(table, shardId, row, position, to, treesOf(shardId, taken));
    if (after === undefined) return { counted, complete: false };
    [row, position] = [after, to];
    counted += taken.length;
  }
  return { counted, complete: true };
}

/** Changes by their sequence numbers, each once. */
function inOrder(changes: readonly EntryChange[]): readonly EntryChange[] {
  const bySequence = new Map(changes.map((change) => [BigInt(change.sequence), change]));
  return [...bySequence].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, change]) => change);
}

function checkpointAfter(from: Checkpoint | undefined, taken: readonly EntryChange[]): Checkpoint {
  return {
    records: withRecords(
      from?.records ?? noRecords,
      taken.map(({ sequence }) => BigInt(sequence)),
      maxRecordBytes,
    ),
    writtenAt: taken.reduce((newest, { writtenAt }) => Math.max(newest, writtenAt), from?.writtenAt ?? 0),
    revision: (from?.revision ?? 0) + 1,
  };
}

/** The moves of changes, by trees. */
function treesOf(shardId: string, changes: readonly EntryChange[]): readonly TreeMoves[] {
  const trees = new Map<string, TreeMoves & { readonly moves: Move[] }>();
  for (const change of changes)
    for (const { layout, ...move } of movesOf(change)) {
      const { leaderboard, period } = change;
      const name = `${leaderboard}#${period}#${layoutText(layout)}`;
      const tree = trees.get(name) ?? {
        leaderboard,
        period,
        layout,
        lane: shardOf(shardId, layout.lanes),
        moves: [],
      };
      trees.set(name, tree);
      tree.moves.push(move);
    }
  return [...trees.values()];
}

/**
 * The moves that a change makes in each tree: there are two trees while entries move from one layout to
 * another.
 */
function movesOf({ before, after }: EntryChange): ReadonlyArray<Move & { readonly layout: IndexLayout }> {
  if (before !== undefined && after !== undefined && layoutText(before.layout) === layoutText(after.layout))
    return [{ layout: after.layout, before: before.steps, after: after.steps }];
  return [
    ...(before === undefined ? [] : [{ layout: before.layout, before: before.steps, after: undefined }]),
    ...(after === undefined ? [] : [{ layout: after.layout, before: undefined, after: after.steps }]),
  ];
}

function sameCount(before: CountedPlace | undefined, after: CountedPlace | undefined): boolean {
  if (before === undefined || after === undefined) return before === after;
  return before.steps === after.steps && layoutText(before.layout) === layoutText(after.layout);
}
