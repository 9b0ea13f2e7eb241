import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  DescribeGameSessionPlacementCommand,
  DescribeMatchmakingCommand,
  StopMatchmakingCommand,
} from '@aws-sdk/client-gamelift';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { NoMatch, Turnlift } from '../../client/node';
import { nodeTransports } from '../../client/node-transports';
import {
  gameName,
  gameSessionId,
  matchId,
  matchmakingName,
  playerId,
  playerSessionId,
  ticketId,
} from '../../core/ids';
import { ticketRows } from '../../store/keys';
import { createMatchStore } from '../../store/match-store';
import { createTicketStore } from '../../store/tickets';
import { until } from '../support/until';
import { aMatchHeader } from '../support/headers';
import { type Player } from './support/api-client';
import { tableNames } from './support/backend';
import { startTickets } from './support/tickets';

let tickets: Awaited<ReturnType<typeof startTickets>>;
beforeAll(async () => {
  tickets = await startTickets();
});
afterAll(() => tickets.close());
afterEach(() => tickets.hear());

describe('tickets', () => {
  it('are cancelled, once and for all, in our table and in FlexMatch', async () => {
    const player = await tickets.api.register();
    const ticket = await tickets.open(player, { game: 'columns' });
    expect((await tickets.cancel(player, ticket)).body).toMatchObject({
      status: 'cancelled',
      reason: 'Cancelled by request.',
    });
    expect((await tickets.cancel(player, ticket)).status).toBe(200);
    const { TicketList } = await tickets.gamelift.client.send(
      new DescribeMatchmakingCommand({ TicketIds: [ticket] }),
    );
    expect(TicketList?.[0]?.Status).toBe('CANCELLED');
  });

  /** The match that FlexMatch made of a ticket. */
  const madeOf = async (id: string) => {
    const { made } = (await createTicketStore(tickets.backend.documents, tableNames).get(ticketId(id))) ?? {};
    if (made === undefined) throw new Error(`ticket ${id} has no match`);
    return made;
  };

  it('are cancelled while the match is placed: it is void, and others see it at once', async () => {
    const [one, two] = [await tickets.api.register(), await tickets.api.register()];
    const ids = [await tickets.open(one), await tickets.open(two)] as const;
    await tickets.reaches(one, ids[0], 'placing');
    const made = await madeOf(ids[0]);
    await until('the waiting player reads that no server is free', async () =>
      String((await tickets.read(two, ids[1])).reason).includes('waits for a free server'),
    );
    for (let times = 0; times < 2; times += 1)
      expect((await tickets.cancel(one, ids[0])).body).toMatchObject({
        status: 'cancelled',
        endedBecause: 'cancelled',
      });
    // It may look for another match at once.
    expect((await tickets.cancel(one, await tickets.open(one))).status).toBe(200);
    expect(await tickets.read(two, ids[1])).toMatchObject({
      status: 'cancelled',
      endedBecause: 'match-left',
      reason: 'Another player left the match before it began.',
    });
    // Its place in the queue is free.
    const { GameSessionPlacement } = await tickets.gamelift.client.send(
      new DescribeGameSessionPlacementCommand({ PlacementId: made }),
    );
    expect(GameSessionPlacement?.Status).toBe('CANCELLED');
    expect((await tickets.cancel(two, ids[1])).status).toBe(200);
    expect((await tickets.cancel(two, await tickets.open(two))).status).toBe(200);
  });

  it('say to the SDK that no server is free, and are cancelled by it while they are placed', async () => {
    const turnlift = new Turnlift({ url: tickets.backend.lambda.url });
    const [ada, bob] = [await turnlift.register(), await turnlift.register()];
    const impatient = new AbortController();
    const statuses: string[] = [];
    const found = bob.player.findMatch({ game: 'noughts' });
    found.catch(() => undefined);
    const lost = ada.player.findMatch({
      game: 'noughts',
      signal: impatient.signal,
      onTicket: ({ status, reason = '' }) => {
        if (status !== 'placing' || reason === '') return;
        statuses.push(reason);
        impatient.abort();
      },
    });
    await expect(lost).rejects.toThrow(NoMatch);
    await expect(lost).rejects.toMatchObject({ ticket: { status: 'cancelled', endedBecause: 'cancelled' } });
    expect(statuses).toEqual([expect.stringContaining('waits for a free server')]);
    await expect(found).rejects.toMatchObject({
      ticket: { status: 'cancelled', endedBecause: 'match-left' },
    });
  });

  it('are not cancelled once a server has claimed the match', async () => {
    const [one, two] = [await tickets.api.register(), await tickets.api.register()];
    const ids = [await tickets.open(one), await tickets.open(two)] as const;
    await tickets.reaches(one, ids[0], 'placing');
    const made = await madeOf(ids[0]);
    const matches = createMatchStore(tickets.backend.documents, tableNames);
    const header = aMatchHeader({
      matchId: made,
      seats: [one, two].map((player) => playerId(player.playerId)),
    });
    await matches.claim(header, gameSessionId('arn:aws:gamelift:us-east-1::gamesession/fleet-1/one'));
    expect((await tickets.cancel(one, ids[0])).body.code).toBe('ticket-ended');
    expect(await matches.get(header.matchId)).toMatchObject({ status: 'active' });
    await tickets.gamelift.place('ERROR');
    await tickets.reaches(one, ids[0], 'failed');
    expect((await tickets.cancel(one, ids[0])).body.code).toBe('ticket-ended');
    expect((await tickets.read(two, ids[1])).reason).toBeTruthy();
  });
});

