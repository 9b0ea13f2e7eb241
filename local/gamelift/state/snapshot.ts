import fs from 'node:fs';
import path from 'node:path';
import { syncFolder } from '../../sync-folder';
import { type Recorded } from './collection';
import { endOfSnapshot, lineOf, markOf } from './journal-file';
import { snapshotName } from './journal-folder';

/** Lines per write. */
const portion = 500;

/**
 * Writes all values beside the running segment and renames the file when it is complete.
 * @param journal its id
 * @returns the number of values
 * @throws Error when the disk refuses; then the unfinished file is removed
 */
export async function writeSnapshot(
  folder: string,
  number: number,
  journal: string,
  values: Iterable<readonly [collection: string, id: string, value: Recorded]>,
): Promise<number> {
  const partial = path.join(folder, `${snapshotName(number)}.partial`);
  const file = await fs.promises.open(partial, 'w');
  let count = 0;
  try {
    let lines: string[] = [];
    const write = async (): Promise<void> => {
      const content = Buffer.from(lines.join(''));
      lines = [];
      await file.appendFile(Buffer.concat([content, Buffer.from(markOf(content))]));
    };
    for (const [c, i, v] of values) {
      count += 1;
      lines.push(lineOf({ c, i, v }));
      if (lines.length === portion) await write();
    }
    lines.push(lineOf(endOfSnapshot(count, number, journal)));
    await write();
    await file.datasync();
  } catch (error) {
    await file.close();
    await fs.promises.rm(partial, { force: true });
    throw error;
  }
  await file.close();
  await fs.promises.rename(partial, path.join(folder, snapshotName(number)));
  // The files that it replaces are deleted from now on.
  syncFolder(folder, []);
  return count;
}
