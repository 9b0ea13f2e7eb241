import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { ifItHolds, type RetryPolicy } from './contention';
import { matchRows } from './keys';
import { type MatchStore } from './matches';

/** A deadline has passed long before this: the row has done its work. */
const keptSeconds = 7 * 24 * 60 * 60;

/** Rows that say whose time runs low: the table's stream tells of each once, since it is put once. */
export function createWarnings(
  client: DynamoDBDocumentClient,
  TableName: string,
  retry: RetryPolicy,
): MatchStore['warn'] {
  return async (matchId, turns) => {
    for (const { deadline, ...turn } of turns) {
      if (deadline === null) continue;
      const Item = {
        ...matchRows.warning.key({ matchId, deadline, seat: turn.seat }),
        ...turn,
        deadline,
        expiresAt: Math.ceil(deadline / 1000) + keptSeconds,
      };
      const ConditionExpression = 'attribute_not_exists(pk)';
      await ifItHolds(retry, () => client.send(new PutCommand({ TableName, Item, ConditionExpression })));
    }
  };
}
