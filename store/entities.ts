import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type TableName } from '../contract/tables';
import { type RetryPolicy, whileContended } from './contention';
import {
  cursorRows,
  deliveryRows,
  leaderboardRows,
  matchRows,
  playerRows,
  rankRows,
  type Row,
  type RowKey,
  ticketRows,
} from './keys';

const kinds: Readonly<
  Record<TableName, Readonly<Record<string, Pick<Row<string, string>, 'fits' | 'mayFit'>>>>
> = {
  players: playerRows,
  tickets: ticketRows,
  matches: matchRows,
  leaderboards: leaderboardRows,
  ranks: rankRows,
  deliveries: deliveryRows,
};

/**
 * The kind of row that a key belongs to, by its name in the declaration; `unknown` for a key of no declared
 * kind.
 */
export function entityOf(table: TableName, key: RowKey): string {
  const found = Object.entries({ ...kinds[table], ...cursorRows }).find(([, row]) => row.fits(key));
  return found?.[0] ?? 'unknown';
}

/**
 * The kinds of rows that a query can read, joined by commas.
 * @param sortBeginning what their sort keys begin with; empty: all of the partition
 */
export function entitiesOf(table: TableName, pk: string, sortBeginning: string): string {
  const found = Object.entries({ ...kinds[table], ...cursorRows })
    .filter(([, row]) => row.mayFit(pk, sortBeginning))
    .map(([entity]) => entity);
  return found.length === 0 ? 'unknown' : found.join(', ');
}

/** A row with its kind. */
export interface EntityRow {
  readonly entity: string;
  readonly key: RowKey;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * The rows of one partition, in the order of their sort keys, for tools that show a table.
 * @param limit maximum number of rows
 */
export async function readPartition(
  client: DynamoDBDocumentClient,
  table: TableName,
  TableName: string,
  pk: string,
  limit: number,
  retry: RetryPolicy,
): Promise<{ readonly rows: readonly EntityRow[]; readonly more: boolean }> {
  const { Items = [], LastEvaluatedKey } = await whileContended(retry, () =>
    client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        Limit: limit,
      }),
    ),
  );
  const rows = Items.map(({ pk: part, sk, ...fields }) => {
    const key = { pk: String(part), sk: String(sk) };
    return { entity: entityOf(table, key), key, fields };
  });
  return { rows, more: LastEvaluatedKey !== undefined };
}
