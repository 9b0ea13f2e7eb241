import { type LeaveReason } from '../game-rules';
import { type Seat } from '../ids';
import { isCommand, type LogEntry } from './log';

/** What the seats of a match did, as far as fair counting needs it. */
export interface Conduct {
  /** Commands that each seat has played, seat 0 first. */
  readonly turns: readonly number[];
  /** Seats that left before the end, in the order of their leaving. */
  readonly left: ReadonlyArray<{ readonly seat: Seat; readonly reason: LeaveReason }>;
}

/** The conduct of a match in which nothing was played. */
export function noConduct(seats: number): Conduct {
  return { turns: Array.from({ length: seats }, () => 0), left: [] };
}

/** @param entries the whole log, in order; of the hosting's entries no seat is the author */
export function conductOf(entries: Iterable<LogEntry>, seats: number): Conduct {
  const turns = Array.from({ length: seats }, () => 0);
  const left = new Map<Seat, LeaveReason>();
  for (const entry of entries) {
    if (!isCommand(entry)) continue;
    const { seat, action } = entry;
    switch (action.kind) {
      case 'play':
        turns[seat] = (turns[seat] ?? 0) + 1;
        break;
      case 'resign':
        left.set(seat, 'resigned');
        break;
      case 'abandon': {
        const away = action.everyone === true ? turns.keys() : [seat];
        for (const one of away) if (!left.has(one)) left.set(one, 'abandoned');
        break;
      }
      case 'offer':
      case 'answer':
        break;
    }
  }
  return { turns, left: [...left].map(([seat, reason]) => ({ seat, reason })) };
}
