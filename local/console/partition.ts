import { type ItemRow, type ItemsDocument, type PartitionDocument } from '../../contract/console/tables';
import { type TableName } from '../../contract/tables';
import { type Json } from '../../core/json';
import { entityKinds, type EntityRow, type TablePage } from '../../store/entities';

/** The number of rows of a partition that are shown. */
export const maxItems = 200;
/** The number of rows of a page of a table. */
const itemsOfPage = 50;
/** The number of rows that are read for it: a kind may be rare. */
const maxRowsReadOfPage = 5_000;
/** Fields by which a player could be impersonated. */
const secret = /hash|secret|salt/i;

/** The rows of one partition, from the table. */
export function partitionRows(
  table: TableName,
  pk: string,
  { rows, more }: { readonly rows: readonly EntityRow[]; readonly more: boolean },
): PartitionDocument {
  return {
    table,
    pk,
    items: rows.map(itemRow),
    more,
  };
}

const itemRow = ({ entity, key, fields }: EntityRow): ItemRow => ({ entity, ...key, fields: shown(fields) });

/** A page of the rows of a table. */
export function itemsPage(
  table: TableName,
  { rows, after }: { readonly rows: readonly EntityRow[]; readonly after?: ItemsDocument['after'] },
): ItemsDocument {
  return {
    table,
    kinds: entityKinds(table),
    items: rows.map(itemRow),
    ...(after === undefined ? {} : { after }),
  };
}

/** The page that an address asks for. @throws RangeError naming the kinds that there are */
export function requestedPage(
  table: TableName,
  { kind, afterPk, afterSk }: Partial<Record<'kind' | 'afterPk' | 'afterSk', string>>,
): TablePage {
  const known = entityKinds(table);
  if (kind !== undefined && !known.includes(kind))
    throw new RangeError(`kind is one of ${known.join(', ')}, not ${JSON.stringify(kind)}`);
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(afterPk === undefined || afterSk === undefined ? {} : { after: { pk: afterPk, sk: afterSk } }),
    limit: itemsOfPage,
    maxRowsRead: maxRowsReadOfPage,
  };
}

/** A value as JSON; bytes and sets as text. */
function shown(value: unknown, name = ''): Json {
  if (secret.test(name) && value !== undefined) return '…';
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value)) return value.map((item) => shown(item));
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Set) return [...value].map((item) => shown(item));
  if (typeof value !== 'object' || value === undefined) return String(value);
  return Object.fromEntries(Object.entries(value).map(([field, child]) => [field, shown(child, field)]));
}
