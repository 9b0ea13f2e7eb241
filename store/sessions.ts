import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  paginateQuery,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { type TableName } from '../contract/tables';
import { type PlayerId } from '../core/ids';
import { readAccount } from './account-row';
import { type Ban, banInForce } from './bans';
import { defaultRetryPolicy, type RetryPolicy, whileContended } from './contention';
import { playerRows } from './keys';
import { readRow } from './read-row';
import { type FamilyRow, familyRow, type OpenSession, openSession } from './session-row';
import { transactIfItHolds } from './transaction';

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
  /** The player's open sessions, most recently used first. */
  sessionsOf(playerId: PlayerId, nowSeconds: number): Promise<readonly OpenSession[]>;
  /** Ends a session of this player; sessions of other players are left alone. */
  endFamily(playerId: PlayerId, familyId: string): Promise<void>;
  /** Deletes the families of a player whose sessions have ended at once (accounts.ts, `endSessions`). */
  removeFamilies(playerId: PlayerId): Promise<void>;
}

/**
 * Seconds in which a token that was just rotated may be presented again: two tabs refresh at once, or an
 * answer was lost.
 */
export const refreshGraceSeconds = 30;

/** @param names the players table's real name @param retry for tests: waiting and randomness */
export function createSessionStore(
  client: DynamoDBDocumentClient,
  names: Pick<Readonly<Record<TableName, string>>, 'players'>,
  retry: RetryPolicy = defaultRetryPolicy,
): SessionStore {
  const TableName = names.players;

  async function family(familyId: string): Promise<FamilyRow | undefined> {
    const Item = await readRow(client, TableName, retry, playerRows.family.key({ familyId }));
    return Item && familyRow(Item);
  }

  async function removeFamily(familyId: string, playerId: PlayerId): Promise<void> {
    await Promise.all(
      [playerRows.family.key({ familyId }), playerRows.familyOf.key({ familyId, playerId })].map((Key) =>
        whileContended(retry, () => client.send(new DeleteCommand({ TableName, Key }))),
      ),
    );
  }

  async function rowsOf(playerId: PlayerId): Promise<ReadonlyArray<Readonly<Record<string, unknown>>>> {
    const rows: Array<Readonly<Record<string, unknown>>> = [];
    const pages = paginateQuery(
      { client },
      {
        TableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: {
          ':pk': playerRows.familyOf.partition({ playerId }),
          ':prefix': playerRows.familyOf.sortPrefix,
        },
        ConsistentRead: true,
      },
    );
    for await (const { Items } of pages) rows.push(...(Items ?? []));
    return rows;
  }

  /** Makes nextHash current if presentedHash still is; false when another call was faster. */
  async function rotate(
    familyId: string,
    row: FamilyRow,
    presentedHash: string,
    nextHash: string,
    salt: string,
    nowSeconds: number,
  ): Promise<boolean> {
    const { playerId, expiresAt } = row;
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

  async function wasUsed(familyId: string, hash: string): Promise<boolean> {
    const Item = await readRow(client, TableName, retry, playerRows.usedHash.key({ familyId, hash }));
    return Item !== undefined;
  }

  /** Whether the family's sign-in is still valid: the account may have ended all its sessions since. */
  async function standing(row: FamilyRow, nowSeconds: number): Promise<'open' | 'ended' | Ban> {
    const account = await readAccount(client, TableName, row.playerId, retry);
    if (account === undefined || account.deletedAt !== undefined) return 'ended';
    return (
      banInForce(account.ban, nowSeconds * 1000) ?? (row.generation === account.generation ? 'open' : 'ended')
    );
  }

  return {
    async openFamily({ familyId, playerId, currentHash, openedAt, expiresAt, generation, device }) {
      const shown = { openedAt, expiresAt, generation, ...(device === undefined ? {} : { device }) };
      await whileContended(retry, () =>
        client.send(
          new TransactWriteCommand({
            TransactItems: [
              {
                Put: {
                  TableName,
                  Item: { ...playerRows.family.key({ familyId }), playerId, currentHash, ...shown },
                  ConditionExpression: 'attribute_not_exists(pk)',
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
    },

    async rotateFamily(familyId, presentedHash, nextHash, salt, nowSeconds) {
      const row = await family(familyId);
      // TTL deletes late (DynamoDB guide): an existing row may have expired.
      if (!row || row.expiresAt <= nowSeconds) return { outcome: 'unknown' };
      const state = await standing(row, nowSeconds);
      if (state === 'ended') return { outcome: 'unknown' };
      if (state !== 'open') return { outcome: 'banned', ban: state };
      const { playerId, expiresAt } = row;
      if (
        row.currentHash === presentedHash &&
        (await rotate(familyId, row, presentedHash, nextHash, salt, nowSeconds))
      )
        return { outcome: 'rotated', playerId, expiresAt };
      const latest = row.currentHash === presentedHash ? await family(familyId) : row;
      if (
        latest?.rotation?.presentedHash === presentedHash &&
        nowSeconds - latest.rotation.at <= refreshGraceSeconds
      )
        return { outcome: 'repeated', playerId, expiresAt, salt: latest.rotation.salt };
      // A hash that was never of this family is a guess, which must not sign the player out.
      if (!(await wasUsed(familyId, presentedHash))) return { outcome: 'unknown' };
      await removeFamily(familyId, playerId);
      return { outcome: 'reused' };
    },

    async openSession(playerId, familyId, nowSeconds) {
      const row = await family(familyId);
      if (row === undefined || row.playerId !== playerId || row.expiresAt <= nowSeconds) return undefined;
      if ((await standing(row, nowSeconds)) !== 'open') return undefined;
      const { openedAt, expiresAt, currentHash, rotation, device } = row;
      return {
        sessionId: familyId,
        openedAt,
        lastUsedAt: rotation?.at ?? openedAt,
        expiresAt,
        currentHash,
        ...(device === undefined ? {} : { device }),
      };
    },

    async sessionsOf(playerId, nowSeconds) {
      const [account, rows] = await Promise.all([
        readAccount(client, TableName, playerId, retry),
        rowsOf(playerId),
      ]);
      return rows
        .filter(
          ({ generation = 0, expiresAt }) =>
            generation === account?.generation && Number(expiresAt) > nowSeconds,
        )
        .map(openSession)
        .sort(
          (one, other) => other.lastUsedAt - one.lastUsedAt || (one.sessionId < other.sessionId ? -1 : 1),
        );
    },

    async endFamily(playerId, familyId) {
      const row = await family(familyId);
      if (row?.playerId === playerId) await removeFamily(familyId, playerId);
    },

    async removeFamilies(playerId) {
      for (const { familyId } of await rowsOf(playerId)) await removeFamily(String(familyId), playerId);
    },
  };
}
