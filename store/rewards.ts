import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { json } from '../contract/json';
import { type TableName } from '../contract/tables';
import { type PlayerId } from '../core/ids';
import { type Json } from '../core/json';
import { defaultRetryPolicy, ifItHolds, type RetryPolicy, whileContended } from './contention';
import { playerRows, type RowKey } from './keys';
import { readRow } from './read-row';

/** A player's reward for a place on a leaderboard at the end of a period. */
export interface Reward {
  readonly board: string;
  readonly period: string;
  readonly rank: number;
  readonly score: number;
  readonly reward: Json;
  /** Epoch milliseconds: end of the period. */
  readonly endedAt: number;
}

/** Given rewards. A given reward does not change. */
export interface RewardStore {
  /** @returns false when the player already has a reward for this period of this leaderboard */
  give(player: PlayerId, reward: Reward): Promise<boolean>;
  /** Newest period first. */
  newest(player: PlayerId, limit: number): Promise<readonly Reward[]>;
  /** Whether all rewards of a period are given. */
  isDone(leaderboard: string, period: string): Promise<boolean>;
  /** Records that all rewards of a period are given. @param at epoch milliseconds */
  setDone(leaderboard: string, period: string, at: number): Promise<void>;
}

const rewardRow = z.object({
  board: z.string(),
  period: z.string(),
  rank: z.int(),
  score: z.number(),
  reward: json,
  endedAt: z.int(),
});

/** @param names the players table's real name @param retry for tests: waiting and randomness */
export function createRewardStore(
  client: DynamoDBDocumentClient,
  names: Pick<Readonly<Record<TableName, string>>, 'players'>,
  retry: RetryPolicy = defaultRetryPolicy,
): RewardStore {
  const TableName = names.players;

  async function putOnce(Item: RowKey & Readonly<Record<string, unknown>>): Promise<boolean> {
    const ConditionExpression = 'attribute_not_exists(pk)';
    const put = await ifItHolds(retry, () =>
      client.send(new PutCommand({ TableName, Item, ConditionExpression })),
    );
    return put !== undefined;
  }

  return {
    give(player, reward) {
      const { board: leaderboard, period, endedAt } = reward;
      const key = playerRows.reward.key({ playerId: player, endsAt: endedAt, leaderboard, period });
      return putOnce({ ...key, ...reward });
    },

    async newest(player, limit) {
      const { Items } = await whileContended(retry, () =>
        client.send(
          new QueryCommand({
            TableName,
            KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
            ExpressionAttributeValues: {
              ':pk': playerRows.reward.partition({ playerId: player }),
              ':prefix': playerRows.reward.sortPrefix,
            },
            ScanIndexForward: false,
            Limit: limit,
          }),
        ),
      );
      return (Items ?? []).map((row) => rewardRow.parse(row));
    },

    async isDone(leaderboard, period) {
      const Item = await readRow(
        { client, TableName, retry },
        playerRows.rewarded.key({ leaderboard, period }),
      );
      return Item !== undefined;
    },

    async setDone(leaderboard, period, at) {
      await putOnce({ ...playerRows.rewarded.key({ leaderboard, period }), at });
    },
  };
}
