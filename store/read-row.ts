import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { whileContended } from './contention';
import { type RowKey } from './keys';
import { type Table } from './table';

/**
 * Reads one row consistently.
 * @returns undefined when there is none
 * @throws StoreContended
 */
export async function readRow(
  { client, TableName, retry }: Table,
  { pk, sk }: RowKey,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const { Item } = await whileContended(retry, () =>
    client.send(new GetCommand({ TableName, Key: { pk, sk }, ConsistentRead: true })),
  );
  return Item;
}
