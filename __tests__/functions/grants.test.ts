import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { functionDeclarations } from '../../functions/declarations';
import { waitMilliseconds } from '../../functions/period-rewards/give-rewards';
import { tableNames as contractTables } from '../../contract/tables';
import { commandId, gameSessionId, matchId, type MatchId, playerId, type PlayerId } from '../../core/ids';
import { createAccountStore } from '../../store/accounts';
import { type MatchAction } from '../../core/match/log';
import {
  leaderboardRows,
  matchRows,
  playerRows,
  rankPartition,
  rankRows,
  ticketRows,
} from '../../store/keys';
import { createMatchStore } from '../../store/match-store';
import { type MatchStore } from '../../store/matches';
import { aConduct, aMatchHeader } from '../support/headers';
import { until } from '../local/lambda/support';
import { type Answer, apiClient, type Player } from './support/api-client';
import { type Backend, resourcePrefix, startBackend, tableNames } from './support/backend';
import { startGameLift } from './support/gamelift';
import { type Permissions, startRecorder } from './support/recorder';

/**
 * Every function calls all that its declaration grants, and nothing more: the roles of the cloud are made
 * from those grants.
 */

const used: Permissions = new Set();
let gamelift: Awaited<ReturnType<typeof startGameLift>>;
const backends: Backend[] = [];
const recorders: Array<{ close(): Promise<void> }> = [];
const logicalTable = (name: string) => contractTables.find((table) => tableNames[table] === name) ?? name;

/** A backend that records every call to a service. */
async function recorded(): Promise<Backend> {
  const backend = await startBackend({
    gamelift: gamelift.url,
    credentials: (name) => ({ accessKeyId: name, secretAccessKey: 'secret' }),
    through: async (endpoints) => {
      const [dynamodb, lift, secretsManager, eventBridge, sqs] = [
        await startRecorder('dynamodb', endpoints.dynamodb, used, logicalTable),
        await startRecorder('gamelift', endpoints.gamelift, used, logicalTable),
        await startRecorder('secretsmanager', endpoints.secretsManager, used, logicalTable),
        await startRecorder('events', endpoints.eventBridge ?? '', used, logicalTable),
        await startRecorder('sqs', endpoints.sqs ?? '', used, logicalTable),
      ];
      recorders.push(dynamodb, lift, secretsManager, eventBridge, sqs);
      return {
        dynamodb: dynamodb.url,
        gamelift: lift.url,
        secretsManager: secretsManager.url,
        eventBridge: eventBridge.url,
        sqs: sqs.url,
      };
    },
  });
  backends.push(backend);
  return backend;
}

beforeAll(async () => {
  gamelift = await startGameLift();
});
afterAll(async () => {
  for (const backend of backends) await backend.close();
  for (const recorder of recorders) await recorder.close();
  await gamelift.close();
});

function granted(): ReadonlySet<string> {
  return new Set(
    functionDeclarations.flatMap(({ name, grants }) =>
      grants.flatMap((grant) => {
        switch (grant.service) {
          case 'dynamodb':
            return grant.actions.map((action) => `${name} dynamodb:${action} ${grant.table}`);
          case 'gamelift':
            return grant.actions.map((action) => `${name} gamelift:${action}`);
          case 'secretsmanager':
            return grant.actions.map((action) => `${name} secretsmanager:${action}`);
          case 'events':
            return grant.actions.map((action) => `${name} events:${action}`);
          case 'sqs':
            return grant.actions.map((action) => `${name} sqs:${action}`);
        }
      }),
    ),
  );
}

/** Players whose tickets became a match, which waits for acceptance or for a server. */
async function proposed(backend: Backend, players: readonly Player[], accept: boolean) {
  const api = apiClient(backend.lambda.url);
  const tickets: string[] = [];
  for (const player of players)
    tickets.push(
      String(
        (
          await api.call('POST', '/v1/tickets', {
            token: player.accessToken,
            body: { game: 'noughts', ...(accept ? { matchmaking: 'casual' } : {}) },
          })
        ).body.ticketId,
      ),
    );
  const read = async (index: number) =>
    (await api.call('GET', `/v1/tickets/${tickets[index]}`, { token: players[index]?.accessToken ?? '' }))
      .body as { status: string; match?: { matchId: string } };
  await until(
    async () => (await read(0)).status === (accept ? 'requires-acceptance' : 'placing'),
    'a match is proposed',
  );
  return { api, tickets, read };
}

