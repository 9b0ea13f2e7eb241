import { type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type PlayerId } from '../core/ids';
import { batchGet } from './batch-get';
import { profileOfRow } from './leaderboard-profiles';
import { type RetryPolicy } from './contention';
import { playerRows } from './keys';

/**
 * Display names of many players at once; unknown players are left out. The names may be moments old.
 * @param ids each once
 * @param deletedName the name of deleted players; absent: they are left out, too
 * @throws StoreContended
 */
export async function readPlayerNames(
  client: DynamoDBDocumentClient,
  table: string,
  ids: readonly PlayerId[],
  retry: RetryPolicy,
  deletedName?: string,
): Promise<ReadonlyMap<string, string>> {
  const keys = ids.map((playerId) => playerRows.profile.key({ playerId }));
  const rows = await batchGet(client, table, retry, keys);
  return new Map(
    rows.flatMap((row) => {
      const { displayName = row['deletedAt'] === undefined ? undefined : deletedName } = profileOfRow(row);
      return displayName === undefined ? [] : [[String(row['playerId']), displayName]];
    }),
  );
}
