import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod/mini';
import { matchId, playerSessionId, ticketId } from '../../core/ids';
import { type PlacedMatches } from '../../functions/shared/flexmatch/placed-matches';
import { tries } from '../../testing/effort';
import { parseText } from '../support/json-values';
import {
  type Duel,
  envelope,
  events,
  foreignResources,
  livesOf,
  team,
  ticketsOf,
} from './support/duel-events';
import { startDuels } from './support/duels';

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

let duels: Awaited<ReturnType<typeof startDuels>>;
beforeAll(async () => {
  for (const level of ['log', 'warn', 'error'] as const)
    jest.spyOn(console, level).mockImplementation(() => undefined);
  duels = await startDuels();
});
afterAll(() => duels.close());

describe('events of matchmaking', () => {
  it('tells players of a fleet with a certificate to connect with TLS', async () => {
    const duel = await duels.open();
    const session = 'arn:aws:gamelift:us-east-1::gamesession/fleet-with-tls/g';
    duels.sessions.set(session, duels.sessions.get(duel.session) ?? '');
    await duels.receive(events.succeeded(duel, 3, session));
    expect((await duels.rows(duel)).map((row) => row?.connection?.tls)).toEqual([true, true]);
  });

  it('gives each player of a match a player session, before a ticket shows it', async () => {
    const duel = await duels.open();
    const order: string[] = [];
    const seat = jest.spyOn(duels.stores.matches, 'seatPlayerSessions');
    const change = jest.spyOn(duels.stores.tickets, 'change');
    seat.mockImplementationOnce(async (...given) => {
      order.push('seating');
      seat.mockRestore();
      await duels.stores.matches.seatPlayerSessions(...given);
      order.push('seated');
    });
    change.mockImplementation(() => {
      order.push('ticket');
      return Promise.resolve(true);
    });
    await duels.receive(events.succeeded(duel, 3));
    change.mockRestore();
    expect(order).toEqual(['seating', 'seated', 'ticket', 'ticket']);
    await duels.receive(events.succeeded(duel, 3));
    for (const [index, row] of (await duels.rows(duel)).entries()) {
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
        await duels.stores.matches.playerOfSession(
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
          const duel = await duels.open();
          const arrivals: readonly unknown[] = livesOf(duel)[kind];
          const disordered = [...arrivals, ...repeats.map((pick) => arrivals[pick % arrivals.length])]
            .map((event) => ({ event, key: Number(chance.next().value) }))
            .sort((a, b) => a.key - b.key);
          for (const { event } of disordered) await duels.receive(event);
          const afterDisorder = await duels.rows(duel);

          const ordered = await duels.open();
          duels.place({ ...ordered, matchId: duel.matchId }, ['north', 'south']);
          const renamed = parseText(
            z.array(z.unknown()),
            duel.tickets.reduce(
              (text, ticket, index) =>
                text
                  .replaceAll(ticket.ticketId, ordered.tickets[index]?.ticketId ?? '')
                  .replaceAll(ticket.playerId, ordered.tickets[index]?.playerId ?? ''),
              JSON.stringify(arrivals).replaceAll(duel.session, ordered.session),
            ),
          );
          for (const event of renamed) await duels.receive(event);
          const withoutIds = (list: Awaited<ReturnType<typeof duels.rows>>) =>
            list.map((row) => ({ ...row, ticketId: '', playerId: '' }));
          expect(withoutIds(afterDisorder)).toEqual(withoutIds(await duels.rows(ordered)));
        },
      ),
      { numRuns: tries(6), seed: 20261122 },
    );
  });

  it('takes a proposal back when the ticket searches again', async () => {
    const duel = await duels.open();
    await duels.receive(events.potential(duel, 2));
    expect(await duels.rows(duel)).toMatchObject([{ status: 'placing' }, { status: 'placing' }]);
    await duels.receive(events.searching(duel, 3));
    for (const row of await duels.rows(duel)) {
      expect(row?.status).toBe('searching');
      expect(row?.match).toBeUndefined();
    }
  });

  it('reads from a failed acceptance who rejected, who accepted, and who was silent', async () => {
    const rejected = await duels.open();
    await duels.receive(events.potential(rejected, 2, true));
    await duels.receive(events.acceptances(rejected, 3, 'Rejected', [true, false]));
    expect(await duels.rows(rejected)).toMatchObject([
      { status: 'searching' },
      { status: 'cancelled', reason: 'The match was rejected.' },
    ]);
    const silent = await duels.open();
    await duels.receive(events.potential(silent, 2, true));
    await duels.receive(events.acceptances(silent, 3, 'TimedOut', [undefined, true]));
    expect(await duels.rows(silent)).toMatchObject([
      { status: 'cancelled', reason: 'The match was not accepted in time.' },
      { status: 'searching' },
    ]);
    // Another player rejected first. Only FlexMatch knows the further course of a ticket that had not
    // answered.
    const open = await duels.open();
    await duels.receive(events.potential(open, 2, true));
    await duels.receive(events.acceptances(open, 3, 'Rejected', [undefined, false]));
    expect(await duels.rows(open)).toMatchObject([
      { status: 'requires-acceptance' },
      { status: 'cancelled' },
    ]);
  });

  it('handles tickets of several players, and ignores players of foreign tickets', async () => {
    const duel = await duels.open();
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
    await duels.receive(together);
    expect(await duels.stores.tickets.get(one?.ticketId ?? ticketId(randomUUID()))).toMatchObject({
      status: 'completed',
      connection: { port: 7001, playerSessionId: one?.playerSessionId },
    });
    expect(
      await duels.stores.matches.playerOfSession(
        matchId(duel.matchId),
        playerSessionId(two?.playerSessionId ?? ''),
      ),
    ).toBe(two?.playerId);
  });

  it('ignores unknown types, and drops and counts malformed events', async () => {
    const duel = await duels.open();
    await duels.receive(envelope(1, { type: 'MatchmakingInvented', tickets: ticketsOf(duel) }));
    expect(dropped()).toEqual([]);
    await duels.receive(envelope(1, { type: 'PotentialMatchCreated', tickets: ticketsOf(duel) }));
    await duels.receive(
      envelope(1, { type: 'MatchmakingSearching', tickets: [{ ticketId: 'no-uuid', players: [] }] }),
    );
    expect(dropped()).toEqual([expect.stringMatching(/matchId/), expect.stringMatching(/no-uuid/)]);
    expect(await duels.rows(duel)).toMatchObject([{ status: 'queued' }, { status: 'queued' }]);
  });

  it.each(foreignResources)(
    'drops and counts an event of %s, and no row changes',
    async (_what, resources) => {
      const duel = await duels.open();
      await duels.receive({
        ...envelope(1, { type: 'MatchmakingCancelled', tickets: ticketsOf(duel) }),
        resources,
      });
      expect(dropped()).toEqual(['its configuration is not ours']);
      expect(await duels.rows(duel)).toMatchObject([{ status: 'queued' }, { status: 'queued' }]);
    },
  );

  it('seats players in the order of the rule set, for any order of teams in the match', async () => {
    const duel = await duels.open();
    duels.place(duel, ['south', 'north']);
    await duels.receive(events.succeeded(duel, 3));
    expect(await duels.rows(duel)).toMatchObject([
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
          duels.place(duel, ['north']);
          return {
            tickets: ticketsOf(duel, team).slice(1),
            gameSessionInfo: { gameSessionArn: duel.session, ipAddress: '127.0.0.1', port: 1 },
          };
        },
      ],
    ];
    for (const [reason, detail] of reasons) {
      const duel = await duels.open();
      error.mockClear();
      await duels.receive(
        envelope(3, { type: 'MatchmakingSucceeded', matchId: duel.matchId, ...detail(duel) }),
      );
      const [, row] = await duels.rows(duel);
      expect(row).toMatchObject({ status: 'failed' });
      expect(row?.reason).toContain(`The match cannot be played: ${reason}`);
      expect(row?.match).toBeUndefined();
      expect(error.mock.calls.map(([line]) => String(line)).join('\n')).toContain(reason);
    }
  });

  it('rethrows an error of GameLift, so that EventBridge retries: such an event is not dropped', async () => {
    const duel = await duels.open();
    const throttled: PlacedMatches = { of: () => Promise.reject(new Error('slow down')) };
    const event = events.succeeded(duel, 3);
    await expect(duels.receive(event, throttled)).rejects.toThrow('slow down');
    expect(dropped()).toEqual([]);
    await duels.receive(event);
    expect(await duels.rows(duel)).toMatchObject([{ status: 'completed' }, { status: 'completed' }]);
  });

  it('never changes a row for garbage', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything(), fc.anything(), async (whole, detail) => {
        await duels.receive(whole);
        await duels.receive(envelope(1, { type: 'MatchmakingSearching', tickets: detail }));
      }),
      { numRuns: tries(40), seed: 7 },
    );
  });
});
