import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DescribeMatchmakingCommand, StopMatchmakingCommand } from '@aws-sdk/client-gamelift';
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { aMatchHeader } from '../support/headers';
import {
  gameName,
  gameSessionId,
  matchmakingName,
  playerId,
  playerSessionId,
  matchId,
  ticketId,
} from '../../core/ids';
import { NoMatch, Turnlift } from '../../client/node';
import { nodeTransports } from '../../client/node-transports';
import { newStanding, type Standing } from '../../core/ranking/standing';
import { publicRating } from '../../core/rating/rating';
import { ticketRows } from '../../store/keys';
import { createMatchStore } from '../../store/match-store';
import { createPlayerStore } from '../../store/players';
import { rowOfStanding } from '../../store/standings';
import { createTicketStore } from '../../store/tickets';
import { until } from '../local/lambda/support';
import { apiClient, type Player } from './support/api-client';
import { type Backend, startBackend, tableNames } from './support/backend';
import { startGameLift } from './support/gamelift';

let gamelift: Awaited<ReturnType<typeof startGameLift>>;
let backend: Backend;
let api: ReturnType<typeof apiClient>;
beforeAll(async () => {
  gamelift = await startGameLift();
  backend = await startBackend({ gamelift: gamelift.url });
  api = apiClient(backend.lambda.url);
});
afterAll(async () => {
  await backend.close();
  await gamelift.close();
});
const hear = (): void => {
  gamelift.listener.take = (envelope) => backend.lambda.deliver(envelope);
};
beforeAll(hear);
afterEach(hear);

/** Gives the player finished matches of a game. */
const keepStanding = (player: Player, game: string, fields: Pick<Standing, 'rated' | 'mu'>) =>
  backend.documents.send(
    new PutCommand({
      TableName: tableNames.players,
      Item: rowOfStanding({
        ...newStanding(playerId(player.playerId), gameName(game)),
        ...fields,
        version: 1,
      }),
    }),
  );
const open = async (player: Player, body: object = { game: 'noughts' }) => {
  const ticket = await api.call('POST', '/v1/tickets', { token: player.accessToken, body });
  expect({ status: ticket.status, body: ticket.body }).toMatchObject({
    status: 201,
    body: { status: 'queued' },
  });
  return String(ticket.body.ticketId);
};
const read = async (player: Player, ticket: string) =>
  (await api.call('GET', `/v1/tickets/${ticket}`, { token: player.accessToken })).body;
const reaches = (player: Player, ticket: string, status: string) =>
  until(async () => (await read(player, ticket)).status === status, `ticket ${ticket} is ${status}`);
const cancel = (player: Player, ticket: string) =>
  api.call('DELETE', `/v1/tickets/${ticket}`, { token: player.accessToken });

