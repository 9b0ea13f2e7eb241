import {
  CreatePlayerSessionCommand,
  type GameLiftClient,
  paginateDescribePlayerSessions,
  type PlayerSession,
} from '@aws-sdk/client-gamelift';
import { getHistory, getMatch, getMatchLog, rejoinMatch } from '../../contract/rest/matches';
import { type Game } from '../../core/define';
import { type GameResult } from '../../core/game-rules';
import { type LogEntry } from '../../core/match/log';
import { seedHashOf } from '../../core/match/seed';
import { type MatchEvent } from '../../core/match/views';
import { outcomesOf } from '../../core/results';
import {
  type GameName,
  type GameSessionId,
  matchId,
  type PlayerId,
  playerId,
  playerSessionId,
  type Seat,
} from '../../core/ids';
import { type MatchRecord, type MatchStore } from '../../store/matches';
import { isRefusal } from '../shared/aws/failures';
import { type FleetCertificates } from '../shared/flexmatch/fleet-certificates';
import { createApp, type HttpApp } from '../shared/http/app';
import { callerOf } from '../shared/http/claims';
import { ApiProblem } from '../shared/http/problem';
import { hidesCommands, openLog, seenLog } from './told-log';

export interface MatchesDependencies {
  readonly matches: MatchStore;
  readonly gamelift: GameLiftClient;
  readonly games: ReadonlyMap<GameName, Game>;
  readonly certificates: FleetCertificates;
}

/** The routes of functions/matches. */
export function createMatchesApp({ matches, gamelift, games, certificates }: MatchesDependencies): HttpApp {
  const app = createApp();

  app.openapi(getMatch.schemas, async (c) => {
    callerOf(c);
    return c.json(matchDocument(await knownMatch(c.req.valid('param').id)), 200);
  });

  app.openapi(getMatchLog.schemas, async (c) => {
    const caller = callerOf(c);
    const match = await knownMatch(c.req.valid('param').id);
    const { after, limit } = c.req.valid('query');
    // One more than asked for tells whether there is a next page.
    const entries =
      match.status === 'active'
        ? await runningLog(match, seatOf(match, caller.playerId), after, limit + 1)
        : await matches.log(match.header.matchId, after, limit + 1);
    const page = entries.slice(0, limit);
    const last = page.at(-1);
    return c.json(
      {
        matchId: match.header.matchId,
        entries: page.map(logEntryDocument),
        lastSequence: Math.max(match.lastSequence, entries.at(-1)?.sequence ?? 0),
        ...(entries.length > page.length && last !== undefined ? { next: last.sequence } : {}),
      },
      200,
    );
  });

  app.openapi(rejoinMatch.schemas, async (c) => {
    const caller = callerOf(c);
    const match = await knownMatch(c.req.valid('param').id);
    const seat = seatOf(match, caller.playerId);
    if (match.status !== 'active') throw new ApiProblem('match-ended');
    const session = await reserveSeat(match.gameSessionId, caller.playerId);
    const { IpAddress, DnsName, Port, PlayerSessionId } = session;
    if (IpAddress === undefined || Port === undefined || PlayerSessionId === undefined)
      throw new ApiProblem('unavailable', 'The game session has no address yet.', {}, { 'retry-after': '2' });
    // The match must know the player session before its player does: the script asks who comes with it.
    await matches.seatPlayerSessions(match.header.matchId, [
      { playerSessionId: playerSessionId(PlayerSessionId), playerId: caller.playerId },
    ]);
    return c.json(
      {
        matchId: match.header.matchId,
        seat,
        connection: {
          ipAddress: IpAddress,
          ...(DnsName === undefined || DnsName === '' ? {} : { dnsName: DnsName }),
          tls: await certificates.tlsOf(match.gameSessionId),
          port: Port,
          playerSessionId: PlayerSessionId,
        },
      },
      200,
      { 'cache-control': 'no-store' },
    );
  });

  app.openapi(getHistory.schemas, async (c) => {
    callerOf(c);
    const page = await matches.history(playerId(c.req.valid('param').id), c.req.valid('query'));
    return c.json(
      {
        items: page.items.map((entry) => ({
          ...entry,
          opponents: [...entry.opponents],
          teammates: [...entry.teammates],
        })),
        ...(page.cursor === undefined ? {} : { cursor: page.cursor }),
      },
      200,
    );
  });

  /** Entries of a match that is being played, as a seat may know them. */
  async function runningLog(
    { header }: MatchRecord,
    seat: Seat,
    after: number,
    limit: number,
  ): Promise<readonly MatchEvent[]> {
    const game = games.get(header.game);
    if (!hidesCommands(game)) return openLog(await matches.log(header.matchId, after, limit), seat);
    const events = seenLog(game, header, await matches.log(header.matchId), seat);
    return events.slice(after, after + limit);
  }

  async function knownMatch(id: string): Promise<MatchRecord> {
    const match = await matches.get(matchId(id));
    if (match === undefined) throw new ApiProblem('match-not-found');
    return match;
  }

  /**
   * A reservation of the player that nobody has used yet, or a new one.
   * @throws ApiProblem when the session takes nobody
   */
  async function reserveSeat(gameSessionId: GameSessionId, id: PlayerId): Promise<PlayerSession> {
    try {
      const waiting = await reservationOf(gameSessionId, id);
      if (waiting !== undefined) return waiting;
      const { PlayerSession: created } = await gamelift.send(
        new CreatePlayerSessionCommand({ GameSessionId: gameSessionId, PlayerId: id }),
      );
      if (created === undefined) throw new ApiProblem('unavailable');
      return created;
    } catch (error) {
      // InvalidRequest is how GameLift refuses a player who still has a session there: the old connection is
      // not gone yet.
      if (isRefusal(error, 'GameSessionFullException', 'InvalidRequestException'))
        throw new ApiProblem('game-session-full', undefined, {}, { 'retry-after': '5' });
      if (
        isRefusal(
          error,
          'InvalidGameSessionStatusException',
          'TerminalRoutingStrategyException',
          'NotFoundException',
        )
      )
        throw new ApiProblem('game-session-ended');
      throw error;
    }
  }

  async function reservationOf(
    gameSessionId: GameSessionId,
    id: PlayerId,
  ): Promise<PlayerSession | undefined> {
    const pages = paginateDescribePlayerSessions(
      { client: gamelift },
      { GameSessionId: gameSessionId, PlayerSessionStatusFilter: 'RESERVED' },
    );
    for await (const page of pages) {
      const found = page.PlayerSessions?.find(
        (session) => session.PlayerId === id && session.Status === 'RESERVED',
      );
      if (found !== undefined) return found;
    }
    return undefined;
  }

  return app;
}

