import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  DescribeMatchmakingCommand,
  type GameLiftClient,
  StopMatchmakingCommand,
} from '@aws-sdk/client-gamelift';
import { matchId, playerId, type PlayerId, ticketId } from '../../core/ids';
import { createMatchmakingApp } from '../../functions/matchmaking/app';
import { fillWithBots } from '../../functions/matchmaking/bot-match';
import { createAccountStore } from '../../store/accounts';
import { type TicketRecord } from '../../store/ticket-record';
import { backend } from '../games';
import { locations, resourcePrefix, tableNames } from './support/backend';
import { ask } from './support/in-process';
import { openSession } from './support/signed-in';
import { gamelift, stores, useStoresAndGameLift } from './support/stores-and-gamelift';

const start = Date.parse('2026-11-28T12:00:00Z');
let time = start;
useStoresAndGameLift();
beforeEach(() => {
  time = start;
});

const parts = () => ({
  tickets: stores.tickets,
  matches: stores.matches,
  gamelift: gamelift.client,
  backend,
  now: () => time,
  newSeed: () => '5'.repeat(32),
});
const appParts = () => ({
  ...parts(),
  gamelift: gamelift.regions,
  players: stores.players,
  sessions: stores.sessions,
  resourcePrefix,
  locations,
  newId: randomUUID,
});
const app = () => createMatchmakingApp(appParts());

async function open(): Promise<{ readonly player: PlayerId; readonly ticket: TicketRecord }> {
  const player = playerId(`p-${randomUUID()}`);
  await stores.players.create({ playerId: player, displayName: 'Ada', createdAt: time }, 'hash');
  const { body } = await ask(app(), 'POST', '/v1/tickets', {
    claims: await openSession(stores.documents, player),
    body: { game: 'noughts', matchmaking: 'casual' },
  });
  const ticket = await stores.tickets.get(ticketId(String(body['ticketId'])));
  if (ticket === undefined) throw new Error(`no ticket: ${JSON.stringify(body)}`);
  return { player, ticket };
}
const read = async (player: PlayerId, { ticketId: id }: TicketRecord) =>
  (await ask(app(), 'GET', `/v1/tickets/${id}`, { claims: await openSession(stores.documents, player) }))
    .body;
const cancelled = ({ ticketId: id }: TicketRecord, after = 0) =>
  stores.tickets.change({
    ticketId: id,
    at: time + after,
    status: 'cancelled',
    reason: 'Cancelled by request.',
  });
const flexMatchSays = async (id: string) =>
  (await gamelift.client.send(new DescribeMatchmakingCommand({ TicketIds: [id] }))).TicketList?.[0]?.Status;

