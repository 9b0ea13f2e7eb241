import { type z } from '@hono/zod-openapi';
import { configurationName } from '../../contract/names';
import { type openTicketSchema } from '../../contract/rest/tickets';
import { type PlayerId, ticketId } from '../../core/ids';
import { type Matchmaking } from '../../definition';
import { type TicketRecord } from '../../store/ticket-record';
import { TicketAlreadyOpen } from '../../store/tickets';
import { gameOf, optionsOf } from '../shared/http/asked-game';
import { ApiProblem } from '../shared/http/problem';
import { refuseBanned } from '../shared/identity/bans';
import { log } from '../shared/log';
import { refuseWhileMade, refuseWhilePlaying } from '../shared/matches/one-live-match';
import { latencies, matchmakingOf } from './asked-matchmaking';
import { ticketAttributes } from './attributes';
import { type MatchmakingDependencies } from './dependencies';
import { startTicket, type TicketRequest } from './ticket-start';

/**
 * Puts a player into matchmaking. The row comes first: an event about the ticket must find it. A row whose
 * ticket never started is ended here or by the sweeper.
 * @throws ApiProblem
 */
export async function openedTicket(
  dependencies: MatchmakingDependencies,
  playerId: PlayerId,
  body: z.output<typeof openTicketSchema>,
): Promise<TicketRecord> {
  const { backend, locations, matches, now, newId, players } = dependencies;
  const game = gameOf(backend, body.game);
  const matchmaking = matchmakingOf(backend, game, body.matchmaking);
  const options = optionsOf(game, body.options);
  const latencyMs = latencies(body.latencyMs, locations);
  const [player, standing] = await Promise.all([
    players.get(playerId),
    players.standing(playerId, game.name),
  ]);
  if (player === undefined) throw new ApiProblem('player-not-found');
  refuseBanned(player, now());
  await refuseWhilePlaying({ matches, matchmakings: backend.matchmakings }, playerId, matchmaking);
  const createdAt = now();
  const ticket: TicketRecord = {
    ticketId: ticketId(newId()),
    playerId,
    game: game.name,
    matchmaking: matchmaking.key,
    options,
    status: 'queued',
    createdAt,
    askedAt: createdAt,
  };
  await storeTicket(dependencies, ticket, matchmaking);
  const started = await startStored(dependencies, matchmaking, {
    ticketId: ticket.ticketId,
    playerId,
    attributes: ticketAttributes(matchmaking, { game: game.name, options, player, standing }),
    latencyMs,
  });
  return { ...ticket, ...started };
}

/** @throws ApiProblem `ticket-open` when the player has an open ticket; `match-running` */
async function storeTicket(
  { tickets, matches, backend, now }: MatchmakingDependencies,
  ticket: TicketRecord,
  matchmaking: Matchmaking,
): Promise<void> {
  const live = { matches, matchmakings: backend.matchmakings };
  const admit = (before: TicketRecord) => refuseWhileMade(live, before, matchmaking, now());
  await tickets.create(ticket, admit).catch((error: unknown) => {
    throw error instanceof TicketAlreadyOpen
      ? new ApiProblem('ticket-open', `Ticket ${error.ticketId} is open.`, { ticketId: error.ticketId })
      : error;
  });
}

/** @throws ApiProblem `matchmaking-unavailable` when FlexMatch did not take the ticket: its row is ended */
async function startStored(
  { gamelift, resourcePrefix, tickets, now }: MatchmakingDependencies,
  { key }: Matchmaking,
  request: TicketRequest,
): ReturnType<typeof startTicket> {
  try {
    return await startTicket(gamelift.home, configurationName(resourcePrefix, key), request);
  } catch (error) {
    const { ticketId: id } = request;
    log('error', 'StartMatchmaking failed', { ticketId: id, error });
    const reason = 'Matchmaking took no ticket.';
    await tickets.change({ ticketId: id, at: now(), status: 'failed', reason });
    throw new ApiProblem('matchmaking-unavailable', undefined, {}, { 'retry-after': '3' });
  }
}
