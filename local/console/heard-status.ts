import { type HeardStatus } from '../../contract/console/tickets';
import { isOver, type Ticket } from '../../flexmatch/lifecycle/ticket';
import { type TicketRecord } from '../../store/ticket-record';

/**
 * The status in the row of a ticket, where it differs from that of GameLift: the row follows by events, which
 * may be late or held. Undefined where both are the same, and for a ticket without a row. Undefined also
 * where both have ended and the row has the reason of the backend's own: no event is missing.
 * @param row undefined: the ticket has no row
 */
export function differingStatus(
  { status }: Pick<Ticket, 'status'>,
  row: Pick<TicketRecord, 'status' | 'endedBecause'> | undefined,
  events: { readonly held: boolean; readonly undelivered: number },
): HeardStatus | undefined {
  if (row === undefined || row.status === status.toLowerCase().replaceAll('_', '-')) return undefined;
  const isDecided = row.endedBecause !== undefined && isOver(status) && status !== 'COMPLETED';
  return isDecided
    ? undefined
    : { status: row.status, eventsHeld: events.held, undelivered: events.undelivered };
}
