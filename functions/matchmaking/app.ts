import { compress } from 'hono/compress';
import { listGames } from '../../contract/rest/games';
import { openApiDocument } from '../../contract/rest/openapi';
import { getOpenApi } from '../../contract/rest/service';
import {
  answerTicket as answerTicketRoute,
  cancelTicket as cancelTicketRoute,
  createTicket as createTicketRoute,
  getTicket,
} from '../../contract/rest/tickets';
import { type PlayerId, ticketId } from '../../core/ids';
import { type TicketRecord } from '../../store/ticket-record';
import { createApp, type HttpApp } from '../shared/http/app';
import { callerOf } from '../shared/http/claims';
import { signedInCaller } from '../shared/http/open-session';
import { ApiProblem } from '../shared/http/problem';
import { answerUnchanged } from '../shared/http/unchanged';
import { log } from '../shared/log';
import { endTicketOfVoidMatch } from '../shared/tickets/void-match';
import { answerTicket } from './answer-ticket';
import { fillWithBots } from './bot-match';
import { cancelTicket } from './cancel-ticket';
import { createTicket } from './create-ticket';
import { type MatchmakingDependencies } from './dependencies';
import { gameDocuments } from './games';
import { createSearchReader } from './search';
import { withoutSpentSession } from './spent-session';
import { ticketDocument, waitsForServer } from './ticket-document';

const unstored = { 'cache-control': 'no-store' } as const;

/** The routes of functions/matchmaking. */
export function createMatchmakingApp(dependencies: MatchmakingDependencies): HttpApp {
  const { gamelift, now } = dependencies;
  const app = createApp();
  const searchOf = createSearchReader(dependencies);
  // 170 KB, of which one tenth is sent. API Gateway does not compress answers of functions.
  app.get(getOpenApi.schemas.path, compress());
  answerUnchanged(app, [listGames, getOpenApi]);
  addDefinitionRoutes(app, dependencies);

  app.openapi(createTicketRoute.schemas, async (c) => {
    const ticket = await createTicket(
      dependencies,
      await signedInCaller(dependencies, c),
      c.req.valid('json'),
    );
    return c.json(ticketDocument(ticket), 201, { ...unstored, location: `/v1/tickets/${ticket.ticketId}` });
  });

  app.openapi(getTicket.schemas, async (c) => {
    const found = await ownTicket(dependencies, callerOf(c).playerId, c.req.valid('param').id);
    await renew(dependencies, found);
    const parts = { ...dependencies, gamelift: gamelift.home };
    const current = (await endTicketOfVoidMatch(parts, found))
      ? await parts.tickets.get(found.ticketId)
      : found;
    const ticket = await fillWithBots(parts, current ?? found);
    // Clients ask for the state once a second. Only a connection lets its holder play.
    if (ticket.connection !== undefined) await signedInCaller(dependencies, c);
    const shown = await withoutSpentSession(gamelift, ticket, now());
    const document = ticketDocument({ ...shown, ...waitsForServer(ticket, now()) });
    return c.json({ ...document, ...(await searchOf(shown)) }, 200, unstored);
  });

  app.openapi(cancelTicketRoute.schemas, async (c) => {
    const { playerId } = await signedInCaller(dependencies, c);
    const ticket = await ownTicket(dependencies, playerId, c.req.valid('param').id);
    return c.json(ticketDocument(await cancelTicket(dependencies, ticket)), 200, unstored);
  });

  app.openapi(answerTicketRoute.schemas, async (c) => {
    const { playerId } = await signedInCaller(dependencies, c);
    const ticket = await ownTicket(dependencies, playerId, c.req.valid('param').id);
    const answered = await answerTicket(dependencies, ticket, c.req.valid('json').accept);
    return c.json(ticketDocument(answered), 202, unstored);
  });

  return app;
}

/**
 * Adds the routes that return the definition. It does not change while a container lives, so each document is
 * made once, at the first request.
 */
function addDefinitionRoutes(app: HttpApp, { backend }: Pick<MatchmakingDependencies, 'backend'>): void {
  let games: ReturnType<typeof gameDocuments> | undefined;
  app.openapi(listGames.schemas, (c) => {
    games ??= gameDocuments(backend);
    return c.json({ games }, 200, { 'cache-control': 'public, max-age=60' });
  });

  let document: ReturnType<typeof openApiDocument> | undefined;
  app.openapi(getOpenApi.schemas, (c) => {
    document ??= openApiDocument(backend.games.values());
    return c.json({ ...document }, 200, { 'cache-control': 'public, max-age=300' });
  });
}

/** The client has asked for its ticket. A ticket is shown although that could not be written. */
async function renew(
  { tickets, now }: Pick<MatchmakingDependencies, 'tickets' | 'now'>,
  ticket: TicketRecord,
): Promise<void> {
  await tickets.renew(ticket, now()).catch((error: unknown) => {
    log('warn', 'the lease of a ticket could not be renewed', { ticketId: ticket.ticketId, error });
  });
}

async function ownTicket(
  { tickets }: Pick<MatchmakingDependencies, 'tickets'>,
  playerId: PlayerId,
  id: string,
): Promise<TicketRecord> {
  const ticket = await tickets.get(ticketId(id));
  // A ticket of another player: the answer does not reveal that it exists.
  if (ticket === undefined || ticket.playerId !== playerId) throw new ApiProblem('ticket-not-found');
  return ticket;
}