describe('a ticket that waits too long', () => {
  it('completes with an unrated match against bots at its time, after FlexMatch has stopped it', async () => {
    const { player, ticket } = await open();
    time = start + 19_999;
    expect(await read(player, ticket)).toMatchObject({ status: expect.stringMatching(/queued|searching/) });
    time = start + 20_000;
    const looks = await Promise.all([1, 2, 3].map(() => read(player, ticket)));
    const completed = await read(player, ticket);
    expect(completed).toMatchObject({ status: 'completed', match: { matchId: ticket.ticketId } });
    for (const look of looks)
      if (look['status'] === 'completed') expect(look['match']).toEqual(completed['match']);
    expect(await flexMatchSays(ticket.ticketId)).toBe('CANCELLED');
    const match = await stores.matches.get(matchId(ticket.ticketId));
    const seat = match?.header.seats.indexOf(player) ?? -1;
    expect(completed['match']).toEqual({ matchId: ticket.ticketId, seat });
    expect(match).toMatchObject({
      hosting: { kind: 'placing' },
      header: {
        matchmaking: 'casual',
        origin: 'matchmaking',
        rated: false,
        bots: [{ seat: 1 - seat, strength: 'first' }],
      },
    });
    // Later events of FlexMatch about the stopped ticket have no effect.
    expect(await cancelled(ticket, 1)).toBe(false);
  });

  it('of a player who was banned or deleted brings no match', async () => {
    const accounts = createAccountStore(stores.documents, tableNames);
    const banned = await open();
    await accounts.ban(banned.player, { reason: 'x', at: time }, { by: 'operator' });
    const deleted = await open();
    await accounts.remove(deleted.player, time, { by: 'player' });
    time = start + 20_000;
    for (const { player, ticket } of [banned, deleted]) {
      await read(player, ticket);
      expect(await stores.matches.get(matchId(ticket.ticketId))).toBeUndefined();
      expect(await stores.matches.running(player)).toEqual([]);
    }
  });

  it('is not opened for a player who is banned at the same time', async () => {
    const accounts = createAccountStore(stores.documents, tableNames);
    const player = playerId(`p-${randomUUID()}`);
    await stores.players.create({ playerId: player, displayName: 'Ada', createdAt: time }, 'hash');
    const claims = await openSession(stores.documents, player);
    const opened: TicketRecord[] = [];
    const racing = createMatchmakingApp({
      ...appParts(),
      tickets: {
        ...stores.tickets,
        // The ban comes between the check of the session and the row of the ticket.
        async create(ticket, admit) {
          await accounts.ban(player, { reason: 'x', at: time }, { by: 'operator' });
          opened.push(ticket);
          await stores.tickets.create(ticket, admit);
        },
      },
    });
    const { status } = await ask(racing, 'POST', '/v1/tickets', { claims, body: { game: 'noughts' } });
    expect(status).toBe(401);
    const [ticket] = opened;
    if (ticket === undefined) throw new Error('the ticket was not written');
    expect(await stores.tickets.get(ticket.ticketId)).toMatchObject({ endedBecause: 'player-removed' });
    expect(await flexMatchSays(ticket.ticketId)).toBeUndefined();
  });

  it('is completed although FlexMatch first reports it stopped, unless its player cancels it', async () => {
    const { player, ticket } = await open();
    time = start + 20_000;
    await stores.tickets.beginFilling(ticket.ticketId, time);
    expect(await cancelled(ticket)).toBe(false);
    expect(await read(player, ticket)).toMatchObject({ status: 'completed' });
    const second = await open();
    await stores.tickets.beginFilling(second.ticket.ticketId, time);
    const path = `/v1/tickets/${second.ticket.ticketId}`;
    expect(
      (await ask(app(), 'DELETE', path, { claims: await openSession(stores.documents, second.player) })).body,
    ).toMatchObject({
      status: 'cancelled',
    });
    time = start + 60_000;
    expect(await read(second.player, second.ticket)).toMatchObject({ status: 'cancelled' });
    expect(await stores.matches.get(matchId(second.ticket.ticketId))).toBeUndefined();
    // A process that died while it filled the ticket does not keep it open for ever.
    const third = await open();
    await stores.tickets.beginFilling(third.ticket.ticketId, time);
    expect(await cancelled(third.ticket, 60_000)).toBe(false);
    expect(await cancelled(third.ticket, 60_001)).toBe(true);
    await gamelift.client.send(new StopMatchmakingCommand({ TicketId: third.ticket.ticketId }));
  });

  it('keeps the match that FlexMatch has found in the meantime', async () => {
    const { player, ticket } = await open();
    const other = await open();
    time = start + 20_000;
    // FlexMatch looks for matches beside its calls.
    while ((await flexMatchSays(ticket.ticketId)) !== 'REQUIRES_ACCEPTANCE');
    // Both accept the proposal: the match is being placed, and cannot be stopped.
    for (const each of [
      { player, ticket },
      { player: other.player, ticket: other.ticket },
    ])
      await ask(app(), 'POST', `/v1/tickets/${each.ticket.ticketId}/acceptance`, {
        claims: await openSession(stores.documents, each.player),
        body: { accept: true },
      });
    expect(await flexMatchSays(ticket.ticketId)).toBe('PLACING');
    expect(await read(player, ticket)).not.toHaveProperty('match');
    const found = { matchId: matchId(randomUUID()), seat: 0 };
    expect(
      await stores.tickets.change({ ticketId: ticket.ticketId, at: time, status: 'completed', match: found }),
    ).toBe(true);
    expect(await read(player, ticket)).toMatchObject({ status: 'completed', match: found });
    expect(await stores.matches.get(matchId(ticket.ticketId))).toBeUndefined();
    await gamelift.place();
  });

  it('gets its match with the next read of it when a process died before the match was written', async () => {
    const { player, ticket } = await open();
    time = start + 20_000;
    const dying = {
      ...parts(),
      matches: { ...stores.matches, arrange: () => Promise.reject(new Error('the process died')) },
    };
    await expect(fillWithBots(dying, ticket)).rejects.toThrow('the process died');
    expect(await stores.tickets.get(ticket.ticketId)).toMatchObject({ status: 'completed' });
    expect(await stores.matches.get(matchId(ticket.ticketId))).toBeUndefined();
    await read(player, ticket);
    expect(await stores.matches.get(matchId(ticket.ticketId))).toMatchObject({ status: 'active' });
  });

  it('is retried when GameLift does not answer', async () => {
    const { player, ticket } = await open();
    time = start + 20_000;
    const silent: Pick<GameLiftClient, 'send'> = { send: () => Promise.reject(new Error('no answer')) };
    const lost = { ...parts(), gamelift: Object.assign(Object.create(gamelift.client), silent) };
    await expect(fillWithBots(lost, ticket)).rejects.toThrow('no answer');
    expect(await stores.tickets.get(ticket.ticketId)).not.toHaveProperty('match');
    expect(await read(player, ticket)).toMatchObject({ status: 'completed' });
  });
});
