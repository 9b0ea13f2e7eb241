import { expect } from '@jest/globals';
import { type ErrorCode } from '../../../../contract/errors';
import { playerId } from '../../../../core/ids';
import { createAccountStore } from '../../../../store/accounts';
import { tableNames } from '../backend';
import { type Way } from '../contract-backend';

/** Errors of requests, accounts and sessions. */
export const waysOfPlayers = {
  'invalid-json': ({ api }) => api.call('POST', '/v1/players', { text: '{"displayName":' }),
  'invalid-request': ({ api }) => api.call('POST', '/v1/players', { body: { displayName: 7 } }),
  'invalid-cursor': ({ ada, as }) => as(ada, 'GET', `/v1/players/${ada.playerId}/matches?cursor=abc`),
  'unknown-provider': async ({ identityOf, signInBy }) => signInBy(await identityOf('ada', 'nowhere')),
  'identity-refused': async ({ identityOf, signInBy }) =>
    signInBy({ ...(await identityOf('ada')), nonce: 'n'.repeat(43) }),
  'identity-not-linked': async ({ identityOf, signInBy }) => signInBy(await identityOf('unlinked')),
  'identity-linked-elsewhere': async ({ ada, bob, linkTo }) => {
    await linkTo(ada, 'ada');
    return linkTo(bob, 'ada');
  },
  'provider-linked': async ({ ada, linkTo }) => {
    await linkTo(ada, 'ada');
    return linkTo(ada, 'another');
  },
  'provider-unavailable': async ({ identityOf, signInBy }) => signInBy(await identityOf('ada', 'gone')),
  'sign-in-required': async ({ api, as }) => {
    const player = await api.register();
    await as(player, 'DELETE', '/v1/sessions');
    return as(player, 'DELETE', '/v1/players/me');
  },
  'player-banned': async ({ api, bob, backend, lonely, as }) => {
    const player = await api.register();
    const ban = { reason: 'cheating', at: Date.now() };
    await createAccountStore(backend.documents, tableNames).ban(playerId(player.playerId), ban, {
      by: 'operator',
    });
    expect((await as(player, 'POST', '/v1/tickets', { game: 'noughts' })).body.code).toBe('player-banned');
    const seated = await lonely(player, bob);
    expect((await as(player, 'POST', `/v1/matches/${seated}/rejoin`)).body.code).toBe('player-banned');
    return api.call('POST', '/v1/sessions', { body: { refreshToken: player.refreshToken } });
  },
  'unknown-game': ({ ada, as }) => as(ada, 'POST', '/v1/tickets', { game: 'chess-boxing' }),
  unauthorized: ({ api }) => api.call('GET', '/v1/players/me'),
  'invalid-credentials': ({ api, ada }) =>
    api.call('POST', '/v1/sessions', { body: { playerId: ada.playerId, secret: 'wrong' } }),
  'invalid-refresh-token': ({ api }) => api.call('POST', '/v1/sessions', { body: { refreshToken: 'x' } }),
  'refresh-token-reused': async ({ api }) => {
    const body = { refreshToken: (await api.register()).refreshToken };
    const { refreshToken } = (await api.call('POST', '/v1/sessions', { body })).body;
    await api.call('POST', '/v1/sessions', { body: { refreshToken } });
    return api.call('POST', '/v1/sessions', { body });
  },
} satisfies Partial<Record<ErrorCode, Way>>;
