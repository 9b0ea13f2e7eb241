import { BytesReader } from './bytes-reader';
import { salvageLog } from './log-format';

/** The bytes before the writes of a batch: its sequence number, and how many writes it has. */
export const batchHeaderSize = 12;

/** The last byte of a key in a table, and of a write in a log (LevelDB's db/dbformat.h). */
export const typeOfWrite = { deletion: 0, value: 1 } as const;

/** A record of a write-ahead log. LevelDB numbers all writes: a batch begins where its predecessor ends. */
export interface Batch {
  /** Its place in the file. */
  readonly at: number;
  readonly first: bigint;
  /** The number of the first write behind it. */
  readonly next: bigint;
}

/** A log that is in use. */
export interface UsedLog {
  readonly name: string;
  readonly batches: readonly Batch[];
}

/** All batches of a log that can be read, also behind damage. */
export function batchesOf(log: Buffer): readonly Batch[] {
  return salvageLog(log).records.flatMap(({ at, data }) => {
    if (data.length < batchHeaderSize) return [];
    const first = data.readBigUInt64LE(0);
    return [{ at, first, next: first + BigInt(data.readUInt32LE(8)) }];
  });
}

/** A key with what is written under it; undefined: it is deleted. */
export type Write = readonly [key: string, value: string | undefined];

/**
 * The writes of a batch as a log has it: its sequence number, how many writes, the writes.
 * @returns undefined for a record of another kind of file, such as a manifest in the place of a log
 */
export function writesIn(record: Buffer): readonly Write[] | undefined {
  if (record.length < batchHeaderSize) return undefined;
  const writes: Write[] = [];
  const reader = new BytesReader(record.subarray(batchHeaderSize));
  try {
    while (!reader.ended) {
      const type = reader.take(1).readUInt8(0);
      const key = reader.text().toString('utf8');
      writes.push([key, type === typeOfWrite.value ? reader.text().toString('utf8') : undefined]);
    }
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  return writes;
}

/** A log that does not continue what is before it; `what` is a clause without its subject. */
export interface Discontinuity {
  readonly name: string;
  readonly what: string;
}

/**
 * The logs in use whose writes do not follow each other. LevelDB reads each log as far as it can, and ends
 * the process for a write that comes twice.
 * @param logs in their order, oldest first
 * @param lastSequence of the manifest, which may have been written after the oldest log was begun;
 *   undefined: the oldest log is missing
 */
export function discontinuities(
  logs: readonly UsedLog[],
  lastSequence: number | undefined,
): readonly Discontinuity[] {
  const found: Discontinuity[] = [];
  const newest = logs.findLastIndex(({ batches }) => batches.length > 0);
  let before: { readonly name: string; readonly next: bigint } | undefined;
  for (const [place, { name, batches }] of logs.entries()) {
    const [first] = batches;
    if (first === undefined) {
      if (place < newest) found.push({ name, what: 'has lost its writes' });
      continue;
    }
    const isFirst = before === undefined && found.length === 0;
    if (isFirst && lastSequence !== undefined && first.first > BigInt(lastSequence) + 1n)
      found.push({ name, what: 'has lost its first writes' });
    else if (before !== undefined && first.first > before.next)
      found.push({ name: before.name, what: `has lost its newest writes: ${name} begins behind them` });
    else if (before !== undefined && first.first < before.next)
      found.push({
        name,
        what: `begins before ${before.name} ends: one of the two is in the place of another`,
      });
    const at = batches.findIndex((batch, index) => index > 0 && batch.first !== batches[index - 1]?.next);
    const [last, wrong] = [batches[at - 1], batches[at]];
    if (last !== undefined && wrong !== undefined)
      found.push({
        name,
        what:
          wrong.first > last.next
            ? `lacks writes before byte ${wrong.at}`
            : `repeats writes at byte ${wrong.at}`,
      });
    before = { name, next: batches.at(-1)?.next ?? first.next };
  }
  return found;
}

/** The losses of the logs in use, as far as the numbers of their writes tell. */
export interface LostBatches {
  /** Writes that are in none of the logs. */
  readonly writes: number;
  /** Logs without a write before others that have some, and logs that are copies of others. */
  readonly logs: number;
}

/** The order of the logs does not matter: two may be in each other's places. */
export function lostBatches(logs: readonly UsedLog[], lastSequence: number): LostBatches {
  const all = logs.flatMap(({ batches }) => batches).sort((one, other) => (one.first < other.first ? -1 : 1));
  let [next, writes] = [BigInt(lastSequence) + 1n, 0n];
  for (const [place, batch] of all.entries()) {
    if (batch.first > next) writes += batch.first - next;
    // Writes that the manifest knows of may be in the logs.
    if (place === 0 || batch.next > next) next = batch.next;
  }
  const newest = logs.findLastIndex(({ batches }) => batches.length > 0);
  const isLost = ({ batches }: UsedLog, place: number): boolean =>
    batches.length === 0
      ? place < newest
      : logs.slice(0, place).some((log) => log.batches[0]?.first === batches[0]?.first);
  return { writes: Number(writes), logs: logs.filter(isLost).length };
}
