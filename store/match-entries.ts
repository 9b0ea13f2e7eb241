import {
  type DynamoDBDocumentClient,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { type MatchId } from '../core/ids';
import { firstEpoch, type LogEntry } from '../core/match/log';
import { type AwaitedTurn } from '../core/match/turns';
import { ifItHolds, type RetryPolicy, whileContended } from './contention';
import { type EntryOwner, entryRow, readEntry } from './entry-row';
import { matchRows } from './keys';
import { readRow } from './read-row';
import { turnsAttribute, withoutTurns } from './turns-attribute';
import { type Table } from './table';

/** The entry that has the sequence number of a rejected write. */
export interface CompetingEntry {
  readonly entry: LogEntry;
  /** The epoch of its owner. */
  readonly epoch: number;
}

/** The log of each match. Entries are written only here, each by one conditional put. */
export interface EntryStore {
  /**
   * Puts an entry unless its sequence number is taken. The same entry of the same owner may exist: an earlier
   * attempt was stored although its answer was lost.
   * @param turns for events to players: stored beside the entry, not part of it
   * @returns undefined when the entry is in the log, or the entry in its place
   */
  put(
    matchId: MatchId,
    entry: LogEntry,
    owner: EntryOwner,
    turns?: readonly AwaitedTurn[],
  ): Promise<CompetingEntry | undefined>;
  /** Entries after `afterSequence`, in order; at most `limit` of them. */
  read(matchId: MatchId, afterSequence?: number, limit?: number): Promise<readonly LogEntry[]>;
  newest(matchId: MatchId): Promise<LogEntry | undefined>;
}

/** The highest sequence number that a key can hold. */
const maxSequence = 99_999_999;

export function createEntryStore(
  client: DynamoDBDocumentClient,
  TableName: string,
  retry: RetryPolicy,
): EntryStore {
  const table: Table = { client, TableName, retry };
  return {
    put: (matchId, entry, owner, turns) => put(table, matchId, entry, owner, turns),
    read: (matchId, afterSequence, limit) => read(table, matchId, afterSequence, limit),
    newest: (matchId) => newest(table, matchId),
  };
}

async function read(
  table: Table,
  matchId: MatchId,
  afterSequence: number = 0,
  limit: number = Infinity,
): Promise<readonly LogEntry[]> {
  const entries: LogEntry[] = [];
  // A page of DynamoDB ends at a megabyte; where the wanted number is known, it is the limit.
  const query = {
    ...range(table, matchId, afterSequence + 1),
    ...(limit === Infinity ? {} : { Limit: limit }),
  };
  let from: QueryCommandInput['ExclusiveStartKey'];
  do {
    const page = await whileContended(table.retry, () =>
      table.client.send(new QueryCommand({ ...query, ExclusiveStartKey: from })),
    );
    entries.push(...(page.Items ?? []).map(readEntry));
    if (entries.length >= limit) return entries.slice(0, limit);
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return entries;
}

async function newest(table: Table, matchId: MatchId): Promise<LogEntry | undefined> {
  const { Items } = await whileContended(table.retry, () =>
    table.client.send(new QueryCommand({ ...range(table, matchId, 1), ScanIndexForward: false, Limit: 1 })),
  );
  const [item] = Items ?? [];
  return item === undefined ? undefined : readEntry(item);
}

function range({ TableName }: Table, matchId: MatchId, first: number): QueryCommandInput {
  return {
    TableName,
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
    ExpressionAttributeValues: {
      ':pk': matchRows.entry.partition({ matchId }),
      ':first': matchRows.entry.sort({ sequence: Math.min(first, maxSequence) }),
      ':last': matchRows.entry.sort({ sequence: maxSequence }),
    },
    ConsistentRead: true,
  };
}

async function put(
  { retry, client, TableName }: Table,
  matchId: MatchId,
  entry: LogEntry,
  owner: EntryOwner,
  turns: readonly AwaitedTurn[] = [],
): Promise<CompetingEntry | undefined> {
  const row = entryRow(matchId, entry, owner);
  const Item = { ...row, ...turnsAttribute(turns) };
  const ConditionExpression = 'attribute_not_exists(pk)';
  const written = await ifItHolds(retry, () =>
    client.send(new PutCommand({ TableName, Item, ConditionExpression })),
  );
  if (written !== undefined) return undefined;
  const { pk, sk } = Item;
  const standing = await readRow({ client, TableName, retry }, { pk, sk });
  if (standing === undefined) throw new Error(`entry ${sk} of ${pk} vanished`);
  return isSame(withoutTurns(standing), row)
    ? undefined
    : { entry: readEntry(standing), epoch: epochOf(standing) };
}

/** All attributes of an entry's row are strings, numbers and flags. */
function isSame(one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>): boolean {
  const names = Object.keys(other).filter((name) => other[name] !== undefined);
  return Object.keys(one).length === names.length && names.every((name) => one[name] === other[name]);
}

/** Rows from before entries had kinds call it `ownerEpoch`. */
function epochOf({ epoch, ownerEpoch }: Readonly<Record<string, unknown>>): number {
  const given = epoch ?? ownerEpoch;
  return typeof given === 'number' ? given : firstEpoch;
}
