import {
  CreatePlayerSessionCommand,
  type GameLiftClient,
  paginateDescribePlayerSessions,
  type PlayerSession,
} from '@aws-sdk/client-gamelift';
import { getHistory, getMatch, getMatchLog, rejoinMatch } from '../../contract/rest/matches';
import { type GameSessionId, matchId, type PlayerId, playerId, playerSessionId } from '../../core/ids';
import { type MatchRecord, type MatchStore } from '../../store/matches';
import { isRefusal } from '../aws/failures';
import { type FleetCertificates } from '../flexmatch/fleet-certificates';
import { createApp, type HttpApp } from '../http/app';
import { callerOf } from '../http/claims';
import { ApiProblem } from '../http/problem';

export interface MatchesDependencies {
  readonly matches: MatchStore;
  readonly gamelift: GameLiftClient;
  readonly certificates: FleetCertificates;
}

/** The routes of functions/matches. */
export function createMatchesApp({ matches, gamelift, certificates }: MatchesDependencies): HttpApp {
  const app = createApp();

  app.openapi(getMatch.schemas, async (c) => {
    callerOf(c);
    return c.json(matchDocument(await knownMatch(c.req.valid('param').id)), 200);
  });

  app.openapi(getMatchLog.schemas, async (c) => {
    const caller = callerOf(c);
    const match = await knownMatch(c.req.valid('param').id);
    if (match.status === 'active') seatOf(match, caller.playerId);
    const { after, limit } = c.req.valid('query');
    // One more than asked for tells whether there is a next page.
    const entries = await matches.log(match.header.matchId, after, limit + 1);
    const page = entries.slice(0, limit);
    const last = page.at(-1);
    return c.json(
      {
        matchId: match.header.matchId,
        entries: page.map((entry) => ({ ...entry })),
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
        items: page.items.map((entry) => ({ ...entry, opponents: [...entry.opponents] })),
        ...(page.cursor === undefined ? {} : { cursor: page.cursor }),
      },
      200,
    );
  });

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

/**
 * A match as every player may see it. The seed foretells every draw, so it is shown only once nothing is
 * drawn any more.
 */
function matchDocument({ header, status, lastSequence, outcome }: MatchRecord) {
  return {
    matchId: header.matchId,
    game: header.game,
    status,
    rulesVersion: header.rulesVersion,
    seats: [...header.seats],
    startedAt: header.startedAt,
    lastSequence,
    ...(status === 'active' ? {} : { seed: header.seed }),
    ...(outcome === undefined
      ? {}
      : {
          result: {
            outcomes: [...outcome.result.outcomes],
            reason: outcome.result.reason,
            endedAt: outcome.endedAt,
          },
        }),
  };
}
