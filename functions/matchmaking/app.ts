import {
  AcceptMatchCommand,
  DescribeMatchmakingCommand,
  StopMatchmakingCommand,
} from '@aws-sdk/client-gamelift';
import { assumedLatencyMilliseconds } from '../../contract/matchmaking-attributes';
import { listGames } from '../../contract/rest/games';
import { openApiDocument } from '../../contract/rest/openapi';
import { getOpenApi } from '../../contract/rest/service';
import { answerTicket, cancelTicket, createTicket, getTicket } from '../../contract/rest/tickets';
import { hasEnded } from '../../contract/ticket-status';
import { configurationName } from '../../contract/names';
import { type Game } from '../../core/define';
import { type PlayerId, ticketId } from '../../core/ids';
import { type Backend, defaultMatchmaking, type Matchmaking } from '../../definition';
import { type MatchStore } from '../../store/matches';
import { type PlayerStore } from '../../store/players';
import { type TicketRecord } from '../../store/ticket-record';
import { TicketAlreadyOpen, type TicketStore } from '../../store/tickets';
import { isRefusal } from '../shared/aws/failures';
import { type GameLiftRegions } from '../shared/aws/gamelift-regions';
import { ticketStatusOf } from '../shared/flexmatch/ticket-status';
import { gameOf, invalidField, optionsOf } from '../shared/http/asked-game';
import { createApp, type HttpApp } from '../shared/http/app';
import { callerOf } from '../shared/http/claims';
import { ApiProblem } from '../shared/http/problem';
import { tellUnchanged } from '../shared/http/unchanged';
import { refuseBanned } from '../shared/identity/bans';
import { log } from '../shared/log';
import { type LiveMatchParts, refuseWhileMade, refuseWhilePlaying } from '../shared/matches/one-live-match';
import { ticketAttributes } from './attributes';
import { filledWithBots } from './bot-match';
import { gameDocuments } from './games';
import { withoutSpentSession } from './spent-session';
import { ticketDocument, waitsForServer } from './ticket-document';
import { startTicket } from './ticket-start';

export interface MatchmakingDependencies {
  readonly players: PlayerStore;
  readonly tickets: TicketStore;
  readonly matches: LiveMatchParts['matches'] & Pick<MatchStore, 'arrange' | 'voidBeforeBegin'>;
  readonly gamelift: GameLiftRegions;
  readonly backend: Pick<Backend, 'games' | 'matchmakings'>;
  /** `<project>-<environment>`, which the names of the FlexMatch configurations begin with. */
  readonly resourcePrefix: string;
  /** AWS locations that the queue serves. */
  readonly locations: readonly string[];
  /** Epoch milliseconds. */
  now(): number;
  /** A new UUID. */
  newId(): string;
  /** Seed of a new match's randomness: 32 hexadecimal digits. */
  newSeed(): string;
}

