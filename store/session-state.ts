import { type PlayerId } from '../core/ids';
import { readAccount } from './account-row';
import { type Ban, banInForce } from './bans';
import { playerRows } from './keys';
import { readRow } from './read-row';
import { openSession } from './session-row';
import { type Table } from './table';

/** The state of a session. */
export type SessionState =
  /**
   * @param othersEndedAt when all sessions before this one ended; absent: they never did. Epoch milliseconds
   */
  | { readonly kind: 'open'; readonly othersEndedAt?: number }
  | { readonly kind: 'ended' }
  | { readonly kind: 'banned'; readonly ban: Ban }
  | { readonly kind: 'deleted' };

/**
 * SessionStore.stateOf: two reads at once. The account shows whether all its sessions ended, the player's row
 * of the session whether this one did. Rows of sessions that ended together are deleted only afterwards.
 */
export async function sessionState(
  table: Table,
  playerId: PlayerId,
  familyId: string,
  nowSeconds: number,
): Promise<SessionState> {
  const { client, TableName, retry } = table;
  const [account, row] = await Promise.all([
    readAccount(client, TableName, playerId, retry),
    readRow(table, playerRows.familyOf.key({ familyId, playerId })),
  ]);
  if (account?.deletedAt !== undefined) return { kind: 'deleted' };
  const ban = banInForce(account?.ban, nowSeconds * 1000);
  if (ban !== undefined) return { kind: 'banned', ban };
  if (row === undefined || openSession(row).expiresAt <= nowSeconds) return { kind: 'ended' };
  const { generation = 0 } = row;
  if (generation !== (account?.generation ?? 0)) return { kind: 'ended' };
  const othersEndedAt = account?.sessionsEndedAt;
  return { kind: 'open', ...(othersEndedAt === undefined ? {} : { othersEndedAt }) };
}
