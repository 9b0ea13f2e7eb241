import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DescribeMatchmakingCommand } from '@aws-sdk/client-gamelift';
import { matchId, playerId, playerSessionId } from '../../core/ids';
import { publicRating } from '../../core/rating/rating';
import { createMatchStore } from '../../store/match-store';
import { createPlayerStore } from '../../store/players';
import { apiClient } from './support/api-client';
import { startBackend, tableNames } from './support/backend';
import { startTickets } from './support/tickets';

let tickets: Awaited<ReturnType<typeof startTickets>>;
beforeAll(async () => {
  tickets = await startTickets();
});
afterAll(() => tickets.close());

describe('tickets', () => {
  it('bring two players together, each with a seat and a player session that the match knows', async () => {
    const players = [await tickets.api.register('Ada'), await tickets.api.register('Bob')];
    const ids = [];
    for (const player of players) ids.push(await tickets.open(player));
    await tickets.gamelift.place();
    const done = [];
    for (const [index, player] of players.entries()) {
      await tickets.reaches(player, ids[index] ?? '', 'completed');
      done.push(await tickets.placed(player, ids[index] ?? ''));
    }
    expect(done.map(({ match }) => match.seat).sort()).toEqual([0, 1]);
    expect(new Set(done.map(({ match }) => match.matchId)).size).toBe(1);
    expect(new Set(done.map(({ connection }) => connection.playerSessionId)).size).toBe(2);
    const matches = createMatchStore(tickets.backend.documents, tableNames);
    for (const [index, { match, connection }] of done.entries()) {
      expect(
        await matches.playerOfSession(matchId(match.matchId), playerSessionId(connection.playerSessionId)),
      ).toBe(players[index]?.playerId);
    }
  });

  it('take rating and identity from our own records, never from the client', async () => {
    const player = await tickets.api.register();
    for (const field of [{ skill: 9000 }, { rating: 9000 }, { playerId: 'p-1' }]) {
      const refused = await tickets.api.call('POST', '/v1/tickets', {
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
    await tickets.keepStanding(player, 'columns', { rated: 1, mu: 36 });
    const ticket = await tickets.open(player, { game: 'columns', latencyMs: { 'eu-west-1': 20 } });
    const { TicketList } = await tickets.gamelift.client.send(
      new DescribeMatchmakingCommand({ TicketIds: [ticket] }),
    );
    expect(TicketList?.[0]?.Players).toMatchObject([
      {
        PlayerId: player.playerId,
        PlayerAttributes: { game: { S: 'columns' }, skill: { N: publicRating({ mu: 36 }) } },
        LatencyInMs: { 'eu-west-1': 20 },
      },
    ]);
    await tickets.cancel(player, ticket);
    const unrated = await tickets.open(player);
    const described = await tickets.gamelift.client.send(
      new DescribeMatchmakingCommand({ TicketIds: [unrated] }),
    );
    expect(described.TicketList?.[0]?.Players).toMatchObject([
      { PlayerAttributes: { skill: { N: 1500 } }, LatencyInMs: { 'us-east-1': 80, 'eu-west-1': 80 } },
    ]);
    await tickets.cancel(player, unrated);
  });

  it('send the attributes that the rule set declares, each from its source', async () => {
    const player = await tickets.api.register();
    const players = createPlayerStore(tickets.backend.documents, tableNames);
    expect(await players.keepValue(playerId(player.playerId), 'league', 'gold')).toBe(true);
    await tickets.keepStanding(player, 'thirds', { rated: 6, mu: 30 });
    const attributesOf = async (ticket: string) =>
      (await tickets.gamelift.client.send(new DescribeMatchmakingCommand({ TicketIds: [ticket] })))
        .TicketList?.[0]?.Players?.[0]?.PlayerAttributes;
    const ticket = await tickets.open(player, { game: 'thirds', options: { speed: 'fast' } });
    expect(await tickets.read(player, ticket)).toMatchObject({
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
    await tickets.cancel(player, ticket);
    // A stored value of another type than declared counts as absent.
    await players.keepValue(playerId(player.playerId), 'league', 7);
    const other = await tickets.open(player, { game: 'thirds' });
    expect(await attributesOf(other)).toMatchObject({ league: { S: 'open' }, speed: { S: 'slow' } });
    await tickets.cancel(player, other);
    // The stored values are internal to the tickets.backend.
    for (const path of ['/v1/players/me', `/v1/players/${player.playerId}`])
      expect(
        JSON.stringify((await tickets.api.call('GET', path, { token: player.accessToken })).body),
      ).not.toContain('league');
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
    const player = await tickets.api.register();
    const refused = await tickets.api.call('POST', '/v1/tickets', { token: player.accessToken, body });
    expect(refused.body).toMatchObject({
      code: 'invalid-request',
      errors: [{ in: 'body', field, message: expect.stringMatching(message) }],
    });
  });

  it('of three players meet by their options, with seats in the order of the rule set', async () => {
    const join = async (options: object) => {
      const player = await tickets.api.register();
      return { player, ticket: await tickets.open(player, { game: 'thirds', options }) };
    };
    const fast = { speed: 'fast', rounds: 1 };
    const other = await join({ speed: 'slow' });
    const trio = [await join(fast), await join(fast), await join({ rounds: 1, speed: 'fast' })];
    await tickets.gamelift.place();
    const seats = [];
    for (const { player, ticket } of trio) {
      await tickets.reaches(player, ticket, 'completed');
      seats.push((await tickets.placed(player, ticket)).match);
    }
    expect(seats.map(({ seat }) => seat).sort()).toEqual([0, 1, 2]);
    expect(new Set(seats.map(({ matchId: id }) => id)).size).toBe(1);
    expect((await tickets.read(other.player, other.ticket)).status).not.toBe('completed');
    await tickets.cancel(other.player, other.ticket);
  });

  it('are limited to one open ticket for each player, also in concurrent requests', async () => {
    const player = await tickets.api.register();
    const attempts = await Promise.all(
      [1, 2, 3].map(() =>
        tickets.api.call('POST', '/v1/tickets', { token: player.accessToken, body: { game: 'columns' } }),
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
    await tickets.cancel(player, String(ticket));
    await tickets.cancel(player, await tickets.open(player));
  });

  it('are visible only to their player', async () => {
    const [owner, other] = [await tickets.api.register(), await tickets.api.register()];
    const ticket = await tickets.open(owner, { game: 'columns' });
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['DELETE', '', undefined],
      ['POST', '/acceptance', { accept: true }],
    ] as const) {
      const answer = await tickets.api.call(method, `/v1/tickets/${ticket}${path}`, {
        token: other.accessToken,
        ...(body === undefined ? {} : { body }),
      });
      expect([answer.status, answer.body.code]).toEqual([404, 'ticket-not-found']);
    }
    expect((await tickets.read(owner, ticket)).status).not.toBe('cancelled');
    await tickets.cancel(owner, ticket);
  });

  it('fail at once when FlexMatch refuses them', async () => {
    const lost = await startBackend({
      environment: { resourcePrefix: 'turnlift-nowhere' },
      gamelift: tickets.gamelift.url,
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