describe('acceptance', () => {
  it('is passed on, and refused when no ticket waits for it', async () => {
    const players = [await tickets.api.register(), await tickets.api.register()] as const;
    const ids: string[] = [];
    for (const player of players)
      ids.push(await tickets.open(player, { game: 'noughts', matchmaking: 'casual' }));
    const answer = (index: 0 | 1) =>
      tickets.api.call('POST', `/v1/tickets/${ids[index]}/acceptance`, {
        token: players[index].accessToken,
        body: { accept: true },
      });
    await tickets.reaches(players[0], ids[0] ?? '', 'requires-acceptance');
    await tickets.reaches(players[1], ids[1] ?? '', 'requires-acceptance');
    expect((await answer(0)).status).toBe(202);
    expect((await answer(1)).status).toBe(202);
    await tickets.gamelift.place();
    await tickets.reaches(players[1], ids[1] ?? '', 'completed');
    expect((await answer(1)).body.code).toBe('acceptance-not-pending');
  });

  it('is asked for again when a proposal falls and the next one follows between two polls', async () => {
    const casual = { game: 'noughts', matchmaking: 'casual' };
    // The client polls only when the test says so.
    const polls: Array<() => void> = [];
    const turnlift = new Turnlift({
      url: tickets.backend.lambda.url,
      transports: {
        ...nodeTransports,
        after: (_, poll) => {
          polls.push(poll);
          return () => undefined;
        },
      },
    });
    const { player: ada } = await turnlift.register();
    const [bob, cid] = [await tickets.api.register(), await tickets.api.register()];
    const asked: Array<string | undefined> = [];
    let ended = false;
    const found = ada
      .findMatch({
        ...casual,
        accept: ({ proposedMatchId }) => {
          asked.push(proposedMatchId);
          return true;
        },
      })
      .finally(() => {
        ended = true;
      });
    const answer = (player: Player, ticket: string, accept: boolean) =>
      tickets.api.call('POST', `/v1/tickets/${ticket}/acceptance`, {
        token: player.accessToken,
        body: { accept },
      });
    const poll = () => polls.splice(0).forEach((next) => next());
    await until('the client waits for its next poll', () => Promise.resolve(polls.length > 0));
    const first = await tickets.open(bob, casual);
    await tickets.reaches(bob, first, 'requires-acceptance');
    await until('the first proposal is accepted', () => {
      poll();
      return Promise.resolve(asked.length === 1);
    });
    await until('the client waits for its next poll', () => Promise.resolve(polls.length > 0));

    const second = await tickets.open(cid, casual);
    await answer(bob, first, false);
    await tickets.reaches(cid, second, 'requires-acceptance');
    expect((await tickets.read(cid, second)).proposedMatchId).not.toBe(asked[0]);
    await answer(cid, second, true);
    await until('the second proposal is accepted', () => {
      poll();
      return Promise.resolve(asked.length > 1);
    });
    await tickets.gamelift.place();
    await until('the client knows its match', () => {
      poll();
      return Promise.resolve(ended);
    });
    expect((await found).matchId).toBe(asked[1]);
    expect(asked).toHaveLength(2);
    expect(await tickets.read(cid, second)).toMatchObject({ match: { matchId: asked[1] } });
    expect(await tickets.read(cid, second)).not.toHaveProperty('proposedMatchId');
  });
});

