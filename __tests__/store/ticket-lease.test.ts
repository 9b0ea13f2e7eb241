import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ticketLeaseMs, renewalMs } from '../../contract/ticket-lease';
import { matchmakingName, type TicketId } from '../../core/ids';
import { createTicketStore, type TicketStore } from '../../store/tickets';
import { type TicketRecord } from '../../store/ticket-record';
import { aPlayer, aTicketId, type Database, game, names, openDatabase, quickRetries } from './database';

let database: Database;
let tickets: TicketStore;
beforeAll(async () => {
  database = await openDatabase();
  tickets = createTicketStore(database.client, names, quickRetries());
});
afterAll(async () => {
  await database.close();
});

const start = Date.UTC(2026, 10, 22);
const over = start + ticketLeaseMs + 1;

async function open(asked: Pick<TicketRecord, 'askedAt'> = { askedAt: start }): Promise<TicketRecord> {
  const ticket: TicketRecord = {
    ticketId: aTicketId(),
    playerId: aPlayer(),
    game,
    matchmaking: matchmakingName('duel'),
    options: {},
    status: 'queued',
    createdAt: start,
    ...asked,
  };
  await tickets.create(ticket);
  return ticket;
}
async function lapsedAt(at: number): Promise<TicketId[]> {
  const found: TicketId[] = [];
  for await (const page of tickets.lapsed(at)) found.push(...page.map(({ ticketId }) => ticketId));
  return found;
}
const askedAt = async ({ ticketId }: TicketRecord) => (await tickets.get(ticketId))?.askedAt;

describe('the lease of a ticket', () => {
  it('is renewed once its last renewal is twenty seconds old, as the row says', async () => {
    const ticket = await open();
    await tickets.renew(ticket, start + renewalMs - 1);
    expect(await askedAt(ticket)).toBe(start);
    await tickets.renew(ticket, start + renewalMs);
    expect(await askedAt(ticket)).toBe(start + renewalMs);
    // Another container, whose clock is behind or which has read the row before.
    await tickets.renew(ticket, start + 2 * renewalMs - 1);
    expect(await askedAt(ticket)).toBe(start + renewalMs);
  });

  it('is not renewed after it has lapsed, or after the end, by a request with an older row', async () => {
    const [late, ended] = [await open(), await open()];
    expect(await tickets.lapse(late.ticketId, over)).toBe(true);
    await tickets.renew(late, over);
    expect(await askedAt(late)).toBe(start);
    await tickets.change({ ticketId: ended.ticketId, at: over, status: 'timed-out' });
    await tickets.renew(ended, over);
    expect(await tickets.get(ended.ticketId)).not.toHaveProperty('askedAt');
  });

  it('lapses unless it was renewed, again and again, and not after the end', async () => {
    const [dead, renewed, ended] = [await open(), await open(), await open()];
    expect(await tickets.lapse(dead.ticketId, over - 1)).toBe(false);
    for (let sweep = 0; sweep < 2; sweep += 1)
      expect(await tickets.lapse(dead.ticketId, over + sweep)).toBe(true);
    await tickets.renew(renewed, over);
    expect(await tickets.lapse(renewed.ticketId, over + 1)).toBe(false);
    await tickets.change({ ticketId: ended.ticketId, at: over, status: 'cancelled' });
    expect(await tickets.lapse(ended.ticketId, over)).toBe(false);
    expect(await tickets.lapse(aTicketId(), over)).toBe(false);
  });

  it('is over for tickets that no client asks for, and for no ticket of an earlier version', async () => {
    const dead = await Promise.all(Array.from({ length: 12 }, () => open()));
    const living = await Promise.all(Array.from({ length: 12 }, () => open({ askedAt: over - 1 })));
    const old = await open({});
    const found = await lapsedAt(over);
    for (const { ticketId } of dead) expect(found).toContain(ticketId);
    for (const { ticketId } of [...living, old]) expect(found).not.toContain(ticketId);
    expect(await tickets.lapse(old.ticketId, over)).toBe(false);
    // It has a lease from the first time that its client asks for it.
    await tickets.renew(old, over);
    expect(await askedAt(old)).toBe(over);
  });

  it('leaves the end to the sweep for a minute, unless the match or the player ends it', async () => {
    const cancelled = { status: 'cancelled', reason: 'Cancelled by request.' } as const;
    const [dead, forgotten, matched] = [await open(), await open(), await open()];
    for (const { ticketId } of [dead, forgotten, matched]) await tickets.lapse(ticketId, over);
    expect(await tickets.change({ ticketId: dead.ticketId, at: over + 60_000, ...cancelled })).toBe(false);
    const end = { ...cancelled, endedBecause: 'not-asked-for', decided: true } as const;
    expect(await tickets.change({ ticketId: dead.ticketId, at: over, ...end })).toBe(true);
    expect(await tickets.get(dead.ticketId)).toMatchObject({ endedBecause: 'not-asked-for' });
    expect(await tickets.change({ ticketId: forgotten.ticketId, at: over + 60_001, ...cancelled })).toBe(
      true,
    );
    expect(await tickets.get(forgotten.ticketId)).toMatchObject({ endedBecause: 'cancelled' });
    expect(await tickets.change({ ticketId: matched.ticketId, at: over, status: 'completed' })).toBe(true);
    expect(await tickets.get(matched.ticketId)).not.toHaveProperty('endedBecause');
  });
});
