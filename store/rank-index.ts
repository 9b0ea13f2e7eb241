import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { orderKeyLength } from '../core/ranking/score-order';
import { indexPartitions, type IndexedEntry, readIndexed } from './stored-entries';
import { type LeaderboardPeriod } from './leaderboard-periods';
import { type RetryPolicy, whileContended } from './contention';

/** The start and the direction in which entries of the index are read. */
export interface IndexRange {
  /**
   * Sort key after which the first entry follows; absent: the best of all, or the worst when reading upwards.
   */
  readonly beyond?: string;
  readonly towards: 'worse' | 'better';
}

/** Half a read unit reads this many bytes, eventually consistent. */
const halfUnitBytes = 4096;
/**
 * Bytes of an entry in the index beside its keys. They are the score and its time, a name of 32 characters of
 * three bytes, a country and an avatar of 20 bytes. Names of attributes count (DynamoDB guide, "item sizes").
 */
const usualBytes = 10 + 9 + 97 + 3 + 21;

/**
 * The number of entries of one partition that half a read unit pays for. An index has the keys of the table
 * and its own, and both name leaderboard and period.
 */
export function entriesOfHalfUnit({
  leaderboard,
  period,
}: Pick<LeaderboardPeriod, 'leaderboard' | 'period'>): number {
  const player = 'p-00000000-0000-4000-8000-000000000000'.length;
  const scope = Buffer.byteLength(`${leaderboard}#${period}`);
  const tableKeys = `pkP#skE#`.length + player + scope;
  const indexKeys = `gpk#000gsk#`.length + scope + orderKeyLength + player;
  return Math.floor(halfUnitBytes / (tableKeys + indexKeys + usualBytes));
}

/**
 * How many entries to read of each partition for `limit` entries of all. With few exceptions, which are read
 * again, a partition has no more of them. Less when half a read unit holds nearly as many.
 */
function shareOf(limit: number, partitions: number, ofHalfUnit: number): number {
  const mean = limit / partitions;
  const within = (deviations: number): number => Math.ceil(mean + deviations * Math.sqrt(mean));
  return Math.min(limit, ofHalfUnit >= within(1.5) ? Math.min(ofHalfUnit, within(2.5)) : within(2));
}

/**
 * Reads a leaderboard's index in order, merging all its partitions. The first read takes about its share from
 * each partition; only exhausted partitions are read again.
 */
export async function readIndex(
  client: DynamoDBDocumentClient,
  TableName: string,
  retry: RetryPolicy,
  { leaderboard, period, layouts }: LeaderboardPeriod,
  { beyond, towards }: IndexRange,
  limit: number,
): Promise<readonly IndexedEntry[]> {
  const ahead = (one: IndexedEntry, other: IndexedEntry): boolean =>
    towards === 'worse' ? one.gsk > other.gsk : one.gsk < other.gsk;
  const partitions = indexPartitions(leaderboard, period, layouts);
  const share = shareOf(limit, partitions.length, entriesOfHalfUnit({ leaderboard, period }));

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
