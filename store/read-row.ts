import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { type RetryPolicy, whileContended } from './contention';
import { type RowKey } from './keys';

/**
 * Reads one row consistently.
 * @returns undefined when there is none
 * @throws StoreContended
 */
export async function readRow(
  client: DynamoDBDocumentClient,
  TableName: string,
  retry: RetryPolicy,
  { pk, sk }: RowKey,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const { Item } = await whileContended(retry, () =>
    client.send(new GetCommand({ TableName, Key: { pk, sk }, ConsistentRead: true })),
  );
  return Item;
}
