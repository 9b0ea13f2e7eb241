import { getHistory, getMatch, getMatchLog, rejoinMatch } from '../../contract/rest/matches';
import { commandMatch, getMatchSeat } from '../../contract/rest/seats';
import { watchMatch } from '../../contract/rest/watch';
import { gameOfMatch } from '../../core/define';
import { type GameResult } from '../../core/game-rules';
import { seedHashOf } from '../../core/match/seed';
import { type MatchEvent } from '../../core/match/views';
import { whyUnrated } from '../../core/ranking/fairness';
import { outcomesOf } from '../../core/results';
import { matchId, type PlayerId, playerId, playerSessionId, type Seat } from '../../core/ids';
import { type Backend } from '../../definition';
import { type Interruptible } from '../../definition/rules-watch';
import { type AccountStore } from '../../store/accounts';
import { type InvitationStore } from '../../store/invitations';
import { type MatchRecord, type MatchStore } from '../../store/matches';
import { type RematchStore } from '../../store/rematches';
import { type FleetCertificates } from '../shared/flexmatch/fleet-certificates';
import { createApp, type HttpApp } from '../shared/http/app';
import { callerOf } from '../shared/http/claims';
import { ApiProblem } from '../shared/http/problem';
import { askedEveryTime, tellUnchanged } from '../shared/http/unchanged';
import { type Hosting } from './hosting';
import { logEntryDocument } from './documents';
import { addInvitationRoutes } from './invitations';
import { admitted } from './players';
import { addPracticeRoutes } from './practice';
import { seatOfReturn } from './rejoin';
import { addRematchRoutes, rematchDocument } from './rematch';
import { commandSeat, seatOfMatch } from './seats';
import { watched } from './watch';
import { hidesCommands, openLog, seenLog } from './told-log';

export interface MatchesDependencies {
  readonly matches: MatchStore;
  readonly hosting: Hosting;
  readonly backend: Pick<Backend, 'games' | 'matchmakings'>;
  readonly invitations: InvitationStore;
  readonly rematches: RematchStore;
  /** Interrupts rules that do not return; absent: V8. */
  readonly interruptible?: Interruptible;
  readonly certificates: FleetCertificates;
  /** Tells whether a returning player is banned. */
  readonly accounts: Pick<AccountStore, 'get'>;
  /** Epoch milliseconds. */
  now(): number;
  /** A new UUID. */
  newId(): string;
  /** Seed of a new match's randomness: 32 hexadecimal digits. */
  newSeed(): string;
  /** A new invitation code. */
  newCode(): string;
}

