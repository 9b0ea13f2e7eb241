import { type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type MatchId } from '../core/ids';
import { batchGet } from './batch-get';
import { type RetryPolicy } from './contention';
import { matchRows } from './keys';
import { matchRecord, readMatchRow } from './match-row';
import { type MatchRecord } from './matches';

/**
 * Many matches at once, in no order; matches that were never claimed are left out. The rows may be moments
 * old.
 * @param ids each once
 * @throws StoreContended
 */
export async function readMatches(
  client: DynamoDBDocumentClient,
  table: string,
  ids: readonly MatchId[],
  retry: RetryPolicy,
): Promise<readonly MatchRecord[]> {
  const keys = ids.map((matchId) => matchRows.match.key({ matchId }));
  const rows = await batchGet(client, table, retry, keys);
  return rows.map((row) => matchRecord(readMatchRow(row)));
}
