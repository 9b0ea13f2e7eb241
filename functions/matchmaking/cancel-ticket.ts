import { DescribeMatchmakingCommand, StopMatchmakingCommand } from '@aws-sdk/client-gamelift';
import { hasEnded } from '../../contract/ticket-status';
import { type TicketRecord } from '../../store/ticket-record';
import { isRefusal } from '../shared/aws/failures';
import { ticketStatusOf } from '../shared/flexmatch/ticket-status';
import { ApiProblem } from '../shared/http/problem';
import { type MatchmakingDependencies } from './dependencies';

type CancelParts = Pick<MatchmakingDependencies, 'gamelift' | 'matches' | 'tickets' | 'now'>;

/**
 * Cancels a ticket. Cancelling twice has the same effect as once: the first answer may have been lost.
 * @throws ApiProblem `ticket-ended`, `ticket-placing`
 */
export async function cancelledTicket(parts: CancelParts, ticket: TicketRecord): Promise<TicketRecord> {
  const { tickets, now } = parts;
  if (ticket.status === 'cancelled') return ticket;
  if (hasEnded(ticket.status)) throw new ApiProblem('ticket-ended', `The ticket is ${ticket.status}.`);
  try {
    await parts.gamelift.home.send(new StopMatchmakingCommand({ TicketId: ticket.ticketId }));
  } catch (error) {
    // NotFound: the ticket never reached FlexMatch, or FlexMatch has forgotten it; its row ends here.
    if (!isRefusal(error, 'NotFoundException')) await giveUpMatch(parts, ticket, error);
  }
  const ended = { status: 'cancelled', reason: 'Cancelled by request.' } as const;
  await tickets.change({ ticketId: ticket.ticketId, at: now(), ...ended, byPlayer: true });
  return (await tickets.get(ticket.ticketId)) ?? { ...ticket, ...ended };
}

/**
 * FlexMatch does not stop a ticket whose match is being placed. The match becomes void unless it has begun,
 * and its other players learn so when they connect.
 * @throws why the ticket is not cancelled, as an error of the API: its state in FlexMatch is newer than the
 * row
 */
async function giveUpMatch(
  { gamelift, matches }: CancelParts,
  ticket: TicketRecord,
  error: unknown,
): Promise<void> {
  if (!isRefusal(error, 'InvalidRequestException')) throw error;
  const { TicketList } = await gamelift.home.send(
    new DescribeMatchmakingCommand({ TicketIds: [ticket.ticketId] }),
  );
  const status = ticketStatusOf(TicketList?.[0]?.Status);
  if (status !== undefined && hasEnded(status))
    throw new ApiProblem('ticket-ended', `The ticket is ${status}.`);
  if (status !== 'placing') throw error;
  // Only FlexMatch's events name the match, and that event may not have arrived yet.
  if (ticket.made === undefined)
    throw new ApiProblem('ticket-placing', undefined, {}, { 'retry-after': '1' });
  if ((await matches.voidBeforeBegin(ticket.made)) === 'begun')
    throw new ApiProblem('ticket-ended', 'The match has begun.');
}
