import { AcceptMatchCommand } from '@aws-sdk/client-gamelift';
import { hasEnded } from '../../contract/ticket-status';
import { type TicketRecord } from '../../store/ticket-record';
import { isRefusal } from '../shared/aws/failures';
import { ApiProblem } from '../shared/http/problem';
import { type MatchmakingDependencies } from './dependencies';

/**
 * Passes a player's answer to the proposed match of a ticket on to FlexMatch.
 * @throws ApiProblem `acceptance-not-pending`
 */
export async function answerTicket(
  { gamelift, tickets }: Pick<MatchmakingDependencies, 'gamelift' | 'tickets'>,
  ticket: TicketRecord,
  accept: boolean,
): Promise<TicketRecord> {
  if (hasEnded(ticket.status))
    throw new ApiProblem('acceptance-not-pending', `The ticket is ${ticket.status}.`);
  // The row may lag behind: FlexMatch decides whether the ticket awaits an acceptance.
  try {
    await gamelift.home.send(
      new AcceptMatchCommand({
        TicketId: ticket.ticketId,
        PlayerIds: [ticket.playerId],
        AcceptanceType: accept ? 'ACCEPT' : 'REJECT',
      }),
    );
  } catch (error) {
    if (isRefusal(error, 'InvalidRequestException', 'NotFoundException'))
      throw new ApiProblem('acceptance-not-pending');
    throw error;
  }
  return (await tickets.get(ticket.ticketId)) ?? ticket;
}
