import { type TicketExplanation } from '../../../flexmatch/index';
import { type Ticket } from '../../../flexmatch/lifecycle/ticket';

/** The answer of GET /_local/tickets/{id}/explanation. */
export interface TicketWord {
  readonly ticketId: string;
  readonly status: Ticket['status'];
  /** One sentence for people. */
  readonly summary: string;
  /** Of a ticket that searches, in the form of `flexmatch explain --json`. */
  readonly explanation?: TicketExplanation;
}

/** @param explanation why the ticket has not matched; undefined unless it is in a pool */
export function ticketWord(
  { ticketId, status, statusMessage, connection }: Ticket,
  explanation: TicketExplanation | undefined,
): TicketWord {
  return explanation === undefined
    ? { ticketId, status, summary: statusMessage ?? wordOf(status, connection !== undefined) }
    : { ticketId, status, summary: explanation.summary, explanation };
}

/** An explanation for a status without a message of its own. */
function wordOf(status: Ticket['status'], isPlaced: boolean): string {
  switch (status) {
    case 'QUEUED':
      return 'it has not been searched for yet: the matchmaker looks at the pool in a moment';
    case 'SEARCHING':
      return 'it goes back to the pool: the matchmaker looks at it in a moment';
    case 'REQUIRES_ACCEPTANCE':
      return 'it is in a match that waits for the acceptance of its players';
    case 'PLACING':
      return 'it has matched, and a game session is being placed';
    case 'COMPLETED':
      return isPlaced
        ? 'it has matched, and a game session was placed'
        : 'it has matched: a standalone matchmaker places no game session';
    default:
      return `it is over: ${status}`;
  }
}
