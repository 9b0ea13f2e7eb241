import * as z from 'zod/mini';
import { asSteps, type Steps } from '../core/ranking/score-order';
import { MalformedRow } from './row-fields';

/** The score of an entry in the counters, once a write of the entry is counted. */
export interface CountedWrite {
  /** Epoch milliseconds, rising with each write of the entry; 0: always counted. */
  readonly writtenAt: number;
  /** Undefined: the player is not on the leaderboard. */
  readonly steps: Steps | undefined;
}

/** The writes of an entry. */
interface Written {
  readonly writtenAt: number;
  readonly steps: Steps;
  readonly listed: boolean;
  /** The writes before the newest one that may not be counted yet, newest first. */
  readonly earlier: readonly CountedWrite[];
}

const writesOf = ({ writtenAt, steps, listed, earlier }: Written): readonly CountedWrite[] => [
  { writtenAt, steps: listed ? steps : undefined },
  ...earlier,
];

/**
 * An entry that was written this long ago is assumed to be counted, regardless of the times in the nodes. Two
 * shards of the stream may write one time of a node alternately. An index that lags this far has raised its
 * alarm long before.
 */
const surelyCountedMs = 10 * 60_000;
/**
 * The maximum number of writes that an entry stores. A player does not finish more matches within the delay
 * of the index, which is seconds.
 */
const maxEarlier = 8;

/**
 * The score of a player in the counters; undefined: none.
 * @param asOf of the counters that were read @param now both in epoch milliseconds
 */
export function countedSteps(
  entry: Written | undefined,
  asOf: number | undefined,
  now: number,
): Steps | undefined {
  if (entry === undefined) return undefined;
  const counted = Math.max(asOf ?? 0, now - surelyCountedMs);
  return writesOf(entry).find(({ writtenAt }) => writtenAt <= counted)?.steps;
}

/** The time of an entry's next write. Times of one entry rise, although clocks differ. */
export function nextWrite(was: Written | undefined, now: number): number {
  return Math.max(now, (was?.writtenAt ?? 0) + 1);
}

/** The earlier writes that an entry's next write has to store. @param was undefined: it is the first write */
export function earlierWrites(was: Written | undefined, now: number): readonly CountedWrite[] {
  if (was === undefined) return [];
  const writes = writesOf(was);
  const surely = writes.findIndex(({ writtenAt }) => writtenAt <= now - surelyCountedMs);
  const kept = surely === -1 ? writes : writes.slice(0, surely + 1);
  return kept
    .slice(0, maxEarlier)
    .map((write, index) => (index === maxEarlier - 1 ? { ...write, writtenAt: 0 } : write));
}

/** Earlier writes in a row: the time, and the steps if there are any. */
export type EarlierField = ReadonlyArray<readonly [writtenAt: number, steps?: number]>;

/** The form in a row: lists without names take less space. */
export function earlierField(writes: readonly CountedWrite[]): EarlierField {
  return writes.map(({ writtenAt, steps }) => (steps === undefined ? [writtenAt] : [writtenAt, steps]));
}

/** Rows of earlier versions have a number: the steps before the newest write. */
const field = z.union([
  z.pipe(
    z.number(),
    z.transform((steps): EarlierField => [[0, steps]]),
  ),
  z.array(z.union([z.tuple([z.int()]), z.tuple([z.int(), z.number()])])),
]);

/** @throws MalformedRow */
export function readEarlier(value: unknown): readonly CountedWrite[] {
  if (value === undefined) return [];
  const read = field.safeParse(value);
  if (!read.success) throw new MalformedRow('a row entry has no list of writes p');
  return read.data.map(([writtenAt, steps]) => ({
    writtenAt,
    steps: steps === undefined ? undefined : asSteps(steps),
  }));
}
