import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { configurationArn } from '../../contract/names';
import { receiveMatchmakingEvent } from '../../functions/matchmaking-events/receive';
import {
  gameName,
  matchId,
  matchmakingName,
  type PlayerId,
  playerId,
  playerSessionId,
  type TicketId,
  ticketId,
} from '../../core/ids';
import { placedMatch } from '../../definition/placed-match';
import { type PlacedMatches } from '../../functions/shared/flexmatch/placed-matches';
import { backend } from '../games';
import { gameliftArn, resourcePrefix } from './support/backend';
import { startStores } from './support/stores';
import { tries } from '../../testing/effort';

/** Why events were dropped, since the test began; the metric filter looks for this message. */
function dropped(): readonly string[] {
  return jest
    .mocked(console.error)
    .mock.calls.map(([line]): Record<string, unknown> => Object(JSON.parse(String(line))))
    .filter(({ message }) => message === 'a matchmaking event was dropped')
    .map(({ why }) => String(why));
}
beforeEach(() => {
  jest.mocked(console.error).mockClear();
});

let stores: Awaited<ReturnType<typeof startStores>>;
beforeAll(async () => {
  for (const level of ['log', 'warn', 'error'] as const)
    jest.spyOn(console, level).mockImplementation(() => undefined);
  stores = await startStores();
});
afterAll(() => stores.close());

const start = Date.parse('2026-11-22T12:00:00.000Z');
/** Matchmaker data by game session, as GameLift would report them. */
const sessions = new Map<string, string>();
const placed: PlacedMatches = {
  of: (arn) => {
    try {
      return Promise.resolve({
        match: placedMatch(backend.matchmakings, resourcePrefix, sessions.get(arn)),
      });
    } catch (error) {
      return Promise.resolve({ problem: error instanceof Error ? error.message : String(error) });
    }
  },
};
const certificates = { tlsOf: (arn: string) => Promise.resolve(arn.includes('/fleet-with-tls/')) };
const receive = (event: unknown) =>
  receiveMatchmakingEvent(event, { configurations, ...stores, placed, certificates });

interface Duel {
  readonly matchId: string;
  readonly session: string;
  readonly tickets: ReadonlyArray<{
    readonly ticketId: TicketId;
    readonly playerId: PlayerId;
    readonly team: string;
    readonly playerSessionId: string;
  }>;
}

/** Two new players with an open ticket each. */
async function openDuel(): Promise<Duel> {
  const duel = {
    matchId: randomUUID(),
    session: `arn:aws:gamelift:us-east-1::gamesession/fleet-1/${randomUUID()}`,
    tickets: ['north', 'south'].map((team) => ({
      ticketId: ticketId(randomUUID()),
      playerId: playerId(`p-${randomUUID()}`),
      team,
      playerSessionId: `psess-${randomUUID()}`,
    })),
  };
  for (const ticket of duel.tickets) {
    await stores.tickets.create({
      ticketId: ticket.ticketId,
      playerId: ticket.playerId,
      game: gameName('noughts'),
      matchmaking: matchmakingName('duel'),
      options: {},
      status: 'queued',
      createdAt: start,
    });
  }
  place(duel, ['north', 'south']);
  return duel;
}

/** GameLift places the match; the order of its teams is GameLift's own. */
function place(duel: Duel, order: readonly string[]): void {
  sessions.set(
    duel.session,
    JSON.stringify({
      matchId: duel.matchId,
      matchmakingConfigurationArn: configuration,
      teams: order.map((name) => ({
        name,
        players: duel.tickets
          .filter((ticket) => ticket.team === name)
          .map((ticket) => ({
            playerId: ticket.playerId,
            attributes: { game: { attributeType: 'STRING', valueAttribute: 'noughts' } },
          })),
      })),
    }),
  );
}

