/**
 * Why a ticket ended without a match, for the API, the functions and the store. The list is closed: a client
 * may have its own words for each.
 */
export const ticketEnds = [
  /** Its player cancelled it. */
  'cancelled',
  /** Its client did not ask for it for a while: contract/ticket-lease.ts. */
  'not-asked-for',
  /** Another player left the match while it waited for a server. The player may search again at once. */
  'match-left',
  /** Its player rejected the proposed match, or did not answer in time. */
  'not-accepted',
  /** No match was found in time. */
  'timed-out',
  /** Its player was banned or deleted. */
  'player-removed',
  /** Matchmaking or placement failed. */
  'failed',
] as const;
export type TicketEnd = (typeof ticketEnds)[number];
