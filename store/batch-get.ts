import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { pauseBefore, type RetryPolicy, StoreContended, whileContended } from './contention';
import { type RowKey } from './keys';

/** The maximum number of keys of a BatchGetItem (API reference). */
const maxKeys = 100;

type Row = Readonly<Record<string, unknown>>;

/**
 * The existing rows of these keys, in no order.
 * @param keys each once
 * @throws StoreContended when DynamoDB leaves some keys unprocessed for too long
 */
export async function batchGet(
  client: DynamoDBDocumentClient,
  TableName: string,
  retry: RetryPolicy,
  keys: readonly RowKey[],
  ConsistentRead = false,
): Promise<readonly Row[]> {
  const chunks = Array.from({ length: Math.ceil(keys.length / maxKeys) }, (_, index) =>
    keys.slice(index * maxKeys, (index + 1) * maxKeys),
  );
  const rows = await Promise.all(chunks.map(readChunk));
  return rows.flat();

  async function readChunk(chunk: readonly RowKey[]): Promise<readonly Row[]> {
    const found: Row[] = [];
    let left: Record<string, unknown>[] = chunk.map(({ pk, sk }) => ({ pk, sk }));
    for (let attempt = 1; ; attempt += 1) {
      const Keys = left;
      const { Responses, UnprocessedKeys } = await whileContended(retry, () =>
        client.send(new BatchGetCommand({ RequestItems: { [TableName]: { Keys, ConsistentRead } } })),
      );
      found.push(...(Responses?.[TableName] ?? []));
      left = UnprocessedKeys?.[TableName]?.Keys ?? [];
      if (left.length === 0) return found;
      if (attempt >= retry.attempts) throw new StoreContended(`gave up after ${attempt} attempts`);
      await pauseBefore(attempt, retry);
    }
  }
}
