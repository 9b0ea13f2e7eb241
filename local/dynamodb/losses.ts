import fs from 'node:fs';
import { readLedger } from './ledger';
import { filesOf, newestManifest } from './leveldb/files-in-use';
import { missingFiles } from './leveldb/folder-check';

/** The counts that a repair makes of a database. */
interface Counted {
  /** Blocks of tables, bytes of tables without an index (at most), and bytes of logs, all unreadable. */
  readonly blocks: number;
  readonly tableBytes: number;
  readonly logBytes: number;
  /** Items whose table's own row could not be read. */
  readonly orphans: number;
  /** The number of the newest batch that could be read; 0: none. */
  readonly newestBatch: number;
}

/**
 * The losses of a damaged database, in words. The manifest lists the files, and the ledger has the number of
 * the newest write. Without one of them it is not known whether everything was read, and the words say
 * `perhaps`.
 */
export function lossesOf(folder: string, counted: Counted): string[] {
  const { blocks, tableBytes, logBytes, orphans, newestBatch } = counted;
  const names = fs.readdirSync(folder);
  const manifest = newestManifest(folder);
  const missing = manifest ? missingFiles(manifest, names) : [];
  const tables = missing.filter((name) => !name.endsWith('.log'));
  const log = missing.find((name) => name.endsWith('.log'));
  const acknowledged = acknowledgedIn(folder);
  const batches = Math.max(0, (acknowledged ?? 0) - newestBatch);
  // The number of a later log's writes does not show what was in an earlier log.
  const isLogLost =
    log !== undefined &&
    (acknowledged === undefined || logNumbers(names).some((number) => number > Number.parseInt(log, 10)));
  const isNewestUnknown = acknowledged === undefined && newestBatch > 0 && !isLogLost;
  return [
    ...(blocks > 0 ? [`${blocks} ${blocks === 1 ? 'block' : 'blocks'} of tables`] : []),
    ...(tableBytes > 0 ? [`at most ${tableBytes} bytes of tables`] : []),
    ...(logBytes > 0 ? [`${logBytes} bytes of logs`] : []),
    ...(batches > 0 ? [`the newest ${batches} writes`] : []),
    ...(tables.length > 0 ? ['what was in the missing tables'] : []),
    ...(isLogLost ? ['what was in the missing log'] : []),
    ...(blocks + tableBytes + logBytes + tables.length > 0 || isLogLost
      ? ['older values and deleted items may be back']
      : []),
    ...(orphans > 0 ? [`${orphans} items of tables that are lost themselves`] : []),
    ...(manifest ? [] : ['perhaps more: only the manifest lists the tables and logs']),
    ...(isNewestUnknown ? ['perhaps the newest writes: only the ledger has their number'] : []),
  ];
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