describe('tickets', () => {
  it('bring two players together, each with a seat and a player session that the match knows', async () => {
    const players = [await api.register('Ada'), await api.register('Bob')];
    const tickets = [];
    for (const player of players) tickets.push(await open(player));
    await gamelift.place();
    const done = [];
    for (const [index, player] of players.entries()) {
      await reaches(player, tickets[index] ?? '', 'completed');
      done.push(
        (await read(player, tickets[index] ?? '')) as {
          match: { matchId: string; seat: number };
          connection: { ipAddress: string; port: number; playerSessionId: string };
        },
      );
    }
    expect(done.map(({ match }) => match.seat).sort()).toEqual([0, 1]);
    expect(new Set(done.map(({ match }) => match.matchId)).size).toBe(1);
    expect(new Set(done.map(({ connection }) => connection.playerSessionId)).size).toBe(2);
    const matches = createMatchStore(backend.documents, tableNames);
    for (const [index, { match, connection }] of done.entries()) {
      expect(
        await matches.playerOfSession(matchId(match.matchId), playerSessionId(connection.playerSessionId)),
      ).toBe(players[index]?.playerId);
    }
  });

  it('take rating and identity from our own records, never from the client', async () => {
    const player = await api.register();
    for (const field of [{ skill: 9000 }, { rating: 9000 }, { playerId: 'p-1' }]) {
      const refused = await api.call('POST', '/v1/tickets', {
        token: player.accessToken,
        body: { game: 'noughts', ...field },
      });
      expect(refused.body).toMatchObject({
        code: 'invalid-request',
        errors: [
          { in: 'body', field: `/${Object.keys(field)[0]}`, message: 'is not a field of this request' },
        ],
      });
    }
    await keepStanding(player, 'columns', { rated: 1, mu: 36 });
    const ticket = await open(player, { game: 'columns', latencyMs: { 'eu-west-1': 20 } });
    const { TicketList } = await gamelift.client.send(
      new DescribeMatchmakingCommand({ TicketIds: [ticket] }),
    );
    expect(TicketList?.[0]?.Players).toMatchObject([
      {
        PlayerId: player.playerId,
        PlayerAttributes: { game: { S: 'columns' }, skill: { N: publicRating({ mu: 36 }) } },
        LatencyInMs: { 'eu-west-1': 20 },
      },
    ]);
    await cancel(player, ticket);
    const unrated = await open(player);
    const described = await gamelift.client.send(new DescribeMatchmakingCommand({ TicketIds: [unrated] }));
    expect(described.TicketList?.[0]?.Players).toMatchObject([
      { PlayerAttributes: { skill: { N: 1500 } }, LatencyInMs: { 'us-east-1': 80, 'eu-west-1': 80 } },
    ]);
    await cancel(player, unrated);
  });

  it('send the attributes that the rule set declares, each from its source', async () => {
    const player = await api.register();
    const players = createPlayerStore(backend.documents, tableNames);
    expect(await players.keepValue(playerId(player.playerId), 'league', 'gold')).toBe(true);
    await keepStanding(player, 'thirds', { rated: 6, mu: 30 });
    const attributesOf = async (ticket: string) =>
      (await gamelift.client.send(new DescribeMatchmakingCommand({ TicketIds: [ticket] }))).TicketList?.[0]
        ?.Players?.[0]?.PlayerAttributes;
    const ticket = await open(player, { game: 'thirds', options: { speed: 'fast' } });
    expect(await read(player, ticket)).toMatchObject({
      game: 'thirds',
      matchmaking: 'trio',
      options: { rounds: 2, speed: 'fast' },
    });
    expect(await attributesOf(ticket)).toEqual({
      game: { S: 'thirds' },
      options: { S: '{"rounds":2,"speed":"fast"}' },
      skill: { N: publicRating({ mu: 30 }) },
      experience: { N: 6 },
      league: { S: 'gold' },
      speed: { S: 'fast' },
      season: { SL: ['2026'] },
    });
    await cancel(player, ticket);
    // A stored value of another type than declared counts as absent.
    await players.keepValue(playerId(player.playerId), 'league', 7);
    const other = await open(player, { game: 'thirds' });
    expect(await attributesOf(other)).toMatchObject({ league: { S: 'open' }, speed: { S: 'slow' } });
    await cancel(player, other);
    // The stored values are internal to the backend.
    for (const path of ['/v1/players/me', `/v1/players/${player.playerId}`])
      expect(JSON.stringify((await api.call('GET', path, { token: player.accessToken })).body)).not.toContain(
        'league',
      );
  });

  it.each<[string, object, { readonly field: string; readonly message: RegExp }]>([
    [
      'an unknown matchmaking',
      { game: 'noughts', matchmaking: 'ranked' },
      { field: '/matchmaking', message: /must be a matchmaking that plays noughts: duel, casual/ },
    ],
    [
      'a matchmaking of other games',
      { game: 'columns', matchmaking: 'casual' },
      { field: '/matchmaking', message: /must be a matchmaking that plays columns: duel$/ },
    ],
    [
      'an invalid matchmaking name',
      { game: 'noughts', matchmaking: 'Duel!' },
      { field: '/matchmaking', message: /1 to 32 of a-z/ },
    ],
    [
      'an option outside its limits',
      { game: 'thirds', options: { rounds: 10 } },
      { field: '/options/rounds', message: /9/ },
    ],
    [
      'an option that the game does not have',
      { game: 'noughts', options: { size: 5 } },
      { field: '/options/size', message: /not an option/ },
    ],
    ['options that are null', { game: 'thirds', options: null }, { field: '/options', message: /object/ }],
    [
      'options that are not an object',
      { game: 'thirds', options: 3 },
      { field: '/options', message: /object/ },
    ],
  ])('refuse %s, naming field and limit', async (_what, body, { field, message }) => {
    const player = await api.register();
    const refused = await api.call('POST', '/v1/tickets', { token: player.accessToken, body });
    expect(refused.body).toMatchObject({
      code: 'invalid-request',
      errors: [{ in: 'body', field, message: expect.stringMatching(message) }],
    });
  });

  it('of three players meet by their options, with seats in the order of the rule set', async () => {
    const join = async (options: object) => {
      const player = await api.register();
      return { player, ticket: await open(player, { game: 'thirds', options }) };
    };
    const fast = { speed: 'fast', rounds: 1 };
    const stranger = await join({ speed: 'slow' });
    const trio = [await join(fast), await join(fast), await join({ rounds: 1, speed: 'fast' })];
    await gamelift.place();
    const seats: unknown[] = [];
    for (const { player, ticket } of trio) {
      await reaches(player, ticket, 'completed');
      seats.push((await read(player, ticket)).match);
    }
    const [first] = seats as Array<{ matchId: string }>;
    expect(seats.map((match) => (match as { seat: number }).seat).sort()).toEqual([0, 1, 2]);
    expect(new Set(seats.map((match) => (match as { matchId: string }).matchId))).toEqual(
      new Set([first?.matchId]),
    );
    expect((await read(stranger.player, stranger.ticket)).status).not.toBe('completed');
    await cancel(stranger.player, stranger.ticket);
  });

  it('are limited to one open ticket for each player, also in concurrent requests', async () => {
    const player = await api.register();
    const attempts = await Promise.all(
      [1, 2, 3].map(() =>
        api.call('POST', '/v1/tickets', { token: player.accessToken, body: { game: 'columns' } }),
      ),
    );
    expect(attempts.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const ticket = attempts.find(({ status }) => status === 201)?.body.ticketId;
    expect(
      attempts.filter(({ status }) => status === 409).map(({ body }) => [body.code, body.ticketId]),
    ).toEqual([
      ['ticket-open', ticket],
      ['ticket-open', ticket],
    ]);
    await cancel(player, String(ticket));
    await cancel(player, await open(player));
  });

  it('are visible only to their player', async () => {
    const [owner, stranger] = [await api.register(), await api.register()];
    const ticket = await open(owner, { game: 'columns' });
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['DELETE', '', undefined],
      ['POST', '/acceptance', { accept: true }],
    ] as const) {
      const answer = await api.call(method, `/v1/tickets/${ticket}${path}`, {
        token: stranger.accessToken,
        ...(body === undefined ? {} : { body }),
      });
      expect([answer.status, answer.body.code]).toEqual([404, 'ticket-not-found']);
    }
    expect((await read(owner, ticket)).status).not.toBe('cancelled');
    await cancel(owner, ticket);
  });

  it('are cancelled, once and for all, in our table and in FlexMatch', async () => {
    const player = await api.register();
    const ticket = await open(player, { game: 'columns' });
    expect((await cancel(player, ticket)).body).toMatchObject({
      status: 'cancelled',
      reason: 'Cancelled by request.',
    });
    expect((await cancel(player, ticket)).status).toBe(200);
    const { TicketList } = await gamelift.client.send(
      new DescribeMatchmakingCommand({ TicketIds: [ticket] }),
    );
    expect(TicketList?.[0]?.Status).toBe('CANCELLED');
  });

  /** The match that FlexMatch made of a ticket. */
  const madeOf = async (id: string) => {
    const { made } = (await createTicketStore(backend.documents, tableNames).get(ticketId(id))) ?? {};
    if (made === undefined) throw new Error(`ticket ${id} has no match`);
    return made;
  };

  it('are cancelled while the match is placed, which then is void for all; not after their end', async () => {
    const [one, two] = [await api.register(), await api.register()];
    const tickets = [await open(one), await open(two)] as const;
    await reaches(one, tickets[0], 'placing');
    const made = await madeOf(tickets[0]);
    await until(
      async () => String((await read(two, tickets[1])).reason).includes('waits for a free server'),
      'tells the waiting player that no server is free',
    );
    for (let times = 0; times < 2; times += 1)
      expect((await cancel(one, tickets[0])).body).toMatchObject({ status: 'cancelled' });
    // It may look for another match at once.
    expect((await cancel(one, await open(one))).status).toBe(200);
    const session = (await gamelift.place()) ?? '';
    await reaches(two, tickets[1], 'completed');
    expect(await read(one, tickets[0])).toMatchObject({ status: 'cancelled' });
    // The server comes, and its match is over before it begins.
    const matches = createMatchStore(backend.documents, tableNames);
    const header = aMatchHeader({
      matchId: made,
      seats: [one, two].map((player) => playerId(player.playerId)),
    });
    for (let times = 0; times < 2; times += 1)
      expect(await matches.claim(header, gameSessionId(session))).toMatchObject({
        status: 'abandoned',
        reason: 'cancelled',
        entries: [{ kind: 'end', reason: 'cancelled' }],
      });
    expect((await cancel(two, tickets[1])).body.code).toBe('ticket-ended');
    expect((await cancel(two, await open(two))).status).toBe(200);
  });

  it('tell the SDK that no server is free, and are cancelled by it while they are placed', async () => {
    const turnlift = new Turnlift({ url: backend.lambda.url });
    const [ada, bob] = [await turnlift.register(), await turnlift.register()];
    const impatient = new AbortController();
    const told: string[] = [];
    const found = bob.player.findMatch({ game: 'noughts' });
    const lost = ada.player.findMatch({
      game: 'noughts',
      signal: impatient.signal,
      onTicket: ({ status, reason = '' }) => {
        if (status !== 'placing' || reason === '') return;
        told.push(reason);
        impatient.abort();
      },
    });
    await expect(lost).rejects.toThrow(NoMatch);
    await expect(lost).rejects.toMatchObject({ ticket: { status: 'cancelled' } });
    expect(told).toEqual([expect.stringContaining('waits for a free server')]);
    await gamelift.place();
    expect(await found).toMatchObject({ seat: expect.any(Number) });
  });

  it('are not cancelled once a server has claimed the match', async () => {
    const [one, two] = [await api.register(), await api.register()];
    const tickets = [await open(one), await open(two)] as const;
    await reaches(one, tickets[0], 'placing');
    const made = await madeOf(tickets[0]);
    const matches = createMatchStore(backend.documents, tableNames);
    const header = aMatchHeader({
      matchId: made,
      seats: [one, two].map((player) => playerId(player.playerId)),
    });
    await matches.claim(header, gameSessionId('arn:aws:gamelift:us-east-1::gamesession/fleet-1/one'));
    expect((await cancel(one, tickets[0])).body.code).toBe('ticket-ended');
    expect(await matches.get(header.matchId)).toMatchObject({ status: 'active' });
    await gamelift.place('ERROR');
    await reaches(one, tickets[0], 'failed');
    expect((await cancel(one, tickets[0])).body.code).toBe('ticket-ended');
    expect((await read(two, tickets[1])).reason).toBeTruthy();
  });

  it('fail at once when FlexMatch refuses them', async () => {
    const lost = await startBackend({
      environment: { resourcePrefix: 'turnlift-nowhere' },
      gamelift: gamelift.url,
    });
    try {
      const client = apiClient(lost.lambda.url);
      const player = await client.register();
      const refused = await client.call('POST', '/v1/tickets', {
        token: player.accessToken,
        body: { game: 'noughts' },
      });
      expect([refused.status, refused.body.code]).toEqual([503, 'matchmaking-unavailable']);
      // The player is not locked out: the failed ticket is not open.
      expect(
        (
          await client.call('POST', '/v1/tickets', {
            token: player.accessToken,
            body: { game: 'noughts' },
          })
        ).body.code,
      ).toBe('matchmaking-unavailable');
    } finally {
      await lost.close();
    }
  });
});

