import { type HeardStatus } from '../../contract/console/tickets';
import { type TicketStatus } from '../../contract/ticket-status';
import { type Ticket } from '../../flexmatch/lifecycle/ticket';

/**
 * What the row of a ticket tells its player, where that differs from what GameLift says: the row follows by
 * events, which may be late or held. Undefined where both say the same, and for a ticket without a row.
 * @param rowStatus undefined: the ticket has no row
 */
export function heardStatus(
  { status }: Pick<Ticket, 'status'>,
  rowStatus: TicketStatus | undefined,
  events: { readonly held: boolean; readonly undelivered: number },
): HeardStatus | undefined {
  if (rowStatus === undefined || rowStatus === status.toLowerCase().replaceAll('_', '-')) return undefined;
  return { status: rowStatus, eventsHeld: events.held, undelivered: events.undelivered };
}
