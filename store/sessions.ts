import { type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { type TableName } from '../contract/tables';
import { type PlayerId } from '../core/ids';
import { readAccount } from './account-row';
import { defaultRetryPolicy, type RetryPolicy, whileContended } from './contention';
import { playerRows } from './keys';
import { prefixedRows } from './prefixed-rows';
import { type OpenSession, openSession } from './session-row';
import { readFamily, removeFamily, rotateFamily, type Rotation, signInState } from './session-rotation';
import { type SessionState, sessionState } from './session-state';
import { type Table } from './table';

/**
 * A family of refresh tokens: one sign-in and all tokens that were rotated from it. It has only hashes,
 * SHA-256 in hex. Times are epoch seconds.
 */
export interface RefreshFamily {
  readonly familyId: string;
  readonly playerId: PlayerId;
  readonly currentHash: string;
  readonly openedAt: number;
  /** Also the row's TTL. */
  readonly expiresAt: number;
  /** The account's generation (account-row.ts) when the player signed in. */
  readonly generation: number;
  /** The player's name for the device. */
  readonly device?: string;
}

/** Sign-ins: families of refresh tokens, of which only hashes are stored. */
export interface SessionStore {
  openFamily(family: RefreshFamily): Promise<void>;
  /**
   * Rotates a family. `rotated`: presentedHash was current (now nextHash is, made with this salt).
   * `repeated`: it was current until a moment ago and its successor was not used yet (the salt is that of the
   * successor). `reused`: it was an older one of the family (this call ends the family). `unknown`: the
   * family is gone, expired or of an earlier generation. `banned`: its player is banned.
   */
  rotateFamily(
    familyId: string,
    presentedHash: string,
    nextHash: string,
    salt: string,
    nowSeconds: number,
  ): Promise<Rotation>;
  /** The family, while its session is open. */
  openSession(
    playerId: PlayerId,
    familyId: string,
    nowSeconds: number,
  ): Promise<(OpenSession & Pick<RefreshFamily, 'currentHash'>) | undefined>;
  /** The state of a session, in one round trip: for every request that needs an open one. */
  stateOf(playerId: PlayerId, familyId: string, nowSeconds: number): Promise<SessionState>;
  /** The player's open sessions, most recently used first. */
  sessionsOf(playerId: PlayerId, nowSeconds: number): Promise<readonly OpenSession[]>;
  /** Ends a session of this player; sessions of other players are left alone. */
  endFamily(playerId: PlayerId, familyId: string): Promise<void>;
  /** Deletes the families of a player whose sessions have ended at once (accounts.ts, `endSessions`). */
  removeFamilies(playerId: PlayerId): Promise<void>;
}

/** @param names the players table's real name @param retry for tests: waiting and randomness */
export function createSessionStore(
  client: DynamoDBDocumentClient,
  names: Pick<Readonly<Record<TableName, string>>, 'players'>,
  retry: RetryPolicy = defaultRetryPolicy,
): SessionStore {
  const TableName = names.players;
  const table: Table = { client, TableName, retry };
  return {
    openFamily: (family) => openFamily(table, family),
    rotateFamily: (familyId, presentedHash, nextHash, salt, nowSeconds) =>
      rotateFamily(table, familyId, presentedHash, nextHash, salt, nowSeconds),
    openSession: (playerId, familyId, nowSeconds) => openSessionOf(table, playerId, familyId, nowSeconds),
    stateOf: (playerId, familyId, nowSeconds) => sessionState(table, playerId, familyId, nowSeconds),
    sessionsOf: (playerId, nowSeconds) => sessionsOf(table, playerId, nowSeconds),
    endFamily: (playerId, familyId) => endFamily(table, playerId, familyId),
    removeFamilies: (playerId) => removeFamilies(table, playerId),
  };
}

async function openFamily(
  { retry, client, TableName }: Table,
  { familyId, playerId, currentHash, openedAt, expiresAt, generation, device }: RefreshFamily,
): Promise<void> {
  const shown = { openedAt, expiresAt, generation, ...(device === undefined ? {} : { device }) };
  await whileContended(retry, () =>
    client.send(
      new TransactWriteCommand({
        TransactItems: [
          {
            Put: {
              TableName,
              Item: { ...playerRows.family.key({ familyId }), playerId, currentHash, ...shown },
              // An earlier attempt whose answer was lost has written this row: then a later attempt finds it.
              ConditionExpression: 'attribute_not_exists(pk) OR currentHash = :own',
              ExpressionAttributeValues: { ':own': currentHash },
            },
          },
          {
            Put: {
              TableName,
              Item: {
                ...playerRows.familyOf.key({ familyId, playerId }),
                familyId,
                lastUsedAt: openedAt,
                ...shown,
              },
            },
          },
        ],
      }),
    ),
  );
}

async function openSessionOf(
  table: Table,
  playerId: PlayerId,
  familyId: string,
  nowSeconds: number,
): Promise<(OpenSession & Pick<RefreshFamily, 'currentHash'>) | undefined> {
  const row = await readFamily(table, familyId);
  if (row === undefined || row.playerId !== playerId || row.expiresAt <= nowSeconds) return undefined;
  if ((await signInState(table, row, nowSeconds)) !== 'open') return undefined;
  const { openedAt, expiresAt, currentHash, rotation, device } = row;
  return {
    sessionId: familyId,
    openedAt,
    lastUsedAt: rotation?.at ?? openedAt,
    expiresAt,
    currentHash,
    ...(device === undefined ? {} : { device }),
  };
}

async function sessionsOf(
  table: Table,
  playerId: PlayerId,
  nowSeconds: number,
): Promise<readonly OpenSession[]> {
  const [account, rows] = await Promise.all([
    readAccount(table.client, table.TableName, playerId, table.retry),
    rowsOf(table, playerId),
  ]);
  return rows
    .filter(
      ({ generation = 0, expiresAt }) => generation === account?.generation && Number(expiresAt) > nowSeconds,
    )
    .map(openSession)
    .sort((one, other) => other.lastUsedAt - one.lastUsedAt || (one.sessionId < other.sessionId ? -1 : 1));
}

async function endFamily(table: Table, playerId: PlayerId, familyId: string): Promise<void> {
  const row = await readFamily(table, familyId);
  if (row?.playerId === playerId) await removeFamily(table, familyId, playerId);
}

async function removeFamilies(table: Table, playerId: PlayerId): Promise<void> {
  for (const { familyId } of await rowsOf(table, playerId))
    await removeFamily(table, String(familyId), playerId);
}

function rowsOf(table: Table, playerId: PlayerId): ReturnType<typeof prefixedRows> {
  const { familyOf } = playerRows;
  return prefixedRows(table, familyOf.partition({ playerId }), familyOf.sortPrefix);
}
