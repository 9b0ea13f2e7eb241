import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  QueryCommand,
  type QueryCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import { matchId, type MatchId, type PlayerId } from '../core/ids';
import { type MatchHeader } from '../core/match/log';
import { isBotId } from '../core/bots/bot-ids';
import { type RetryPolicy, whileContended } from './contention';
import { matchRows } from './keys';

/** A match may run over days and vacations; a row that was not deleted expires after this time. */
const keptSeconds = 400 * 24 * 60 * 60;

/** The matches in which each player was seated: hints beside the rows of the matches. */
export interface SeatedMatches {
  remember(header: MatchHeader): Promise<void>;
  of(playerId: PlayerId): Promise<readonly MatchId[]>;
  forget(playerId: PlayerId, matchId: MatchId): Promise<void>;
}

/** @param now epoch milliseconds */
export function createSeatedMatches(
  client: DynamoDBDocumentClient,
  TableName: string,
  retry: RetryPolicy,
  now: () => number,
): SeatedMatches {
  return {
    async remember({ matchId: id, seats }) {
      const expiresAt = Math.floor(now() / 1000) + keptSeconds;
      await Promise.all(
        seats
          .filter((playerId) => !isBotId(playerId))
          .map((playerId) => {
            const Item = { ...matchRows.seated.key({ playerId, matchId: id }), matchId: id, expiresAt };
            return whileContended(retry, () => client.send(new PutCommand({ TableName, Item })));
          }),
      );
    },

    async of(playerId) {
      const ids: MatchId[] = [];
      let after: QueryCommandOutput['LastEvaluatedKey'];
      do {
        const query: QueryCommand = new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
          ExpressionAttributeValues: {
            ':pk': matchRows.seated.partition({ playerId }),
            ':prefix': matchRows.seated.sortPrefix,
          },
          ...(after === undefined ? {} : { ExclusiveStartKey: after }),
        });
        const { Items = [], LastEvaluatedKey }: QueryCommandOutput = await whileContended(retry, () =>
          client.send(query),
        );
        for (const { matchId: id } of Items) if (typeof id === 'string') ids.push(matchId(id));
        after = LastEvaluatedKey;
      } while (after !== undefined);
      return ids;
    },

    async forget(playerId, id) {
      const Key = matchRows.seated.key({ playerId, matchId: id });
      await whileContended(retry, () => client.send(new DeleteCommand({ TableName, Key })));
    },
  };
}
