import { type DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type TableName } from '../contract/tables';
import { json } from '../contract/json';
import { type GameName, type PlayerId, playerId as readPlayerId } from '../core/ids';
import { type Json } from '../core/json';
import { type Standing } from '../core/ranking/standing';
import { type Ban, readBan } from './bans';
import { defaultRetryPolicy, ifItHolds, type RetryPolicy, whileContended } from './contention';
import { playerRows } from './keys';
import { prefixedRows } from './prefixed-rows';
import { readRow } from './read-row';
import { rowFieldsOf } from './row-fields';
import { readStanding, standingOfRow } from './standings';
import { type Table } from './table';

type Row = Readonly<Record<string, unknown>>;

/** A player's profile, as it is stored. */
export interface PlayerRecord {
  readonly playerId: PlayerId;
  readonly displayName: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Values that code of the backend keeps about the player, by name; clients cannot write them. */
  readonly kept?: Readonly<Record<string, Json>>;
  /** Set by an operator; it may have run out (bans.ts). */
  readonly ban?: Ban;
}

/** The id is taken. */
export class PlayerIdTaken extends Error {}

/** Players, with the secrets of guests and the standings in games. */
export interface PlayerStore {
  /** @throws PlayerIdTaken */
  create(player: PlayerRecord, secretHash: string): Promise<void>;
  /** Undefined also for a deleted player. */
  get(playerId: PlayerId): Promise<PlayerRecord | undefined>;
  secretHash(playerId: PlayerId): Promise<string | undefined>;
  rename(playerId: PlayerId, displayName: string): Promise<PlayerRecord | undefined>;
  /**
   * Stores a value about the player, replacing an earlier one. For code of the backend: no route writes it.
   * @returns false when the player does not exist
   */
  keepValue(playerId: PlayerId, name: string, value: Json): Promise<boolean>;
  /** One standing for each game of which the player has finished a match. */
  standings(playerId: PlayerId): Promise<readonly Standing[]>;
  standing(playerId: PlayerId, game: GameName): Promise<Standing | undefined>;
  /** Counts an attempt in a window; returns the count so far. For rate limits by address. */
  countAttempt(key: string, windowSeconds: number, nowSeconds: number): Promise<number>;
}

/** @param names the players table's real name @param retry for tests: waiting and randomness */
export function createPlayerStore(
  client: DynamoDBDocumentClient,
  names: Pick<Readonly<Record<TableName, string>>, 'players'>,
  retry: RetryPolicy = defaultRetryPolicy,
): PlayerStore {
  const TableName = names.players;
  const table: Table = { client, TableName, retry };
  return {
    create: (player, secretHash) => create(table, player, secretHash),
    get: (playerId) => get(table, playerId),
    secretHash: (playerId) => secretHash(table, playerId),
    rename: (playerId, displayName) => rename(table, playerId, displayName),
    keepValue: (playerId, name, value) => keepValue(table, playerId, name, value),
    standings: (playerId) => standings(table, playerId),
    standing: (playerId, game) => standing(table, playerId, game),
    countAttempt: (key, windowSeconds, nowSeconds) => countAttempt(table, key, windowSeconds, nowSeconds),
  };
}

async function create(
  { retry, client, TableName }: Table,
  { playerId, displayName, createdAt }: PlayerRecord,
  secretHash: string,
): Promise<void> {
  const put = await ifItHolds(retry, () =>
    client.send(
      new PutCommand({
        TableName,
        Item: { ...playerRows.profile.key({ playerId }), playerId, displayName, createdAt, secretHash },
        // An earlier attempt whose answer was lost has written this row: then the SDK's retry finds it.
        ConditionExpression: 'attribute_not_exists(pk) OR secretHash = :own',
        ExpressionAttributeValues: { ':own': secretHash },
      }),
    ),
  );
  if (put === undefined) throw new PlayerIdTaken(`player ${playerId} exists`);
}

async function get(table: Table, playerId: PlayerId): Promise<PlayerRecord | undefined> {
  const row = await profile(table, playerId);
  return row && publicProfile(row);
}

async function secretHash(table: Table, playerId: PlayerId): Promise<string | undefined> {
  const row = await profile(table, playerId);
  return row && rowFieldsOf(row, 'of a player').text('secretHash');
}

async function rename(
  { retry, client, TableName }: Table,
  playerId: PlayerId,
  displayName: string,
): Promise<PlayerRecord | undefined> {
  const renamed = await ifItHolds(retry, () =>
    client.send(
      new UpdateCommand({
        TableName,
        Key: playerRows.profile.key({ playerId }),
        UpdateExpression: 'SET displayName = :name',
        ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(deletedAt)',
        ExpressionAttributeValues: { ':name': displayName },
        ReturnValues: 'ALL_NEW',
      }),
    ),
  );
  return renamed?.Attributes && publicProfile(renamed.Attributes);
}

async function keepValue(
  { retry, client, TableName }: Table,
  playerId: PlayerId,
  name: string,
  value: Json,
): Promise<boolean> {
  const kept = await ifItHolds(retry, () =>
    client.send(
      new UpdateCommand({
        TableName,
        Key: playerRows.profile.key({ playerId }),
        UpdateExpression: 'SET #kept = :value',
        ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(deletedAt)',
        ExpressionAttributeNames: { '#kept': `${keptPrefix}${name}` },
        ExpressionAttributeValues: { ':value': value },
      }),
    ),
  );
  return kept !== undefined;
}

async function standings(table: Table, playerId: PlayerId): Promise<readonly Standing[]> {
  const rows = await prefixedRows(
    table,
    playerRows.standing.partition({ playerId }),
    playerRows.standing.sortPrefix,
  );
  return rows.flatMap((row) => standingOfRow(row) ?? []);
}

function standing(
  { client, TableName, retry }: Table,
  playerId: PlayerId,
  game: GameName,
): Promise<Standing | undefined> {
  return readStanding(client, TableName, playerId, game, retry);
}

async function countAttempt(
  { retry, client, TableName }: Table,
  key: string,
  windowSeconds: number,
  nowSeconds: number,
): Promise<number> {
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
  return rowFieldsOf(Attributes ?? {}, 'of attempts').number('attempts');
}

/** The row of a player's profile; of a deleted player only a tombstone is left (accounts.ts). */
async function profile(table: Table, playerId: PlayerId): Promise<Row | undefined> {
  const row = await readRow(table, playerRows.profile.key({ playerId }));
  return row === undefined || 'deletedAt' in row ? undefined : row;
}

/** The prefix of attributes with kept values in a player's row. */
const keptPrefix = 'kept.';

/** @throws MalformedRow */
function publicProfile(row: Row): PlayerRecord {
  const fields = rowFieldsOf(row, 'of a player');
  const ban = readBan(row['ban']);
  const kept = Object.entries(row).filter(([name]) => name.startsWith(keptPrefix));
  return {
    playerId: readPlayerId(fields.text('playerId')),
    displayName: fields.text('displayName'),
    createdAt: fields.number('createdAt'),
    ...(ban === undefined ? {} : { ban }),
    ...(kept.length === 0
      ? {}
      : {
          kept: Object.fromEntries(
            kept.map(([name, value]) => [name.slice(keptPrefix.length), json.parse(value)]),
          ),
        }),
  };
}