const configuration = configurationArn(gameliftArn, resourcePrefix, 'duel');
const configurations = [configuration];
const envelope = (seconds: number, detail: object) => ({
  version: '0',
  id: randomUUID(),
  'detail-type': 'GameLift Matchmaking Event',
  source: 'aws.gamelift',
  account: '111122223333',
  region: 'us-east-1',
  resources: [configuration],
  time: new Date(start + seconds * 1000).toISOString(),
  detail,
});
type Extra = (ticket: Duel['tickets'][number], index: number) => object;
const ticketsOf = (duel: Duel, extra: Extra = () => ({})) =>
  duel.tickets.map((ticket, index) => ({
    ticketId: ticket.ticketId,
    startTime: new Date(start).toISOString(),
    players: [{ playerId: ticket.playerId, ...extra(ticket, index) }],
  }));
const team: Extra = (ticket) => ({ team: ticket.team });

const events = {
  searching: (duel: Duel, at: number) =>
    envelope(at, {
      type: 'MatchmakingSearching',
      tickets: ticketsOf(duel),
      estimatedWaitMillis: 'NOT_AVAILABLE',
      gameSessionInfo: { players: [] },
    }),
  potential: (duel: Duel, at: number, acceptanceRequired = false) =>
    envelope(at, {
      type: 'PotentialMatchCreated',
      matchId: duel.matchId,
      acceptanceRequired,
      tickets: ticketsOf(duel, team),
      ruleEvaluationMetrics: [],
      gameSessionInfo: { players: [] },
    }),
  acceptances: (duel: Duel, at: number, acceptance: string, answers: readonly (boolean | undefined)[]) =>
    envelope(at, {
      type: 'AcceptMatchCompleted',
      matchId: duel.matchId,
      acceptance,
      tickets: ticketsOf(duel, (ticket, index) => ({
        team: ticket.team,
        ...(answers[index] === undefined ? {} : { accepted: answers[index] }),
      })),
      gameSessionInfo: { players: [] },
    }),
  succeeded: (duel: Duel, at: number, session = duel.session) =>
    envelope(at, {
      type: 'MatchmakingSucceeded',
      matchId: duel.matchId,
      tickets: ticketsOf(duel, (ticket) => ({ team: ticket.team, playerSessionId: ticket.playerSessionId })),
      gameSessionInfo: {
        gameSessionArn: session,
        ipAddress: '127.0.0.1',
        port: 7001,
        players: duel.tickets.map((ticket) => ({
          playerId: ticket.playerId,
          team: ticket.team,
          playerSessionId: ticket.playerSessionId,
        })),
      },
    }),
  ended: (duel: Duel, at: number, type: string, reason: string, message: string) =>
    envelope(at, {
      type,
      reason,
      message,
      tickets: ticketsOf(duel),
      ruleEvaluationMetrics: [],
      gameSessionInfo: { players: [] },
    }),
};
const rows = (duel: Duel) => Promise.all(duel.tickets.map((ticket) => stores.tickets.get(ticket.ticketId)));

