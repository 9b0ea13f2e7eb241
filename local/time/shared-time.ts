import { type LocalTime, type TimeShift } from './local-time';

/** A shift that threads share: how far it is ahead, and where it stands (NaN while it runs). */
export type SharedTime = Float64Array<SharedArrayBuffer>;

export const isSharedTime = (value: unknown): value is SharedTime =>
  value instanceof Float64Array && value.buffer instanceof SharedArrayBuffer;

/** Keeps the shift of a time where other threads read it. */
export function sharedTime(time: LocalTime): { readonly cells: SharedTime; readonly end: () => void } {
  const cells = new Float64Array(new SharedArrayBuffer(2 * Float64Array.BYTES_PER_ELEMENT));
  const write = ({ aheadMs, stoppedAt }: TimeShift): void => {
    cells[0] = aheadMs;
    cells[1] = stoppedAt ?? Number.NaN;
  };
  write(time.shift);
  return { cells, end: time.onChange(write) };
}

/** The shift at this moment; a write by another thread may come between its two numbers. */
export function readSharedTime(cells: SharedTime): TimeShift {
  const [aheadMs = 0, stoppedAt = Number.NaN] = cells;
  return { aheadMs, stoppedAt: Number.isNaN(stoppedAt) ? null : stoppedAt };
}
