import { type PlayerId, playerId as readPlayerId } from '../core/ids';

/** A refresh family in DynamoDB. Times are epoch seconds. */
export interface FamilyRow {
  readonly playerId: PlayerId;
  readonly currentHash: string;
  readonly openedAt: number;
  readonly expiresAt: number;
  readonly generation: number;
  readonly device?: string;
  /** The last rotation; absent before the first. */
  readonly rotation?: { readonly presentedHash: string; readonly salt: string; readonly at: number };
}

/** Rows from before generations, devices and times of opening lack these. */
export function familyRow(row: Readonly<Record<string, unknown>>): FamilyRow {
  const { openedAt, generation, device, rotation } = row;
  return {
    playerId: readPlayerId(String(row['playerId'])),
    currentHash: String(row['currentHash']),
    openedAt: typeof openedAt === 'number' ? openedAt : 0,
    expiresAt: Number(row['expiresAt']),
    generation: typeof generation === 'number' ? generation : 0,
    ...(typeof device === 'string' ? { device } : {}),
    ...(isRotation(rotation) ? { rotation } : {}),
  };
}

function isRotation(value: unknown): value is NonNullable<FamilyRow['rotation']> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'presentedHash' in value &&
    'salt' in value &&
    'at' in value
  );
}

/** A session as its player sees it. Times are epoch seconds. */
export interface OpenSession {
  readonly sessionId: string;
  readonly openedAt: number;
  readonly lastUsedAt: number;
  readonly expiresAt: number;
  readonly device?: string;
}

/** The player's row of a family. */
export function openSession(row: Readonly<Record<string, unknown>>): OpenSession {
  const { familyId, openedAt = 0, lastUsedAt, expiresAt, device } = row;
  return {
    sessionId: String(familyId),
    openedAt: Number(openedAt),
    lastUsedAt: Number(lastUsedAt ?? openedAt),
    expiresAt: Number(expiresAt),
    ...(typeof device === 'string' ? { device } : {}),
  };
}