async function meet(backend: Backend, players: readonly Player[], accept: boolean): Promise<string> {
  const { api, tickets, read } = await proposed(backend, players, accept);
  if (accept)
    for (const [index, player] of players.entries())
      await api.call('POST', `/v1/tickets/${tickets[index]}/acceptance`, {
        token: player.accessToken,
        body: { accept: true },
      });
  const session = (await gamelift.place()) ?? '';
  await until(async () => (await read(0)).status === 'completed', 'the match is placed');
  const id = matchId((await read(0)).match?.matchId ?? '');
  const header = aMatchHeader({
    matchId: id,
    seats: players.map((player) => playerId(player.playerId)),
    startedAt: Date.now(),
  });
  await createMatchStore(backend.documents, tableNames).claim(header, gameSessionId(session));
  return id;
}

/** Messages of a webhook's queue: of a turn that is over, twice, and of one that waits. */
async function turnsAreTold(backend: Backend, ended: MatchId, running: MatchId, player: PlayerId) {
  for (const match of [ended, ended, running]) {
    const detail = {
      id: `your-turn.${match}.0.0`,
      type: 'your-turn',
      timestamp: new Date().toISOString(),
      data: { matchId: match, game: 'noughts', seat: 0, playerId: player, sequence: 0, deadline: null },
    };
    const message = {
      messageId: match,
      receiptHandle: match,
      eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${resourcePrefix}-webhook-push`,
      body: JSON.stringify({ source: 'turnlift', 'detail-type': 'your-turn', detail }),
    };
    expect(await backend.lambda.invoke('webhooks', { Records: [message] })).toMatchObject({
      payload: { batchItemFailures: match === running ? [{ itemIdentifier: match }] : [] },
    });
  }
}

/** One of two players cancels while a server is sought. */
async function giveUp(backend: Backend): Promise<void> {
  const api = apiClient(backend.lambda.url);
  const players = [await api.register(), await api.register()];
  const { tickets, read } = await proposed(backend, players, false);
  const token = players[0]?.accessToken ?? '';
  const cancelled = await api.call('DELETE', `/v1/tickets/${tickets[0]}`, { token });
  expect(cancelled.body).toMatchObject({ status: 'cancelled' });
  await gamelift.place();
  await until(async () => (await read(1)).status === 'completed', 'the match is placed, although it is void');
}

/** A player won a match of last month, and the rewards of that month are not given yet. */
async function wonLastMonth(backend: Backend, winner: Player, loser: Player): Promise<void> {
  // Rewards wait for an hour after the end of a period.
  const now = new Date(Date.now() - waitMilliseconds);
  const endedAt = Date.UTC(now.getUTCFullYear(), now.getUTCMonth()) - 12 * 3_600_000;
  const header = aMatchHeader({
    matchId: matchId(randomUUID()),
    seats: [winner, loser].map((player) => playerId(player.playerId)),
    startedAt: endedAt - 60_000,
  });
  const store = createMatchStore(backend.documents, tableNames, { now: () => endedAt });
  await store.claim(header, gameSessionId(`arn:aws:gamelift:us-east-1::gamesession/f/${randomUUID()}`));
  await store.finish(header.matchId, {
    result: { places: [1, 2], reason: 'line' },
    endedAt,
    commands: 5,
    conduct: aConduct(),
  });
  const month = new Date(endedAt).toISOString().slice(0, 7);
  const board = `/v1/leaderboards/noughts.wins?period=${month}`;
  // Scheduled functions run once at the start, when the month had no entries.
  await backend.documents.send(
    new DeleteCommand({
      TableName: tableNames.players,
      Key: playerRows.rewarded.key({ board: 'noughts.wins', period: month }),
    }),
  );
  const items = async () => (await apiClient(backend.lambda.url).call('GET', board)).body.items;
  await until(async () => JSON.stringify(await items()).includes(winner.playerId), 'the board of last month');
}

/** Two players are on a board, one leaves the game, and the index of two boards is being rebuilt. */
async function boardsAreRead(backend: Backend, ada: Player, eve: Player): Promise<void> {
  const api = apiClient(backend.lambda.url);
  const board = '/v1/leaderboards/noughts.rating';
  await until(
    async () => (await api.call('GET', `${board}?limit=1`)).body.cursor !== undefined,
    'the result is on the board',
  );
  const mine = '/v1/players/me/leaderboards/noughts.rating';
  for (const path of [`${mine}/place`, `${mine}/among?players=${ada.playerId}`, `${board}/periods`])
    await api.call('GET', path, { token: ada.accessToken });
  await backend.documents.send(
    new DeleteCommand({
      TableName: tableNames.players,
      Key: playerRows.profile.key({ playerId: eve.playerId }),
    }),
  );
  const ended = {
    to: '2-1-1',
    startedAt: 1,
    endedAt: Date.now(),
    partition: 64,
    moved: 0,
    still: 0,
    left: [],
  };
  for (const [period, progress] of [
    ['2026-01', { partition: 0 }],
    ['2026-02', ended],
  ] as const) {
    const place = { board: 'noughts.rating', period };
    const rows = [
      {
        ...rankRows.period.key(place),
        ...place,
        layouts: ['1-1-1', '2-1-1'],
        since: 1,
        decimals: 0,
        openedAt: 1,
      },
      { ...rankRows.check.key({ ...place, period: `${period}#move` }), ...progress },
    ];
    for (const Item of rows)
      await backend.documents.send(new PutCommand({ TableName: tableNames.ranks, Item }));
    const player = `p-${randomUUID()}`;
    await backend.documents.send(
      new PutCommand({
        TableName: tableNames.leaderboards,
        Item: {
          ...leaderboardRows.entry.key({ ...place, playerId: player }),
          ...{ playerId: player, v: 1, s: 1, k: 1, t: 1, w: 1, g: '1-1-1' },
          gpk: rankPartition({ board: place.board, period, shard: 0 }),
          gsk: `0#${player}`,
        },
      }),
    );
  }
  expect(await backend.lambda.runSchedule('leaderboard-check')).toMatchObject({ ok: true });
}

