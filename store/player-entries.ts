import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  paginateQuery,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { type PlayerId } from '../core/ids';
import { layoutText } from '../core/ranking/index-layout';
import { batchGet } from './batch-get';
import { type LeaderboardPeriods, writtenLayout } from './leaderboard-periods';
import { profileUpdate, sameProfile } from './leaderboard-profiles';
import { type LeaderboardProfile, type StoredEntry, readStoredEntry, removedVersion } from './stored-entries';
import { ifItHolds, pauseBefore, type RetryPolicy, StoreContended, whileContended } from './contention';
import { earlierField, earlierWrites, nextWrite } from './counted-steps';
import { leaderboardRows, rankPartition, readEntrySort, type RowKey, shardOf } from './keys';
import { rowFieldsOf, keyOfRow } from './row-fields';
import { type TimedTable } from './table';

type Row = Readonly<Record<string, unknown>>;

interface Rows {
  readonly entries: readonly Row[];
  /** Absent: the player may be on leaderboards. */
  readonly mark: Row | undefined;
}

/** Operations on all entries of a player, on every leaderboard and period. */
export interface PlayerEntries {
  /** Sets the player's current name, country and avatar on all leaderboards. */
  refreshProfile(playerId: PlayerId, profile: LeaderboardProfile): Promise<void>;
  /**
   * Removes the player permanently from every leaderboard and period, archived ones too; no later result
   * brings the player back. Pages omit the player at once; ranks are right within the index's delay.
   */
  remove(playerId: PlayerId): Promise<void>;
  /** The same until `readmit`: each entry keeps its score, but is not listed. */
  suspend(playerId: PlayerId): Promise<void>;
  /**
   * Undoes `suspend`: every entry has its former place again, archived ones too. Results in between count
   * with the player's next one. A player who was removed permanently stays removed.
   */
  readmit(playerId: PlayerId): Promise<void>;
  /**
   * For the writer of entries, after its writes: removes the entries of removed players. Removing writes the
   * mark, then reads the entries; writing writes entries, then reads the mark. So in either order one of the
   * two sees the other.
   * @param written players whose entries were written
   * @param held players whose entries were found suspended. A writer that died may have suspended them after
   *   the player was readmitted: they are listed again
   * @returns players whose entries are listed again
   */
  keepOff(written: ReadonlySet<PlayerId>, held: ReadonlySet<PlayerId>): Promise<ReadonlySet<PlayerId>>;
}

/** The leaderboards table, with the periods of its leaderboards. */
interface EntriesTable extends TimedTable {
  readonly periods: Pick<LeaderboardPeriods, 'find'>;
}

/**
 * @param TableName the leaderboards table's real name
 * @param now epoch milliseconds
 */
export function createPlayerEntries(
  client: DynamoDBDocumentClient,
  TableName: string,
  periods: Pick<LeaderboardPeriods, 'find'>,
  { retry, now }: { readonly retry: RetryPolicy; readonly now: () => number },
): PlayerEntries {
  const table: EntriesTable = { client, TableName, retry, now, periods };
  return {
    refreshProfile: (player, profile) => refreshProfile(table, player, profile),
    remove: (player) => remove(table, player),
    suspend: (player) => suspend(table, player),
    readmit: (player) => readmit(table, player),
    keepOff: (written, held) => keepOff(table, written, held),
  };
}

async function refreshProfile(
  table: EntriesTable,
  player: PlayerId,
  profile: LeaderboardProfile,
): Promise<void> {
  for (const row of (await rowsOf(table, player)).entries) {
    const { version, held, profile: shown } = readStoredEntry(row);
    const isGone = version === removedVersion && !held;
    if (isGone || sameProfile(shown, profile)) continue;
    await update(table, row, {
      ...profileUpdate(profile),
      ConditionExpression: 'attribute_exists(pk) AND (v < :removed OR attribute_exists(h))',
    });
  }
}

async function remove(table: EntriesTable, player: PlayerId): Promise<void> {
  await mark(table, player, ', forGood = :yes', { ':yes': true });
  await settle(table, player);
}

async function suspend(table: EntriesTable, player: PlayerId): Promise<void> {
  await mark(table, player, '', {});
  await settle(table, player);
}

async function readmit(table: EntriesTable, player: PlayerId): Promise<void> {
  // The mark is removed first: a call that writes an entry after this must not remove it again.
  const unmarked = await ifItHolds(table.retry, () =>
    table.client.send(
      new DeleteCommand({
        TableName: table.TableName,
        Key: markOf(player),
        ConditionExpression: 'attribute_not_exists(forGood)',
      }),
    ),
  );
  if (unmarked !== undefined) await settle(table, player);
}

async function keepOff(
  table: EntriesTable,
  written: ReadonlySet<PlayerId>,
  held: ReadonlySet<PlayerId>,
): Promise<ReadonlySet<PlayerId>> {
  const players = [...new Set([...written, ...held])];
  const marks = await batchGet(table.client, table.TableName, table.retry, players.map(markOf), true);
  const marked = new Set(marks.map((row) => keyOfRow(row).pk));
  const free = new Set<PlayerId>();
  for (const player of players)
    if ((marked.has(markOf(player).pk) || held.has(player)) && (await settle(table, player)))
      free.add(player);
  return free;
}

function markOf(player: PlayerId): RowKey {
  return leaderboardRows.removal.key({ playerId: player });
}

