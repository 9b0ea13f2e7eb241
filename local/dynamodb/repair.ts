import fs from 'node:fs';
import path from 'node:path';
import { create, type LevelDb, type Operation } from 'dynalite/db';
import { parseJson } from '../../core/json';
import { Database, type DatabaseOptions } from './database';
import { isItem } from './fields';
import { indexOperations } from './index-entries';
import { currentLayout, layoutKey } from './index-layout';
import { counterKey } from './ledger';
import { copyPrefix, droppedPrefix, itemPrefix, tablePrefix, under } from './keys';
import { salvage, type Salvaged } from './leveldb/salvage';
import { lossesOf, orphansName } from './losses';
import { lostStreamRows } from './streams/lost-rows';
import { rowKey } from './streams/rows';
import { isTable } from './table';

/** The result of repairing a database. */
export interface RepairedDatabase {
  /** Items by table. */
  readonly items: ReadonlyMap<string, number>;
  /** The losses, certain or possible, in words; empty: none. */
  readonly lost: readonly string[];
  /** Tables and logs that were read though their names are of another kind of file, in words. */
  readonly misnamed: readonly string[];
}

const together = 500;
/** Keys of derived data, which are computed again from the items. */
const derived = /^(index-(global|local)~|ttl-due~|lagging~)/;
/** The new database has its own layout and its own ledger. */
const isDerived = (key: string): boolean => key === layoutKey || key === counterKey || derived.test(key);

/**
 * Puts a database in the place of another, with all that could be read of it. Indexes and the times of TTL
 * are computed again. Each stream is closed with the records that are left, and another is opened: readers
 * take new records as new, and read the closed stream first.
 * @param from the damaged database, which stays as it is
 * @param to a folder that does not exist yet
 */
export async function repairDatabase(
  from: string,
  to: string,
  options: Pick<DatabaseOptions, 'region' | 'now'>,
): Promise<RepairedDatabase> {
  const salvaged = salvage(from);
  const { lostBlocks, lostTableBytes, lostLogBytes } = salvaged;
  const values = withCopies(salvaged);
  const orphans = withoutTable(values);
  fs.mkdirSync(to, { recursive: true });
  const { db } = create({ path: to, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  await db.open();
  try {
    await writeAll(db, values, orphans);
    const streams = lostStreamRows({ values, deleted: salvaged.deleted }, options.now());
    await db.batch(streams.map((row) => ({ type: 'put', key: rowKey(row.arn), value: row })));
  } finally {
    await db.close();
  }
  const items = await recomputeAll({ ...options, dataDir: to, indexLagMs: () => 0 });
  const lost = lossesOf(from, {
    blocks: lostBlocks,
    tableBytes: lostTableBytes,
    logBytes: lostLogBytes,
    lostBatches: salvaged.lostBatches,
    missingTables: salvaged.missingTables,
    replacedTables: salvaged.replacedTables,
    unusedFiles: salvaged.unusedFiles,
    misnamed: salvaged.misnamed,
    orphans: writeOrphans(to, values, orphans),
    newestBatch: Number(values.get(counterKey) ?? 0),
  });
  const misnamed = salvaged.misnamed.map(({ name, content }) => `${name} is a ${content}`);
  return { items, lost, misnamed };
}

/**
 * With the rows whose second copy is newer, or the only one left. A row and its copy are written together, so
 * a copy is newer only where the row's own write is lost. A row that was deleted after its copy was written
 * stays deleted.
 */
function withCopies({ values, sequenceOf }: Salvaged): ReadonlyMap<string, string> {
  const copies = [...values].flatMap(([key, value]): [string, string][] => {
    if (!key.startsWith(copyPrefix)) return [];
    const row = key.slice(copyPrefix.length);
    const [ofCopy = 0n, ofRow = -1n] = [sequenceOf(key), sequenceOf(row)];
    return ofCopy > ofRow ? [[row, value]] : [];
  });
  return new Map([...values, ...copies]);
}

/**
 * Keys of items whose table's row is lost. They are not in the new database: a table that is created again
 * under the name would have them without its indexes.
 */
function withoutTable(values: ReadonlyMap<string, string>): ReadonlySet<string> {
  const orphans = new Set<string>();
  for (const key of values.keys()) {
    const table = tableOfItem(key);
    if (table === undefined) continue;
    const isKnown = [tablePrefix, droppedPrefix].some((prefix) => values.has(`${prefix}${table}`));
    if (!isKnown) orphans.add(key);
  }
  return orphans;
}

const tableOfItem = (key: string): string | undefined => /^item-([^~]*)~/.exec(key)?.[1];

/** Writes the items without a table, for who creates it again. @returns how many there are, by table */
function writeOrphans(
  folder: string,
  values: ReadonlyMap<string, string>,
  orphans: ReadonlySet<string>,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const requests: string[] = [];
  for (const key of orphans) {
    const TableName = tableOfItem(key) ?? '';
    const Item = parseJson(values.get(key) ?? '');
    if (!isItem(Item)) continue;
    counts.set(TableName, (counts.get(TableName) ?? 0) + 1);
    requests.push(`${JSON.stringify({ TableName, Item })}\n`);
  }
  if (requests.length > 0) fs.writeFileSync(path.join(folder, orphansName), requests.join(''));
  return counts;
}

async function writeAll(
  db: LevelDb,
  values: ReadonlyMap<string, string>,
  orphans: ReadonlySet<string>,
): Promise<void> {
  let operations: Operation[] = [];
  for (const [key, text] of values) {
    const value = isDerived(key) || orphans.has(key) ? undefined : parseJson(text);
    if (value === undefined) continue;
    operations.push({ type: 'put', key, value });
    if (operations.length < together) continue;
    await db.batch(operations);
    operations = [];
  }
  await db.batch(operations);
}

async function recomputeAll(options: DatabaseOptions): Promise<ReadonlyMap<string, number>> {
  const database = await Database.open(options);
  const counts = new Map<string, number>();
  try {
    const { db } = database.store;
    for await (const [, table] of db.iterator(under(tablePrefix))) {
      if (!isTable(table)) continue;
      let count = 0;
      for await (const [, item] of db.iterator(under(itemPrefix(table.TableName)))) {
        if (!isItem(item)) continue;
        count += 1;
        await database.write([
          ...indexOperations(table, undefined, item),
          ...database.timeToLive.operations([{ table, before: undefined, after: item }]),
        ]);
      }
      counts.set(table.TableName, count);
      const view = table.StreamSpecification?.StreamViewType;
      if (view !== undefined)
        await database.write([
          ...database.streams.disable(table.TableName),
          ...database.streams.enable(table, view),
        ]);
    }
    // Last: a start after a repair that was killed computes the indexes itself.
    await database.write([{ type: 'put', key: layoutKey, value: currentLayout }]);
  } finally {
    await database.close();
  }
  return counts;
}
