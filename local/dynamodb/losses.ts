import fs from 'node:fs';
import { readLedger } from './ledger';
import { type LostBatches } from './leveldb/batches';
import { filesOf, missingFiles, newestManifest } from './leveldb/files-in-use';
import { type MisnamedFile } from './leveldb/repair-sources';

/** The file of a repaired database with the items whose table is lost. */
export const orphansName = 'items-without-table.jsonl';

/** The counts that a repair makes of a database. */
interface Counted {
  /** Blocks of tables, bytes of tables without an index (at most), and bytes of logs, all unreadable. */
  readonly blocks: number;
  readonly tableBytes: number;
  readonly logBytes: number;
  /** The losses that the numbers of writes show. */
  readonly lostBatches: LostBatches;
  /** Tables of the manifest that are in no file, and those whose names other tables have. */
  readonly missingTables: number;
  readonly replacedTables: number;
  /** Files that were not in use any more, of which values were taken. */
  readonly unusedFiles: readonly string[];
  /** Files that were read though their names are of another kind of file. */
  readonly misnamed: readonly MisnamedFile[];
  /** How many items, by table, have a table whose own row could not be read. */
  readonly orphans: ReadonlyMap<string, number>;
  /** The number of the newest batch that could be read; 0: none. */
  readonly newestBatch: number;
}

/**
 * The losses of a damaged database, in words. The manifest lists the files, and the ledger has the number of
 * the newest write. Without one of them it is not known whether everything was read, and the words say
 * `perhaps`.
 */
export function lossesOf(folder: string, counted: Counted): string[] {
  const { blocks, tableBytes, logBytes, lostBatches, orphans, newestBatch } = counted;
  const { missingTables, replacedTables, unusedFiles, misnamed } = counted;
  const names = fs.readdirSync(folder);
  const manifest = newestManifest(folder);
  const missing = manifest ? missingFiles(manifest, names) : [];
  const isFoundElsewhere = misnamed.some(({ content }) => content === 'log');
  const log = isFoundElsewhere ? undefined : missing.find((name) => name.endsWith('.log'));
  const acknowledged = acknowledgedIn(folder);
  const batches = Math.max(0, (acknowledged ?? 0) - newestBatch);
  // The number of a later log's writes does not show what was in an earlier log.
  const isLogLost =
    log !== undefined &&
    (acknowledged === undefined || logNumbers(names).some((number) => number > Number.parseInt(log, 10)));
  // Unreadable bytes of a log, or a missing one, are the same loss as the writes that are in none.
  const writes = logBytes > 0 || isLogLost ? 0 : lostBatches.writes;
  const isOlderRead =
    blocks + tableBytes + logBytes + lostBatches.writes + lostBatches.logs > 0 ||
    missingTables + replacedTables > 0 ||
    isLogLost ||
    (newestBatch > 0 && (batches > 0 || manifest === undefined));
  // The number of the newest write is a row itself, which may have been in what is lost.
  const isAtMost = blocks + tableBytes > 0;
  const isNewestUnknown = acknowledged === undefined && newestBatch > 0 && !isLogLost;
  return [
    ...(blocks > 0 ? [`${blocks} ${blocks === 1 ? 'block' : 'blocks'} of tables`] : []),
    ...(tableBytes > 0 ? [`at most ${tableBytes} bytes of tables`] : []),
    ...(logBytes > 0 ? [`${logBytes} bytes of logs`] : []),
    ...(writes > 0 ? [`${writes} writes of logs`] : []),
    ...(writes === 0 && lostBatches.logs > 0 ? ['what was in an emptied or replaced log'] : []),
    ...(batches > 0 ? [`${isAtMost ? 'at most ' : ''}the newest ${batches} writes`] : []),
    ...(missingTables > 0 ? ['what was in the missing tables'] : []),
    ...(isLogLost ? ['what was in the missing log'] : []),
    ...(replacedTables > 0 ? ['what was in the replaced tables'] : []),
    ...(isOlderRead ? [olderValues(unusedFiles)] : []),
    ...[...orphans].map(
      ([table, items]) =>
        `the table ${table}: create it again, and send its ${items} items, which are PutItem requests in ` +
        `dynamodb/${orphansName}`,
    ),
    ...(manifest ? [] : ['perhaps more: only the manifest lists the tables and logs']),
    ...(isNewestUnknown ? ['perhaps the newest writes: only the ledger has their number'] : []),
  ];
}

function olderValues(unusedFiles: readonly string[]): string {
  const files = unusedFiles.length === 0 ? '' : ` (from unused files: ${unusedFiles.join(' and ')})`;
  return `older values and deleted items may be back${files}`;
}

/** The number of the newest acknowledged write; undefined: the ledger is missing or damaged. */
function acknowledgedIn(folder: string): number | undefined {
  try {
    return readLedger(folder);
  } catch {
    return undefined;
  }
}

function logNumbers(names: readonly string[]): readonly number[] {
  return filesOf(names).flatMap(({ kind, number }) => (kind === 'log' ? [number] : []));
}