describe('the sweeper', () => {
  /** Makes a ticket look as if it had no event for a minute. */
  const silence = async (ticket: string): Promise<void> => {
    await tickets.backend.documents.send(
      new UpdateCommand({
        TableName: tableNames.tickets,
        Key: ticketRows.ticket.key({ ticketId: ticket }),
        UpdateExpression: 'SET heardAt = :then',
        ExpressionAttributeValues: { ':then': Date.now() - 60_000 },
      }),
    );
  };

  it('completes tickets whose events were all lost, as the events would have', async () => {
    tickets.gamelift.listener.take = () => Promise.resolve();
    const players = [await tickets.api.register(), await tickets.api.register()];
    const ids: string[] = [];
    for (const player of players) ids.push(await tickets.open(player));
    await tickets.gamelift.place();
    for (const [index, player] of players.entries()) {
      expect((await tickets.read(player, ids[index] ?? '')).status).toBe('queued');
      await silence(ids[index] ?? '');
    }
    expect(await tickets.backend.lambda.runSchedule('match-sweeper')).toMatchObject({
      ok: true,
      payload: { tickets: { asked: 2, repaired: 2 } },
    });
    const matches = createMatchStore(tickets.backend.documents, tableNames);
    const seats: number[] = [];
    for (const [index, player] of players.entries()) {
      const ticket = await tickets.placed(player, ids[index] ?? '');
      expect(ticket).toMatchObject({ status: 'completed', connection: { ipAddress: '127.0.0.1' } });
      seats.push(ticket.match.seat); // FlexMatch draws the teams at random.
      expect(
        await matches.playerOfSession(
          matchId(ticket.match.matchId),
          playerSessionId(ticket.connection.playerSessionId),
        ),
      ).toBe(player.playerId);
    }
    expect(seats.sort()).toEqual([0, 1]);
    expect(await tickets.backend.lambda.runSchedule('match-sweeper')).toMatchObject({
      payload: { tickets: { asked: 0, repaired: 0 } },
    });
  });

  it('fails tickets that never reached FlexMatch, and follows those that were cancelled there', async () => {
    tickets.gamelift.listener.take = () => Promise.resolve();
    const store = createTicketStore(tickets.backend.documents, tableNames);
    const orphans = Array.from({ length: 23 }, () => ticketId(randomUUID()));
    for (const orphan of orphans)
      await store.create({
        ticketId: orphan,
        playerId: playerId(`p-${randomUUID()}`),
        game: gameName('noughts'),
        matchmaking: matchmakingName('duel'),
        options: {},
        status: 'queued',
        createdAt: Date.now() - 120_000,
      });
    const player = await tickets.api.register();
    const stopped = await tickets.open(player, { game: 'columns' });
    await tickets.gamelift.client.send(new StopMatchmakingCommand({ TicketId: stopped }));
    await silence(stopped);
    expect(await tickets.backend.lambda.runSchedule('match-sweeper')).toMatchObject({
      ok: true,
      payload: { tickets: { asked: 24, repaired: 24 } },
    });
    expect(await tickets.read(player, stopped)).toMatchObject({ status: 'cancelled' });
    for (const orphan of orphans)
      expect(await store.get(orphan)).toMatchObject({
        status: 'failed',
        reason: 'Matchmaking does not know the ticket.',
      });
  });
});
