import { maskedChecksum } from './checksum';

/**
 * LevelDB skips unreadable parts of its write-ahead log, and so silently begins an empty log when it was
 * overwritten. This check comes first (format: LevelDB's doc/log_format.md): blocks of 32 KiB with records of
 * checksum (4 bytes, CRC-32C, masked), length (2), type (1) and data; zeros fill unused space.
 */
const blockSize = 32 * 1024;
const headerSize = 7;
const recordType = { full: 1, first: 2, middle: 3, last: 4 } as const;

/** Where a log is damaged. Undefined: it is whole, or ends as a killed process, or a power cut, leaves it. */
export function damageIn(log: Buffer): number | undefined {
  for (let at = 0; at + headerSize <= log.length;) {
    const left = blockSize - (at % blockSize);
    if (left < headerSize) {
      at += left;
      continue;
    }
    const length = log.readUInt16LE(at + 4);
    const type = log[at + 6] ?? 0;
    if (type === 0 && length === 0) return undefined;
    const end = at + headerSize + length;
    const fits = type <= recordType.last && length <= left - headerSize;
    if (fits && end > log.length) return undefined; // cut off while it was being written
    if (fits && maskedChecksum(log.subarray(at + 6, end)) === log.readUInt32LE(at)) {
      at = end;
      continue;
    }
    const tornAtTheEnd = at > 0 && log.length - at <= blockSize; // LevelDB drops it
    return tornAtTheEnd ? undefined : at;
  }
  return undefined;
}

/** How a file of records ends. `torn`: behind the last whole record is an unfinished one, or zeros. */
export type LogEnd = 'whole' | 'torn' | 'damaged';

/** Looks at the checksums of all records up to the end of the file. LevelDB reads a `torn` one, too. */
export function endOfLog(log: Buffer): LogEnd {
  let isInRecord = false;
  for (let at = 0; at < log.length;) {
    const left = blockSize - (at % blockSize);
    if (left < headerSize) {
      at += left;
      continue;
    }
    if (log.subarray(at).every((byte) => byte === 0)) return 'torn';
    if (at + headerSize > log.length) return 'torn';
    const end = at + headerSize + log.readUInt16LE(at + 4);
    const type = log[at + 6] ?? 0;
    if (type === 0 || type > recordType.last || end - at > left) return 'damaged';
    if (end > log.length) return 'torn';
    if (maskedChecksum(log.subarray(at + 6, end)) !== log.readUInt32LE(at)) return 'damaged';
    isInRecord = type === recordType.first || type === recordType.middle;
    at = end;
  }
  return isInRecord ? 'torn' : 'whole';
}

/** A record, and its place in the file. */
export interface LogRecord {
  readonly at: number;
  readonly data: Buffer;
}

/**
 * The records of a log, whole ones only: what a killed process left behind them is skipped, as LevelDB skips
 * it.
 */
export function recordsIn(log: Buffer): readonly Buffer[] {
  return readLog(log, false).records.map(({ data }) => data);
}

/** The same, continuing with the next block after damage. @returns also the number of skipped bytes */
export function salvageLog(log: Buffer): { readonly records: readonly LogRecord[]; readonly lost: number } {
  return readLog(log, true);
}

function readLog(log: Buffer, beyondDamage: boolean): { records: readonly LogRecord[]; lost: number } {
  const records: LogRecord[] = [];
  let parts: Buffer[] | undefined;
  let begin = 0;
  let lost = 0;
  for (let at = 0; at + headerSize <= log.length;) {
    const left = blockSize - (at % blockSize);
    if (left < headerSize) {
      at += left;
      continue;
    }
    const length = log.readUInt16LE(at + 4);
    const type = log[at + 6] ?? 0;
    const end = at + headerSize + length;
    const whole =
      type !== 0 &&
      length <= left - headerSize &&
      end <= log.length &&
      maskedChecksum(log.subarray(at + 6, end)) === log.readUInt32LE(at);
    if (!whole) {
      if (!beyondDamage) break;
      // The end of a record is unknown here; the next block begins with one.
      lost += Math.min(left, log.length - at);
      parts = undefined;
      at += left;
      continue;
    }
    const data = log.subarray(at + headerSize, end);
    if (type === recordType.full || type === recordType.first) [parts, begin] = [[data], at];
    else if (parts) parts.push(data);
    else lost += length;
    if (parts && (type === recordType.full || type === recordType.last)) {
      records.push({ at: begin, data: Buffer.concat(parts) });
      parts = undefined;
    }
    at = end;
  }
  return { records, lost };
}
