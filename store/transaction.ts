import {
  type DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { failedConditions, type RetryPolicy, whileContended } from './contention';

/** A member of a transaction: a put, an update, a delete, or only a check. */
export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/**
 * Writes all items or none, and retries while DynamoDB refuses only because of concurrent writes.
 * @returns false when a condition does not hold: nothing was written
 * @throws StoreContended after the last attempt
 */
export async function transactIfItHolds(
  client: DynamoDBDocumentClient,
  policy: RetryPolicy,
  items: readonly TransactItem[],
): Promise<boolean> {
  try {
    await whileContended(policy, () => client.send(new TransactWriteCommand({ TransactItems: [...items] })));
    return true;
  } catch (error) {
    if (failedConditions(error) === undefined) throw error;
    return false;
  }
}
