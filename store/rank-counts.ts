import { type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type PlayerId } from '../core/ids';
import { ChangeSum, type Move } from '../core/ranking/counting-tree';
import { type IndexLayout, keptSeconds, layoutText } from '../core/ranking/index-layout';
import { type Steps } from '../core/ranking/score-order';
import { counterName } from '../core/ranking/score-paths';
import { pauseBefore, type RetryPolicy, StoreContended } from './contention';
import {
  type CountedRecords,
  countedIn,
  noRecords,
  readRecords,
  recordsBytes,
  withRecords,
} from './counted-records';
import { nodeTime, rankRows, shardOf } from './keys';
import { readRow } from './read-row';
import { fieldsOf } from './row-fields';
import { type TransactItem, transactIfItHolds } from './transaction';

/** Where an entry is counted. */
export interface CountedPlace {
  readonly layout: IndexLayout;
  readonly steps: Steps;
}

/** A change of an entry, from the stream of entries. */
export interface EntryChange {
  /** Place in the stream's shard: a whole number of up to 40 digits. */
  readonly sequence: string;
  readonly board: string;
  readonly period: string;
  readonly playerId: PlayerId;
  /** Absent: the entry is not on the board. */
  readonly before?: CountedPlace;
  readonly after?: CountedPlace;
  /** Epoch milliseconds at which the entry was written. */
  readonly writtenAt: number;
}

export interface RankCounts {
  /**
   * Counts changes of one shard of the stream, each exactly once, despite repetitions, overlaps, crashes and
   * other orders: the counters and the shard's checkpoint change in one transaction. A change that comes after
   * a hundred newer ones of its shard may be left to the check.
   * @param shardId of the stream
   * @returns the number of changes counted by this call
   * @throws StoreContended when the same counters are contended for too long; counted changes stay counted
   */
  count(shardId: string, changes: readonly EntryChange[]): Promise<number>;
}

/** The maximum number of items of a transaction (API reference), without the checkpoint. */
const mostNodes = 99;
/**
 * A shard's records live a day (developer guide, "DynamoDB Streams"); its checkpoint is not needed after
 * that.
 */
const checkpointKeptSeconds = 7 * 24 * 60 * 60;
/** The time by which nodes outlive the entries that they count. */
const marginSeconds = 10 * 24 * 60 * 60;

/** One counting tree: a board and period in one layout. */
interface Tree {
  readonly board: string;
  readonly period: string;
  readonly layout: IndexLayout;
  readonly sum: ChangeSum;
}

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
const mostRecordBytes = 800;