/** The routes of functions/matchmaking. */
export function createMatchmakingApp({
  players,
  tickets,
  matches,
  gamelift: regions,
  backend,
  resourcePrefix,
  locations,
  now,
  newId,
  newSeed,
}: MatchmakingDependencies): HttpApp {
  const { home: gamelift } = regions;
  const app = createApp();
  tellUnchanged(app, [listGames, getOpenApi]);

  // The definition does not change while a container lives, so its document is made once, at the first
  // request.
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

  app.openapi(createTicket.schemas, async (c) => {
    const { playerId } = callerOf(c);
    const body = c.req.valid('json');
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
    const live = { matches, matchmakings: backend.matchmakings };
    await refuseWhilePlaying(live, playerId, matchmaking);

    // The row comes first: an event about the ticket must find it. A row whose ticket never started is ended
    // here or by the sweeper.
    const ticket: TicketRecord = {
      ticketId: ticketId(newId()),
      playerId,
      game: game.name,
      matchmaking: matchmaking.key,
      options,
      status: 'queued',
      createdAt: now(),
    };
    const admit = (before: TicketRecord) => refuseWhileMade(live, before, matchmaking, now());
    await tickets.create(ticket, admit).catch((error: unknown) => {
      throw error instanceof TicketAlreadyOpen
        ? new ApiProblem('ticket-open', `Ticket ${error.ticketId} is open.`, { ticketId: error.ticketId })
        : error;
    });
    try {
      const started = await startTicket(gamelift, configurationName(resourcePrefix, matchmaking.key), {
        ticketId: ticket.ticketId,
        playerId,
        attributes: ticketAttributes(matchmaking, { game: game.name, options, player, standing }),
        latencyMs,
      });
      return c.json(ticketDocument({ ...ticket, ...started }), 201, {
        'cache-control': 'no-store',
        location: `/v1/tickets/${ticket.ticketId}`,
      });
    } catch (error) {
      log('error', 'StartMatchmaking failed', { ticketId: ticket.ticketId, error });
      await tickets.change({
        ticketId: ticket.ticketId,
        at: now(),
        status: 'failed',
        reason: 'Matchmaking took no ticket.',
      });
      throw new ApiProblem('matchmaking-unavailable', undefined, {}, { 'retry-after': '3' });
    }
  });

  app.openapi(getTicket.schemas, async (c) => {
    const ticket = await filledWithBots(
      { tickets, matches, gamelift, backend, now, newSeed },
      await ownTicket(callerOf(c).playerId, c.req.valid('param').id),
    );
    const shown = await withoutSpentSession(regions, ticket, now());
    return c.json(ticketDocument({ ...shown, ...waitsForServer(ticket, now()) }), 200, {
      'cache-control': 'no-store',
    });
  });

  app.openapi(cancelTicket.schemas, async (c) => {
    const ticket = await ownTicket(callerOf(c).playerId, c.req.valid('param').id);
    // Cancelling twice has the same effect as once: the first answer may have been lost.
    if (ticket.status === 'cancelled') return c.json(ticketDocument(ticket), 200);
    if (hasEnded(ticket.status)) throw new ApiProblem('ticket-ended', `The ticket is ${ticket.status}.`);
    try {
      await gamelift.send(new StopMatchmakingCommand({ TicketId: ticket.ticketId }));
    } catch (error) {
      // NotFound: the ticket never reached FlexMatch, or FlexMatch has forgotten it; its row ends here.
      if (!isRefusal(error, 'NotFoundException')) await giveUpMatch(ticket, error);
    }
    const reason = 'Cancelled by request.';
    const ended = { status: 'cancelled', reason } as const;
    await tickets.change({ ticketId: ticket.ticketId, at: now(), ...ended, byPlayer: true });
    return c.json(ticketDocument((await tickets.get(ticket.ticketId)) ?? { ...ticket, ...ended }), 200, {
      'cache-control': 'no-store',
    });
  });

  app.openapi(answerTicket.schemas, async (c) => {
    const { playerId } = callerOf(c);
    const ticket = await ownTicket(playerId, c.req.valid('param').id);
    if (hasEnded(ticket.status))
      throw new ApiProblem('acceptance-not-pending', `The ticket is ${ticket.status}.`);
    // The row may lag behind: FlexMatch decides whether the ticket awaits an acceptance.
    try {
      await gamelift.send(
        new AcceptMatchCommand({
          TicketId: ticket.ticketId,
          PlayerIds: [playerId],
          AcceptanceType: c.req.valid('json').accept ? 'ACCEPT' : 'REJECT',
        }),
      );
    } catch (error) {
      if (isRefusal(error, 'InvalidRequestException', 'NotFoundException'))
        throw new ApiProblem('acceptance-not-pending');
      throw error;
    }
    return c.json(ticketDocument((await tickets.get(ticket.ticketId)) ?? ticket), 202, {
      'cache-control': 'no-store',
    });
  });

  async function ownTicket(playerId: PlayerId, id: string): Promise<TicketRecord> {
    const ticket = await tickets.get(ticketId(id));
    // A ticket of another player: the answer does not reveal that it exists.
    if (ticket === undefined || ticket.playerId !== playerId) throw new ApiProblem('ticket-not-found');
    return ticket;
  }

  /**
   * FlexMatch does not stop a ticket whose match is being placed. The match becomes void unless it has begun,
   * and its other players learn so when they connect.
   * @throws why the ticket is not cancelled, as an error of the API: its state in FlexMatch is newer than the
   * row
   */
  async function giveUpMatch(ticket: TicketRecord, error: unknown): Promise<void> {
    if (!isRefusal(error, 'InvalidRequestException')) throw error;
    const { TicketList } = await gamelift.send(
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

  return app;
}

/**
 * The matchmaking that a ticket named, or the game's own.
 * @throws ApiProblem naming the matchmakings of the game
 */
function matchmakingOf(
  backend: Pick<Backend, 'games' | 'matchmakings'>,
  game: Game,
  name: string | undefined,
): Matchmaking {
  const open = [...backend.matchmakings.values()].filter(({ games }) => games.includes(game.name));
  const found =
    name === undefined ? defaultMatchmaking(backend, game.name) : open.find(({ key }) => key === name);
  if (found === undefined)
    throw invalidField(
      '/matchmaking',
      `must be a matchmaking that plays ${game.name}: ${open.map(({ key }) => key).join(', ')}`,
    );
  return found;
}

/**
 * Latencies in the form of FlexMatch. Without any from the player, all locations count the same.
 * @throws ApiProblem naming every location that the queue does not serve
 */
function latencies(
  measured: Readonly<Record<string, number>> | undefined,
  locations: readonly string[],
): Readonly<Record<string, number>> {
  if (measured === undefined || Object.keys(measured).length === 0)
    return Object.fromEntries(locations.map((location) => [location, assumedLatencyMilliseconds]));
  const strangers = Object.keys(measured).filter((location) => !locations.includes(location));
  if (strangers.length > 0) {
    const message = `is not a location of this backend: ${locations.join(', ')}`;
    throw new ApiProblem('invalid-request', undefined, {
      errors: strangers
        .slice(0, 20)
        .map((location) => ({ in: 'body' as const, field: `/latencyMs/${location}`, message })),
    });
  }
  return measured;
}
