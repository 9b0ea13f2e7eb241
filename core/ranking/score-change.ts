import { type GameName, type PlayerId } from '../ids';

/** How a period of a leaderboard begins and ends, in UTC. `all` and a running season have no end yet. */
export const periodKinds = ['all', 'season', 'month', 'week', 'day'] as const;
export type PeriodKind = (typeof periodKinds)[number];

/** Which scores of a leaderboard come first. */
export const directions = ['highest', 'lowest'] as const;
export type Direction = (typeof directions)[number];

/** The parts of a leaderboard that the rank index needs; the declaration of a leaderboard extends it. */
export interface RankedLeaderboard {
  /** Unique name of the leaderboard, `<game>.<name>`, such as `tic-tac-toe.rating`. */
  readonly id: string;
  readonly game: GameName;
  /** Among equal scores, the earlier one comes first. */
  readonly direction: Direction;
  /**
   * Decimal places in which two scores of the leaderboard differ, 0 to 9: 0 for whole numbers. Entries are
   * rounded to those with which their period began.
   */
  readonly decimals: number;
  readonly periods: readonly PeriodKind[];
  /**
   * A player's score never gets worse within a period (best score, wins), and a player who was shown is not
   * hidden again. Then a result that does not change the entry needs no write. Ratings and last scores fall.
   */
  readonly onlyImproves?: boolean;
  /**
   * Maximum changes of score per second that one period of the leaderboard is laid out for; 1,000 when
   * absent.
   */
  readonly updatesPerSecond?: number;
  /** The scores that are expected, both ends included: others are exact as well, and cost more. */
  readonly scores?: { readonly from: number; readonly to: number };
}

/** A score and since when a player has it. */
export interface Scored {
  /** A finite number: the direction of the leaderboard says which end comes first. */
  readonly score: number;
  /** Epoch milliseconds at which the score was reached. */
  readonly at: number;
}

/**
 * The score of a player on one leaderboard and period. It is absolute, so a change may arrive twice, late, or
 * not at all when a newer one did. The score is exact: a period shows it in the decimals with which it began.
 */
export interface ScoreChange extends Scored {
  readonly leaderboard: string;
  /** `all`, `2026-11`, `2026-W48` (ISO 8601), `2026-11-28`, or the name of a season. */
  readonly period: string;
  readonly playerId: PlayerId;
  /** The score of a period that began with the other direction, where it is another one. */
  readonly opposite?: Scored;
  /** The standing's version: rises with each change of the standing. Of two changes the higher one stands. */
  readonly version: number;
  /** The player is not to be on the leaderboard (any more): provisional, too few games, removed or banned. */
  readonly hidden: boolean;
}
