import { type PartitionDocument } from '../../contract/console/tables';
import { type TableName } from '../../contract/tables';
import { type Json } from '../../core/json';
import { type EntityRow } from '../../store/entities';

/** The number of rows of a partition that are shown. */
export const mostItems = 200;
/** Fields by which a player could be impersonated. */
const secret = /hash|secret|salt/i;

/** The rows of one partition, from the table. */
export function partitionDocument(
  table: TableName,
  pk: string,
  { rows, more }: { readonly rows: readonly EntityRow[]; readonly more: boolean },
): PartitionDocument {
  return {
    table,
    pk,
    items: rows.map(({ entity, key, fields }) => ({ entity, ...key, fields: shown(fields) })),
    more,
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
