import { type Seat } from '../../core/ids';
import { type ShownEntry } from './seat';

/** The facts that a page knows of a match from its joining on. */
export interface KnownOfMatch {
  readonly seats: number;
  /** The match was there before a server had it: its first entry is the server's claim. */
  readonly arranged: boolean;
  /** First entries of the log that the page does not know: they have not been read yet. */
  readonly before: number;
  /** The entries after those. */
  readonly events: readonly Pick<ShownEntry, 'action' | 'seat'>[];
  /** Seats that have left while the others play on. */
  readonly left: readonly Seat[];
}

/**
 * True while a seat has not played: until then a player may call the match off. An entry that the page
 * does not know is taken to be a turn; the match itself has the last word.
 */
export function mayCallOff({ seats, arranged, before, events, left }: KnownOfMatch): boolean {
  const missed = arranged ? Math.max(0, before - 1) : before;
  const plays = events.filter(({ action }) => action.kind === 'play');
  if (missed > 0) return missed + plays.length < seats;
  const over = new Set([...left, ...plays.flatMap(({ seat }) => seat ?? [])]);
  return over.size < seats;
}
