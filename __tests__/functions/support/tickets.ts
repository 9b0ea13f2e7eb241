import { expect } from '@jest/globals';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { gameName, playerId } from '../../../core/ids';
import { newStanding, type Standing } from '../../../core/ranking/standing';
import { rowOfStanding } from '../../../store/standings';
import { until } from '../../support/until';
import { apiClient, type Player } from './api-client';
import { startBackend, tableNames } from './backend';
import { startGameLift } from './gamelift';

const placedTicket = z.looseObject({
  match: z.object({ matchId: z.string(), seat: z.int() }),
  connection: z.looseObject({ playerSessionId: z.string() }),
});

/** The REST side of the backend, on a local GameLift whose placements a test decides; requests of tickets. */
export async function startTickets() {
  const gamelift = await startGameLift();
  const backend = await startBackend({ gamelift: gamelift.url });
  const api = apiClient(backend.lambda.url);
  /** The backend hears of every event, unless a test puts another listener in place. */
  const hear = (): void => {
    gamelift.listener.take = (envelope) => backend.lambda.deliver(envelope);
  };
  hear();
  const read = async (player: Player, ticket: string) =>
    (await api.call('GET', `/v1/tickets/${ticket}`, { token: player.accessToken })).body;
  return {
    gamelift,
    backend,
    api,
    hear,
    read,
    /** The ticket, whose match has a session. */
    placed: async (player: Player, ticket: string) => placedTicket.parse(await read(player, ticket)),
    /** Gives the player finished matches of a game. */
    keepStanding: (player: Player, game: string, fields: Pick<Standing, 'rated' | 'mu'>) =>
      backend.documents.send(
        new PutCommand({
          TableName: tableNames.players,
          Item: rowOfStanding({
            ...newStanding(playerId(player.playerId), gameName(game)),
            ...fields,
            version: 1,
          }),
        }),
      ),
    /** Opens a ticket. @returns its id */
    async open(player: Player, body: object = { game: 'noughts' }): Promise<string> {
      const ticket = await api.call('POST', '/v1/tickets', { token: player.accessToken, body });
      expect({ status: ticket.status, body: ticket.body }).toMatchObject({
        status: 201,
        body: { status: 'queued' },
      });
      return String(ticket.body.ticketId);
    },
    reaches: (player: Player, ticket: string, status: string) =>
      until(`ticket ${ticket} is ${status}`, async () => (await read(player, ticket)).status === status),
    cancel: (player: Player, ticket: string) =>
      api.call('DELETE', `/v1/tickets/${ticket}`, { token: player.accessToken }),
    async close() {
      await backend.close();
      await gamelift.close();
    },
  };
}
