import { hasEnded } from '../../contract/ticket-status';
import { type TicketRecord } from '../../store/ticket-record';
import { ApiProblem } from '../shared/http/problem';
import { stopPlacement } from '../shared/tickets/void-match';
import { type Withdrawal, withdrawTicket } from '../shared/tickets/withdrawal';
import { type MatchmakingDependencies } from './dependencies';

type CancelParts = Pick<MatchmakingDependencies, 'gamelift' | 'matches' | 'tickets' | 'now'>;

/**
 * Cancels a ticket. Cancelling twice has the same effect as once: the first answer may have been lost. The
 * row ends before the placement does: FlexMatch's event of the placement ends the tickets of the other
 * players.
 * @throws ApiProblem `ticket-ended`, `ticket-placing`
 */
export async function cancelTicket(parts: CancelParts, ticket: TicketRecord): Promise<TicketRecord> {
  const { tickets, matches, now } = parts;
  if (ticket.status === 'cancelled') return ticket;
  if (hasEnded(ticket.status)) throw new ApiProblem('ticket-ended', `The ticket is ${ticket.status}.`);
  const gamelift = parts.gamelift.home;
  const withdrawal = await withdrawTicket({ gamelift, matches }, ticket);
  refuseWhereItPlays(withdrawal);
  const ended = { status: 'cancelled', reason: 'Cancelled by request.', endedBecause: 'cancelled' } as const;
  await tickets.change({ ticketId: ticket.ticketId, at: now(), ...ended, decided: true });
  if (withdrawal.kind === 'voided') await stopPlacement(gamelift, withdrawal.matchId);
  return (await tickets.get(ticket.ticketId)) ?? { ...ticket, ...ended };
}

/** @throws ApiProblem when the ticket could not be taken out of matchmaking */
function refuseWhereItPlays(withdrawal: Withdrawal): void {
  switch (withdrawal.kind) {
    case 'stopped':
    case 'voided':
      return;
    case 'ended':
      throw new ApiProblem('ticket-ended', `The ticket is ${withdrawal.status}.`);
    case 'unnamed':
      throw new ApiProblem('ticket-placing', undefined, {}, { 'retry-after': '1' });
    case 'begun':
      throw new ApiProblem('ticket-ended', 'The match has begun.');
  }
}