describe('acceptance', () => {
  it('is passed on, and refused when no ticket waits for it', async () => {
    const players = [await api.register(), await api.register()] as const;
    const tickets: string[] = [];
    for (const player of players)
      tickets.push(await open(player, { game: 'noughts', matchmaking: 'casual' }));
    const answer = (index: 0 | 1) =>
      api.call('POST', `/v1/tickets/${tickets[index]}/acceptance`, {
        token: players[index].accessToken,
        body: { accept: true },
      });
    await reaches(players[0], tickets[0] ?? '', 'requires-acceptance');
    await reaches(players[1], tickets[1] ?? '', 'requires-acceptance');
    expect((await answer(0)).status).toBe(202);
    expect((await answer(1)).status).toBe(202);
    await gamelift.place();
    await reaches(players[1], tickets[1] ?? '', 'completed');
    expect((await answer(1)).body.code).toBe('acceptance-not-pending');
  });

  it('is asked for again when a proposal falls and the next one follows between two polls', async () => {
    const casual = { game: 'noughts', matchmaking: 'casual' };
    // The client polls only when the test says so.
    const polls: Array<() => void> = [];
    const turnlift = new Turnlift({
      url: backend.lambda.url,
      transports: {
        ...nodeTransports,
        after: (_, poll) => {
          polls.push(poll);
          return () => undefined;
        },
      },
    });
    const { player: ada } = await turnlift.register();
    const [bob, cid] = [await api.register(), await api.register()];
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
      api.call('POST', `/v1/tickets/${ticket}/acceptance`, { token: player.accessToken, body: { accept } });
    const poll = () => polls.splice(0).forEach((next) => next());
    await until(() => Promise.resolve(polls.length > 0), 'the client waits for its next poll');
    const first = await open(bob, casual);
    await reaches(bob, first, 'requires-acceptance');
    await until(() => {
      poll();
      return Promise.resolve(asked.length === 1);
    }, 'the first proposal is accepted');
    await until(() => Promise.resolve(polls.length > 0), 'the client waits for its next poll');

    const second = await open(cid, casual);
    await answer(bob, first, false);
    await reaches(cid, second, 'requires-acceptance');
    expect((await read(cid, second)).proposedMatchId).not.toBe(asked[0]);
    await answer(cid, second, true);
    await until(() => {
      poll();
      return Promise.resolve(asked.length > 1);
    }, 'the second proposal is accepted');
    await gamelift.place();
    await until(() => {
      poll();
      return Promise.resolve(ended);
    }, 'the client knows its match');
    expect((await found).matchId).toBe(asked[1]);
    expect(asked).toHaveLength(2);
    expect(await read(cid, second)).toMatchObject({ match: { matchId: asked[1] } });
    expect(await read(cid, second)).not.toHaveProperty('proposedMatchId');
  });
});

