import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { indexPartitions, type IndexedEntry, readIndexed } from './boards';
import { type BoardPeriod } from './board-periods';
import { type RetryPolicy, whileContended } from './contention';

/** The start and the direction in which entries of the index are read. */
export interface IndexRange {
  /**
   * Sort key after which the first entry follows; absent: the best of all, or the worst when reading upwards.
   */
  readonly beyond?: string;
  readonly towards: 'worse' | 'better';
}

/**
 * The number of entries of one partition that fit into 4 KB, which half a read unit pays for: an entry has at
 * most some 220 bytes (docs/leaderboards.md, "What a request costs").
 */
export const entriesOfHalfUnit = 18;

/**
 * Reads a board's index in order, merging all its partitions. The first read takes about its share from each
 * partition; only exhausted partitions are read again.
 */
export async function readIndex(
  client: DynamoDBDocumentClient,
  TableName: string,
  retry: RetryPolicy,
  { board, period, layouts }: BoardPeriod,
  { beyond, towards }: IndexRange,
  limit: number,
): Promise<readonly IndexedEntry[]> {
  const ahead = (one: IndexedEntry, other: IndexedEntry): boolean =>
    towards === 'worse' ? one.gsk > other.gsk : one.gsk < other.gsk;
  const partitions = indexPartitions(board, period, layouts);
  const share = Math.min(
    limit,
    Math.max(entriesOfHalfUnit, Math.ceil((limit / partitions.length) * 1.3) + 4),
  );

  async function more(gpk: string, after: string | undefined): Promise<Partition> {
    const { Items } = await whileContended(retry, () =>
      client.send(
        new QueryCommand({
          TableName,
          IndexName: 'rank',
          KeyConditionExpression:
            after === undefined
              ? 'gpk = :gpk'
              : `gpk = :gpk AND gsk ${towards === 'worse' ? '<' : '>'} :after`,
          ExpressionAttributeValues: { ':gpk': gpk, ...(after === undefined ? {} : { ':after': after }) },
          ScanIndexForward: towards === 'better',
          Limit: share,
        }),
      ),
    );
    const entries = (Items ?? []).map(readIndexed);
    return { gpk, entries, next: 0, ended: entries.length < share };
  }

  const open = await Promise.all(partitions.map((gpk) => more(gpk, beyond)));
  const merged: IndexedEntry[] = [];
  while (merged.length < limit) {
    let best: Partition | undefined;
    for (const [index, partition] of open.entries()) {
      let current = partition;
      const last = current.entries.at(-1);
      if (current.next >= current.entries.length && !current.ended && last !== undefined) {
        current = await more(current.gpk, last.gsk);
        open[index] = current;
      }
      const candidate = current.entries[current.next];
      const leader = best?.entries[best.next];
      if (candidate !== undefined && (leader === undefined || ahead(candidate, leader))) best = current;
    }
    const entry = best?.entries[best.next];
    if (best === undefined || entry === undefined) break;
    merged.push(entry);
    best.next += 1;
  }
  return merged;
}

interface Partition {
  readonly gpk: string;
  readonly entries: readonly IndexedEntry[];
  next: number;
  readonly ended: boolean;
}
