import { DescribePlayerSessionsCommand, type GameLiftClient } from '@aws-sdk/client-gamelift';
import { type TicketRecord } from '../../store/tickets';
import { log } from '../shared/log';

/** GameLift keeps a reserved player session for so long (API reference, CreatePlayerSession). */
const reservedMilliseconds = 60_000;
/** How long GameLift may think about it: a player waits for the address. */
const patienceMilliseconds = 1_000;

/**
 * A ticket as its player may use it: a player session works once and for a minute, so a connection that was
 * used or ran out is left out. Only a ticket that completed within the minute needs to be asked about, which
 * a player reads once or twice. Without an answer of GameLift the connection stays: it most likely works.
 * @param now epoch milliseconds
 */
export async function withoutSpentSession(
  gamelift: GameLiftClient,
  ticket: TicketRecord,
  now: number,
): Promise<TicketRecord> {
  const { connection, ...rest } = ticket;
  if (connection === undefined) return ticket;
  if (now - (ticket.completedAt ?? ticket.createdAt) >= reservedMilliseconds) return rest;
  try {
    const { PlayerSessions } = await gamelift.send(
      new DescribePlayerSessionsCommand({ PlayerSessionId: connection.playerSessionId }),
      { abortSignal: AbortSignal.timeout(patienceMilliseconds) },
    );
    const status = PlayerSessions?.[0]?.Status;
    return status === undefined || status === 'RESERVED' ? ticket : rest;
  } catch (error) {
    log('warn', 'whether a player session was used cannot be told', { ticketId: ticket.ticketId, error });
    return ticket;
  }
}
