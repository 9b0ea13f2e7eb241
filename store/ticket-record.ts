import { type TicketEnd } from '../contract/ticket-ends';
import { type TicketStatus } from '../contract/ticket-status';
import {
  type GameName,
  type MatchId,
  type MatchmakingName,
  type PlayerId,
  type PlayerSessionId,
  type Seat,
  type TicketId,
} from '../core/ids';
import { type Json } from '../core/json';

/** A ticket according to its row. Times are epoch milliseconds. */
export interface TicketRecord {
  readonly ticketId: TicketId;
  readonly playerId: PlayerId;
  readonly game: GameName;
  readonly matchmaking: MatchmakingName;
  /** Options of the requested match, with defaults filled in. */
  readonly options: Json;
  readonly status: TicketStatus;
  readonly createdAt: number;
  /**
   * When its client asked for it, to within `renewalMs`, in epoch milliseconds: its lease runs from
   * then on. Absent in rows of an earlier version, which have no lease.
   */
  readonly askedAt?: number;
  /** Epoch milliseconds since which its lease is over: it cannot be renewed any more. */
  readonly lapsedAt?: number;
  /** Epoch milliseconds. */
  readonly completedAt?: number;
  /** Epoch milliseconds since which its match waits for a server. */
  readonly placingSince?: number;
  readonly estimatedWaitSeconds?: number;
  /** The match that FlexMatch made of it, while that is being accepted or placed. */
  readonly made?: MatchId;
  /** For a completed ticket. */
  readonly match?: { readonly matchId: MatchId; readonly seat: Seat };
  readonly connection?: {
    readonly ipAddress: string;
    readonly dnsName?: string;
    /** The fleet has a certificate: clients connect with TLS, to the host name. */
    readonly tls: boolean;
    readonly port: number;
    readonly playerSessionId: PlayerSessionId;
    /** Region of GameLift that knows the player session; absent in older rows: the home Region. */
    readonly region?: string;
  };
  readonly reason?: string;
  /** For a ticket that ended without a match; absent in rows of an earlier version. */
  readonly endedBecause?: TicketEnd;
}

/**
 * The change of a ticket by an event. `at` is the event's time in epoch milliseconds: an older event never
 * overwrites a newer one, and no event overwrites an end. An end applies to any open ticket: FlexMatch sends
 * no event of a ticket after it, even if clocks differ.
 */
export interface TicketChange {
  readonly ticketId: TicketId;
  readonly at: number;
  readonly status: TicketStatus;
  readonly estimatedWaitSeconds?: number;
  readonly made?: MatchId;
  readonly match?: TicketRecord['match'];
  readonly connection?: TicketRecord['connection'];
  readonly reason?: string;
  /** For an end without a match; absent: what its status says. */
  readonly endedBecause?: TicketEnd;
  /**
   * This backend decided the end. It also applies while the ticket is getting a match against bots, or after
   * its lease: then FlexMatch's event of the stopped ticket does not end it.
   */
  readonly decided?: true;
}