/** @param now epoch milliseconds */
export function createRankCounts(
  client: DynamoDBDocumentClient,
  TableName: string,
  { retry, now }: { readonly retry: RetryPolicy; readonly now: () => number },
): RankCounts {
  async function checkpointOf(shardId: string): Promise<Checkpoint | undefined> {
    const Item = await readRow(client, TableName, retry, rankRows.checkpoint.key({ shardId }));
    if (Item === undefined) return undefined;
    const fields = fieldsOf(Item, 'checkpoint');
    return {
      records: readRecords(BigInt(fields.text('q')), fields.optionalBytes('c') ?? new Uint8Array()),
      writtenAt: fields.optionalNumber('w') ?? 0,
      revision: fields.optionalNumber('n'),
    };
  }

  function checkpointWrite(shardId: string, from: Checkpoint | undefined, to: Checkpoint): TransactItem {
    return {
      Update: {
        TableName,
        Key: rankRows.checkpoint.key({ shardId }),
        UpdateExpression:
          'SET q = :floor, c = :records, w = :writtenAt, n = :revision, expiresAt = :expiresAt',
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

  function treeWrites(shardId: string, tree: Tree, writtenAt: number): readonly TransactItem[] {
    const { board, period, layout, sum } = tree;
    const place = { board, period, layout: layoutText(layout), lane: shardOf(shardId, layout.lanes) };
    const kept = keptSeconds(period);
    const expiresAt = kept === undefined ? undefined : Math.floor(now() / 1000) + kept + marginSeconds;
    return [...sum.changes()].map(([node, counters]) => ({
      Update: {
        TableName,
        Key: rankRows.node.key({ ...place, node }),
        ...nodeUpdate(counters, {
          [nodeTime(shardId)]: writtenAt,
          ...(expiresAt === undefined ? {} : { expiresAt }),
        }),
      },
    }));
  }

  /** @returns false when another call has moved the shard's checkpoint in between */
  async function commit(
    shardId: string,
    from: Checkpoint | undefined,
    to: Checkpoint,
    trees: Iterable<Tree>,
  ): Promise<boolean> {
    return transactIfItHolds(client, retry, [
      checkpointWrite(shardId, from, to),
      ...[...trees].flatMap((tree) => treeWrites(shardId, tree, to.writtenAt)),
    ]);
  }

  /** @returns the number of counted changes, and whether all are counted */
  async function countFrom(
    shardId: string,
    from: Checkpoint | undefined,
    changes: readonly EntryChange[],
  ): Promise<{ readonly counted: number; readonly complete: boolean }> {
    let position = from;
    let counted = 0;
    let index = 0;
    while (index < changes.length) {
      const { trees, next, taken } = fill(changes, index);
      if (taken.length > 0) {
        const to = checkpointAfter(position, taken);
        if (!(await commit(shardId, position, to, trees))) return { counted, complete: false };
        position = to;
        counted += next - index;
      }
      index = next;
    }
    return { counted, complete: true };
  }

  return {
    async count(shardId, changes) {
      const ordered = inOrder(changes);
      let counted = 0;
      for (let attempt = 1; attempt <= retry.attempts; attempt += 1) {
        const from = await checkpointOf(shardId);
        const isCounted = countedIn(from?.records ?? noRecords);
        const left = ordered.filter(({ sequence }) => !isCounted(BigInt(sequence)));
        const round = await countFrom(shardId, from, left);
        counted += round.counted;
        if (round.complete) return counted;
        await pauseBefore(attempt, retry);
      }
      throw new StoreContended(`shard ${shardId} is counted by others as well`);
    },
  };
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
      mostRecordBytes,
    ),
    writtenAt: taken.reduce((newest, { writtenAt }) => Math.max(newest, writtenAt), from?.writtenAt ?? 0),
    revision: (from?.revision ?? 0) + 1,
  };
}

/**
 * Takes as many changes, in order, as one transaction can hold.
 * @returns their trees; the index of the first change that is left; and the changes that were taken
 */
function fill(
  changes: readonly EntryChange[],
  start: number,
): { readonly trees: readonly Tree[]; readonly next: number; readonly taken: readonly EntryChange[] } {
  const trees = new Map<string, Tree>();
  const taken: EntryChange[] = [];
  let nodes = 0;
  let index = start;
  for (; index < changes.length; index += 1) {
    const change = changes[index];
    if (change === undefined) break;
    if (sameCount(change.before, change.after)) continue;
    const moves = movesOf(change).map(({ layout, ...move }) => ({
      tree: treeOf(trees, change, layout),
      move,
    }));
    const growth = moves.reduce((sum, { tree, move }) => sum + tree.sum.growth(move), 0);
    if (nodes + growth > mostNodes && taken.length > 0) break;
    for (const { tree, move } of moves) tree.sum.move(move);
    nodes += growth;
    taken.push(change);
  }
  return { trees: [...trees.values()].filter(({ sum }) => sum.size > 0), next: index, taken };
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

function treeOf(trees: Map<string, Tree>, { board, period }: EntryChange, layout: IndexLayout): Tree {
  const name = `${board}#${period}#${layoutText(layout)}`;
  const tree = trees.get(name) ?? { board, period, layout, sum: new ChangeSum(layout.range) };
  trees.set(name, tree);
  return tree;
}

function sameCount(before: CountedPlace | undefined, after: CountedPlace | undefined): boolean {
  if (before === undefined || after === undefined) return before === after;
  return before.steps === after.steps && layoutText(before.layout) === layoutText(after.layout);
}

function nodeUpdate(counters: ReadonlyMap<number, number>, set: Readonly<Record<string, number>>) {
  const added = [...counters];
  const names = Object.keys(set);
  const parts = [
    ...(added.length > 0
      ? [`ADD ${added.map(([digit]) => `#${counterName(digit)} :${counterName(digit)}`).join(', ')}`]
      : []),
    ...(names.length > 0 ? [`SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`] : []),
  ];
  return {
    UpdateExpression: parts.join(' '),
    ExpressionAttributeNames: Object.fromEntries([
      ...added.map(([digit]) => [`#${counterName(digit)}`, counterName(digit)]),
      ...names.map((name) => [`#${name}`, name]),
    ]),
    ExpressionAttributeValues: Object.fromEntries([
      ...added.map(([digit, count]) => [`:${counterName(digit)}`, count]),
      ...names.map((name) => [`:${name}`, set[name]]),
    ]),
  };
}
