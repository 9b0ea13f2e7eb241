import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { tableNames as contractTables } from '../../contract/tables';
import { gameSessionId, matchId, playerId } from '../../core/ids';
import { functionDeclarations } from '../../functions/declarations';
import { createAccountStore } from '../../store/accounts';
import { matchRows, ticketRows } from '../../store/keys';
import { createMatchStore } from '../../store/match-store';
import { until } from '../support/until';
import { aConduct, aMatchHeader } from '../support/headers';
import { apiClient, type Player } from './support/api-client';
import { type Backend, startBackend, tableNames } from './support/backend';
import { startGameLift } from './support/gamelift';
import {
  leaderboardsAreRead,
  endBySleep,
  giveUp,
  meet,
  orphan,
  webhookTurns,
  wonLastMonth,
} from './support/granted-scenarios';
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

it('functions call exactly the actions that they are granted', async () => {
  const backend = await recorded();
  gamelift.listener.take = (envelope) => backend.lambda.deliver(envelope);
  const api = apiClient(backend.lambda.url);
  const [ada, bob, eve] = [await api.register(), await api.register(), await api.register()];
  const as = (player: Player, method: string, path: string, body?: unknown) =>
    api.call(method, path, { token: player.accessToken, ...(body === undefined ? {} : { body }) });
  await as(ada, 'PATCH', '/v1/players/me', { displayName: 'Ada' });
  for (let times = 0; times < 2; times += 1)
    await api.call('POST', '/v1/sessions', { body: { refreshToken: eve.refreshToken } });
  await giveUp({ backend, gamelift });
  const id = await meet({ backend, gamelift }, [ada, bob], false);
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

  await webhookTurns(backend, matchId(id), third, playerId(eve.playerId));

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
  // The game sessions of two matches ended long ago: one has its result in the log, one has none. A third
  // lives.
  const orphans = [await orphan(store, ada, bob, true), await orphan(store, ada, bob, false)];
  for (const match of [...orphans, third])
    await backend.documents.send(
      new UpdateCommand({
        TableName: tableNames.matches,
        Key: matchRows.match.key({ matchId: match }),
        UpdateExpression: 'SET attendedAt = :long',
        ExpressionAttributeValues: { ':long': 1 },
      }),
    );
  // A fourth has no entry: the sweeper claims it, and looks at its players' accounts.
  const forgotten = await orphan(store, await api.register(), await api.register(), false);
  await backend.documents.send(
    new UpdateCommand({
      TableName: tableNames.matches,
      Key: matchRows.match.key({ matchId: forgotten }),
      UpdateExpression: 'SET hosting = :asleep, hostedAt = :long, attendedAt = :long',
      ExpressionAttributeValues: { ':asleep': 'asleep', ':long': 1 },
    }),
  );
  expect(await backend.lambda.runSchedule('match-sweeper')).toMatchObject({
    payload: { tickets: { repaired: 2 }, matches: { attended: 4, finished: 1, asleep: 2 } },
  });

  const [past, passed] = [await api.register(), await api.register()];
  await wonLastMonth(backend, past, passed);
  expect(await backend.lambda.runSchedule('period-rewards')).toMatchObject({ ok: true });
  expect((await as(past, 'GET', `/v1/players/${past.playerId}/rewards`)).body).toMatchObject({
    rewards: [{ board: 'noughts.wins', rank: 1, score: 1, reward: { medal: 1 } }],
  });
  await leaderboardsAreRead(backend, ada, eve);

  gamelift.listener.take = (envelope) => backend.lambda.deliver(envelope);
  await meet({ backend, gamelift }, [await api.register(), await api.register()], true);
  const read = await as(ada, 'GET', '/v1/players/me/export');
  expect(read.status).toBe(200);

  // Deleted: the account at once, the rest by the sweeper.
  for (const match of [...orphans, third])
    await store.finish(match, {
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
  // A player who is on leaderboards, and is restored to them afterwards.
  const cheat = past;
  expect((await as(cheat, 'POST', '/v1/tickets', { game: 'columns' })).status).toBe(201);
  expect((await as(cheat, 'POST', '/v1/invitations', { game: 'noughts' })).status).toBe(201);
  await accounts.ban(playerId(cheat.playerId), ban, { by: 'operator' });
  expect(await backend.lambda.runSchedule('account-sweeper')).toMatchObject({
    payload: { done: 2, failed: 0 },
  });
  await accounts.unban(playerId(cheat.playerId), Date.now(), { by: 'operator' });
  expect(await backend.lambda.runSchedule('account-sweeper')).toMatchObject({
    payload: { done: 1, failed: 0 },
  });
  await as(ada, 'DELETE', '/v1/sessions?all=true');

  await until('the standings are followed', () =>
    Promise.resolve([...used].some((call) => call.startsWith('player-records dynamodb:PutItem'))),
  );
  await until('the player who left is off the leaderboards', () =>
    Promise.resolve([...used].some((call) => call.startsWith('leaderboard-entries dynamodb:Query leader'))),
  );

  await until('players are notified of results and invitations', () =>
    Promise.resolve(
      ['match-events', 'invitation-events'].every((name) => used.has(`${name} events:PutEvents`)),
    ),
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
});
