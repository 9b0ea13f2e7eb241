import { type TicketStatus } from '../../contract/ticket-status';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { matchmakingName, playerSessionId, type PlayerId } from '../../core/ids';
import { createTicketStore, TicketAlreadyOpen, TicketIdTaken, type TicketStore } from '../../store/tickets';
import { type TicketChange, type TicketRecord } from '../../store/ticket-record';
import {
  aMatchId,
  aPlayer,
  aTicketId,
  type Database,
  game,
  names,
  openDatabase,
  quickRetries,
} from './database';
import { tries } from '../../testing/effort';

let database: Database;
let tickets: TicketStore;
beforeAll(async () => {
  database = await openDatabase();
  tickets = createTicketStore(database.client, names, quickRetries());
});
afterAll(async () => {
  await database.close();
});

const createdAt = Date.UTC(2026, 10, 22);
const asked = { matchmaking: matchmakingName('duel'), options: { size: 9, pie: ['swap'] } };
const match = { matchId: aMatchId(), seat: 1 };
const connection = {
  ipAddress: '127.0.0.1',
  dnsName: 'fleet.example',
  tls: true,
  port: 4000,
  playerSessionId: playerSessionId('psess-1'),
};

async function open(playerId: PlayerId = aPlayer(), at = createdAt): Promise<TicketRecord> {
  const ticket: TicketRecord = {
    ticketId: aTicketId(),
    playerId,
    game,
    ...asked,
    status: 'queued',
    createdAt: at,
  };
  await tickets.create(ticket);
  return ticket;
}

describe('create', () => {
  it('keeps a ticket unchanged; an id can be used once', async () => {
    const ticket = await open();
    expect(await tickets.get(ticket.ticketId)).toEqual(ticket);
    await expect(tickets.create({ ...ticket, playerId: aPlayer() })).rejects.toThrow(TicketIdTaken);
    // A repeat of the same ticket is the same write: its answer may have been lost.
    await expect(tickets.create(ticket)).resolves.toBeUndefined();
    await expect(tickets.create({ ...ticket, createdAt: 1 })).rejects.toThrow(TicketIdTaken);
    expect(await tickets.get(aTicketId())).toBeUndefined();
  });

  it('limits a player to one open ticket: one concurrent attempt wins, the others learn its id', async () => {
    const playerId = aPlayer();
    const wanted = Array.from({ length: 10 }, aTicketId);
    const outcomes = await Promise.all(
      wanted.map((ticketId) =>
        tickets.create({ ticketId, playerId, game, ...asked, status: 'queued', createdAt }).then(
          () => 'opened' as const,
          (error: unknown) => error,
        ),
      ),
    );
    const winner = wanted[outcomes.indexOf('opened')];
    expect(outcomes.filter((outcome) => outcome === 'opened')).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome !== 'opened') expect(outcome).toMatchObject({ ticketId: winner });
    expect(await tickets.openTicketOf(playerId)).toMatchObject({ ticketId: winner });
  });

  it('a player opens another once the first has ended', async () => {
    const first = await open();
    await expect(open(first.playerId)).rejects.toThrow(TicketAlreadyOpen);
    await tickets.change({ ticketId: first.ticketId, at: createdAt, status: 'cancelled' });
    expect(await tickets.openTicketOf(first.playerId)).toBeUndefined();
    const second = await open(first.playerId);
    expect(await tickets.openTicketOf(first.playerId)).toEqual(second);
  });
});