/** A sleeping match of two who have both played, which one of them ends by REST. */
async function endBySleep(
  store: MatchStore,
  first: Player,
  second: Player,
  as: (player: Player, method: string, path: string, body?: unknown) => Promise<Answer>,
): Promise<void> {
  const header = aMatchHeader({
    matchId: matchId(randomUUID()),
    seats: [playerId(first.playerId), playerId(second.playerId)],
    startedAt: Date.now(),
  });
  const { matchId: id, startedAt: at } = header;
  await store.claim(header, gameSessionId(`arn:aws:gamelift:us-east-1::gamesession/gone/${randomUUID()}`));
  for (const [seat, cell] of [4, 0].entries())
    await store.append(id, 1, {
      kind: 'command',
      sequence: seat + 1,
      commandId: commandId(`c${seat}`),
      seat,
      at,
      action: { kind: 'play', command: { cell } },
    });
  await store.sleep(id, 1, { kind: 'sleep', sequence: 3, at, epoch: 2 }, at);
  expect((await as(first, 'GET', `/v1/matches/${id}/seat`)).body['asleep']).toBe(true);
  const resigned = { commandId: 'last', action: { kind: 'resign' } };
  expect((await as(first, 'POST', `/v1/matches/${id}/commands`, resigned)).status).toBe(200);
}

