/**
 * The statuses of a ticket, for the API, the functions and the store. The first four are open, the others
 * final; the order decides between two events of the same millisecond.
 */
export const ticketStatuses = [
  'queued',
  'searching',
  'requires-acceptance',
  'placing',
  'completed',
  'failed',
  'cancelled',
  'timed-out',
] as const;
export type TicketStatus = (typeof ticketStatuses)[number];

const final: ReadonlySet<TicketStatus> = new Set<TicketStatus>([
  'completed',
  'failed',
  'cancelled',
  'timed-out',
]);

/** Whether a ticket of this status has ended: such a status is final. */
export function hasEnded(status: TicketStatus): boolean {
  return final.has(status);
}
