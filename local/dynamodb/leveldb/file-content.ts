import { writesIn } from './batches';
import { type NumberedFile } from './files-in-use';
import { salvageLog } from './log-format';
import { endsAsTable } from './table-format';

/**
 * Whether a file holds a table or a log. Its name may say otherwise: a copy may have exchanged two files, or
 * given one the name of the other. Without a sign of either the name counts.
 */
export function contentOf(bytes: Buffer, kind: NumberedFile['kind']): NumberedFile['kind'] {
  // No log ends like a table: its last bytes are of JSON, which those are not.
  if (endsAsTable(bytes)) return 'table';
  const isLog = kind === 'log' || salvageLog(bytes).records.some(({ data }) => writesIn(data) !== undefined);
  return isLog ? 'log' : 'table';
}
