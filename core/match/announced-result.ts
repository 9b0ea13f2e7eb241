import { outcomesOf, type SeatOutcome } from '../results';
import { isVoid } from './conduct';
import { type MatchEnding } from './log';

/** The end of a match as it is sent to all players. */
export interface AnnouncedResult {
  /** Seat 0 first; 1 is the best. */
  readonly places: readonly number[];
  readonly outcomes: readonly SeatOutcome[];
  /** Absent when the game has no points. */
  readonly scores?: readonly number[];
  readonly reason: string;
  /** Epoch milliseconds. */
  readonly endedAt: number;
  /** Sequence number of the entry that ended it. */
  readonly commands: number;
  /** Set when a seat never played: the match has no winner and no loser regardless of `outcomes`. */
  readonly void?: true;
}

/** The end of a match as it is sent to all players. @param teams team of each seat, seat 0 first */
export function announcedResult(ending: MatchEnding, teams: readonly number[]): AnnouncedResult {
  const { result, endedAt, commands } = ending;
  const { places, scores, reason } = result;
  return {
    places,
    outcomes: outcomesOf(result, teams),
    ...(scores === undefined ? {} : { scores }),
    reason,
    endedAt,
    commands,
    ...(isVoid(ending) ? { void: true } : {}),
  };
}