describe('change', () => {
  it('follows the course of a ticket', async () => {
    const { ticketId, playerId } = await open();
    const base = { ticketId, playerId, game, ...asked, createdAt };
    const at = createdAt;
    expect(
      await tickets.change({ ticketId, at: at + 1, status: 'searching', estimatedWaitSeconds: 30 }),
    ).toBe(true);
    expect(await tickets.get(ticketId)).toEqual({ ...base, status: 'searching', estimatedWaitSeconds: 30 });
    expect(await tickets.change({ ticketId, at: at + 2, status: 'requires-acceptance', match })).toBe(true);
    // After a rejection there is no proposal.
    expect(
      await tickets.change({
        ticketId,
        at: at + 3,
        status: 'searching',
        reason: 'Another player did not accept the match.',
      }),
    ).toBe(true);
    expect(await tickets.get(ticketId)).toEqual({
      ...base,
      status: 'searching',
      estimatedWaitSeconds: 30,
      reason: 'Another player did not accept the match.',
    });
    expect(await tickets.change({ ticketId, at: at + 4, status: 'placing', match })).toBe(true);
    expect(await tickets.change({ ticketId, at: at + 5, status: 'completed', connection })).toBe(true);
    expect(await tickets.get(ticketId)).toEqual({
      ...base,
      status: 'completed',
      completedAt: at + 5,
      match,
      connection,
    });
  });

  it('the first event counts even when its clock is behind ours, and may be in whole seconds', async () => {
    const { ticketId } = await open();
    expect(await tickets.change({ ticketId, at: createdAt - 5000, status: 'searching' })).toBe(true);
    expect(await tickets.change({ ticketId, at: createdAt - 5000, status: 'placing', match })).toBe(true);
    expect(await tickets.change({ ticketId, at: createdAt - 5000, status: 'searching' })).toBe(false);
    expect(
      await tickets.change({ ticketId, at: createdAt - 5000, status: 'completed', match, connection }),
    ).toBe(true);
  });

  it('an older one never overwrites a newer one, and none overwrites an end', async () => {
    const { ticketId } = await open();
    await tickets.change({ ticketId, at: 20, status: 'placing', match });
    expect(await tickets.change({ ticketId, at: 10, status: 'searching' })).toBe(false);
    expect(await tickets.change({ ticketId, at: 30, status: 'timed-out', reason: 'too long' })).toBe(true);
    for (const status of ['searching', 'completed', 'failed', 'timed-out'] as const)
      expect(await tickets.change({ ticketId, at: 99, status, match, connection })).toBe(false);
    expect(await tickets.get(ticketId)).toMatchObject({ status: 'timed-out', reason: 'too long' });
    expect((await tickets.get(ticketId))?.connection).toBeUndefined();
  });

  it('an event for an unknown ticket changes nothing', async () => {
    const ticketId = aTicketId();
    expect(await tickets.change({ ticketId, at: 1, status: 'completed', match, connection })).toBe(false);
    expect(await tickets.get(ticketId)).toBeUndefined();
  });

  it('the missing fields of a completed ticket are added once, existing fields stay', async () => {
    const { ticketId } = await open();
    await tickets.change({ ticketId, at: 5, status: 'completed' });
    expect(await tickets.change({ ticketId, at: 3, status: 'completed', connection })).toBe(true);
    const other = { ...connection, port: 1 };
    expect(await tickets.change({ ticketId, at: 9, status: 'completed', match, connection: other })).toBe(
      true,
    );
    expect(
      await tickets.change({
        ticketId,
        at: 9,
        status: 'completed',
        match: { ...match, seat: 0 },
        connection: other,
      }),
    ).toBe(false);
    expect(await tickets.get(ticketId)).toMatchObject({ status: 'completed', match, connection });
  });

  it('late, repeated, unordered and concurrent events: the end stands, with all its facts', async () => {
    const course: ReadonlyArray<Omit<TicketChange, 'ticketId'>> = [
      { at: 1, status: 'searching', estimatedWaitSeconds: 12 },
      { at: 2, status: 'requires-acceptance', match: { ...match, matchId: aMatchId() } },
      { at: 3, status: 'searching' },
      { at: 4, status: 'requires-acceptance', match },
      { at: 5, status: 'placing', match },
      { at: 6, status: 'completed', match },
      { at: 6, status: 'completed', match, connection },
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...course], { minLength: course.length }),
        fc.array(fc.constantFrom(...course), { maxLength: 5 }),
        fc.integer({ min: 1, max: 4 }),
        async (order, repeats, atOnce) => {
          const { ticketId } = await open();
          const sent = [...order, ...repeats].map((change): TicketChange => ({ ticketId, ...change }));
          for (let from = 0; from < sent.length; from += atOnce)
            await Promise.all(sent.slice(from, from + atOnce).map((change) => tickets.change(change)));
          expect(await tickets.get(ticketId)).toMatchObject({ status: 'completed', match, connection });
        },
      ),
      { numRuns: tries(8), seed: 20261122 },
    );
  });

  it('a dropped proposal leaves no match behind, and neither does a later one without its name', async () => {
    const { ticketId } = await open();
    const [made, other] = [aMatchId(), aMatchId()];
    const madeAfter = async (change: Omit<TicketChange, 'ticketId'>) => {
      expect(await tickets.change({ ticketId, ...change })).toBe(true);
      return (await tickets.get(ticketId))?.made;
    };
    expect(await madeAfter({ at: 1, status: 'requires-acceptance', made })).toBe(made);
    expect(await madeAfter({ at: 2, status: 'searching' })).toBeUndefined();
    expect(await madeAfter({ at: 3, status: 'requires-acceptance', made: other })).toBe(other);
    expect(await madeAfter({ at: 4, status: 'requires-acceptance' })).toBeUndefined();
    expect(await madeAfter({ at: 5, status: 'placing', made: other })).toBe(other);
    expect(await madeAfter({ at: 6, status: 'placing' })).toBe(other);
  });

  it('while open, the newest event stands in any order', async () => {
    const statuses: readonly TicketStatus[] = ['searching', 'requires-acceptance', 'placing'];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ at: fc.integer({ min: 1, max: 6 }), status: fc.constantFrom(...statuses) }), {
          minLength: 1,
          maxLength: 8,
        }),
        async (events) => {
          const { ticketId } = await open();
          for (const event of events) await tickets.change({ ticketId, ...event });
          const newest = [...events].sort(
            (left, right) =>
              right.at - left.at || statuses.indexOf(right.status) - statuses.indexOf(left.status),
          )[0];
          expect((await tickets.get(ticketId))?.status).toBe(newest?.status);
        },
      ),
      { numRuns: tries(8), seed: 20261122 },
    );
  });
});

