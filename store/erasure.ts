import { DeleteCommand, type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { type TableName } from '../contract/tables';
import { type PlayerId } from '../core/ids';
import { defaultRetryPolicy, ifItHolds, type RetryPolicy } from './contention';
import { matchRows, playerRows, type RowKey, ticketRows } from './keys';

type Names = Pick<Readonly<Record<TableName, string>>, 'players'> &
  Partial<Pick<Readonly<Record<TableName, string>>, 'tickets' | 'matches'>>;

/**
 * Deletes all that is stored of a player. Each step may be repeated, and continues where an earlier one
 * stopped.
 */
export interface Erasure {
  /**
   * Deletes sessions, identities, events and all other rows under the player's id in the players table,
   * except the tombstone.
   * @param standings whether to delete standings as well: a running match is rated by them
   */
  account(playerId: PlayerId, options: { readonly standings: boolean }): Promise<void>;
  /**
   * Deletes the player's own history, last ticket and invitations. Histories of others and the matches
   * themselves stay.
   */
  play(playerId: PlayerId): Promise<void>;
}

/** The number of rows of one table that are deleted concurrently. */
const atOnce = 25;

/** The tables with rows of players. */
interface Erasing {
  readonly client: DynamoDBDocumentClient;
  readonly names: Names;
  readonly retry: RetryPolicy;
}

/** @param names real names of the tables; `play` needs its own */
export function createErasure(
  client: DynamoDBDocumentClient,
  names: Names,
  retry: RetryPolicy = defaultRetryPolicy,
): Erasure {
  const parts: Erasing = { retry, client, names };
  return {
    account: (playerId, options) => account(parts, playerId, options),
    play: (playerId) => play(parts, playerId),
  };
}

function account(
  parts: Erasing,
  playerId: PlayerId,
  { standings }: { readonly standings: boolean },
): Promise<void> {
  const { sk: profile } = playerRows.profile.key({ playerId });
  return forEachRow(
    parts,
    parts.names.players,
    playerRows.profile.partition({ playerId }),
    '',
    async (row, key) => {
      if (key.sk === profile) return;
      if (!standings && key.sk.startsWith(playerRows.standing.sortPrefix)) return;
      // The rows that this row refers to are deleted first: as long as it exists they can be found.
      const { familyId, identityHash } = row;
      if (typeof familyId === 'string')
        await remove(parts, parts.names.players, playerRows.family.key({ familyId }), playerId);
      if (typeof identityHash === 'string')
        await remove(parts, parts.names.players, playerRows.identity.key({ identityHash }), playerId);
      await remove(parts, parts.names.players, key);
    },
  );
}

async function play(parts: Erasing, playerId: PlayerId): Promise<void> {
  const { tickets, matches } = parts.names;
  if (tickets === undefined || matches === undefined)
    throw new TypeError("erasing a player's play needs the tickets and matches tables");
  const { history } = matchRows;
  await forEachRow(parts, matches, history.partition({ playerId }), history.sortPrefix, (_, key) =>
    remove(parts, matches, key),
  );
  const { openOf, ticket, sent, invitation } = ticketRows;
  await forEachRow(parts, tickets, openOf.partition({ playerId }), '', async (row, key) => {
    // The rows that this row refers to are deleted first: as long as it exists they can be found.
    if (key.sk === openOf.sort({}))
      await remove(parts, tickets, ticket.key({ ticketId: String(row['ticketId']) }), playerId);
    if (key.sk.startsWith(sent.sortPrefix))
      await remove(parts, tickets, invitation.key({ code: String(row['code']) }));
    await remove(parts, tickets, key);
  });
}

async function remove(
  { retry, client }: Erasing,
  TableName: string,
  Key: RowKey,
  owner?: PlayerId,
): Promise<void> {
  // The identity may be another player's by now, after a new link: then it stays.
  await ifItHolds(retry, () =>
    client.send(
      new DeleteCommand({
        TableName,
        Key,
        ...(owner === undefined
          ? {}
          : {
              ConditionExpression: 'attribute_not_exists(pk) OR playerId = :owner',
              ExpressionAttributeValues: { ':owner': owner },
            }),
      }),
    ),
  );
}

/** Calls for every row of a partition, some concurrently. */
async function forEachRow(
  { client }: Erasing,
  table: string,
  partition: string,
  prefix: string,
  call: (row: Readonly<Record<string, unknown>>, key: RowKey) => Promise<void>,
): Promise<void> {
  const pages = paginateQuery(
    { client, pageSize: atOnce },
    {
      TableName: table,
      KeyConditionExpression: `pk = :pk${prefix === '' ? '' : ' AND begins_with(sk, :prefix)'}`,
      ExpressionAttributeValues: { ':pk': partition, ...(prefix === '' ? {} : { ':prefix': prefix }) },
      ConsistentRead: true,
    },
  );
  for await (const { Items } of pages)
    await Promise.all(
      (Items ?? []).map((row) => call(row, { pk: String(row['pk']), sk: String(row['sk']) })),
    );
}
