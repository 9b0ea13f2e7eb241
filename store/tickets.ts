import { type GameName, type MatchId, type PlayerId, type PlayerSessionId, type Seat, type TicketId } from '../core/ids';

export const ticketStatuses = ['queued', 'searching', 'requires-acceptance', 'placing', 'completed', 'failed', 'cancelled', 'timed-out'] as const;
export type TicketStatus = (typeof ticketStatuses)[number];

export interface TicketRecord {
  readonly ticketId: TicketId;
  readonly playerId: PlayerId;
  readonly game: GameName;
  readonly status: TicketStatus;
  readonly createdAt: number;
  readonly estimatedWaitSeconds?: number;
  readonly match?: { readonly matchId: MatchId; readonly seat: Seat };
  readonly connection?: { readonly ipAddress: string; readonly dnsName?: string; readonly port: number; readonly playerSessionId: PlayerSessionId };
  readonly reason?: string;
}

/** What an event says of a ticket. `at` is the event's time in epoch milliseconds: an older one never overwrites a newer one, and nothing overwrites an end. */
export interface TicketChange {
  readonly ticketId: TicketId;
  readonly at: number;
  readonly status: TicketStatus;
  readonly estimatedWaitSeconds?: number;
  readonly match?: TicketRecord['match'];
  readonly connection?: TicketRecord['connection'];
  readonly reason?: string;
}

export interface TicketStore {
  /** @throws Error when the ticket id is taken */
  create(ticket: TicketRecord): Promise<void>;
  get(ticketId: TicketId): Promise<TicketRecord | undefined>;
  /** Conditional and idempotent; false when a newer state, or an end, stands already. */
  change(change: TicketChange): Promise<boolean>;
  /** The ticket that a player has open, if any (newest first). */
  openTicketOf(playerId: PlayerId): Promise<TicketRecord | undefined>;
  /** Open tickets that heard nothing since a time: for the sweeper. */
  staleOpenTickets(heardBefore: number, limit: number): Promise<readonly TicketRecord[]>;
}