describe('staleOpenTickets', () => {
  // A separate database, because the tickets of other tests are silent, too.
  beforeAll(async () => {
    await database.close();
    database = await openDatabase();
    tickets = createTicketStore(database.client, names, quickRetries());
  });

  it('names open tickets without an event for long, longest silence first, and no ended ones', async () => {
    const early = 1000;
    const silent = await Promise.all([5, 3, 4, 1, 2].map((offset) => open(aPlayer(), early + offset)));
    const heard = await open(aPlayer(), early);
    await tickets.change({ ticketId: heard.ticketId, at: early + 500, status: 'searching' });
    const ended = await open(aPlayer(), early);
    await tickets.change({ ticketId: ended.ticketId, at: early + 1, status: 'failed' });
    const expected = [...silent].sort((left, right) => left.createdAt - right.createdAt);
    expect(await tickets.staleOpenTickets(early + 100, 10)).toEqual(expected);
    expect(await tickets.staleOpenTickets(early + 100, 2)).toEqual(expected.slice(0, 2));
    expect((await tickets.staleOpenTickets(early + 501, 10)).map(({ ticketId }) => ticketId)).toEqual(
      [...expected, heard].map(({ ticketId }) => ticketId),
    );
  });
});

describe('openTickets', () => {
  beforeAll(async () => {
    await database.close();
    database = await openDatabase();
    tickets = createTicketStore(database.client, names, quickRetries());
  });

  it('names every open ticket and no ended one, and none at all where a shard has too many', async () => {
    const waiting = await Promise.all(
      Array.from({ length: 9 }, (_, offset) => open(aPlayer(), 1000 + offset)),
    );
    const ended = await open(aPlayer(), 1000);
    await tickets.change({ ticketId: ended.ticketId, at: 1001, status: 'failed' });
    const ids = (found: readonly TicketRecord[] | undefined) => found?.map(({ ticketId }) => ticketId).sort();
    expect(ids(await tickets.openTickets(9))).toEqual(ids(waiting));
    // Nine tickets in four shards: one shard has three or more.
    expect(await tickets.openTickets(2)).toBeUndefined();
  });
});
