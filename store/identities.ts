import {
  type DynamoDBDocumentClient,
  TransactWriteCommand,
  UpdateCommand,
  type UpdateCommandInput,
  type UpdateCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import { type TableName } from '../contract/tables';
import { type PlayerId, playerId as readPlayerId } from '../core/ids';
import { eventWrite } from './account-events';
import {
  defaultRetryPolicy,
  failedConditions,
  ifItHolds,
  type RetryPolicy,
  whileContended,
} from './contention';
import { playerRows } from './keys';
import { prefixedRows } from './prefixed-rows';
import { readRow } from './read-row';
import { transactIfItHolds } from './transaction';
import { type Table } from './table';

/**
 * An identity that a provider confirmed: SHA-256 of issuer and subject, so that no account name is stored.
 */
export interface LinkedIdentity {
  readonly provider: string;
  readonly identityHash: string;
  /** Epoch milliseconds. */
  readonly linkedAt: number;
}

/**
 * `linked` now or before; `elsewhere`: it belongs to another player; `another-linked`: the player has another
 * identity of that provider; `no-player`: the player was deleted.
 */
export type LinkOutcome = 'linked' | 'elsewhere' | 'another-linked' | 'no-player';

/** Identities at providers, each linked to one player. */
export interface IdentityStore {
  /** Links an identity to a player. Repeating it changes nothing. */
  link(playerId: PlayerId, identity: LinkedIdentity): Promise<LinkOutcome>;
  /** Ends a link, if there is one. @param at epoch milliseconds */
  unlink(playerId: PlayerId, provider: string, at: number): Promise<void>;
  identitiesOf(playerId: PlayerId): Promise<readonly LinkedIdentity[]>;
  playerOf(identityHash: string): Promise<PlayerId | undefined>;
  /** Stores a nonce until it expires. @param expiresAt epoch seconds */
  issueNonce(nonceHash: string, expiresAt: number): Promise<void>;
  /**
   * Uses up a nonce. The same use may be repeated for a moment, since its answer may have been lost.
   * @param use what it is used for
   * @returns the proof that `keepProof` stored for the same use; undefined when the nonce is unknown, expired
   * or used for another purpose
   */
  useNonce(
    nonceHash: string,
    use: string,
    nowSeconds: number,
  ): Promise<{ readonly identityHash: string | undefined } | undefined>;
  /** Stores the identity that was proved with a nonce. */
  keepProof(nonceHash: string, identityHash: string): Promise<void>;
}

/** Seconds in which one use of a nonce may be repeated. */
export const nonceGraceSeconds = 30;

/** @param names the players table's real name @param retry for tests: waiting and randomness */
export function createIdentityStore(
  client: DynamoDBDocumentClient,
  names: Pick<Readonly<Record<TableName, string>>, 'players'>,
  retry: RetryPolicy = defaultRetryPolicy,
): IdentityStore {
  const TableName = names.players;
  const table: Table = { client, TableName, retry };
  return {
    playerOf: (identityHash) => playerOf(table, identityHash),
    link: (playerId, identity) => link(table, playerId, identity),
    unlink: (playerId, provider, at) => unlink(table, playerId, provider, at),
    identitiesOf: (playerId) => identitiesOf(table, playerId),
    issueNonce: (nonceHash, expiresAt) => issueNonce(table, nonceHash, expiresAt),
    useNonce: (nonceHash, use, nowSeconds) => useNonce(table, nonceHash, use, nowSeconds),
    keepProof: (nonceHash, identityHash) => keepProof(table, nonceHash, identityHash),
  };
}

async function link(table: Table, playerId: PlayerId, identity: LinkedIdentity): Promise<LinkOutcome> {
  const { provider, identityHash, linkedAt } = identity;
  const absent = { ConditionExpression: 'attribute_not_exists(pk)' };
  try {
    await whileContended(table.retry, () =>
      table.client.send(
        new TransactWriteCommand({
          TransactItems: [
            {
              Put: {
                TableName: table.TableName,
                Item: { ...playerRows.identity.key({ identityHash }), playerId, provider },
                ...absent,
              },
            },
            {
              Put: {
                TableName: table.TableName,
                Item: { ...playerRows.identityOf.key({ playerId, provider }), ...identity },
                ...absent,
              },
            },
            {
              // A player who is being deleted must not get a link after the links were erased.
              Update: {
                TableName: table.TableName,
                Key: playerRows.profile.key({ playerId }),
                UpdateExpression: 'SET linkedAt = :at',
                ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(deletedAt)',
                ExpressionAttributeValues: { ':at': linkedAt },
              },
            },
            eventWrite(table.TableName, playerId, {
              event: 'identity-linked',
              at: linkedAt,
              by: 'player',
              about: provider,
            }),
          ],
        }),
      ),
    );
    return 'linked';
  } catch (error) {
    const failed = failedConditions(error);
    if (failed === undefined) throw error;
    if (failed.has(2)) return 'no-player';
    const owner = await playerOf(table, identityHash);
    if (owner !== undefined && owner !== playerId) return 'elsewhere';
    return (await hashOf(table, playerId, provider)) === identityHash ? 'linked' : 'another-linked';
  }
}

async function unlink(table: Table, playerId: PlayerId, provider: string, at: number): Promise<void> {
  const identityHash = await hashOf(table, playerId, provider);
  if (identityHash === undefined) return;
  // False: another call was faster, and the link is already gone.
  await transactIfItHolds(table.client, table.retry, [
    {
      Delete: {
        TableName: table.TableName,
        Key: playerRows.identityOf.key({ playerId, provider }),
        ConditionExpression: 'identityHash = :hash',
        ExpressionAttributeValues: { ':hash': identityHash },
      },
    },
    {
      Delete: {
        TableName: table.TableName,
        Key: playerRows.identity.key({ identityHash }),
        ConditionExpression: 'attribute_not_exists(pk) OR playerId = :player',
        ExpressionAttributeValues: { ':player': playerId },
      },
    },
    eventWrite(table.TableName, playerId, {
      event: 'identity-unlinked',
      at,
      by: 'player',
      about: provider,
    }),
  ]);
}

async function identitiesOf(table: Table, playerId: PlayerId): Promise<readonly LinkedIdentity[]> {
  const { identityOf } = playerRows;
  const rows = await prefixedRows(table, identityOf.partition({ playerId }), identityOf.sortPrefix);
  return rows.map(({ provider, identityHash, linkedAt }) => ({
    provider: String(provider),
    identityHash: String(identityHash),
    linkedAt: Number(linkedAt),
  }));
}

/** Updates a nonce's row. */
const updateNonce = (
  { client, TableName }: Table,
  nonceHash: string,
  update: Omit<UpdateCommandInput, 'TableName' | 'Key'>,
): Promise<UpdateCommandOutput> =>
  client.send(new UpdateCommand({ TableName, Key: playerRows.nonce.key({ nonceHash }), ...update }));

async function issueNonce(table: Table, nonceHash: string, expiresAt: number): Promise<void> {
  const update = {
    UpdateExpression: 'SET expiresAt = :end',
    ExpressionAttributeValues: { ':end': expiresAt },
  };
  await whileContended(table.retry, () => updateNonce(table, nonceHash, update));
}

async function useNonce(
  table: Table,
  nonceHash: string,
  use: string,
  nowSeconds: number,
): Promise<{ readonly identityHash: string | undefined } | undefined> {
  const update = {
    UpdateExpression: 'SET usedFor = :use, usedAt = if_not_exists(usedAt, :now)',
    ConditionExpression:
      'expiresAt > :now AND (attribute_not_exists(usedFor) OR (usedFor = :use AND usedAt >= :recent))',
    ExpressionAttributeValues: {
      ':use': use,
      ':now': nowSeconds,
      ':recent': nowSeconds - nonceGraceSeconds,
    },
    ReturnValues: 'ALL_NEW',
  } as const;
  const used = await ifItHolds(table.retry, () => updateNonce(table, nonceHash, update));
  if (used === undefined) return undefined;
  const kept: unknown = used.Attributes?.['identityHash'];
  return { identityHash: typeof kept === 'string' ? kept : undefined };
}

async function keepProof(table: Table, nonceHash: string, identityHash: string): Promise<void> {
  const update = {
    UpdateExpression: 'SET identityHash = :hash',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':hash': identityHash },
  };
  await whileContended(table.retry, () => updateNonce(table, nonceHash, update));
}

async function hashOf(table: Table, playerId: PlayerId, provider: string): Promise<string | undefined> {
  const found = await readRow(table, playerRows.identityOf.key({ playerId, provider }));
  return found === undefined ? undefined : String(found['identityHash']);
}

async function playerOf(table: Table, identityHash: string): Promise<PlayerId | undefined> {
  const found = await readRow(table, playerRows.identity.key({ identityHash }));
  return found === undefined ? undefined : readPlayerId(String(found['playerId']));
}
