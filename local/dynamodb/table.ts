import { type TableDescription } from 'dynalite/db';

/** A table's description as it lies in the database. */
export function isTable(value: unknown): value is TableDescription {
  return typeof value === 'object' && value !== null && 'TableName' in value && 'KeySchema' in value;
}
