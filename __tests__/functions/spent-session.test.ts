import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { GameLiftClient, TerminateGameSessionCommand } from '@aws-sdk/client-gamelift';
import { gameName, matchmakingName, playerId, playerSessionId } from '../../core/ids';
import { withoutSpentSession } from '../../functions/matchmaking/spent-session';
import { type TicketRecord } from '../../store/ticket-record';
import { createGameLiftRegions } from '../../functions/shared/aws/gamelift-regions';
import { until } from '../support/until';
import { startGameLift } from './support/gamelift';
import { placeDuel } from './support/placed-duel';

let gamelift: Awaited<ReturnType<typeof startGameLift>>;
/** An address on which no service listens. */
const unreachable = new GameLiftClient({
  endpoint: 'http://127.0.0.1:9',
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: 1,
});
const nowhere = createGameLiftRegions('us-east-1', () => unreachable);
beforeAll(async () => {
  gamelift = await startGameLift();
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
});
afterAll(async () => {
  unreachable.destroy();
  await gamelift.close();
});

const now = Date.parse('2026-11-22T12:00:00Z');

/** A ticket that completed just now, with a player session of the local GameLift. */
async function aCompletedTicket(): Promise<{ readonly ticket: TicketRecord; readonly session: string }> {
  const { ticketId, ticket, session } = await placeDuel(gamelift);
  const [matched] = ticket.GameSessionConnectionInfo?.MatchedPlayerSessions ?? [];
  return {
    session,
    ticket: {
      ticketId,
      playerId: playerId(matched?.PlayerId ?? ''),
      game: gameName('noughts'),
      matchmaking: matchmakingName('duel'),
      options: {},
      status: 'completed',
      createdAt: now - 30_000,
      completedAt: now,
      connection: {
        ipAddress: '127.0.0.1',
        tls: false,
        port: 4000,
        playerSessionId: playerSessionId(matched?.PlayerSessionId ?? ''),
      },
    },
  };
}

describe('the connection of a completed ticket', () => {
  it('is shown while its player session is reserved, and not once it is spent', async () => {
    const { ticket, session } = await aCompletedTicket();
    expect(await withoutSpentSession(gamelift.regions, ticket, now)).toEqual(ticket);
    // The game session ends before its player comes.
    await gamelift.client.send(
      new TerminateGameSessionCommand({ GameSessionId: session, TerminationMode: 'FORCE_TERMINATE' }),
    );
    const { connection: _, ...spent } = ticket;
    await until(
      'the player session is spent',
      async () => !('connection' in (await withoutSpentSession(gamelift.regions, ticket, now))),
    );
    expect(await withoutSpentSession(gamelift.regions, ticket, now)).toEqual(spent);
    // After a minute the reservation has expired in any case, so GameLift is not called.
    expect(await withoutSpentSession(nowhere, ticket, now + 60_000)).toEqual(spent);
  });

  it('is shown while GameLift cannot be reached', async () => {
    const { ticket } = await aCompletedTicket();
    expect(await withoutSpentSession(nowhere, ticket, now + 59_999)).toEqual(ticket);
    const { connection: _, ...open } = ticket;
    expect(await withoutSpentSession(nowhere, open, now)).toEqual(open);
  });
});
