import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  paginateQuery,
  PutCommand,
  DeleteCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { type TableName } from '../contract/tables';
import { type GameName, type PlayerId } from '../core/ids';
import { type Json } from '../core/json';
import { type Standing } from '../core/ranking/standing';
import { defaultRetryPolicy, failedConditions, type RetryPolicy, whileContended } from './contention';
import { playerRows } from './keys';
import { readStanding, standingOfRow } from './standings';

export interface PlayerRecord {
  readonly playerId: PlayerId;
  readonly displayName: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Values that code of the backend keeps about the player, by name; no client writes them. */
  readonly kept?: Readonly<Record<string, Json>>;
}

/**
 * A refresh token's family: one sign-in and all tokens that were rotated from it. Hashes only, SHA-256 hex.
 */
export interface RefreshFamily {
  readonly familyId: string;
  readonly playerId: PlayerId;
  readonly currentHash: string;
  /** Epoch seconds; also the row's TTL. */
  readonly expiresAt: number;
}

/** The id is taken. */
export class PlayerIdTaken extends Error {}

export interface PlayerStore {
  /** @throws PlayerIdTaken */
  create(player: PlayerRecord, secretHash: string): Promise<void>;
  get(playerId: PlayerId): Promise<PlayerRecord | undefined>;
  secretHash(playerId: PlayerId): Promise<string | undefined>;
  rename(playerId: PlayerId, displayName: string): Promise<PlayerRecord | undefined>;
  /**
   * Keeps a value about the player, in place of the one before. For code of the backend: no route writes it.
   * @returns false when the player does not exist
   */
  keepValue(playerId: PlayerId, name: string, value: Json): Promise<boolean>;
  /** One standing a game that the player has finished a match of. */
  standings(playerId: PlayerId): Promise<readonly Standing[]>;
  standing(playerId: PlayerId, game: GameName): Promise<Standing | undefined>;
  openFamily(family: RefreshFamily): Promise<void>;
  /**
   * Rotates: `rotated` when presentedHash was current (now nextHash is, made with this salt), `repeated` when
   * it was current until a moment ago and its successor was not used yet (the salt is that of the successor),
   * `reused` when it was an older one of the family (the family is ended by this call), `unknown` when the
   * family is gone or expired.
   */
  rotateFamily(
    familyId: string,
    presentedHash: string,
    nextHash: string,
    salt: string,
    nowSeconds: number,
  ): Promise<
    | { readonly outcome: 'rotated'; readonly playerId: PlayerId; readonly expiresAt: number }
    | {
        readonly outcome: 'repeated';
        readonly playerId: PlayerId;
        readonly expiresAt: number;
        readonly salt: string;
      }
    | { readonly outcome: 'reused' | 'unknown' }
  >;
  endFamily(familyId: string): Promise<void>;
  endFamilies(playerId: PlayerId): Promise<void>;
  /** Counts an attempt in a window; returns the count so far. For rate limits by address. */
  countAttempt(key: string, windowSeconds: number, nowSeconds: number): Promise<number>;
}

interface FamilyRow {
  readonly playerId: PlayerId;
  readonly currentHash: string;
  readonly expiresAt: number;
  /** What the last rotation was: absent before the first. */
  readonly rotation?: { readonly presentedHash: string; readonly salt: string; readonly at: number };
}

/**
 * Seconds in which a token that was just rotated may be presented again: two tabs that refresh at once, or an
 * answer that was lost on its way.
 */
export const refreshGraceSeconds = 30;

