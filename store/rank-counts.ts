import { type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type PlayerId } from '../core/ids';
import { ChangeSum, type CounterChanges } from '../core/ranking/counting-tree';
import { type IndexLayout, keptSeconds, layoutText } from '../core/ranking/index-layout';
import { type Steps } from '../core/ranking/score-order';
import { counterName, nodeName } from '../core/ranking/score-paths';
import { pauseBefore, type RetryPolicy, StoreContended } from './contention';
import { rankRows, shardOf } from './keys';
import { readRow } from './read-row';
import { fieldsOf } from './row-fields';
import { type TransactItem, transactIfItHolds } from './transaction';

/** Where an entry is counted. */
export interface CountedPlace {
  readonly layout: IndexLayout;
  readonly steps: Steps;
}

/** A change of an entry, as the stream of entries tells it. */
export interface EntryChange {
  /** Place in the stream's shard: a whole number of up to 40 digits, rising. */
  readonly sequence: string;
  readonly board: string;
  readonly period: string;
  readonly playerId: PlayerId;
  /** Absent: the entry was not, or is not any more, on the board. */
  readonly before?: CountedPlace;
  readonly after?: CountedPlace;
  /** Epoch milliseconds at which the entry was written. */
  readonly writtenAt: number;
}

export interface RankCounts {
  /**
   * Counts changes of one shard of the stream, each exactly once, whatever is repeated, overlaps or dies half
   * way: the counters and how far the shard is counted change in one transaction.
   * @param shardId of the stream; its changes are in the order of the stream
   * @returns how many of them were counted now
   * @throws StoreContended when others write the same counters for too long; what was counted stays counted
   */
  count(shardId: string, changes: readonly EntryChange[]): Promise<number>;
}

/** Items of a transaction (API reference), without the checkpoint. */
const mostNodes = 99;
/**
 * A shard's records live a day (developer guide, "DynamoDB Streams"); nobody asks for its checkpoint later.
 */
const checkpointKeptSeconds = 7 * 24 * 60 * 60;
/** Nodes go this long after the entries that they count. */
const marginSeconds = 10 * 24 * 60 * 60;

/** One counting tree: a board and period in one layout. */
interface Tree {
  readonly board: string;
  readonly period: string;
  readonly layout: IndexLayout;
  readonly sum: ChangeSum;
  /** Epoch milliseconds of the newest write that is counted. */
  writtenAt: number;
}

