import { type Operation, type TableDescription } from 'dynalite/db';
import { type Engine } from './engine';
import { noIndex } from './index-changes';
import { indexEntry } from './index-entries';
import { indexPrefix, under } from './keys';

const batchSize = 500;

/**
 * Fills an index with the table's items. Items whose key attribute has another type stay out, as on AWS
 * ("index key violations").
 * @throws DynamoDbError ResourceNotFoundException when the table has no such index
 */
export async function fillIndex(engine: Engine, table: TableDescription, name: string): Promise<void> {
  const index = table.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === name);
  if (!index) throw noIndex(name);
  // A process that was killed while it filled an index of this name has left entries.
  await clearIndex(engine, table.TableName, name);
  const prefix = indexPrefix('Global', table.TableName, name);
  let operations: Operation[] = [];
  for await (const item of engine.items(table.TableName)) {
    const entry = indexEntry(index, item, table);
    if (entry) operations.push({ type: 'put', key: prefix + entry.key, value: entry.item });
    if (operations.length >= batchSize) {
      await engine.write(operations);
      operations = [];
    }
  }
  await engine.write(operations);
}

/** Deletes all entries of an index. @throws ServiceError InternalServerError when the disk refuses */
export async function clearIndex(engine: Engine, table: string, name: string): Promise<void> {
  await engine.clear(under(indexPrefix('Global', table, name)));
}