/** @param names the players table's real name @param retry for tests: waiting and chance */
export function createPlayerStore(
  client: DynamoDBDocumentClient,
  names: Pick<Readonly<Record<TableName, string>>, 'players'>,
  retry: RetryPolicy = defaultRetryPolicy,
): PlayerStore {
  const TableName = names.players;

  async function profile(
    playerId: PlayerId,
  ): Promise<(PlayerRecord & { readonly secretHash: string }) | undefined> {
    const { Item } = await whileContended(retry, () =>
      client.send(
        new GetCommand({ TableName, Key: playerRows.profile.key({ playerId }), ConsistentRead: true }),
      ),
    );
    return Item as (PlayerRecord & { readonly secretHash: string }) | undefined;
  }

  async function removeFamily(familyId: string, playerId: PlayerId): Promise<void> {
    await Promise.all(
      [playerRows.family.key({ familyId }), playerRows.familyOf.key({ familyId, playerId })].map((Key) =>
        whileContended(retry, () => client.send(new DeleteCommand({ TableName, Key }))),
      ),
    );
  }

  async function family(familyId: string): Promise<FamilyRow | undefined> {
    const { Item } = await whileContended(retry, () =>
      client.send(
        new GetCommand({ TableName, Key: playerRows.family.key({ familyId }), ConsistentRead: true }),
      ),
    );
    return Item as FamilyRow | undefined;
  }

  async function endFamily(familyId: string): Promise<void> {
    const row = await family(familyId);
    if (row) await removeFamily(familyId, row.playerId);
  }

  return {
    async create({ playerId, displayName, createdAt }, secretHash) {
      try {
        await whileContended(retry, () =>
          client.send(
            new PutCommand({
              TableName,
              Item: { ...playerRows.profile.key({ playerId }), playerId, displayName, createdAt, secretHash },
              ConditionExpression: 'attribute_not_exists(pk)',
            }),
          ),
        );
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException)
          throw new PlayerIdTaken(`player ${playerId} exists`);
        throw error;
      }
    },

    async get(playerId) {
      const row = await profile(playerId);
      return row && publicProfile(row);
    },

    async secretHash(playerId) {
      return (await profile(playerId))?.secretHash;
    },

    async rename(playerId, displayName) {
      try {
        const { Attributes } = await whileContended(retry, () =>
          client.send(
            new UpdateCommand({
              TableName,
              Key: playerRows.profile.key({ playerId }),
              UpdateExpression: 'SET displayName = :name',
              ConditionExpression: 'attribute_exists(pk)',
              ExpressionAttributeValues: { ':name': displayName },
              ReturnValues: 'ALL_NEW',
            }),
          ),
        );
        return Attributes && publicProfile(Attributes as PlayerRecord);
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return undefined;
        throw error;
      }
    },

    async keepValue(playerId, name, value) {
      try {
        await whileContended(retry, () =>
          client.send(
            new UpdateCommand({
              TableName,
              Key: playerRows.profile.key({ playerId }),
              UpdateExpression: 'SET #kept = :value',
              ConditionExpression: 'attribute_exists(pk)',
              ExpressionAttributeNames: { '#kept': `${keptPrefix}${name}` },
              ExpressionAttributeValues: { ':value': value },
            }),
          ),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },

    async standings(playerId) {
      const standings: Standing[] = [];
      const pages = paginateQuery(
        { client },
        {
          TableName,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
          ExpressionAttributeValues: {
            ':pk': playerRows.standing.partition({ playerId }),
            ':prefix': playerRows.standing.sortPrefix,
          },
          ConsistentRead: true,
        },
      );
      for await (const { Items } of pages)
        standings.push(...(Items ?? []).flatMap((row) => standingOfRow(row) ?? []));
      return standings;
    },

    standing: (playerId, game) => readStanding(client, TableName, playerId, game, retry),

    async openFamily({ familyId, playerId, currentHash, expiresAt }) {
      await whileContended(retry, () =>
        client.send(
          new TransactWriteCommand({
            TransactItems: [
              {
                Put: {
                  TableName,
                  Item: { ...playerRows.family.key({ familyId }), playerId, currentHash, expiresAt },
                  ConditionExpression: 'attribute_not_exists(pk)',
                },
              },
              {
                Put: {
                  TableName,
                  Item: { ...playerRows.familyOf.key({ familyId, playerId }), familyId, expiresAt },
                },
              },
            ],
          }),
        ),
      );
    },

    async rotateFamily(familyId, presentedHash, nextHash, salt, nowSeconds) {
      const row = await family(familyId);
      // TTL deletes late (DynamoDB guide): a row that is still there may be over all the same.
      if (!row || row.expiresAt <= nowSeconds) return { outcome: 'unknown' };
      if (row.currentHash === presentedHash) {
        try {
          await whileContended(retry, () =>
            client.send(
              new TransactWriteCommand({
                TransactItems: [
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
                    Put: {
                      TableName,
                      Item: {
                        ...playerRows.usedHash.key({ familyId, hash: presentedHash }),
                        expiresAt: row.expiresAt,
                      },
                    },
                  },
                ],
              }),
            ),
          );
          return { outcome: 'rotated', playerId: row.playerId, expiresAt: row.expiresAt };
        } catch (error) {
          // Another call rotated, or ended, the family in between: what was presented is an old token now.
          if (failedConditions(error) === undefined) throw error;
        }
      }
      const latest = row.currentHash === presentedHash ? await family(familyId) : row;
      if (
        latest?.rotation?.presentedHash === presentedHash &&
        nowSeconds - latest.rotation.at <= refreshGraceSeconds
      )
        return {
          outcome: 'repeated',
          playerId: latest.playerId,
          expiresAt: latest.expiresAt,
          salt: latest.rotation.salt,
        };
      const { Item } = await whileContended(retry, () =>
        client.send(
          new GetCommand({
            TableName,
            Key: playerRows.usedHash.key({ familyId, hash: presentedHash }),
            ConsistentRead: true,
          }),
        ),
      );
      // A hash that was never of this family is a guess: it must not sign anybody out.
      if (!Item) return { outcome: 'unknown' };
      await removeFamily(familyId, row.playerId);
      return { outcome: 'reused' };
    },

    endFamily,

    async endFamilies(playerId) {
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
      for await (const { Items } of pages) {
        await Promise.all(
          (Items ?? []).map((row) => removeFamily((row as { readonly familyId: string }).familyId, playerId)),
        );
      }
    },

    async countAttempt(key, windowSeconds, nowSeconds) {
      const start = nowSeconds - (nowSeconds % windowSeconds);
      const { Attributes } = await whileContended(retry, () =>
        client.send(
          new UpdateCommand({
            TableName,
            Key: playerRows.attempts.key({ key, windowSeconds, start }),
            UpdateExpression: 'ADD attempts :one SET expiresAt = :end',
            ExpressionAttributeValues: { ':one': 1, ':end': start + 2 * windowSeconds },
            ReturnValues: 'UPDATED_NEW',
          }),
        ),
      );
      return (Attributes as { readonly attempts: number }).attempts;
    },
  };
}

/** Attributes of a player's row that hold kept values begin with it. */
const keptPrefix = 'kept.';

function publicProfile(row: PlayerRecord): PlayerRecord {
  const { playerId, displayName, createdAt } = row;
  const kept = Object.entries(row).filter(([name]) => name.startsWith(keptPrefix));
  return {
    playerId,
    displayName,
    createdAt,
    ...(kept.length === 0
      ? {}
      : { kept: Object.fromEntries(kept.map(([name, value]) => [name.slice(keptPrefix.length), value])) }),
  };
}