describe('events of matchmaking', () => {
  it('tells players of a fleet with a certificate to connect with TLS', async () => {
    const duel = await openDuel();
    const session = 'arn:aws:gamelift:us-east-1::gamesession/fleet-with-tls/g';
    sessions.set(session, sessions.get(duel.session) ?? '');
    await receive(events.succeeded(duel, 3, session));
    expect((await rows(duel)).map((row) => row?.connection?.tls)).toEqual([true, true]);
  });

  it('gives every player of a match its own player session, and the match knows each before a ticket shows it', async () => {
    const duel = await openDuel();
    const order: string[] = [];
    const seat = jest.spyOn(stores.matches, 'seatPlayerSessions');
    const change = jest.spyOn(stores.tickets, 'change');
    seat.mockImplementationOnce(async (...given) => {
      order.push('seating');
      seat.mockRestore();
      await stores.matches.seatPlayerSessions(...given);
      order.push('seated');
    });
    change.mockImplementation(() => {
      order.push('ticket');
      return Promise.resolve(true);
    });
    await receive(events.succeeded(duel, 3));
    change.mockRestore();
    expect(order).toEqual(['seating', 'seated', 'ticket', 'ticket']);
    await receive(events.succeeded(duel, 3));
    for (const [index, row] of (await rows(duel)).entries()) {
      const ticket = duel.tickets[index];
      expect(row).toMatchObject({
        status: 'completed',
        match: { matchId: duel.matchId, seat: index },
        connection: {
          ipAddress: '127.0.0.1',
          tls: false,
          port: 7001,
          playerSessionId: ticket?.playerSessionId,
        },
      });
      expect(
        await stores.matches.playerOfSession(
          matchId(duel.matchId),
          playerSessionId(ticket?.playerSessionId ?? ''),
        ),
      ).toBe(ticket?.playerId);
    }
  });

  it('ends in the same rows for events in any order and with any repeats', async () => {
    const life = fc.constantFrom('straight', 'accepted', 'failed', 'timed out', 'cancelled', 'tried twice');
    await fc.assert(
      fc.asyncProperty(
        life,
        fc.infiniteStream(fc.nat()),
        fc.array(fc.nat(), { maxLength: 6 }),
        async (kind, chance, repeats) => {
          const duel = await openDuel();
          const lives: Record<typeof kind, unknown[]> = {
            straight: [events.searching(duel, 1), events.potential(duel, 2), events.succeeded(duel, 3)],
            accepted: [
              events.searching(duel, 1),
              events.potential(duel, 2, true),
              events.acceptances(duel, 3, 'Accepted', [true, true]),
              events.succeeded(duel, 4),
            ],
            failed: [
              events.searching(duel, 1),
              events.potential(duel, 2),
              events.ended(
                duel,
                3,
                'MatchmakingFailed',
                'UNEXPECTED_ERROR',
                'An unexpected error was encountered during match placing.',
              ),
            ],
            'timed out': [
              events.searching(duel, 1),
              events.ended(
                duel,
                60,
                'MatchmakingTimedOut',
                'TimedOut',
                'Removed from matchmaking due to timing out.',
              ),
            ],
            cancelled: [
              events.searching(duel, 1),
              events.ended(duel, 2, 'MatchmakingCancelled', 'Cancelled', 'Cancelled by request.'),
            ],
            'tried twice': [
              events.searching(duel, 1),
              events.potential(duel, 2),
              events.searching(duel, 3),
              events.potential({ ...duel, matchId: randomUUID() }, 4),
            ],
          };
          const told = lives[kind];
          const rude = [...told, ...repeats.map((pick) => told[pick % told.length])]
            .map((event) => ({ event, key: chance.next().value as number }))
            .sort((a, b) => a.key - b.key);
          for (const { event } of rude) await receive(event);
          const rudely = await rows(duel);

          const polite = await openDuel();
          place({ ...polite, matchId: duel.matchId }, ['north', 'south']);
          const renamed = JSON.parse(
            duel.tickets.reduce(
              (text, ticket, index) =>
                text
                  .replaceAll(ticket.ticketId, polite.tickets[index]?.ticketId ?? '')
                  .replaceAll(ticket.playerId, polite.tickets[index]?.playerId ?? ''),
              JSON.stringify(told).replaceAll(duel.session, polite.session),
            ),
          ) as unknown[];
          for (const event of renamed) await receive(event);
          const withoutIds = (list: Awaited<ReturnType<typeof rows>>) =>
            list.map((row) => ({ ...row, ticketId: '', playerId: '' }));
          expect(withoutIds(rudely)).toEqual(withoutIds(await rows(polite)));
        },
      ),
      { numRuns: tries(6), seed: 20261122 },
    );
  });

  it('takes a proposal back when the ticket searches again', async () => {
    const duel = await openDuel();
    await receive(events.potential(duel, 2));
    expect(await rows(duel)).toMatchObject([{ status: 'placing' }, { status: 'placing' }]);
    await receive(events.searching(duel, 3));
    for (const row of await rows(duel)) {
      expect(row?.status).toBe('searching');
      expect(row?.match).toBeUndefined();
    }
  });

  it('reads from a failed acceptance who rejected, who accepted, and who was silent', async () => {
    const rejected = await openDuel();
    await receive(events.potential(rejected, 2, true));
    await receive(events.acceptances(rejected, 3, 'Rejected', [true, false]));
    expect(await rows(rejected)).toMatchObject([
      { status: 'searching' },
      { status: 'cancelled', reason: 'The match was rejected.' },
    ]);
    const silent = await openDuel();
    await receive(events.potential(silent, 2, true));
    await receive(events.acceptances(silent, 3, 'TimedOut', [undefined, true]));
    expect(await rows(silent)).toMatchObject([
      { status: 'cancelled', reason: 'The match was not accepted in time.' },
      { status: 'searching' },
    ]);
    // Another player rejected first. Only FlexMatch knows the further course of a ticket that had not
    // answered.
    const open = await openDuel();
    await receive(events.potential(open, 2, true));
    await receive(events.acceptances(open, 3, 'Rejected', [undefined, false]));
    expect(await rows(open)).toMatchObject([{ status: 'requires-acceptance' }, { status: 'cancelled' }]);
  });

  it('handles tickets of several players, and ignores players of foreign tickets', async () => {
    const duel = await openDuel();
    const [one, two] = duel.tickets;
    const together = envelope(3, {
      type: 'MatchmakingSucceeded',
      matchId: duel.matchId,
      tickets: [
        {
          ticketId: one?.ticketId,
          players: duel.tickets.map((ticket) => ({
            playerId: ticket.playerId,
            team: ticket.team,
            playerSessionId: ticket.playerSessionId,
          })),
        },
      ],
      gameSessionInfo: { gameSessionArn: duel.session, ipAddress: '127.0.0.1', port: '7001' },
    });
    await receive(together);
    expect(await stores.tickets.get(one?.ticketId ?? ticketId(randomUUID()))).toMatchObject({
      status: 'completed',
      connection: { port: 7001, playerSessionId: one?.playerSessionId },
    });
    expect(
      await stores.matches.playerOfSession(
        matchId(duel.matchId),
        playerSessionId(two?.playerSessionId ?? ''),
      ),
    ).toBe(two?.playerId);
  });

  it('ignores unknown types, and drops and counts malformed events', async () => {
    const duel = await openDuel();
    await receive(envelope(1, { type: 'MatchmakingInvented', tickets: ticketsOf(duel) }));
    expect(dropped()).toEqual([]);
    await receive(envelope(1, { type: 'PotentialMatchCreated', tickets: ticketsOf(duel) }));
    await receive(
      envelope(1, { type: 'MatchmakingSearching', tickets: [{ ticketId: 'no-uuid', players: [] }] }),
    );
    expect(dropped()).toEqual([expect.stringMatching(/matchId/), expect.stringMatching(/no-uuid/)]);
    expect(await rows(duel)).toMatchObject([{ status: 'queued' }, { status: 'queued' }]);
  });

  it.each([
    [
      'another environment',
      ['arn:aws:gamelift:us-east-1:111122223333:matchmakingconfiguration/turnlift-staging-duel'],
    ],
    ['another configuration', ['arn:aws:gamelift:us-east-1:111122223333:matchmakingconfiguration/other']],
    ['another account', [configuration.replace('111122223333', '999999999999')]],
    ['another Region', [configuration.replace('us-east-1', 'eu-west-1')]],
    ['another partition', [configuration.replace('arn:aws:', 'arn:aws-cn:')]],
    ['ours with something before it', [`x${configuration}`]],
    [
      'ours beside one of the same name in another account',
      [configuration, configuration.replace('111122223333', '999999999999')],
    ],
    ['a queue', [`arn:aws:gamelift:us-east-1:111122223333:gamesessionqueue/${resourcePrefix}-duel`]],
    [
      'another configuration beside ours',
      [
        `arn:aws:gamelift:us-east-1:111122223333:matchmakingconfiguration/${resourcePrefix}-duel`,
        'arn:aws:gamelift:us-east-1:111122223333:matchmakingconfiguration/other',
      ],
    ],
    ['nothing', []],
    ['garbage', `${resourcePrefix}-duel`],
    ['no resource', undefined],
  ])('drops and counts an event of %s, and no row changes', async (_what, resources) => {
    const duel = await openDuel();
    await receive({ ...envelope(1, { type: 'MatchmakingCancelled', tickets: ticketsOf(duel) }), resources });
    expect(dropped()).toEqual(['its configuration is not ours']);
    expect(await rows(duel)).toMatchObject([{ status: 'queued' }, { status: 'queued' }]);
  });

  it('seats players in the order of the rule set, for any order of teams in the match', async () => {
    const duel = await openDuel();
    place(duel, ['south', 'north']);
    await receive(events.succeeded(duel, 3));
    expect(await rows(duel)).toMatchObject([
      { status: 'completed', match: { matchId: duel.matchId, seat: 0 } },
      { status: 'completed', match: { matchId: duel.matchId, seat: 1 } },
    ]);
  });

  it('fails tickets of a match that cannot be played, says why, and logs an error', async () => {
    const error = jest.spyOn(console, 'error');
    const reasons: Array<[string, (duel: Duel) => object]> = [
      [
        'the event names no game session',
        (duel) => ({ tickets: ticketsOf(duel, team), gameSessionInfo: { ipAddress: '127.0.0.1', port: 1 } }),
      ],
      [
        'the game session has no matchmaker data',
        (duel) => ({
          tickets: ticketsOf(duel, team),
          gameSessionInfo: { gameSessionArn: `${duel.session}-other`, ipAddress: '127.0.0.1', port: 1 },
        }),
      ],
      [
        'the player has no player session',
        (duel) => ({
          tickets: ticketsOf(duel, team),
          gameSessionInfo: { gameSessionArn: duel.session, ipAddress: '127.0.0.1', port: 1 },
        }),
      ],
      [
        'the player has no seat',
        (duel) => {
          place(duel, ['north']);
          return {
            tickets: ticketsOf(duel, team).slice(1),
            gameSessionInfo: { gameSessionArn: duel.session, ipAddress: '127.0.0.1', port: 1 },
          };
        },
      ],
    ];
    for (const [reason, detail] of reasons) {
      const duel = await openDuel();
      error.mockClear();
      await receive(envelope(3, { type: 'MatchmakingSucceeded', matchId: duel.matchId, ...detail(duel) }));
      const [, row] = await rows(duel);
      expect(row).toMatchObject({ status: 'failed' });
      expect(row?.reason).toContain(`The match cannot be played: ${reason}`);
      expect(row?.match).toBeUndefined();
      expect(error.mock.calls.map(([line]) => String(line)).join('\n')).toContain(reason);
    }
  });

  it('rethrows an error of GameLift, so that EventBridge retries: such an event is not dropped', async () => {
    const duel = await openDuel();
    const throttled: PlacedMatches = { of: () => Promise.reject(new Error('slow down')) };
    const event = events.succeeded(duel, 3);
    await expect(
      receiveMatchmakingEvent(event, { configurations, ...stores, placed: throttled, certificates }),
    ).rejects.toThrow('slow down');
    expect(dropped()).toEqual([]);
    await receive(event);
    expect(await rows(duel)).toMatchObject([{ status: 'completed' }, { status: 'completed' }]);
  });

  it('never changes a row for garbage', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything(), fc.anything(), async (whole, detail) => {
        await receive(whole);
        await receive(envelope(1, { type: 'MatchmakingSearching', tickets: detail }));
      }),
      { numRuns: tries(40), seed: 7 },
    );
  });
});
