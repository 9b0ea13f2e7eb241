import { type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type TableName } from '../contract/tables';
import { type PlayerId } from '../core/ids';
import { type AccountEvent, eventWrite, readEvents } from './account-events';
import { type StoredAccount, readAccount, type SecretRotation } from './account-row';
import { taskWrite } from './account-tasks';
import { type Ban } from './bans';
import { defaultRetryPolicy, type RetryPolicy } from './contention';
import { playerRows } from './keys';
import { readPlayerNames } from './player-names';
import { type TransactItem, transactIfItHolds } from './transaction';
import { type Table } from './table';

/** Who changes an account. */
export type Actor = Pick<AccountEvent, 'by' | 'operator'>;

/** Accounts: secrets, sessions, bans, deletion, and their events. */
export interface AccountStore {
  /** Includes tombstones of deleted players. */
  get(playerId: PlayerId): Promise<StoredAccount | undefined>;
  /** Display names; deleted and unknown players are left out. @param ids each once */
  names(ids: readonly PlayerId[]): Promise<ReadonlyMap<string, string>>;
  /**
   * Replaces the secret and ends all sessions, if the account has not changed since it was read: of two
   * concurrent calls one succeeds.
   * @returns false when it has changed
   */
  replaceSecret(account: StoredAccount, secretHash: string, rotation: SecretRotation): Promise<boolean>;
  /** Ends all sessions of a player. @param at epoch milliseconds */
  endSessions(playerId: PlayerId, at: number, actor?: Actor): Promise<void>;
  /**
   * Bans a player, replacing an earlier ban, and ends all sessions. @returns false when the player is unknown
   */
  ban(playerId: PlayerId, ban: Ban, actor: Actor): Promise<boolean>;
  /** @returns false when the player is unknown or not banned */
  unban(playerId: PlayerId, at: number, actor: Actor): Promise<boolean>;
  /**
   * Deletes a player: a tombstone stays, and a task erases everything else. Repeating it changes nothing.
   * @returns false when the player is unknown
   */
  remove(playerId: PlayerId, at: number, actor: Actor & { readonly reason?: string }): Promise<boolean>;
  /** Events of the account, oldest first. */
  events(playerId: PlayerId): Promise<readonly AccountEvent[]>;
}

const alive = 'attribute_exists(pk) AND attribute_not_exists(deletedAt)';

/** @param names the players table's real name @param retry for tests: waiting and randomness */
export function createAccountStore(
  client: DynamoDBDocumentClient,
  names: Pick<Readonly<Record<TableName, string>>, 'players'>,
  retry: RetryPolicy = defaultRetryPolicy,
): AccountStore {
  const TableName = names.players;
  const table: Table = { client, TableName, retry };
  return {
    get: (playerId) => get(table, playerId),
    names: (ids) => readPlayerNames(client, TableName, ids, retry),
    replaceSecret: (account, secretHash, rotation) => replaceSecret(table, account, secretHash, rotation),
    endSessions: (playerId, at, actor = { by: 'player' }) => endSessions(table, playerId, at, actor),
    ban: (playerId, ban, actor) => putBan(table, playerId, ban, actor),
    unban: (playerId, at, actor) => unban(table, playerId, at, actor),
    remove: (playerId, at, actor) => remove(table, playerId, at, actor),
    events: (playerId) => events(table, playerId),
  };
}

function replaceSecret(
  table: Table,
  { playerId, generation }: StoredAccount,
  secretHash: string,
  rotation: SecretRotation,
): Promise<boolean> {
  // A row without a generation is read as generation 0.
  const unchanged =
    generation === 0 ? '(attribute_not_exists(generation) OR generation = :read)' : 'generation = :read';
  return writeAll(
    table,
    updateOf(table, playerId, {
      UpdateExpression:
        'SET secretHash = :hash, secretRotation = :rotation, generation = :next, sessionsEndedAt = :at',
      ConditionExpression: `${alive} AND ${unchanged}`,
      ExpressionAttributeValues: {
        ':hash': secretHash,
        ':rotation': rotation,
        ':read': generation,
        ':next': generation + 1,
        ':at': rotation.at,
      },
    }),
    eventWrite(table.TableName, playerId, { event: 'secret-replaced', at: rotation.at, by: 'player' }),
  );
}