/** All rows of a player: the entries, and the mark of a removed player. */
async function rowsOf({ client, TableName }: EntriesTable, player: PlayerId): Promise<Rows> {
  const rows: Row[] = [];
  const pages = paginateQuery(
    { client },
    {
      TableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': leaderboardRows.entry.partition({ playerId: player }) },
      ConsistentRead: true,
    },
  );
  for await (const { Items } of pages) rows.push(...(Items ?? []));
  return {
    entries: rows.filter((row) => readEntrySort(keyOfRow(row).sk) !== undefined),
    mark: rows.find((row) => keyOfRow(row).sk === markOf(player).sk),
  };
}

/** Updates an entry that was read. @returns false when its condition has failed since */
async function update(
  { retry, client, TableName }: EntriesTable,
  entry: Row,
  change: Omit<UpdateCommandInput, 'TableName' | 'Key'>,
): Promise<boolean> {
  const updated = await ifItHolds(retry, () =>
    client.send(new UpdateCommand({ TableName, Key: keyOfRow(entry), ...change })),
  );
  return updated !== undefined;
}

function mark(
  { retry, client, TableName, now }: EntriesTable,
  player: PlayerId,
  set: string,
  values: Readonly<Record<string, unknown>>,
) {
  return whileContended(retry, () =>
    client.send(
      new UpdateCommand({
        TableName,
        Key: markOf(player),
        UpdateExpression: `SET #at = :now${set}`,
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: { ':now': now(), ...values },
      }),
    ),
  );
}

/** The next values of `w` and `p`, and the value of `w` that was read. */
function writeValues({ now }: EntriesTable, entry: StoredEntry) {
  return {
    ':written': entry.writtenAt,
    ':next': nextWrite(entry, now()),
    ':earlier': earlierField(earlierWrites(entry, now())),
  };
}

function takeOffForGood(table: EntriesTable, entry: Row): Promise<unknown> {
  return update(table, entry, {
    // The name is removed as well: the player may have asked to be forgotten.
    UpdateExpression: 'SET v = :removed, w = :now REMOVE gpk, gsk, n, c, a, p, h, x',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':removed': removedVersion, ':now': table.now() },
  });
}

/** Suspends an entry, unless it has changed since it was read. */
async function hold(table: EntriesTable, row: Row): Promise<void> {
  const entry = readStoredEntry(row);
  const { version, layout, listed } = entry;
  const place = listed ? { ':place': row['gsk'] } : {};
  const set = `v = :removed, w = :next, p = :earlier, h = v${listed ? ', x = gsk' : ''}`;
  const asRead = listed ? 'gsk = :place' : 'attribute_not_exists(gsk)';
  await update(table, row, {
    UpdateExpression: `SET ${set} REMOVE gpk, gsk`,
    ConditionExpression: `v = :version AND w = :written AND g = :layout AND ${asRead}`,
    ExpressionAttributeValues: {
      ...place,
      ...writeValues(table, entry),
      ':removed': removedVersion,
      ':version': version,
      ':layout': layoutText(layout),
    },
  });
}

/**
 * Lists a held entry again, in the current layout of its period.
 * @returns false when the period does not exist any more
 */
async function release(table: EntriesTable, player: PlayerId, row: Row): Promise<boolean> {
  const fields = rowFieldsOf(row, 'entry');
  const [held, gsk] = [fields.optionalNumber('h'), fields.optionalText('x')];
  const place = readEntrySort(keyOfRow(row).sk);
  const period = place === undefined ? undefined : await table.periods.find(place.leaderboard, place.period);
  if (held === undefined || place === undefined || period === undefined) return false;
  const layout = writtenLayout(period, table.now());
  const gpk = rankPartition({ ...place, shard: shardOf(player, layout.shards) });
  const listing = gsk === undefined ? '' : ', gpk = :gpk, gsk = :gsk';
  await update(table, row, {
    UpdateExpression: `SET v = :held, w = :next, p = :earlier, g = :layout${listing} REMOVE h, x`,
    ConditionExpression: 'v = :removed AND w = :written AND h = :held',
    ExpressionAttributeValues: {
      ...writeValues(table, readStoredEntry(row)),
      ':held': held,
      ':layout': layoutText(layout),
      ':removed': removedVersion,
      ...(gsk === undefined ? {} : { ':gpk': gpk, ':gsk': gsk }),
    },
  });
  return true;
}

/**
 * Writes a player's entries until a read after the last write finds them in agreement with the mark. The
 * mark may change meanwhile, and another call may act on its former value. Each call reads again after its
 * writes, so the last writer leaves entries in agreement with the mark.
 * @returns whether the player may be on leaderboards
 */
async function settle(table: EntriesTable, player: PlayerId): Promise<boolean> {
  for (let attempt = 1; attempt <= table.retry.attempts; attempt += 1) {
    const { entries, mark } = await rowsOf(table, player);
    const state = stateOf(mark);
    let hasWritten = false;
    for (const row of entries) {
      if (isIn(state, row)) continue;
      if (state === 'free') hasWritten = (await release(table, player, row)) || hasWritten;
      else {
        await (state === 'away' ? hold(table, row) : takeOffForGood(table, row));
        hasWritten = true;
      }
    }
    if (!hasWritten) return state === 'free';
    if (attempt > 1) await pauseBefore(attempt, table.retry);
  }
  throw new StoreContended(`the entries of ${player} change too fast`);
}

/** `away`: until readmitted; `gone`: permanently. */
type PlayerState = 'free' | 'away' | 'gone';

function stateOf(mark: Row | undefined): PlayerState {
  if (mark === undefined) return 'free';
  return mark['forGood'] === true ? 'gone' : 'away';
}

/** Whether an entry agrees with the state of its player. */
function isIn(state: PlayerState, row: Row): boolean {
  const { version, held } = readStoredEntry(row);
  switch (state) {
    case 'free':
      return !held;
    case 'away':
      return version === removedVersion;
    case 'gone':
      return version === removedVersion && !held;
  }
}
