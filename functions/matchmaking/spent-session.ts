import { DescribePlayerSessionsCommand } from '@aws-sdk/client-gamelift';
import { type TicketRecord } from '../../store/ticket-record';
import { type GameLiftRegions } from '../shared/aws/gamelift-regions';
import { log } from '../shared/log';

/** How long GameLift keeps a reserved player session (API reference, CreatePlayerSession). */
const reservedMs = 60_000;
/** The timeout of GameLift's answer: a player waits for the address. */
const answerTimeoutMs = 1_000;

/**
 * A ticket without a connection that can no longer be used: a player session works once, and for a minute.
 * Only a ticket that completed within the last minute causes a call, and a player reads such a ticket once or
 * twice. Without an answer of GameLift the connection stays: it most likely works.
 * @param now epoch milliseconds
 */
export async function withoutSpentSession(
  gamelift: GameLiftRegions,
  ticket: TicketRecord,
  now: number,
): Promise<TicketRecord> {
  const { connection, ...rest } = ticket;
  if (connection === undefined) return ticket;
  if (now - (ticket.completedAt ?? ticket.createdAt) >= reservedMs) return rest;
  try {
    const { PlayerSessions } = await gamelift
      .in(connection.region)
      .send(new DescribePlayerSessionsCommand({ PlayerSessionId: connection.playerSessionId }), {
        abortSignal: AbortSignal.timeout(answerTimeoutMs),
      });
    const status = PlayerSessions?.[0]?.Status;
    return status === undefined || status === 'RESERVED' ? ticket : rest;
  } catch (error) {
    log('warn', 'a player session could not be read', { ticketId: ticket.ticketId, error });
    return ticket;
  }
}
