import { paginateQuery } from '@aws-sdk/lib-dynamodb';
import { type Table } from './table';

/**
 * All rows of a partition whose sort keys begin with a prefix, in the order of those keys.
 * @param consistent false: half the price, but a row that was written a moment ago may be missing
 */
export async function prefixedRows(
  { client, TableName }: Pick<Table, 'client' | 'TableName'>,
  pk: string,
  prefix: string,
  { consistent = true }: { readonly consistent?: boolean } = {},
): Promise<ReadonlyArray<Readonly<Record<string, unknown>>>> {
  const rows: Array<Readonly<Record<string, unknown>>> = [];
  const pages = paginateQuery(
    { client },
    {
      TableName,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
      ConsistentRead: consistent,
    },
  );
  for await (const { Items } of pages) rows.push(...(Items ?? []));
  return rows;
}
