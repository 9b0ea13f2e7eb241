import { type z } from '@hono/zod-openapi';
import { configurationName } from '../../contract/names';
import { type openTicketSchema } from '../../contract/rest/tickets';
import { ticketId } from '../../core/ids';
import { type Matchmaking } from '../../definition';
import { mayPlay } from '../../store/may-play';
import { type TicketRecord } from '../../store/ticket-record';
import { TicketAlreadyOpen } from '../../store/tickets';
import { askedGame, askedOptions } from '../shared/http/asked-game';
import { sessionEnded, type SignedIn } from '../shared/http/open-session';
import { ApiProblem } from '../shared/http/problem';
import { log } from '../shared/log';
import { refuseWhileMade, refuseWhilePlaying } from '../shared/matches/one-live-match';
import { latencies, askedMatchmaking } from './asked-matchmaking';
import { ticketAttributes } from './attributes';
import { cancelTicket } from './cancel-ticket';
import { type MatchmakingDependencies } from './dependencies';
import { startTicket, type TicketRequest } from './ticket-start';

/**
 * Puts a player into matchmaking. The row comes first: an event about the ticket must find it. A row whose
 * ticket never started is ended here or by the sweeper.
 * @throws ApiProblem
 */
export async function createTicket(
  dependencies: MatchmakingDependencies,
  { playerId, othersEndedAt }: SignedIn,
  body: z.output<typeof openTicketSchema>,
): Promise<TicketRecord> {
  const { backend, locations, matches, now, newId, players } = dependencies;
  const game = askedGame(backend, body.game);
  const matchmaking = askedMatchmaking(backend, game, body.matchmaking);
  const options = askedOptions(game, body.options);
  const latencyMs = latencies(body.latencyMs, locations);
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
  await storeTicket(dependencies, ticket, matchmaking, othersEndedAt);
  // Read after the ticket was written: either this sees a deletion or ban, or those see the ticket.
  const [player, standing] = await Promise.all([
    players.get(playerId),
    players.standing(playerId, game.name),
  ]);
  if (player === undefined || !mayPlay(player, createdAt)) {
    await refuseTicket(dependencies, ticket);
    throw player === undefined ? new ApiProblem('player-not-found') : sessionEnded();
  }
  const started = await startStored(dependencies, matchmaking, {
    ticketId: ticket.ticketId,
    playerId,
    attributes: ticketAttributes(matchmaking, { game: game.name, options, player, standing }),
    latencyMs,
  });
  return { ...ticket, ...started };
}

/**
 * An open ticket that is older than the end of all earlier sessions is cancelled first: the player ended them
 * because of the person who opened it.
 * @throws ApiProblem `ticket-open` when the player has another open ticket; `match-running`
 */
async function storeTicket(
  dependencies: MatchmakingDependencies,
  ticket: TicketRecord,
  matchmaking: Matchmaking,
  othersEndedAt = 0,
): Promise<void> {
  const { tickets, matches, backend, now } = dependencies;
  const live = { matches, matchmakings: backend.matchmakings };
  const admit = (before: TicketRecord) => refuseWhileMade(live, before, matchmaking, now());
  try {
    await tickets.create(ticket, admit);
  } catch (error) {
    if (!(error instanceof TicketAlreadyOpen)) throw error;
    const open = await tickets.get(error.ticketId);
    if (open === undefined || open.createdAt >= othersEndedAt) throw ticketOpen(error);
    await cancelTicket(dependencies, open).catch((failure: unknown) => {
      // Its match is being placed or has begun.
      throw failure instanceof ApiProblem ? ticketOpen(error) : failure;
    });
    await tickets.create(ticket, admit).catch((failure: unknown) => {
      throw failure instanceof TicketAlreadyOpen ? ticketOpen(failure) : failure;
    });
  }
}

/** Ends the ticket of a player who was deleted or banned meanwhile: it never reached FlexMatch. */
async function refuseTicket(
  { tickets, now }: Pick<MatchmakingDependencies, 'tickets' | 'now'>,
  { ticketId: id }: TicketRecord,
): Promise<void> {
  await tickets.change({
    ticketId: id,
    at: now(),
    status: 'cancelled',
    reason: 'The player may not play any more.',
    endedBecause: 'player-removed',
  });
}

const ticketOpen = ({ ticketId: id }: TicketAlreadyOpen): ApiProblem =>
  new ApiProblem('ticket-open', `Ticket ${id} is open.`, { ticketId: id });

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
    // The answer counts as the failure (functions/shared/http/app.ts).
    log('warn', 'StartMatchmaking failed', { ticketId: id, error });
    const reason = 'Matchmaking took no ticket.';
    await tickets.change({ ticketId: id, at: now(), status: 'failed', reason });
    throw new ApiProblem('matchmaking-unavailable', undefined, {}, { 'retry-after': '3' });
  }
}
