import { type MatchEvent } from '../../client/index';
import { type Seat } from '../../core/ids';

/** What a page knows of a match from its joining on. */
export interface KnownOfMatch {
  readonly seats: number;
  /** The match was there before a server had it: its first entry is the server's claim. */
  readonly arranged: boolean;
  /** Entries of the log before the page joined. */
  readonly before: number;
  /** Entries since then. */
  readonly events: readonly Pick<MatchEvent, 'action' | 'seat'>[];
  /** Seats that have left while the others play on. */
  readonly left: readonly Seat[];
}

/**
 * True while a seat has not played: until then a player may call the match off. What was played before the page
 * joined is taken to be a turn of each seat; the match itself has the last word.
 */
export function mayCallOff({ seats, arranged, before, events, left }: KnownOfMatch): boolean {
  const missed = arranged ? Math.max(0, before - 1) : before;
  const plays = events.filter(({ action }) => action.kind === 'play');
  if (missed > 0) return missed + plays.length < seats;
  const over = new Set([...left, ...plays.flatMap(({ seat }) => seat ?? [])]);
  return over.size < seats;
}
