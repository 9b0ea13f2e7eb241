import { type Json } from '../core/json';
import { isPositionOf, type Position, type WirePosition } from './game-types';
import { type CommandEvent, type MatchEvent } from './live-match-events';

/** Callbacks for the events of a match. */
export interface EventFollower<View extends Json, Command extends Json> {
  /** The next event: each once, in order and without gaps. */
  event(event: MatchEvent): void;
  /** The position after the newest event. */
  position(position: Position<View, Command>): void;
  /** Events are missing: those after the newest one are to be requested. */
  missing(): void;
}

/** The events of a match, each once and in order, though messages may be lost or repeated. */
export class FollowedEvents<View extends Json, Command extends Json> {
  readonly #follower: EventFollower<View, Command>;
  #newest = 0;
  #position: Position<View, Command> | undefined;
  #isCatchingUp = false;

  constructor(follower: EventFollower<View, Command>) {
    this.#follower = follower;
  }

  /** Sequence number of the newest known event. */
  get newest(): number {
    return this.#newest;
  }

  /** Undefined before the first *welcome*. */
  get position(): Position<View, Command> | undefined {
    return this.#position;
  }

  /**
   * Takes the sequence number and the position in a *welcome*.
   * @param first whether it is the first one: a match is followed from there on
   */
  welcome(sequence: number, position: WirePosition, first: boolean): void {
    if (first) {
      this.#newest = sequence;
      // Kept even where events are missing: from here on there is a state to show.
      this.#position = typed(position);
    }
    if (sequence === this.#newest) this.#show(position);
    else this.catchUp();
  }

  /** A new connection: an answer to a request on the previous one does not come any more. */
  reconnected(): void {
    this.#isCatchingUp = false;
  }

  /**
   * Takes a message of events. Events that are known already come again after a request; a gap leads to one.
   * @param position after the last of them; null: another message of events follows
   * @returns the events of this player's own commands, those that were known included
   */
  take(events: readonly MatchEvent[], position: WirePosition | null): readonly CommandEvent[] {
    const ours: CommandEvent[] = [];
    for (const event of events) {
      if (event.sequence > this.#newest + 1) {
        this.catchUp();
        return ours;
      }
      if (event.sequence > this.#newest) {
        this.#newest = event.sequence;
        this.#follower.event(event);
      }
      if (isOurs(event)) ours.push(event);
    }
    if (position !== null) {
      this.#isCatchingUp = false;
      const last = events[events.length - 1];
      if (last === undefined || last.sequence === this.#newest) this.#show(position);
    }
    return ours;
  }

  /** Requests the missing events, unless that has been done. */
  catchUp(): void {
    if (this.#isCatchingUp) return;
    this.#isCatchingUp = true;
    this.#follower.missing();
  }

  #show(position: WirePosition): void {
    this.#position = typed<View, Command>(position);
    this.#follower.position(this.#position);
  }
}

/** Only the sender of a command gets its id. */
const isOurs = (event: MatchEvent): event is CommandEvent => event.seat !== null && event.id !== undefined;

function typed<View extends Json, Command extends Json>(position: WirePosition): Position<View, Command> {
  if (!isPositionOf<View, Command>(position)) throw new TypeError('unreachable');
  return position;
}
