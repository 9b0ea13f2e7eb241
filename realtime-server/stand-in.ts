import { type Seat } from '../core/ids';
import { type Json } from '../core/json';
import { type Match, type SubmittedAction } from '../core/match/match';
import { isBotSeat } from '../core/match/step';
import { type Attendance } from './attendance';

/** Decides when a bot takes over a seat instead of the seat leaving the match. */
export class StandIn {
  readonly #strength: string | undefined;
  readonly #forLeavers: boolean;
  readonly #forAbsent: boolean;

  /**
   * @param strength of the bot; undefined: the game has none
   * @param forLeavers for players who resign or stay away (the game's `onLeave`)
   * @param forAbsent for players who never come (the matchmaking's `absentSeats`)
   */
  constructor({
    strength,
    forLeavers = false,
    forAbsent = false,
  }: {
    readonly strength?: string | undefined;
    readonly forLeavers?: boolean;
    readonly forAbsent?: boolean;
  }) {
    this.#strength = strength;
    this.#forLeavers = forLeavers;
    this.#forAbsent = forAbsent;
  }

  /**
   * Replaces an action by which a seat leaves: a bot takes the seat over where that is configured and another
   * player remains. All other actions are unchanged.
   * @param attendance records whether the player of a given-up seat ever came
   */
  instead<State extends Json, Command extends Json, View extends Json>(
    match: Match<State, Command, View>,
    seat: Seat,
    action: SubmittedAction,
    attendance?: Attendance,
  ): SubmittedAction {
    if (this.#strength === undefined || (action.kind !== 'resign' && action.kind !== 'abandon'))
      return action;
    const never = attendance?.of(seat).presence === 'expected';
    if (!this.#forLeavers && !(this.#forAbsent && never)) return action;
    const another = match.header.seats.some(
      (_, other) => other !== seat && !match.left.includes(other) && !isBotSeat(match, other),
    );
    if (!another) return action;
    const because = action.kind === 'resign' ? 'resigned' : 'abandoned';
    return { kind: 'bot', strength: this.#strength, because };
  }
}
