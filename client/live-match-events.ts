import { type Presence, type Result, type ToPlayerFields } from '../contract/realtime/to-player';
import { type CommandId, type Seat } from '../core/ids';
import { type Json } from '../core/json';
import { type CommandRefused, type MatchAbandoned } from './errors';
import { type Position } from './game-types';
import { type MatchClocks } from './match-clocks';
import { type RealtimeEndpoint, type RealtimeOptions } from './realtime/line';

/** An entry of a match's log as a message shows it to this player. */
export type MatchEvent = ToPlayerFields['events']['events'][number];
/**
 * An event of a seat's command; other events concern the match itself, such as a takeover by another process.
 */
export type CommandEvent = Extract<MatchEvent, { readonly seat: number }>;

/** A time at which it is this player's turn, with all that a bot, or a page, needs to choose. */
export interface Turn<View extends Json = Json, Command extends Json = Json> extends Position<View, Command> {
  readonly sequence: number;
  readonly seat: Seat;
}

/** The time that a command took: from the first sending to the script's event. */
export interface Timing {
  readonly kind: 'command';
  readonly milliseconds: number;
  readonly id: CommandId;
  /** The number of sendings; more than one after a lost datagram, a lost connection or `try-again`. */
  readonly attempts: number;
}

/** The events of a live match by name, each with the value that its listeners receive. */
export interface LiveMatchEvents<View extends Json = Json, Command extends Json = Json> {
  /** One entry of the log, usually a command of a seat, in order and without gaps. */
  event: MatchEvent;
  /** The match in its new state. */
  position: Position<View, Command>;
  /** `bot`: a bot plays the seat, of this strength. */
  presence: {
    readonly seat: Seat;
    readonly presence: Presence;
    readonly until: number | null;
    readonly bot?: string | undefined;
  };

  /** A command of this player was refused. */
  refused: CommandRefused;
  /** The clocks, where the match has any: after every event, and when the lag was measured again. */
  clocks: MatchClocks;
  result: Result;
  timing: Timing;
  /** The connection is lost (and is restored, unless the match is over), or is restored. */
  connection: 'lost' | 'restored';
  /** The seat has connected from another place; `closed` follows. `rejoin` takes the seat back. */
  replaced: string;
  /** The last event: the match is over, the player left, or could not come back. */
  closed: string;
}

/**
 * `lost`: it is being restored. `replaced`: the seat has connected from another place. `closed`: the match is
 * over, the player left, or could not come back.
 */
export type ConnectionState = 'open' | 'lost' | 'replaced' | 'closed';

/** How a client follows a match over the Realtime protocol. */
export interface LiveMatchOptions extends RealtimeOptions {
  /** Whether to reconnect automatically. Default true. */
  readonly reconnect?: boolean;
}

/** The same for a player who comes back to a seat. */
export interface RejoinOptions extends LiveMatchOptions {
  /** Called each time that the match has no server yet: one is being placed, and may wait for capacity. */
  readonly onWait?: () => void;
}

/**
 * The REST requests that a match needs: another player session for the same seat, and the result when the
 * session is gone.
 */
export interface RejoinRequests {
  /**
   * A player session for the same seat.
   * @param unresponsive the server has been silent for a while, or could not be connected to
   */
  rejoin(unresponsive: boolean): Promise<RealtimeEndpoint>;
  /** The end of the match: its result, or the reason why it has none; undefined while it runs. */
  ending(): Promise<Result | MatchAbandoned | undefined>;
}
