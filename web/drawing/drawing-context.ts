import { type Seat } from '../../core/ids';
import { type Json } from '../../core/json';

/** The page's functions that every part of a drawing needs. */
export interface DrawingContext {
  /** Name of a seat's player. */
  readonly nameOf: (seat: Seat) => string;
  /** Plays a command; absent while no command may be played (replay, spectators, a pending command). */
  readonly play: ((command: Json) => void) | undefined;
  /** The match is played here and has not ended: commands will come. */
  readonly isRunning?: boolean;
}
