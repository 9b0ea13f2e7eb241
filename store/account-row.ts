import { type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type PlayerId, playerId } from '../core/ids';
import { type Ban, readBan } from './bans';
import { type RetryPolicy } from './contention';
import { playerRows } from './keys';
import { readRow } from './read-row';

/** The account behind a player's profile: how the player signs in, and whether that is allowed. */
export interface StoredAccount {
  readonly playerId: PlayerId;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Sessions of an earlier generation have ended: the number rises when all sessions end at once. */
  readonly generation: number;
  /** When the generation last rose, in epoch milliseconds; absent: never. */
  readonly sessionsEndedAt?: number;
  /** SHA-256 of the secret, hexadecimal; absent in a tombstone. */
  readonly secretHash?: string;
  /** How the current secret was made, if the player asked for a new one. */
  readonly secretRotation?: SecretRotation;
  readonly ban?: Ban;
  /** Epoch milliseconds of the deletion: the row is a tombstone. */
  readonly deletedAt?: number;
}

/**
 * Recorded so that a repeated request with the same proof gets the same secret
 * (functions/shared/identity/secrets.ts).
 */
export interface SecretRotation {
  readonly proofHash: string;
  readonly salt: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** The newest state of a player's account, tombstones included. */
export async function readAccount(
  client: DynamoDBDocumentClient,
  table: string,
  id: PlayerId,
  retry: RetryPolicy,
): Promise<StoredAccount | undefined> {
  const Item = await readRow({ client, TableName: table, retry }, playerRows.profile.key({ playerId: id }));
  return Item && accountOf(Item);
}

/** The account in a row of the players table. */
export function accountOf(row: Readonly<Record<string, unknown>>): StoredAccount {
  const { createdAt, generation, sessionsEndedAt, secretHash, secretRotation, deletedAt } = row;
  const ban = readBan(row['ban']);
  const rotation = readRotation(secretRotation);
  return {
    playerId: playerId(String(row['playerId'])),
    createdAt: Number(createdAt),
    generation: typeof generation === 'number' ? generation : 0,
    ...(typeof sessionsEndedAt === 'number' ? { sessionsEndedAt } : {}),
    ...(typeof secretHash === 'string' ? { secretHash } : {}),
    ...(rotation === undefined ? {} : { secretRotation: rotation }),
    ...(ban === undefined ? {} : { ban }),
    ...(typeof deletedAt === 'number' ? { deletedAt } : {}),
  };
}

function readRotation(value: unknown): SecretRotation | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { proofHash, salt, at }: { proofHash?: unknown; salt?: unknown; at?: unknown } = value;
  return typeof proofHash === 'string' && typeof salt === 'string' && typeof at === 'number'
    ? { proofHash, salt, at }
    : undefined;
}