async function endSessions(table: Table, playerId: PlayerId, at: number, actor: Actor): Promise<void> {
  await writeAll(
    table,
    updateOf(table, playerId, {
      UpdateExpression: 'SET sessionsEndedAt = :at ADD generation :one',
      ConditionExpression: alive,
      ExpressionAttributeValues: { ':one': 1, ':at': at },
    }),
    eventWrite(table.TableName, playerId, { event: 'sessions-ended', at, ...actor }),
  );
}

function putBan(table: Table, playerId: PlayerId, ban: Ban, actor: Actor): Promise<boolean> {
  return writeAll(
    table,
    updateOf(table, playerId, {
      UpdateExpression: 'SET ban = :ban, sessionsEndedAt = :at ADD generation :one',
      ConditionExpression: alive,
      ExpressionAttributeValues: { ':ban': ban, ':one': 1, ':at': ban.at },
    }),
    taskWrite(table.TableName, { playerId, task: 'ban', dueAt: ban.at, round: 0 }),
    ...(ban.until === undefined
      ? []
      : [taskWrite(table.TableName, { playerId, task: 'lift', dueAt: ban.until, round: 0 })]),
    eventWrite(table.TableName, playerId, { event: 'banned', at: ban.at, about: ban.reason, ...actor }),
  );
}

function unban(table: Table, playerId: PlayerId, at: number, actor: Actor): Promise<boolean> {
  return writeAll(
    table,
    updateOf(table, playerId, {
      UpdateExpression: 'REMOVE ban',
      ConditionExpression: `${alive} AND attribute_exists(ban)`,
    }),
    taskWrite(table.TableName, { playerId, task: 'lift', dueAt: at, round: 0 }),
    eventWrite(table.TableName, playerId, { event: 'unbanned', at, ...actor }),
  );
}

async function remove(
  table: Table,
  playerId: PlayerId,
  at: number,
  { by, operator, reason }: Actor & { readonly reason?: string },
): Promise<boolean> {
  for (let attempt = 1; attempt <= table.retry.attempts; attempt += 1) {
    const account = await get(table, playerId);
    if (account === undefined) return false;
    if (account.deletedAt !== undefined) return true;
    const removed = await writeAll(
      table,
      {
        Put: {
          TableName: table.TableName,
          // The tombstone identifies no person: the id is random, and matches of others keep it.
          Item: {
            ...playerRows.profile.key({ playerId }),
            playerId,
            createdAt: account.createdAt,
            deletedAt: at,
            deletedBy: by,
            ...(operator === undefined ? {} : { operator }),
            ...(reason === undefined ? {} : { reason }),
          },
          ConditionExpression: alive,
        },
      },
      taskWrite(table.TableName, { playerId, task: 'erase', dueAt: at, round: 0 }),
    );
    if (removed) return true;
  }
  return false;
}

function events({ client, TableName }: Table, playerId: PlayerId): Promise<readonly AccountEvent[]> {
  return readEvents(client, TableName, playerId);
}

function get({ client, TableName, retry }: Table, playerId: PlayerId): Promise<StoredAccount | undefined> {
  return readAccount(client, TableName, playerId, retry);
}

/** An update of the player's own row. */
function updateOf(
  { TableName }: Table,
  playerId: PlayerId,
  update: Omit<NonNullable<TransactItem['Update']>, 'TableName' | 'Key'>,
): TransactItem {
  return { Update: { TableName, Key: playerRows.profile.key({ playerId }), ...update } };
}

/** Writes all items or none; false when a condition did not hold. */
function writeAll({ client, retry }: Table, ...items: readonly TransactItem[]): Promise<boolean> {
  return transactIfItHolds(client, retry, items);
}
