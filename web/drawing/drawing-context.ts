import { type Seat } from '../../core/ids';
import { type Json } from '../../core/json';

/** The seats of a match: a view without a drawing has their numbers. */
export interface MatchSeats {
  readonly count: number;
  /** The seat of the page's own player. */
  readonly own?: Seat;
  /** The seats that are to act, where the page knows them. */
  readonly toAct?: readonly Seat[];
}

/** The page's functions that every part of a drawing needs. */
export interface DrawingContext {
  /** Name of a seat's player. */
  readonly nameOf: (seat: Seat) => string;
  /** Plays a command; absent while no command may be played (replay, spectators, a pending command). */
  readonly play: ((command: Json) => void) | undefined;
  /** The seats of the match; absent: the page does not know them. */
  readonly seats?: MatchSeats;
  /** The match is played here and has not ended: commands will come. */
  readonly isRunning?: boolean;
}
