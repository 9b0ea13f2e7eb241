import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  DescribeMatchmakingCommand,
  GameLiftClient,
  TerminateGameSessionCommand,
} from '@aws-sdk/client-gamelift';
import { configurationName } from '../../contract/names';
import { gameName, matchmakingName, playerId, playerSessionId, ticketId } from '../../core/ids';
import { withoutSpentSession } from '../../functions/matchmaking/spent-session';
import { startTicket } from '../../functions/matchmaking/ticket-start';
import { type TicketRecord } from '../../store/ticket-record';
import { createGameLiftRegions } from '../../functions/shared/aws/gamelift-regions';
import { until } from '../local/lambda/support';
import { resourcePrefix } from './support/backend';
import { startGameLift } from './support/gamelift';

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
  const ids = [ticketId(randomUUID()), ticketId(randomUUID())] as const;
  for (const id of ids)
    await startTicket(gamelift.client, configurationName(resourcePrefix, 'duel'), {
      ticketId: id,
      playerId: playerId(`p-${randomUUID()}`),
      attributes: { game: { S: 'noughts' }, skill: { N: 1500 } },
      latencyMs: { 'us-east-1': 20 },
    });
  const session = await gamelift.place();
  const described = async () =>
    (await gamelift.client.send(new DescribeMatchmakingCommand({ TicketIds: [ids[0]] }))).TicketList?.[0];
  await until(async () => (await described())?.Status === 'COMPLETED', 'the match is placed');
  const [matched] = (await described())?.GameSessionConnectionInfo?.MatchedPlayerSessions ?? [];
  return {
    session: session ?? '',
    ticket: {
      ticketId: ids[0],
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
      async () => !('connection' in (await withoutSpentSession(gamelift.regions, ticket, now))),
      'the player session is spent',
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
