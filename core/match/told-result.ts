import { outcomesOf, type SeatOutcome } from '../results';
import { type MatchEnding } from './log';

/** The end of a match as it is sent to all players. */
export interface ToldResult {
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
}

/** The end of a match as it is sent to all players. @param teams team of each seat, seat 0 first */
export function toldResult({ result, endedAt, commands }: MatchEnding, teams: readonly number[]): ToldResult {
  const { places, scores, reason } = result;
  return {
    places,
    outcomes: outcomesOf(result, teams),
    ...(scores === undefined ? {} : { scores }),
    reason,
    endedAt,
    commands,
  };
}
