import { type CommandId, type Seat } from '../ids';
import { type Json } from '../json';
import { type AbandonReason, type MatchAction } from './log';

/** One accepted command as it is shown to a viewer. */
export interface CommandEvent {
  readonly sequence: number;
  readonly seat: Seat;
  /** Epoch milliseconds. */
  readonly at: number;
  /** A `play` holds the part of the command that the viewer may see. */
  readonly action: MatchAction;
  /** Only for the seat that played it: the id of its command. */
  readonly id?: CommandId;
  /** Set for a bot's command. */
  readonly bot?: true;
}

/** An entry that is not a command of a seat, as it is shown to every viewer. */
export interface HostingEvent {
  readonly sequence: number;
  readonly seat: null;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly action: HostingAction;
}

/** An event of the match itself. */
export type HostingAction =
  /** `commands`: what was played for each of the seats, as far as the viewer may see it. */
  | { readonly kind: 'timeout'; readonly seats: readonly Seat[]; readonly commands?: readonly Json[] }
  | { readonly kind: 'claim'; readonly epoch: number; readonly aliveAt?: number }
  | { readonly kind: 'sleep'; readonly epoch: number }
  | { readonly kind: 'end'; readonly reason: AbandonReason };

/** One entry of the log as it is shown to a viewer. */
export type MatchEvent = CommandEvent | HostingEvent;
