import { randomUUID } from 'node:crypto';
import { CreatePlayerSessionsCommand, UpdateGameSessionCommand } from '@aws-sdk/client-gamelift';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { expect } from '@jest/globals';
import { type ErrorCode } from '../../../../contract/errors';
import { invitationLimits } from '../../../../contract/invitation-status';
import { gameSessionId, matchId, ticketId } from '../../../../core/ids';
import { ticketRows } from '../../../../store/keys';
import { aConduct } from '../../../support/headers';
import { until } from '../../../support/until';
import { tableNames } from '../backend';
import { type Way } from '../contract-backend';

/** Errors of tickets, matches, invitations and leaderboards. */
export const waysOfMatches = {
  'not-in-match': async ({ api, live, as }) =>
    as(await api.register(), 'GET', `/v1/matches/${live.matchId}/log`),
  'not-invited': async ({ ada, bob, as }) => {
    const { code } = (await as(ada, 'POST', '/v1/invitations', { game: 'noughts' })).body;
    return as(bob, 'DELETE', `/v1/invitations/${String(code)}`);
  },
  'no-spectators': async ({ api, ada, bob, lonely }) =>
    api.call('GET', `/v1/matches/${await lonely(ada, bob)}/watch`),
  'not-found': ({ api }) => api.call('GET', '/v2/players'),
  'player-not-found': ({ ada, as }) => as(ada, 'GET', `/v1/players/p-${randomUUID()}`),
  'ticket-not-found': ({ ada, as }) => as(ada, 'GET', `/v1/tickets/${randomUUID()}`),
  'match-not-found': ({ ada, as }) => as(ada, 'GET', `/v1/matches/${randomUUID()}`),
  'invitation-not-found': ({ ada, as }) => as(ada, 'GET', '/v1/invitations/2222222222'),
  'board-not-found': ({ api }) => api.call('GET', '/v1/leaderboards/chess.rating'),
  'period-not-found': ({ api }) => api.call('GET', '/v1/leaderboards/noughts.rating?period=2026-13'),
  'not-played': ({ ada, as }) => as(ada, 'GET', `/v1/players/${ada.playerId}/statistics/noughts`),
  'not-ranked': ({ api, ada }) => api.call('GET', `/v1/leaderboards/noughts.rating/players/${ada.playerId}`),
  'ticket-open': async ({ api, as, ticketRow }) => {
    const player = await api.register();
    await ticketRow(player, 'queued');
    return as(player, 'POST', '/v1/tickets', { game: 'noughts' });
  },
  'match-running': async ({ api, bob, lonely, as }) => {
    const player = await api.register();
    await lonely(player, bob);
    return as(player, 'POST', '/v1/tickets', { game: 'noughts' });
  },
  'ticket-ended': async ({ ada, as, ticketRow }) =>
    as(ada, 'DELETE', `/v1/tickets/${await ticketRow(ada, 'failed')}`),
  'ticket-placing': async ({ api, backend, as }) => {
    const [one, two] = [await api.register(), await api.register()];
    const first = (await as(one, 'POST', '/v1/tickets', { game: 'columns' })).body.ticketId;
    await as(two, 'POST', '/v1/tickets', { game: 'columns' });
    await until(
      'the match is made',
      async () => (await as(one, 'GET', `/v1/tickets/${first}`)).body.status === 'placing',
    );
    // The event that names the match is late.
    const Key = ticketRows.ticket.key({ ticketId: ticketId(String(first)) });
    await backend.documents.send(
      new UpdateCommand({
        TableName: tableNames.tickets,
        Key,
        UpdateExpression: 'REMOVE made',
      }),
    );
    return as(one, 'DELETE', `/v1/tickets/${first}`);
  },
  'acceptance-not-pending': async ({ ada, as, ticketRow }) =>
    as(ada, 'POST', `/v1/tickets/${await ticketRow(ada, 'failed')}/acceptance`, { accept: true }),
  'invitation-ended': async ({ ada, bob, as }) => {
    const { code } = (await as(ada, 'POST', '/v1/invitations', { game: 'noughts' })).body;
    await as(ada, 'DELETE', `/v1/invitations/${String(code)}`);
    return as(bob, 'POST', `/v1/invitations/${String(code)}/acceptance`, { accept: true });
  },
  'too-many-invitations': async ({ api, as }) => {
    const player = await api.register();
    const invite = () => as(player, 'POST', '/v1/invitations', { game: 'noughts' });
    for (let sent = 0; sent < invitationLimits.sent; sent += 1) await invite();
    return invite();
  },
  'too-many-matches': async ({ api, bob, matches, header, as }) => {
    const player = await api.register();
    const id = matchId(randomUUID());
    await matches.arrange({
      ...header(id, player, bob),
      origin: 'practice',
      matchmaking: null,
      rated: false,
    });
    const answer = await as(player, 'POST', '/v1/practice', { game: 'columns' });
    expect(answer.body).toMatchObject({ matchId: id });
    return answer;
  },
  'match-not-ended': async ({ ada, bob, lonely, as }) =>
    as(ada, 'POST', `/v1/matches/${await lonely(ada, bob)}/rematch`),
  'rematch-over': async ({ ada, bob, matches, lonely, as }) => {
    const id = await lonely(ada, bob);
    await matches.abandon(id, 1, { kind: 'end', sequence: 1, at: Date.now(), reason: 'server-lost' });
    return as(ada, 'POST', `/v1/matches/${id}/rematch`);
  },
  'match-ended': async ({ ada, bob, matches, lonely, as }) => {
    const id = await lonely(ada, bob);
    await matches.finish(id, {
      result: { places: [1, 2], reason: 'resigned' },
      endedAt: Date.now(),
      commands: 0,
      conduct: aConduct(),
    });
    return as(ada, 'POST', `/v1/matches/${id}/rejoin`);
  },
  'match-live': async ({ ada, bob, lonely, as }) =>
    as(ada, 'POST', `/v1/matches/${await lonely(ada, bob)}/commands`, {
      commandId: 'c',
      action: { kind: 'resign' },
    }),
  'command-refused': async ({ ada, bob, matches, lonely, as }) => {
    const id = await lonely(ada, bob);
    await matches.sleep(id, 1, { kind: 'sleep', sequence: 1, at: Date.now(), epoch: 2 }, null);
    return as(ada, 'POST', `/v1/matches/${id}/commands`, {
      commandId: 'c',
      action: { kind: 'answer', offer: 'draw', accept: true },
    });
  },
  'match-resuming': async ({ ada, bob, lonely, as }) => {
    const answer = await as(ada, 'POST', `/v1/matches/${await lonely(ada, bob)}/rejoin`);
    expect(answer.headers.get('retry-after')).toBe('1');
    return answer;
  },
  'no-capacity': async ({ ada, bob, gamelift, lonely, as }) => {
    const id = await lonely(ada, bob);
    // Placements of other tests may wait before this one.
    let answer = await as(ada, 'POST', `/v1/matches/${id}/rejoin`);
    while (answer.body.code === 'match-resuming') {
      await gamelift.place('TIMED_OUT');
      answer = await as(bob, 'POST', `/v1/matches/${id}/rejoin`);
    }
    expect(answer.headers.get('retry-after')).toBe('2');
    return answer;
  },
  'game-session-full': async ({ api, ada, bob, live, gamelift, matches, header, as }) => {
    // Other players take all player sessions of the game session.
    const late = await api.register();
    const id = matchId(randomUUID());
    await matches.claim(header(id, ada, bob, late), gameSessionId(live.session));
    await gamelift.client.send(
      new UpdateGameSessionCommand({ GameSessionId: live.session, MaximumPlayerSessionCount: 6 }),
    );
    await gamelift.client.send(
      new CreatePlayerSessionsCommand({
        GameSessionId: live.session,
        PlayerIds: Array.from({ length: 4 }, () => randomUUID()),
      }),
    );
    return as(late, 'POST', `/v1/matches/${id}/rejoin`);
  },
} satisfies Partial<Record<ErrorCode, Way>>;
