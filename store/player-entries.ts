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
import { type BoardPeriods, newestLayout } from './board-periods';
import { profileUpdate, sameProfile } from './board-profiles';
import { type BoardProfile, readEntry, removedVersion } from './boards';
import { ifItHolds, pauseBefore, type RetryPolicy, StoreContended, whileContended } from './contention';
import { leaderboardRows, rankPartition, readEntrySort, type RowKey, shardOf } from './keys';
import { fieldsOf, keyOfRow } from './row-fields';

type Row = Readonly<Record<string, unknown>>;

/** Operations on all entries of a player, on every board and period. */
export interface PlayerEntries {
  /** Sets the player's current name, country and avatar on all boards. */
  refreshProfile(playerId: PlayerId, profile: BoardProfile): Promise<void>;
  /**
   * Removes the player permanently from every board and period, archived ones too; no later result brings the
   * player back. Pages omit the player at once; ranks are right within the index's delay.
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
  periods: Pick<BoardPeriods, 'find'>,
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

  /** Updates an entry that was read. @returns false when its condition has failed since */
  async function update(entry: Row, change: Omit<UpdateCommandInput, 'TableName' | 'Key'>): Promise<boolean> {
    const updated = await ifItHolds(retry, () =>
      client.send(new UpdateCommand({ TableName, Key: keyOfRow(entry), ...change })),
    );
    return updated !== undefined;
  }

  const mark = (player: PlayerId, set: string, values: Readonly<Record<string, unknown>>) =>
    whileContended(retry, () =>
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

  async function takeOffForGood(player: PlayerId): Promise<void> {
    for (const entry of await entriesOf(player))
      await update(entry, {
        // The name is removed as well: the player may have asked to be forgotten.
        UpdateExpression: 'SET v = :removed, w = :now REMOVE gpk, gsk, n, c, a, p, h, x',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':removed': removedVersion, ':now': now() },
      });
  }

  /** @returns false when the entry has changed since it was read */
  async function hold(row: Row): Promise<boolean> {
    const { version, layout, listed } = readEntry(row);
    if (version === removedVersion) return true;
    const place = listed ? { ':place': row['gsk'] } : {};
    return update(row, {
      UpdateExpression: `SET v = :removed, w = :now, h = v${listed ? ', x = gsk' : ''} REMOVE gpk, gsk, p`,
      ConditionExpression: `v = :version AND g = :layout AND ${listed ? 'gsk = :place' : 'attribute_not_exists(gsk)'}`,
      ExpressionAttributeValues: {
        ...place,
        ':removed': removedVersion,
        ':now': now(),
        ':version': version,
        ':layout': layoutText(layout),
      },
    });
  }

  async function takeOffUntilReadmitted(player: PlayerId): Promise<void> {
    for (let attempt = 1; attempt <= retry.attempts; attempt += 1) {
      let isDone = true;
      for (const row of await entriesOf(player)) isDone = (await hold(row)) && isDone;
      if (isDone) return;
      await pauseBefore(attempt, retry);
    }
    throw new StoreContended(`the entries of ${player} change too fast`);
  }

  /** Lists a held entry again, in the current layout of its period. */
  async function release(player: PlayerId, row: Row): Promise<void> {
    const fields = fieldsOf(row, 'entry');
    const [held, gsk] = [fields.optionalNumber('h'), fields.optionalText('x')];
    const place = readEntrySort(keyOfRow(row).sk);
    const period = place === undefined ? undefined : await periods.find(place.board, place.period);
    if (held === undefined || place === undefined || period === undefined) return;
    const layout = newestLayout(period);
    const gpk = rankPartition({ ...place, shard: shardOf(player, layout.shards) });
    await update(row, {
      UpdateExpression: `SET v = :held, w = :now, g = :layout${gsk === undefined ? '' : ', gpk = :gpk, gsk = :gsk'} REMOVE h, x`,
      ConditionExpression: 'v = :removed AND h = :held',
      ExpressionAttributeValues: {
        ':held': held,
        ':now': now(),
        ':layout': layoutText(layout),
        ':removed': removedVersion,
        ...(gsk === undefined ? {} : { ':gpk': gpk, ':gsk': gsk }),
      },
    });
  }

  return {
    async refreshProfile(player, profile) {
      for (const row of await entriesOf(player)) {
        const { version, profile: shown } = readEntry(row);
        const isGone = version === removedVersion && row['h'] === undefined;
        if (isGone || sameProfile(shown, profile)) continue;
        await update(row, {
          ...profileUpdate(profile),
          ConditionExpression: 'attribute_exists(pk) AND (v < :removed OR attribute_exists(h))',
        });
      }
    },

    async remove(player) {
      await mark(player, ', forGood = :yes', { ':yes': true });
      await takeOffForGood(player);
    },

    async suspend(player) {
      await mark(player, '', {});
      await takeOffUntilReadmitted(player);
    },

    async readmit(player) {
      // The mark is removed first: a call that writes an entry after this must not remove it again.
      const unmarked = await ifItHolds(retry, () =>
        client.send(
          new DeleteCommand({
            TableName,
            Key: markOf(player),
            ConditionExpression: 'attribute_not_exists(forGood)',
          }),
        ),
      );
      if (unmarked === undefined) return;
      for (const row of await entriesOf(player))
        if (readEntry(row).version === removedVersion) await release(player, row);
    },

    async keepOff(players) {
      const marks = await batchGet(client, TableName, retry, [...players].map(markOf), true);
      const forGood = new Map(marks.map((row) => [keyOfRow(row).pk, row['forGood'] === true]));
      for (const player of players) {
        const isForGood = forGood.get(markOf(player).pk);
        if (isForGood === undefined) continue;
        await (isForGood ? takeOffForGood(player) : takeOffUntilReadmitted(player));
      }
    },
  };
}
