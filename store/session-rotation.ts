import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { type PlayerId } from '../core/ids';
import { readAccount } from './account-row';
import { type Ban, banInForce } from './bans';
import { whileContended } from './contention';
import { playerRows } from './keys';
import { readRow } from './read-row';
import { type FamilyRow, familyRow } from './session-row';
import { type Table } from './table';
import { transactIfItHolds } from './transaction';

/** The result of presenting a refresh token. */
export type Rotation =
  | { readonly outcome: 'rotated'; readonly playerId: PlayerId; readonly expiresAt: number }
  | {
      readonly outcome: 'repeated';
      readonly playerId: PlayerId;
      readonly expiresAt: number;
      readonly salt: string;
    }
  | { readonly outcome: 'banned'; readonly ban: Ban }
  | { readonly outcome: 'reused' | 'unknown' };

/**
 * Seconds in which a token that was just rotated may be presented again: two tabs refresh at once, or an
 * answer was lost.
 */
export const refreshGraceSeconds = 30;

/** SessionStore.rotateFamily. */
export async function rotateFamily(
  table: Table,
  familyId: string,
  presentedHash: string,
  nextHash: string,
  salt: string,
  nowSeconds: number,
): Promise<Rotation> {
  const row = await readFamily(table, familyId);
  // TTL deletes late (DynamoDB guide): an existing row may have expired.
  if (!row || row.expiresAt <= nowSeconds) return { outcome: 'unknown' };
  const state = await signInState(table, row, nowSeconds);
  if (state === 'ended') return { outcome: 'unknown' };
  if (state !== 'open') return { outcome: 'banned', ban: state };
  const { playerId, expiresAt } = row;
  if (
    row.currentHash === presentedHash &&
    (await rotate(table, row, { familyId, presentedHash, nextHash, salt, nowSeconds }))
  )
    return { outcome: 'rotated', playerId, expiresAt };
  const latest = row.currentHash === presentedHash ? await readFamily(table, familyId) : row;
  if (
    latest?.rotation?.presentedHash === presentedHash &&
    nowSeconds - latest.rotation.at <= refreshGraceSeconds
  )
    return { outcome: 'repeated', playerId, expiresAt, salt: latest.rotation.salt };
  // A hash that was never of this family is a guess, which must not sign the player out.
  if (!(await wasUsed(table, familyId, presentedHash))) return { outcome: 'unknown' };
  await removeFamily(table, familyId, playerId);
  return { outcome: 'reused' };
}

/** A refresh token that was presented, and its successor. */
interface PresentedToken {
  readonly familyId: string;
  readonly presentedHash: string;
  readonly nextHash: string;
  /** Kept with the rotation, for the same token presented again. */
  readonly salt: string;
  readonly nowSeconds: number;
}

/** Makes nextHash current if presentedHash still is; false when another call was faster. */
async function rotate(
  { client, retry, TableName }: Table,
  { playerId, expiresAt }: FamilyRow,
  { familyId, presentedHash, nextHash, salt, nowSeconds }: PresentedToken,
): Promise<boolean> {
  // False: another call rotated, or ended, the family in between, so the presented token is an old one now.
  return transactIfItHolds(client, retry, [
    {
      Update: {
        TableName,
        Key: playerRows.family.key({ familyId }),
        UpdateExpression: 'SET currentHash = :next, rotation = :rotation',
        ConditionExpression: 'currentHash = :presented AND expiresAt > :now',
        ExpressionAttributeValues: {
          ':next': nextHash,
          ':presented': presentedHash,
          ':now': nowSeconds,
          ':rotation': { presentedHash, salt, at: nowSeconds },
        },
      },
    },
    {
      Update: {
        TableName,
        Key: playerRows.familyOf.key({ familyId, playerId }),
        UpdateExpression: 'SET lastUsedAt = :now',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':now': nowSeconds },
      },
    },
    {
      Put: {
        TableName,
        Item: { ...playerRows.usedHash.key({ familyId, hash: presentedHash }), expiresAt },
      },
    },
  ]);
}

async function wasUsed(table: Table, familyId: string, hash: string): Promise<boolean> {
  const Item = await readRow(table, playerRows.usedHash.key({ familyId, hash }));
  return Item !== undefined;
}

/** Whether the family's sign-in is still valid: the account may have ended all its sessions since. */
export async function signInState(
  { client, TableName, retry }: Table,
  row: FamilyRow,
  nowSeconds: number,
): Promise<'open' | 'ended' | Ban> {
  const account = await readAccount(client, TableName, row.playerId, retry);
  if (account === undefined || account.deletedAt !== undefined) return 'ended';
  return (
    banInForce(account.ban, nowSeconds * 1000) ?? (row.generation === account.generation ? 'open' : 'ended')
  );
}

export async function readFamily(table: Table, familyId: string): Promise<FamilyRow | undefined> {
  const Item = await readRow(table, playerRows.family.key({ familyId }));
  return Item && familyRow(Item);
}

export async function removeFamily(
  { retry, client, TableName }: Table,
  familyId: string,
  playerId: PlayerId,
): Promise<void> {
  await Promise.all(
    [playerRows.family.key({ familyId }), playerRows.familyOf.key({ familyId, playerId })].map((Key) =>
      whileContended(retry, () => client.send(new DeleteCommand({ TableName, Key }))),
    ),
  );
}
