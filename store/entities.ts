import { type DynamoDBDocumentClient, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
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
  Record<TableName, Readonly<Record<string, Pick<Row<string, string>, 'fits' | 'mayFit' | 'naming'>>>>
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
  return { rows: Items.map((item) => entityRow(table, item)), more: LastEvaluatedKey !== undefined };
}

function entityRow(table: TableName, { pk, sk, ...fields }: Readonly<Record<string, unknown>>): EntityRow {
  const key = { pk: String(pk), sk: String(sk) };
  return { entity: entityOf(table, key), key, fields };
}

/** The kinds of rows that a table can have, in the order of their names. */
export const entityKinds = (table: TableName): readonly string[] =>
  Object.keys({ ...kinds[table], ...cursorRows }).sort();

/** The number of rows of one request that looks for rows of a kind. */
const maxRowsOfScan = 250;

/** Which rows of a table are read. */
export interface TablePage {
  /** Absent: all kinds. */
  readonly kind?: string;
  /** Key of the row before the first. */
  readonly after?: RowKey;
  /** Maximum number of rows. */
  readonly limit: number;
  /** Maximum number of rows that are read to find them. */
  readonly maxRowsRead: number;
}

/**
 * A page of all rows of a table, in no meaningful order, for tools that show a table: each row that is read
 * costs.
 * @returns with the key after which the next page begins, also where no row of the kind was among those read
 */
export async function readTablePage(
  client: DynamoDBDocumentClient,
  table: TableName,
  TableName: string,
  { kind, after, limit, maxRowsRead }: TablePage,
  retry: RetryPolicy,
): Promise<{ readonly rows: readonly EntityRow[]; readonly after?: RowKey }> {
  const rows: EntityRow[] = [];
  let start = after;
  for (let left = maxRowsRead; left > 0;) {
    const { Items = [], LastEvaluatedKey } = await whileContended(retry, () =>
      client.send(
        new ScanCommand({
          TableName,
          Limit: Math.min(left, kind === undefined ? limit : maxRowsOfScan),
          ...(start === undefined ? {} : { ExclusiveStartKey: { ...start } }),
        }),
      ),
    );
    const read = Items.map((item) => entityRow(table, item));
    for (const row of read) if (kind === undefined || row.entity === kind) rows.push(row);
    const last = rows[limit - 1];
    if (last !== undefined && (rows.length > limit || LastEvaluatedKey !== undefined))
      return { rows: rows.slice(0, limit), after: last.key };
    if (LastEvaluatedKey === undefined) return { rows };
    start = read.at(-1)?.key ?? start;
    left -= read.length;
    if (read.length === 0) break;
  }
  return { rows, ...(start === undefined ? {} : { after: start }) };
}

/** Which rows are looked for. */
export interface WantedRows {
  /** An id or a partition key. */
  readonly text: string;
  /** Whether a key contains it. */
  readonly has: (key: string) => boolean;
  /** Maximum number of rows. */
  readonly limit: number;
  /** Maximum number of rows that are read to find a part of a key. */
  readonly maxRowsRead: number;
}

/**
 * Rows for tools that show a table: the first row of each partition that an id names, in a table of any size.
 * Without an id, those of the table's first rows whose keys contain the text.
 */
export async function findRows(
  client: DynamoDBDocumentClient,
  table: TableName,
  TableName: string,
  { text, has, limit, maxRowsRead }: WantedRows,
  retry: RetryPolicy,
): Promise<readonly EntityRow[]> {
  const named = Object.values(kinds[table]).flatMap((row) => row.naming(text) ?? []);
  const partitions = await Promise.all(
    [...new Set([text, ...named])].map((pk) => readPartition(client, table, TableName, pk, 1, retry)),
  );
  const found = partitions.flatMap(({ rows }) => rows);
  if (found.length > 0) return found;
  let start: TablePage['after'];
  for (let left = maxRowsRead; left > 0; left -= maxRowsOfScan) {
    const page: TablePage = {
      limit: maxRowsOfScan,
      maxRowsRead: maxRowsOfScan,
      ...(start === undefined ? {} : { after: start }),
    };
    const { rows, after } = await readTablePage(client, table, TableName, page, retry);
    found.push(...rows.filter(({ key: { pk, sk } }) => has(`${pk} ${sk}`)));
    if (after === undefined || found.length >= limit) break;
    start = after;
  }
  return found.slice(0, limit);
}