describe('the sweeper', () => {
  /** Makes a ticket look as if it had no event for a minute. */
  const silence = async (ticket: string): Promise<void> => {
    await backend.documents.send(
      new UpdateCommand({
        TableName: tableNames.tickets,
        Key: ticketRows.ticket.key({ ticketId: ticket }),
        UpdateExpression: 'SET heardAt = :then',
        ExpressionAttributeValues: { ':then': Date.now() - 60_000 },
      }),
    );
  };

  it('completes tickets whose events were all lost, as the events would have', async () => {
    gamelift.listener.take = () => Promise.resolve();
    const players = [await api.register(), await api.register()];
    const tickets: string[] = [];
    for (const player of players) tickets.push(await open(player));
    await gamelift.place();
    for (const [index, player] of players.entries()) {
      expect((await read(player, tickets[index] ?? '')).status).toBe('queued');
      await silence(tickets[index] ?? '');
    }
    expect(await backend.lambda.runSchedule('match-sweeper')).toMatchObject({
      ok: true,
      payload: { tickets: { asked: 2, repaired: 2 } },
    });
    const matches = createMatchStore(backend.documents, tableNames);
    const seats: number[] = [];
    for (const [index, player] of players.entries()) {
      const ticket = (await read(player, tickets[index] ?? '')) as {
        status: string;
        match: { matchId: string; seat: number };
        connection: { playerSessionId: string };
      };
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
    expect(await backend.lambda.runSchedule('match-sweeper')).toMatchObject({
      payload: { tickets: { asked: 0, repaired: 0 } },
    });
  });

  it('fails tickets that never reached FlexMatch, follows those that were cancelled there, and asks in groups of ten', async () => {
    gamelift.listener.take = () => Promise.resolve();
    const store = createTicketStore(backend.documents, tableNames);
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
    const player = await api.register();
    const stopped = await open(player, { game: 'columns' });
    await gamelift.client.send(new StopMatchmakingCommand({ TicketId: stopped }));
    await silence(stopped);
    expect(await backend.lambda.runSchedule('match-sweeper')).toMatchObject({
      ok: true,
      payload: { tickets: { asked: 24, repaired: 24 } },
    });
    expect(await read(player, stopped)).toMatchObject({ status: 'cancelled' });
    for (const orphan of orphans)
      expect(await store.get(orphan)).toMatchObject({
        status: 'failed',
        reason: 'Matchmaking does not know the ticket.',
      });
  });
});
