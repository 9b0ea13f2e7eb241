import { type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { isBotId } from '../core/bots/bot-ids';
import { type MatchId, type PlayerId } from '../core/ids';
import { type StoredAccount, accountOf } from './account-row';
import { banInForce } from './bans';
import { batchGet } from './batch-get';
import { type RetryPolicy } from './contention';
import { playerRows } from './keys';
import { type TransactItem } from './transaction';

/** A player of a new match has deleted the account, or is banned: no such match is made. */
export class PlayersRemoved extends Error {
  constructor(matchId: MatchId) {
    super(`match ${matchId} is not made: a player of it was deleted or is banned`);
  }
}

/** Whether a player may be in a new match. @param now epoch milliseconds */
export function mayPlay(account: Pick<StoredAccount, 'deletedAt' | 'ban'> | undefined, now: number): boolean {
  return account?.deletedAt === undefined && banInForce(account?.ban, now) === undefined;
}

/** `mayPlay` as checks in a transaction: a deletion or ban comes before it, or after it. */
export function mayPlayChecks(
  TableName: string,
  seats: readonly PlayerId[],
  now: number,
): readonly TransactItem[] {
  return humans(seats).map((playerId) => ({
    ConditionCheck: {
      TableName,
      Key: playerRows.profile.key({ playerId }),
      ConditionExpression:
        'attribute_not_exists(deletedAt) AND (attribute_not_exists(ban) OR ban.#until <= :now)',
      ExpressionAttributeNames: { '#until': 'until' },
      ExpressionAttributeValues: { ':now': now },
    },
  }));
}

/** The players of a match who may not play, in their newest state. @param TableName the players table's */
export async function removedAmong(
  client: DynamoDBDocumentClient,
  TableName: string,
  seats: readonly PlayerId[],
  now: number,
  retry: RetryPolicy,
): Promise<readonly PlayerId[]> {
  const keys = humans(seats).map((playerId) => playerRows.profile.key({ playerId }));
  const rows = keys.length === 0 ? [] : await batchGet(client, TableName, retry, keys, true);
  return rows
    .map(accountOf)
    .filter((account) => !mayPlay(account, now))
    .map(({ playerId }) => playerId);
}

/** Each player once: a request may name no row twice. */
const humans = (seats: readonly PlayerId[]): readonly PlayerId[] => [
  ...new Set(seats.filter((player) => !isBotId(player))),
];
