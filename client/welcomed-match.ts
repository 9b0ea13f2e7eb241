import { type ToPlayerFields, type Welcome } from '../contract/realtime/to-player';
import { type Seat } from '../core/ids';
import { type Json } from '../core/json';
import { Emitter } from './emitter';
import { Disconnected } from './errors';
import { type LiveMatchEvents } from './live-match-events';

/**
 * The facts of a match that *welcome* contains. They are constant during the match, except for the players of
 * the seats.
 */
export abstract class WelcomedMatch<Events extends object> extends Emitter<Events> {
  #welcomed: Welcome | undefined;
  #seats: Welcome['seats'] = [];

  get matchId(): string {
    return this.welcome.matchId;
  }
  get game(): string {
    return this.welcome.game;
  }
  get seat(): Seat {
    return this.welcome.seat;
  }

  /** Players, seat 0 first. */
  get players(): readonly string[] {
    return this.welcome.seats.map(({ playerId }) => playerId);
  }

  /** The presence or bot of each seat, seat 0 first: as of now, or of when the connection was lost. */
  get seats(): Welcome['seats'] {
    return this.#seats;
  }

  /** Team of each seat, seat 0 first. */
  get teams(): readonly number[] {
    return this.welcome.seats.map(({ team }) => team);
  }

  /** The options of the match, with defaults filled in. */
  get options(): Json {
    return this.welcome.options;
  }

  /** Epoch milliseconds of the server. */
  get startedAt(): number {
    return this.welcome.startedAt;
  }
  get matchmaking(): string | null {
    return this.welcome.matchmaking;
  }

  /** Whether the result changes ratings and leaderboards. */
  get rated(): boolean {
    return this.welcome.rated;
  }

  /** Why the match is not rated; undefined when it is. */
  get unratedBecause(): Welcome['unratedBecause'] {
    return this.welcome.unratedBecause;
  }

  /** SHA-256 of the seed: keep it, to verify after the end that dice and decks were decided at the start. */
  get seedHash(): string {
    return this.welcome.seedHash;
  }

  /** Whether a seat may ask to take its last command back. */
  get hasTakebacks(): boolean {
    return this.welcome.takebacks === true;
  }

  protected get welcome(): Welcome {
    if (this.#welcomed === undefined) throw new Disconnected('not welcomed yet');
    return this.#welcomed;
  }

  /** The secret of the connection; undefined before the first *welcome*. */
  protected get secret(): string | undefined {
    return this.#welcomed?.secret;
  }

  /** Keeps the *welcome* of a connection. @returns whether it is the first one */
  protected greet(welcome: Welcome): boolean {
    const first = this.#welcomed === undefined;
    this.#welcomed = welcome;
    this.#seats = welcome.seats;
    return first;
  }

  /** Keeps who is at a seat. @returns the event of it */
  protected seated(change: ToPlayerFields['presence']): LiveMatchEvents['presence'] {
    const { seat, presence, until, bot } = change;
    this.#seats = this.#seats.map((known, index) =>
      index === seat ? { ...known, presence, until, bot } : known,
    );
    return { seat, presence, until, bot };
  }
}
