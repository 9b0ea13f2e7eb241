import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { DescribeMatchmakingCommand } from '@aws-sdk/client-gamelift';
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import {
  commandId,
  gameSessionId,
  matchId,
  type MatchId,
  playerId,
  type PlayerId,
  ticketId,
} from '../../../core/ids';
import { type MatchAction } from '../../../core/match/log';
import { ticket as ticketDocument } from '../../../client/rest/matchmaking-documents';
import { waitMs } from '../../../functions/period-rewards/give-rewards';
import { leaderboardRows, playerRows, rankPartition, rankRows, ticketRows } from '../../../store/keys';
import { createMatchStore } from '../../../store/match-store';
import { createTicketStore } from '../../../store/tickets';
import { type MatchStore } from '../../../store/matches';
import { aConduct, aMatchHeader } from '../../support/headers';
import { until } from '../../support/until';
import { type Answer, apiClient, type Player } from './api-client';
import { type Backend, resourcePrefix, tableNames } from './backend';
import { type startGameLift } from './gamelift';

/** Scenarios of players and operators in which functions use their grants. */

export interface Services {
  readonly backend: Backend;
  readonly gamelift: Awaited<ReturnType<typeof startGameLift>>;
}

/** Players whose tickets became a match, which waits for acceptance or for a server. */
async function proposeMatch(backend: Backend, players: readonly Player[], accept: boolean) {
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
  const read = async (index: number) => {
    const token = players[index]?.accessToken ?? '';
    return ticketDocument.parse((await api.call('GET', `/v1/tickets/${tickets[index]}`, { token })).body);
  };
  await until(
    'a match is proposed',
    async () => (await read(0)).status === (accept ? 'requires-acceptance' : 'placing'),
  );
  return { api, tickets, read };
}

/** Players meet in a match that is placed and claimed. @returns its id */
export async function meet(
  { backend, gamelift }: Services,
  players: readonly Player[],
  accept: boolean,
): Promise<string> {
  const { api, tickets, read } = await proposeMatch(backend, players, accept);
  if (accept)
    for (const [index, player] of players.entries())
      await api.call('POST', `/v1/tickets/${tickets[index]}/acceptance`, {
        token: player.accessToken,
        body: { accept: true },
      });
  const session = (await gamelift.place()) ?? '';
  await until('the match is placed', async () => (await read(0)).status === 'completed');
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
export async function webhookTurns(backend: Backend, ended: MatchId, running: MatchId, player: PlayerId) {
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

/**
 * One of two players cancels while a server is sought; of two others, one does not ask for the ticket any
 * more.
 */
export async function giveUp({ backend, gamelift }: Services): Promise<void> {
  const api = apiClient(backend.lambda.url);
  for (const cancels of [true, false]) {
    const players = [await api.register(), await api.register()];
    const { tickets, read } = await proposeMatch(backend, players, false);
    const token = players[0]?.accessToken ?? '';
    if (cancels) await api.call('DELETE', `/v1/tickets/${tickets[0]}`, { token });
    else {
      await silent(backend, tickets[0]);
      await backend.lambda.runSchedule('match-sweeper');
    }
    await until('the other player sees it', async () => (await read(1)).status === 'cancelled');
  }
  // The rows of two tickets end while the queue gives up their match: FlexMatch makes another one of them.
  const { tickets } = await proposeMatch(backend, [await api.register(), await api.register()], false);
  const store = createTicketStore(backend.documents, tableNames);
  for (const id of tickets)
    await store.change({ ticketId: ticketId(id), at: Date.now(), status: 'cancelled', decided: true });
  await gamelift.place('TIMED_OUT');
  await until('FlexMatch has none of them any more', async () => {
    const { TicketList = [] } = await gamelift.client.send(
      new DescribeMatchmakingCommand({ TicketIds: tickets }),
    );
    return TicketList.every(({ Status }) => Status === 'FAILED' || Status === 'CANCELLED');
  });
}

/** Makes a ticket look as if its client had not asked for it for long. */
const silent = (backend: Backend, ticketId = '') =>
  backend.documents.send(
    new UpdateCommand({
      TableName: tableNames.tickets,
      Key: ticketRows.ticket.key({ ticketId }),
      UpdateExpression: 'SET askedAt = :then',
      ExpressionAttributeValues: { ':then': 1 },
    }),
  );

/** A player won a match of last month, and the rewards of that month are not given yet. */
export async function wonLastMonth(backend: Backend, winner: Player, loser: Player): Promise<void> {
  // Rewards wait for an hour after the end of a period.
  const now = new Date(Date.now() - waitMs);
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
  const leaderboard = `/v1/leaderboards/noughts.wins?period=${month}`;
  // Scheduled functions run once at the start, when the month had no entries.
  await backend.documents.send(
    new DeleteCommand({
      TableName: tableNames.players,
      Key: playerRows.rewarded.key({ leaderboard: 'noughts.wins', period: month }),
    }),
  );
  const items = async () => (await apiClient(backend.lambda.url).call('GET', leaderboard)).body.items;
  await until('the leaderboard of last month', async () =>
    JSON.stringify(await items()).includes(winner.playerId),
  );
}

/**
 * Two players are on a leaderboard, one leaves the game, and the index of two leaderboards is being rebuilt.
 */
export async function leaderboardsAreRead(backend: Backend, ada: Player, eve: Player): Promise<void> {
  const api = apiClient(backend.lambda.url);
  const leaderboard = '/v1/leaderboards/noughts.rating';
  await until(
    'the result is on the leaderboard',
    async () => (await api.call('GET', `${leaderboard}?limit=1`)).body.cursor !== undefined,
  );
  const mine = '/v1/players/me/leaderboards/noughts.rating';
  for (const path of [`${mine}/place`, `${mine}/among?players=${ada.playerId}`, `${leaderboard}/periods`])
    await api.call('GET', path, { token: ada.accessToken });
  await backend.documents.send(
    new DeleteCommand({
      TableName: tableNames.players,
      Key: playerRows.profile.key({ playerId: eve.playerId }),
    }),
  );
  const move = { partition: 64, moved: 0, still: 0, left: [] };
  const ended = { to: '2-1-1', startedAt: 1, endedAt: Date.now(), ...move };
  for (const [period, progress] of [
    ['2026-01', { partition: 0 }],
    ['2026-02', ended],
  ] as const) {
    const place = { leaderboard: 'noughts.rating', period };
    const rows = [
      {
        ...rankRows.period.key(place),
        board: place.leaderboard,
        period,
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
          gpk: rankPartition({ leaderboard: place.leaderboard, period, shard: 0 }),
          gsk: `0#${player}`,
        },
      }),
    );
  }
  expect(await backend.lambda.runSchedule('leaderboard-check')).toMatchObject({ ok: true });
}

/** A sleeping match of two who have both played, which one of them ends by REST. */
export async function endBySleep(
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

/** A match of two players whose game session is gone; after a resignation only its result is missing. */
export async function orphan(
  store: MatchStore,
  first: Player,
  second: Player,
  resigned: boolean,
): Promise<MatchId> {
  const header = aMatchHeader({
    matchId: matchId(randomUUID()),
    seats: [playerId(first.playerId), playerId(second.playerId)],
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
  return header.matchId;
}
