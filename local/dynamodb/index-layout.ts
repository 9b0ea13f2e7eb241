import { type Operation } from 'dynalite/db';
import { type Engine } from './engine';
import { indexOperations } from './index-entries';
import { everyIndex } from './keys';

/** Where a database holds the number of its indexes' layout. */
export const layoutKey = 'turnlift-index-layout';
/**
 * How the entries of indexes are keyed. Layout 1 has no number. Its items with equal index keys shared an
 * entry when 24 bits of a hash of their own keys were equal, so entries are missing there.
 */
export const currentLayout = 2;

/** Writes at once, and items between two looks at the time. */
const batchSize = 500;
/** Milliseconds after which a rebuild reports, and again after as many. */
const reportIntervalMs = 1000;

/**
 * Computes all indexes again from the items when an earlier version wrote them. A process that is killed
 * meanwhile leaves the old number, so that the next start begins again.
 * @throws Error for a layout of a later version; ServiceError InternalServerError when the disk refuses
 */
export async function bringUpIndexes(engine: Engine, log: (line: string) => void): Promise<void> {
  const found = Number((await engine.store.db.get(layoutKey)) ?? 1);
  if (found === currentLayout) return;
  if (found > currentLayout)
    throw new Error(
      'the DynamoDB data were written by a later Turnlift: update this one, or choose another folder',
    );
  for (const range of everyIndex) await engine.clear(range);
  await fillIndexes(engine, log);
  await engine.write([{ type: 'put', key: layoutKey, value: currentLayout }]);
}

async function fillIndexes(engine: Engine, log: (line: string) => void): Promise<void> {
  let reportAt = engine.now() + reportIntervalMs;
  let [items, reports] = [0, 0];
  const report = (end: string): void =>
    log(`DynamoDB: this version computes the indexes again: ${items} items ${end}`);
  for (const name of await engine.tableNames()) {
    const table = await engine.table(name);
    let operations: Operation[] = [];
    for await (const item of engine.items(name)) {
      operations.push(...indexOperations(table, undefined, item));
      items += 1;
      if (items % batchSize !== 0) continue;
      await engine.write(operations);
      operations = [];
      if (engine.now() < reportAt) continue;
      report('so far');
      reports += 1;
      reportAt = engine.now() + reportIntervalMs;
    }
    await engine.write(operations);
  }
  if (reports > 0) report('in all');
}
