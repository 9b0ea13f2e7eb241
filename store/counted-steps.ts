import * as z from 'zod/mini';
import { asSteps, type Steps } from '../core/ranking/score-order';
import { MalformedRow } from './row-fields';

/** What counters count of an entry once a write of it is counted. */
export interface CountedWrite {
  /** Epoch milliseconds, rising with each write of the entry; 0: since ever. */
  readonly writtenAt: number;
  /** Undefined: nothing, the player is not on the board. */
  readonly steps: Steps | undefined;
}

/** What an entry tells of its writes. */
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
 * An entry that was written this long ago is taken for counted in any case: two shards of the
 * stream may write one time of a node by turns. An index that is so far behind has long raised its alarm.
 */
const surelyCountedMilliseconds = 10 * 60_000;
/**
 * Writes that an entry remembers. More of them within the delay of the index, which is seconds, are more
 * matches than a player can finish.
 */
const mostEarlier = 8;

/**
 * What the counters count of a player.
 * @param asOf of the counters that were read @param now both in epoch milliseconds
 */
export function countedSteps(
  entry: Written | undefined,
  asOf: number | undefined,
  now: number,
): Steps | undefined {
  if (entry === undefined) return undefined;
  const counted = Math.max(asOf ?? 0, now - surelyCountedMilliseconds);
  return writesOf(entry).find(({ writtenAt }) => writtenAt <= counted)?.steps;
}

/** The moment of an entry's next write: times of one entry rise, whichever clocks they come from. */
export function nextWrite(was: Written | undefined, now: number): number {
  return Math.max(now, (was?.writtenAt ?? 0) + 1);
}

/** The earlier writes that an entry's next one has to remember. @param was undefined: it is the first */
export function earlierWrites(was: Written | undefined, now: number): readonly CountedWrite[] {
  if (was === undefined) return [];
  const writes = writesOf(was);
  const surely = writes.findIndex(({ writtenAt }) => writtenAt <= now - surelyCountedMilliseconds);
  const kept = surely === -1 ? writes : writes.slice(0, surely + 1);
  return kept
    .slice(0, mostEarlier)
    .map((write, index) => (index === mostEarlier - 1 ? { ...write, writtenAt: 0 } : write));
}

/** Earlier writes as a row has them: time, and steps where there are any. */
export type EarlierField = ReadonlyArray<readonly [writtenAt: number, steps?: number]>;

export function earlierField(writes: readonly CountedWrite[]): EarlierField {
  return writes.map(({ writtenAt, steps }) => (steps === undefined ? [writtenAt] : [writtenAt, steps]));
}

/** One number: rows were written with the steps before alone. */
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
