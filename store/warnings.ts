import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { ifItHolds, type RetryPolicy } from './contention';
import { matchRows } from './keys';
import { type MatchStore } from './matches';

/** The deadline has passed long before this, so the row is not needed after it. */
const keptSeconds = 7 * 24 * 60 * 60;

/** Rows that warn a seat whose time runs low: the table's stream shows each once, since it is put once. */
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
