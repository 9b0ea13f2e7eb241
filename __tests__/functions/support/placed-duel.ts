import { randomUUID } from 'node:crypto';
import { DescribeMatchmakingCommand, type MatchmakingTicket } from '@aws-sdk/client-gamelift';
import { configurationName } from '../../../contract/names';
import { playerId, type TicketId, ticketId } from '../../../core/ids';
import { startTicket } from '../../../functions/matchmaking/ticket-start';
import { until } from '../../support/until';
import { resourcePrefix } from './backend';
import { type startGameLift } from './gamelift';

export interface PlacedDuel {
  readonly ticketId: TicketId;
  /** The ticket of the first player as FlexMatch describes it. */
  readonly ticket: MatchmakingTicket;
  /** ARN of the game session. */
  readonly session: string;
}

/** A match of two new players that is placed and complete. */
export async function placeDuel({
  client,
  place,
  region,
}: Awaited<ReturnType<typeof startGameLift>>): Promise<PlacedDuel> {
  const ids = [ticketId(randomUUID()), ticketId(randomUUID())] as const;
  for (const id of ids)
    await startTicket(client, configurationName(resourcePrefix, 'duel'), {
      ticketId: id,
      playerId: playerId(`p-${randomUUID()}`),
      attributes: { game: { S: 'noughts' }, skill: { N: 1500 } },
      latencyMs: { [region]: 20 },
    });
  const session = (await place()) ?? '';
  let ticket: MatchmakingTicket | undefined;
  await until('the match is placed', async () => {
    const { TicketList } = await client.send(new DescribeMatchmakingCommand({ TicketIds: [ids[0]] }));
    ticket = TicketList?.[0];
    return ticket?.Status === 'COMPLETED';
  });
  if (ticket === undefined) throw new Error('there is no ticket');
  return { ticketId: ids[0], ticket, session };
}