/** The routes of functions/matches. */
export function createMatchesApp(dependencies: MatchesDependencies): HttpApp {
  const { matches, hosting, backend, rematches, interruptible, certificates, now } = dependencies;
  const { games } = backend;
  const app = createApp();
  tellUnchanged(app, [watchMatch, getHistory]);
  addPracticeRoutes(app, dependencies);
  addInvitationRoutes(app, dependencies);
  addRematchRoutes(app, dependencies, knownMatch);

  app.openapi(getMatch.schemas, async (c) => {
    callerOf(c);
    const match = await knownMatch(c.req.valid('param').id);
    return c.json({ ...matchDocument(match, await lastSequenceOf(match)), ...(await rematchOf(match)) }, 200);
  });

  app.openapi(getMatchLog.schemas, async (c) => {
    const caller = callerOf(c);
    const match = await knownMatch(c.req.valid('param').id);
    const { after, limit } = c.req.valid('query');
    // One entry more than asked for tells whether there is a next page.
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
        lastSequence: Math.max(await lastSequenceOf(match), last?.sequence ?? 0),
        ...(entries.length > page.length && last !== undefined ? { next: last.sequence } : {}),
      },
      200,
    );
  });

  app.openapi(rejoinMatch.schemas, async (c) => {
    const caller = callerOf(c);
    const match = await knownMatch(c.req.valid('param').id);
    const seat = seatOf(match, caller.playerId);
    await admitted(dependencies, caller.playerId);
    const { unresponsive = false } = c.req.valid('json');
    const { gameSessionArn, session } = await seatOfReturn({ matches, hosting, now }, match.header.matchId, {
      playerId: caller.playerId,
      unresponsive,
    });
    const { IpAddress, DnsName, Port, PlayerSessionId } = session;
    if (IpAddress === undefined || Port === undefined || PlayerSessionId === undefined)
      throw new ApiProblem('unavailable', 'The game session has no address yet.', {}, { 'retry-after': '2' });
    // The match must know the player session before the player connects: the script looks up the player by
    // it.
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
          tls: await certificates.tlsOf(gameSessionArn),
          port: Port,
          playerSessionId: PlayerSessionId,
        },
      },
      200,
      { 'cache-control': 'no-store' },
    );
  });

  app.openapi(getMatchSeat.schemas, async (c) => {
    const caller = callerOf(c);
    const match = await knownMatch(c.req.valid('param').id);
    const seat = seatOf(match, caller.playerId);
    return c.json(await seatOfMatch(dependencies, match, seat), 200, { 'cache-control': 'no-store' });
  });

  app.openapi(commandMatch.schemas, async (c) => {
    const caller = callerOf(c);
    const match = await knownMatch(c.req.valid('param').id);
    const seat = seatOf(match, caller.playerId);
    await admitted(dependencies, caller.playerId);
    const commanded = await commandSeat(dependencies, match, seat, c.req.valid('json'));
    return c.json(commanded, 200, { 'cache-control': 'no-store' });
  });

  app.openapi(watchMatch.schemas, async (c) => {
    const match = await knownMatch(c.req.valid('param').id);
    const { document, cacheControl } = await watched(dependencies, match, c.req.valid('query'));
    return c.json(document, 200, { 'cache-control': cacheControl });
  });

  app.openapi(getHistory.schemas, async (c) => {
    callerOf(c);
    const page = await matches.history(playerId(c.req.valid('param').id), c.req.valid('query'));
    return c.json(
      {
        items: page.items.map(({ bots, ...entry }) => ({
          ...entry,
          opponents: [...entry.opponents],
          teammates: [...entry.teammates],
          ...(bots === undefined ? {} : { bots: [...bots] }),
        })),
        ...(page.cursor === undefined ? {} : { cursor: page.cursor }),
      },
      200,
      askedEveryTime,
    );
  });

  /** The players who agreed to a rematch, and the new match once it exists. */
  async function rematchOf({ header, ending }: MatchRecord) {
    if (ending === undefined) return {};
    const agreed = await rematches.get(header.matchId);
    if (agreed === undefined) return {};
    const next = await matches.get(agreed.matchId);
    return { rematch: rematchDocument(header, agreed, next?.header) };
  }

  /** The sequence number of the entry that ended the match; of the newest entry while it runs. */
  async function lastSequenceOf({ header, ending }: MatchRecord): Promise<number> {
    return ending?.commands ?? (await matches.newest(header.matchId))?.sequence ?? 0;
  }

  /** Entries of a running match, as far as a seat may know them. */
  async function runningLog(
    { header }: MatchRecord,
    seat: Seat,
    after: number,
    limit: number,
  ): Promise<readonly MatchEvent[]> {
    const game = gameOfMatch(games, header);
    if (!hidesCommands(game)) return openLog(await matches.log(header.matchId, after, limit), seat);
    const events = seenLog(game, header, await matches.log(header.matchId), seat, interruptible);
    return events.slice(after, after + limit);
  }

  async function knownMatch(id: string): Promise<MatchRecord> {
    const match = await matches.get(matchId(id));
    if (match === undefined) throw new ApiProblem('match-not-found');
    return match;
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
 * A match as every player may see it. The seed predicts every draw, so it is shown only after the last draw.
 */
function matchDocument({ header, status, ending, counted, reason }: MatchRecord, lastSequence: number) {
  const unratedBecause = whyUnrated(header);
  return {
    matchId: header.matchId,
    game: header.game,
    status,
    rulesVersion: header.rulesVersion,
    seats: [...header.seats],
    bots: header.bots.map((bot) => ({ ...bot })),
    teams: [...header.teams],
    options: header.options,
    origin: header.origin,
    matchmaking: header.matchmaking,
    rated: header.rated,
    ...(unratedBecause === undefined ? {} : { unratedBecause }),
    startedAt: header.startedAt,
    lastSequence,
    seedHash: seedHashOf(header.seed),
    ...(status === 'active' ? {} : { seed: header.seed }),
    ...(status === 'abandoned' ? { reason: reason ?? 'server-lost' } : {}),
    ...(ending === undefined
      ? {}
      : {
          result: {
            places: [...ending.result.places],
            outcomes: [...outcomesOf(ending.result, header.teams)],
            ...(ending.result.scores === undefined ? {} : { scores: [...ending.result.scores] }),
            ...(ending.result.numbers === undefined
              ? {}
              : { numbers: numbersDocument(ending.result.numbers) }),
            reason: ending.result.reason,
            counted: counted ?? (header.rated ? 'rated' : 'unrated'),
            endedAt: ending.endedAt,
          },
        }),
  };
}

function numbersDocument(numbers: NonNullable<GameResult['numbers']>): Record<string, number[]> {
  return Object.fromEntries(Object.entries(numbers).map(([name, values]) => [name, [...values]]));
}
