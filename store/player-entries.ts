import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  paginateQuery,
  PutCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { type PlayerId } from '../core/ids';
import { batchGet } from './batch-get';
import { profileUpdate, sameProfile } from './board-profiles';
import { type BoardProfile, readEntry, removedVersion } from './boards';
import { ifItHolds, type RetryPolicy, whileContended } from './contention';
import { leaderboardRows, type RowKey } from './keys';
import { keyOfRow } from './row-fields';

type Row = Readonly<Record<string, unknown>>;

/** What happens to all entries of a player at once, on every board and period, whatever they are. */
export interface PlayerEntries {
  /** The player's name, country and avatar on all boards, as they are now. */
  refreshProfile(playerId: PlayerId, profile: BoardProfile): Promise<void>;
  /**
   * Takes the player off every board and period, archived ones too, and lets no later result bring the player
   * back. Pages miss the player at once; ranks are right within the index's delay.
   */
  remove(playerId: PlayerId): Promise<void>;
  /** Undoes `remove`: the player's next result brings the player back. */
  readmit(playerId: PlayerId): Promise<void>;
  /**
   * For the writer of entries, after it wrote: takes those of the players off who are removed. Removing
   * writes the mark, then reads the entries; writing writes entries, then reads the mark. Whichever came
   * first, one of the two sees the other.
   */
  keepOff(players: ReadonlySet<PlayerId>): Promise<void>;
}

/**
 * @param TableName the leaderboards table's real name
 * @param now epoch milliseconds
 */
export function createPlayerEntries(
  client: DynamoDBDocumentClient,
  TableName: string,
  { retry, now }: { readonly retry: RetryPolicy; readonly now: () => number },
): PlayerEntries {
  const markOf = (player: PlayerId): RowKey => leaderboardRows.removal.key({ playerId: player });

  async function entriesOf(player: PlayerId): Promise<readonly Row[]> {
    const rows: Row[] = [];
    const pages = paginateQuery(
      { client },
      {
        TableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: {
          ':pk': leaderboardRows.entry.partition({ playerId: player }),
          ':prefix': leaderboardRows.entry.sortPrefix,
        },
        ConsistentRead: true,
      },
    );
    for await (const { Items } of pages) rows.push(...(Items ?? []));
    return rows;
  }

  /** Updates an entry that was read, unless its condition has failed meanwhile. */
  async function update(entry: Row, change: Omit<UpdateCommandInput, 'TableName' | 'Key'>): Promise<void> {
    await ifItHolds(retry, () =>
      client.send(new UpdateCommand({ TableName, Key: keyOfRow(entry), ...change })),
    );
  }

  async function takeOff(player: PlayerId): Promise<void> {
    for (const entry of await entriesOf(player))
      await update(entry, {
        // The name goes, too: a removed player may be one who asked to be forgotten.
        UpdateExpression: 'SET v = :removed, w = :now REMOVE gpk, gsk, n, c, a, p',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':removed': removedVersion, ':now': now() },
      });
  }

  const deleteRow = (Key: RowKey) =>
    whileContended(retry, () => client.send(new DeleteCommand({ TableName, Key })));

  return {
    async refreshProfile(player, profile) {
      for (const row of await entriesOf(player)) {
        const entry = readEntry(row);
        if (entry.version === removedVersion || sameProfile(entry.profile, profile)) continue;
        await update(row, {
          ...profileUpdate(profile),
          ConditionExpression: 'attribute_exists(pk) AND v < :removed',
        });
      }
    },

    async remove(player) {
      await whileContended(retry, () =>
        client.send(new PutCommand({ TableName, Item: { ...markOf(player), at: now() } })),
      );
      await takeOff(player);
    },

    async readmit(player) {
      // The mark first: a call that writes an entry after this has no reason to take it off again.
      await deleteRow(markOf(player));
      for (const row of await entriesOf(player))
        if (readEntry(row).version === removedVersion) await deleteRow(keyOfRow(row));
    },

    async keepOff(players) {
      const marks = await batchGet(client, TableName, retry, [...players].map(markOf), true);
      const marked = new Set(marks.map((mark) => keyOfRow(mark).pk));
      for (const player of players) if (marked.has(markOf(player).pk)) await takeOff(player);
    },
  };
}