it('functions call exactly the actions that they are granted', async () => {
  const backend = await recorded();
  gamelift.listener.take = (envelope) => backend.lambda.deliver(envelope);
  const api = apiClient(backend.lambda.url);
  const players = [await api.register(), await api.register(), await api.register()];
  const [ada, bob, eve] = players as [Player, Player, Player];
  const as = (player: Player, method: string, path: string, body?: unknown) =>
    api.call(method, path, { token: player.accessToken, ...(body === undefined ? {} : { body }) });
  await as(ada, 'PATCH', '/v1/players/me', { displayName: 'Ada' });
  for (let times = 0; times < 2; times += 1)
    await api.call('POST', '/v1/sessions', { body: { refreshToken: eve.refreshToken } });
  await giveUp(backend);
  const id = await meet(backend, [ada, bob], false);
  for (const path of [
    ...['', '/log'].map((part) => `/v1/matches/${id}${part}`),
    `/v1/players/${ada.playerId}/matches`,
    '/v1/players/me',
    '/v1/health',
    '/v1/leaderboards/noughts.rating',
  ])
    await as(ada, 'GET', path);
  await as(ada, 'POST', `/v1/matches/${id}/rejoin`);
  // A match whose server is gone is placed again; the next caller asks for the state of the placement.
  const lonely = aMatchHeader({
    matchId: matchId(randomUUID()),
    seats: [playerId(ada.playerId), playerId(eve.playerId)],
    startedAt: Date.now(),
  });
  await createMatchStore(backend.documents, tableNames).claim(
    lonely,
    gameSessionId(`arn:aws:gamelift:us-east-1::gamesession/fleet-gone/${randomUUID()}`),
  );
  for (const player of [ada, eve]) await as(player, 'POST', `/v1/matches/${lonely.matchId}/rejoin`);
  await gamelift.place();
  const third = matchId(randomUUID());
  const { gameSessionId: session } = (await createMatchStore(backend.documents, tableNames).get(
    matchId(id),
  )) ?? { gameSessionId: gameSessionId('none') };
  await createMatchStore(backend.documents, tableNames).claim(
    aMatchHeader({
      matchId: third,
      seats: [playerId(eve.playerId), playerId(bob.playerId)],
      startedAt: Date.now(),
    }),
    session ?? gameSessionId('none'),
  );
  await as(eve, 'POST', `/v1/matches/${third}/rejoin`);
  await createMatchStore(backend.documents, tableNames).finish(matchId(id), {
    result: { places: [1, 2], reason: 'resigned' },
    endedAt: Date.now(),
    commands: 0,
    conduct: aConduct(),
  });
  // A player who reads that a match has ended loses the row of its seat.
  await as(ada, 'GET', '/v1/players/me');
  await as(ada, 'GET', `/v1/matches/${id}/watch`);
  await api.call('GET', `/v1/leaderboards/noughts.rating/players/${ada.playerId}`);

  await turnsAreTold(backend, matchId(id), third, playerId(eve.playerId));

  // A player who begins another match loses the row of a seat in an ended match, too.
  const invite = () =>
    as(bob, 'POST', '/v1/invitations', { game: 'columns', to: eve.playerId, requestId: 'again' });
  const { code } = (await invite()).body;
  expect((await invite()).body.code).toBe(code);
  expect((await as(eve, 'GET', '/v1/players/me')).body).toMatchObject({ invitations: [{ code }] });
  expect(
    (await as(eve, 'POST', `/v1/invitations/${String(code)}/acceptance`, { accept: true })).body,
  ).toMatchObject({ status: 'begun', match: { matchId: expect.any(String) } });
  await gamelift.place();

  // Only a player without a running match opens a ticket.
  const gus = await api.register();
  const alone = await as(gus, 'POST', '/v1/tickets', { game: 'columns' });
  expect((await as(gus, 'DELETE', `/v1/tickets/${alone.body.ticketId}`)).body.status).toBe('cancelled');

  // A ticket that waits too long gets a match against bots.
  const waiting = (await as(gus, 'POST', '/v1/tickets', { game: 'noughts', matchmaking: 'casual' })).body;
  await backend.documents.send(
    new UpdateCommand({
      TableName: tableNames.tickets,
      Key: ticketRows.ticket.key({ ticketId: String(waiting.ticketId) }),
      UpdateExpression: 'SET createdAt = :then',
      ExpressionAttributeValues: { ':then': Date.now() - 60_000 },
    }),
  );
  expect((await as(gus, 'GET', `/v1/tickets/${String(waiting.ticketId)}`)).body).toMatchObject({
    status: 'completed',
    match: { matchId: waiting.ticketId },
  });

  // The events are lost, so the sweeper completes the tickets.
  gamelift.listener.take = () => Promise.resolve();
  const silent: string[] = [];
  for (const player of [await api.register(), await api.register()])
    silent.push(String((await as(player, 'POST', '/v1/tickets', { game: 'noughts' })).body.ticketId));
  await gamelift.place();
  for (const ticket of silent) {
    await backend.documents.send(
      new UpdateCommand({
        TableName: tableNames.tickets,
        Key: ticketRows.ticket.key({ ticketId: ticket }),
        UpdateExpression: 'SET heardAt = :then',
        ExpressionAttributeValues: { ':then': Date.now() - 60_000 },
      }),
    );
  }
  const store = createMatchStore(backend.documents, tableNames);
  await endBySleep(store, await api.register(), await api.register(), as);
  // Two matches whose game sessions ended long ago: one with its result in the log, one without. A third
  // lives.
  const orphans: MatchId[] = [];
  for (const resigned of [true, false]) {
    const header = aMatchHeader({
      matchId: matchId(randomUUID()),
      seats: [playerId(ada.playerId), playerId(bob.playerId)],
      startedAt: Date.now(),
    });
    await store.claim(
      header,
      gameSessionId(`arn:aws:gamelift:us-east-1::gamesession/fleet-gone/${randomUUID()}`),
    );
    // Both have played, so that the match is rated.
    const actions: ReadonlyArray<readonly [number, MatchAction]> = [
      [0, { kind: 'play', command: { cell: 4 } }],
      [1, { kind: 'play', command: { cell: 0 } }],
      [0, { kind: 'resign' }],
    ];
    for (const [index, [seat, action]] of (resigned ? actions : []).entries())
      await store.append(header.matchId, 1, {
        kind: 'command',
        sequence: index + 1,
        commandId: commandId(`c${index}`),
        seat,
        at: 1 + index,
        action,
      });
    orphans.push(header.matchId);
  }
  for (const orphan of [...orphans, third])
    await backend.documents.send(
      new UpdateCommand({
        TableName: tableNames.matches,
        Key: matchRows.match.key({ matchId: orphan }),
        UpdateExpression: 'SET attendedAt = :long',
        ExpressionAttributeValues: { ':long': 1 },
      }),
    );
  expect(await backend.lambda.runSchedule('match-sweeper')).toMatchObject({
    payload: { tickets: { repaired: 2 }, matches: { attended: 3, finished: 1, asleep: 1 } },
  });

  const [past, passed] = [await api.register(), await api.register()];
  await wonLastMonth(backend, past, passed);
  expect(await backend.lambda.runSchedule('period-rewards')).toMatchObject({ ok: true });
  expect((await as(past, 'GET', `/v1/players/${past.playerId}/rewards`)).body).toMatchObject({
    rewards: [{ board: 'noughts.wins', rank: 1, score: 1, reward: { medal: 1 } }],
  });
  await boardsAreRead(backend, ada, eve);

  gamelift.listener.take = (envelope) => backend.lambda.deliver(envelope);
  await meet(backend, [await api.register(), await api.register()], true);
  const read = await as(ada, 'GET', '/v1/players/me/export');
  expect(read.status).toBe(200);

  // Deleted: the account at once, the rest by the sweeper.
  for (const orphan of [...orphans, third])
    await store.finish(orphan, {
      result: { places: [1, 2], reason: 'resigned' },
      endedAt: Date.now(),
      commands: 0,
      conduct: aConduct(),
    });
  const late = await as(bob, 'POST', '/v1/tickets', { game: 'columns' });
  expect({ status: late.status, code: late.body.code }).toEqual({ status: 201, code: undefined });
  expect((await as(bob, 'DELETE', '/v1/players/me')).status).toBe(204);
  const ban = { reason: 'cheating', at: Date.now() };
  const accounts = createAccountStore(backend.documents, tableNames);
  // A player who is on boards, and is restored to them afterwards.
  const cheat = past;
  await accounts.ban(playerId(cheat.playerId), ban, { by: 'operator' });
  expect(await backend.lambda.runSchedule('account-sweeper')).toMatchObject({
    payload: { done: 2, failed: 0 },
  });
  await accounts.unban(playerId(cheat.playerId), Date.now(), { by: 'operator' });
  expect(await backend.lambda.runSchedule('account-sweeper')).toMatchObject({
    payload: { done: 1, failed: 0 },
  });
  await as(ada, 'DELETE', '/v1/sessions?all=true');

  await until(
    () => Promise.resolve([...used].some((call) => call.startsWith('player-records dynamodb:PutItem'))),
    'the standings are followed',
  );
  await until(
    () =>
      Promise.resolve([...used].some((call) => call.startsWith('leaderboard-entries dynamodb:Query leader'))),
    'the player who left is off the boards',
  );

  await until(
    () =>
      Promise.resolve(
        ['match-events', 'invitation-events'].every((name) => used.has(`${name} events:PutEvents`)),
      ),
    'players are told of results and invitations',
  );

  // Lambda itself reads the streams, as `local`; no function of ours does.
  const made = [...used].filter((call) => !call.startsWith('local '));
  const calls = new Set(made.map((call) => call.replace(/\/\w+$/, '')));
  const allowed = granted();
  expect({
    missing: [...calls].filter((call) => !allowed.has(call)).sort(),
    unused: [...allowed].filter((grant) => !calls.has(grant)).sort(),
  }).toEqual({ missing: [], unused: [] });
  // Indexes are resources of their own.
  const indexes = made.filter((call) => call.includes('/')).map((call) => call.replace(/^(\S+) \S+ /, '$1 '));
  const declared = functionDeclarations.flatMap(({ name, grants }) =>
    grants.flatMap((grant) =>
      grant.service === 'dynamodb'
        ? (grant.indexes ?? []).map((index) => `${name} ${grant.table}/${index}`)
        : [],
    ),
  );
  expect([...new Set(indexes)].sort()).toEqual(declared.sort());
}, 150_000);
