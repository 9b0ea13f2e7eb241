import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { TerminateGameSessionCommand } from '@aws-sdk/client-gamelift';
import {
  gameName,
  gameSessionId,
  matchmakingName,
  playerId,
  playerSessionId,
  ticketId,
} from '../../core/ids';
import { type MatchHeader } from '../../core/match/log';
import { createGameSessionCalls } from '../../functions/matches/hosting';
import { withoutSpentSession } from '../../functions/matchmaking/spent-session';
import { unattendedMs } from '../../functions/match-sweeper/match-check';
import { sweepMatches } from '../../functions/match-sweeper/matches';
import {
  createGameLiftRegions,
  type GameLiftRegions,
  regionOf,
} from '../../functions/shared/aws/gamelift-regions';
import { completionOf } from '../../functions/shared/flexmatch/completion';
import { createPlacedMatches } from '../../functions/shared/flexmatch/placed-matches';
import { createMatchStore } from '../../store/match-store';
import { type TicketRecord } from '../../store/ticket-record';
import { aMatchHeader } from '../support/headers';
import { backend } from '../games';
import { until } from '../support/until';
import { resourcePrefix, tableNames } from './support/backend';
import { startGameLift } from './support/gamelift';
import { placeDuel } from './support/placed-duel';
import { startStores } from './support/stores';

type GameLift = Awaited<ReturnType<typeof startGameLift>>;
let stores: Awaited<ReturnType<typeof startStores>>;
let home: GameLift;
let west: GameLift;
let regions: GameLiftRegions;
beforeAll(async () => {
  for (const level of ['log', 'warn', 'error'] as const)
    jest.spyOn(console, level).mockImplementation(() => undefined);
  [stores, home, west] = await Promise.all([startStores(), startGameLift(), startGameLift('us-west-2')]);
  regions = createGameLiftRegions('us-east-1', (region) =>
    region === 'us-west-2' ? west.client : home.client,
  );
});
afterAll(async () => {
  await Promise.all([home.close(), west.close()]);
  await stores.close();
});

const players = () => [playerId(`p-${randomUUID()}`), playerId(`p-${randomUUID()}`)] as const;

/** A match on a fleet of the other Region. Each of the two services knows its own sessions alone. */
const placedInTheWest = () => placeDuel(west);

const terminate = (session: string) =>
  west.client.send(
    new TerminateGameSessionCommand({ GameSessionId: session, TerminationMode: 'FORCE_TERMINATE' }),
  );

describe('a match on a fleet of another Region', () => {
  it('is read and rejoined there', async () => {
    const { session } = await placedInTheWest();
    expect(regionOf(session)).toBe('us-west-2');
    const placement = await createPlacedMatches(regions, backend, resourcePrefix).of(session);
    if (!('match' in placement)) throw new Error(placement.problem);
    const [first, second] = placement.match.players;
    if (first === undefined || second === undefined) throw new Error('there are no two players');
    const header: MatchHeader = aMatchHeader({ startedAt: Date.now(), seats: [first, second] });
    const hosting = createGameSessionCalls(regions, 'q');
    expect(await hosting.reserve(session, first, header)).toMatchObject({
      kind: 'reserved',
      session: { GameSessionId: session, PlayerId: first },
    });
    await terminate(session);
    expect(await hosting.reserve(session, first, header)).toEqual({ kind: 'gone' });
  });

  it('is not laid to sleep while its session lives', async () => {
    let time = Date.now() + unattendedMs + 60_000;
    const matches = createMatchStore(stores.documents, tableNames, { now: () => time });
    const sweep = () =>
      sweepMatches({ matches, gamelift: regions, games: backend.games, now: () => time, newId: randomUUID });
    const { session } = await placedInTheWest();
    const header = aMatchHeader({ startedAt: time, seats: players() });
    await matches.claim(header, gameSessionId(session));
    time += unattendedMs + 1;
    expect(await sweep()).toMatchObject({ attended: 1, asleep: 0 });
    await terminate(session);
    time += unattendedMs + 1;
    expect(await sweep()).toMatchObject({ attended: 1, asleep: 1 });
  });

  it('has a connection that is shown until its player session is spent', async () => {
    const { session, ticket } = await placedInTheWest();
    const [matched] = ticket.GameSessionConnectionInfo?.MatchedPlayerSessions ?? [];
    const owner = playerId(matched?.PlayerId ?? '');
    const { change } = completionOf(
      owner,
      await createPlacedMatches(regions, backend, resourcePrefix).of(session),
      {
        ipAddress: '127.0.0.1',
        tls: false,
        port: 4000,
        playerSessionId: playerSessionId(matched?.PlayerSessionId ?? ''),
        gameSessionArn: session,
      },
    );
    const created = {
      ticketId: ticketId(randomUUID()),
      playerId: owner,
      game: gameName('noughts'),
      matchmaking: matchmakingName('duel'),
      options: {},
      createdAt: 1,
    };
    await stores.tickets.create({ ...created, status: 'queued' });
    await stores.tickets.change({ ticketId: created.ticketId, at: Date.now(), ...change });
    const stored = async (): Promise<TicketRecord> => {
      const record = await stores.tickets.get(created.ticketId);
      if (record === undefined) throw new Error('there is no ticket');
      return record;
    };
    expect(await withoutSpentSession(regions, await stored(), Date.now())).toMatchObject({
      status: 'completed',
      connection: { region: 'us-west-2' },
    });
    await terminate(session);
    await until(
      'the player session is spent',
      async () => !('connection' in (await withoutSpentSession(regions, await stored(), Date.now()))),
    );
  });
});

describe('the clients of Regions', () => {
  it('are made once each, and the home Region has one', () => {
    const made: (string | undefined)[] = [];
    const each = createGameLiftRegions('eu-west-1', (region) => {
      made.push(region);
      return home.client;
    });
    for (const region of ['us-west-2', 'us-west-2', 'eu-west-1', undefined]) each.in(region);
    expect(made).toEqual(['eu-west-1', 'us-west-2']);
  });

  it('call the endpoint of their Region', async () => {
    const each = createGameLiftRegions('eu-west-1');
    expect(await each.home.config.region()).toBe('eu-west-1');
    expect(await each.in(regionOf('arn:aws:gamelift:us-west-2::gamesession/f/1')).config.region()).toBe(
      'us-west-2',
    );
  });

  it('have no Region for what is not an ARN', () => {
    for (const text of ['', 'match-1', 'arn:aws:s3:::bucket'])
      expect(() => regionOf(text)).toThrow(RangeError);
  });
});