/** @throws ApiProblem when the player has no seat in the match */
function seatOf({ header }: MatchRecord, id: PlayerId): number {
  const seat = header.seats.indexOf(id);
  if (seat === -1) throw new ApiProblem('not-in-match');
  return seat;
}

function logEntryDocument(entry: LogEntry | MatchEvent) {
  const { sequence, seat, at, action } = entry;
  const id = 'commandId' in entry ? entry.commandId : entry.id;
  return { sequence, ...(id === undefined ? {} : { commandId: id }), seat, at, action: { ...action } };
}

/**
 * A match as every player may see it. The seed foretells every draw, so it is shown only once nothing is
 * drawn any more.
 */
function matchDocument({ header, status, lastSequence, outcome, counted, reason }: MatchRecord) {
  return {
    matchId: header.matchId,
    game: header.game,
    status,
    rulesVersion: header.rulesVersion,
    seats: [...header.seats],
    teams: [...header.teams],
    options: header.options,
    matchmaking: header.matchmaking,
    rated: header.rated,
    startedAt: header.startedAt,
    lastSequence,
    seedHash: seedHashOf(header.seed),
    ...(status === 'active' ? {} : { seed: header.seed }),
    ...(status === 'abandoned' ? { reason: reason ?? 'server-lost' } : {}),
    ...(outcome === undefined
      ? {}
      : {
          result: {
            places: [...outcome.result.places],
            outcomes: [...outcomesOf(outcome.result, header.teams)],
            ...(outcome.result.scores === undefined ? {} : { scores: [...outcome.result.scores] }),
            ...(outcome.result.numbers === undefined
              ? {}
              : { numbers: numbersDocument(outcome.result.numbers) }),
            reason: outcome.result.reason,
            counted: counted ?? (header.rated ? 'rated' : 'unrated'),
            endedAt: outcome.endedAt,
          },
        }),
  };
}

function numbersDocument(numbers: NonNullable<GameResult['numbers']>): Record<string, number[]> {
  return Object.fromEntries(Object.entries(numbers).map(([name, values]) => [name, [...values]]));
}