/** @param now epoch milliseconds */
export function createRankCounts(
  client: DynamoDBDocumentClient,
  TableName: string,
  { retry, now }: { readonly retry: RetryPolicy; readonly now: () => number },
): RankCounts {
  async function countedUpTo(shardId: string): Promise<string | undefined> {
    const Item = await readRow(client, TableName, retry, rankRows.checkpoint.key({ shardId }));
    return Item === undefined ? undefined : fieldsOf(Item, 'checkpoint').text('q');
  }

  function checkpointWrite(shardId: string, from: string | undefined, to: string): TransactItem {
    return {
      Update: {
        TableName,
        Key: rankRows.checkpoint.key({ shardId }),
        UpdateExpression: 'SET q = :to, expiresAt = :expiresAt',
        ConditionExpression: from === undefined ? 'attribute_not_exists(pk)' : 'q = :from',
        ExpressionAttributeValues: {
          ':to': to,
          ':expiresAt': Math.floor(now() / 1000) + checkpointKeptSeconds,
          ...(from === undefined ? {} : { ':from': from }),
        },
      },
    };
  }

  function treeWrites(shardId: string, tree: Tree): readonly TransactItem[] {
    const { board, period, layout, sum, writtenAt } = tree;
    const place = { board, period, layout: layoutText(layout), lane: shardOf(shardId, layout.lanes) };
    const kept = keptSeconds(period);
    const expiresAt = kept === undefined ? undefined : Math.floor(now() / 1000) + kept + marginSeconds;
    return [...withRoot(sum.changes())].map(([node, counters]) => ({
      Update: {
        TableName,
        Key: rankRows.node.key({ ...place, node }),
        ...nodeUpdate(counters, {
          ...(node === nodeName([]) ? { writtenAt } : {}),
          ...(expiresAt === undefined ? {} : { expiresAt }),
        }),
      },
    }));
  }

  /** @returns false when the shard was counted further by another call in between */
  async function commit(
    shardId: string,
    from: string | undefined,
    to: string,
    trees: Iterable<Tree>,
  ): Promise<boolean> {
    return transactIfItHolds(client, retry, [
      checkpointWrite(shardId, from, to),
      ...[...trees].flatMap((tree) => treeWrites(shardId, tree)),
    ]);
  }

  /** @returns how many were counted, and whether all of them are */
  async function countFrom(
    shardId: string,
    from: string | undefined,
    changes: readonly EntryChange[],
  ): Promise<{ readonly counted: number; readonly complete: boolean }> {
    let position = from;
    let counted = 0;
    let index = 0;
    while (index < changes.length) {
      const { trees, next, last } = fill(changes, index);
      if (trees.length > 0 && last !== undefined) {
        if (!(await commit(shardId, position, last, trees))) return { counted, complete: false };
        position = last;
        counted += next - index;
      }
      index = next;
    }
    return { counted, complete: true };
  }

  return {
    async count(shardId, changes) {
      let counted = 0;
      for (let attempt = 1; attempt <= retry.attempts; attempt += 1) {
        const from = await countedUpTo(shardId);
        const left =
          from === undefined ? changes : changes.filter(({ sequence }) => BigInt(sequence) > BigInt(from));
        const round = await countFrom(shardId, from, left);
        counted += round.counted;
        if (round.complete) return counted;
        await pauseBefore(attempt, retry);
      }
      throw new StoreContended(`shard ${shardId} is counted by others as well`);
    },
  };
}

/**
 * As many changes, in order, as one transaction can hold.
 * @returns their trees, none when the changes cancel out or change no count; the index of the first change
 *   that is left; and the sequence of the last that is in
 */
function fill(
  changes: readonly EntryChange[],
  start: number,
): { readonly trees: readonly Tree[]; readonly next: number; readonly last: string | undefined } {
  const trees = new Map<string, Tree>();
  let last: string | undefined;
  let index = start;
  for (; index < changes.length; index += 1) {
    const change = changes[index];
    if (change === undefined) break;
    const { before, after } = change;
    if (sameCount(before, after)) continue;
    const sides = [
      ...(before === undefined ? [] : [{ place: before, players: -1 as const }]),
      ...(after === undefined ? [] : [{ place: after, players: 1 as const }]),
    ];
    for (const { place, players } of sides) treeOf(trees, change, place).sum.count(place.steps, players);
    if (nodesOf(trees.values()) > mostNodes && last !== undefined) {
      for (const { place, players } of sides)
        treeOf(trees, change, place).sum.count(place.steps, players === 1 ? -1 : 1);
      break;
    }
    for (const { place } of sides) {
      const tree = treeOf(trees, change, place);
      tree.writtenAt = Math.max(tree.writtenAt, change.writtenAt);
    }
    last = change.sequence;
  }
  return { trees: [...trees.values()].filter(({ writtenAt }) => writtenAt > 0), next: index, last };
}

function treeOf(trees: Map<string, Tree>, { board, period }: EntryChange, { layout }: CountedPlace): Tree {
  const name = `${board}#${period}#${layoutText(layout)}`;
  const tree = trees.get(name) ?? { board, period, layout, sum: new ChangeSum(), writtenAt: 0 };
  trees.set(name, tree);
  return tree;
}

/** Nodes that a transaction writes: those that change, and the root of each tree. */
function nodesOf(trees: Iterable<Tree>): number {
  let nodes = 0;
  for (const { sum } of trees) nodes += sum.size + (sum.changes().has(nodeName([])) ? 0 : 1);
  return nodes;
}

function withRoot(changes: CounterChanges): CounterChanges {
  return changes.has(nodeName([]))
    ? changes
    : new Map([...changes, [nodeName([]), new Map<number, number>()]]);
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
