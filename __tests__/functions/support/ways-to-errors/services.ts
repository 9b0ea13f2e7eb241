import { expect } from '@jest/globals';
import { type ErrorCode } from '../../../../contract/errors';
import { type Way } from '../contract-backend';

/** Errors of callers, and of a backend whose services fail or whose limits are low. */
export const waysOfServices = {
  'foreign-caller': ({ api }) =>
    api.call('GET', '/v1/games', { headers: { origin: 'https://evil.example' } }),
  'body-too-large': ({ api }) => api.call('POST', '/v1/players', { text: ' '.repeat(10 * 1024 * 1024 + 1) }),
  'unsupported-media-type': ({ api }) =>
    api.call('POST', '/v1/players', {
      text: 'displayName=Ada',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    }),
  'too-many-attempts': async ({ apiWith }) => {
    const strict = await apiWith({ environment: { attemptsPerAddress: '2' } }, 'players');
    await strict.call('POST', '/v1/players');
    await strict.call('POST', '/v1/players');
    const answer = await strict.call('POST', '/v1/players');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    return answer;
  },
  'too-many-requests': async ({ apiWith }) => {
    const clock = { now: () => 0, after: () => () => undefined };
    const throttled = await apiWith({ throttling: true, clock }, 'leaderboards');
    const answers = await Promise.all(
      Array.from({ length: 401 }, () => throttled.call('GET', '/v1/leaderboards')),
    );
    // Each route has a bucket of its own: a flood on one does not block another.
    for (const other of ['leaderboards/noughts.rating', 'players/me/leaderboards'])
      expect((await throttled.call('GET', `/v1/${other}`)).status).not.toBe(429);
    const refused = answers.find(({ status }) => status === 429);
    if (refused === undefined) throw new Error('no request was refused');
    return refused;
  },
  'internal-error': async ({ apiWith }) =>
    (await apiWith({ environment: { leaderboardsTable: 'no-such-table' } }, 'leaderboards')).call(
      'GET',
      '/v1/leaderboards/noughts.rating',
    ),
  unavailable: async ({ apiWith }) => {
    const dead = 'http://127.0.0.1:9';
    const endpoints = { dynamodb: dead, gamelift: dead, secretsManager: dead };
    return (await apiWith({ endpoints }, 'leaderboards')).call('GET', '/v1/leaderboards/noughts.rating');
  },
  'no-signing-keys': async ({ apiWith }) =>
    (await apiWith({ environment: { signingKeysSecret: 'no-such-secret' } }, 'players')).call(
      'GET',
      '/.well-known/jwks.json',
    ),
  'matchmaking-unavailable': async ({ apiWith, gamelift }) => {
    const lost = await apiWith(
      { gamelift: gamelift.url, environment: { resourcePrefix: 'turnlift-nowhere' } },
      'players',
      'matchmaking',
      'signing-keys',
    );
    return lost.call('POST', '/v1/tickets', {
      token: (await lost.register()).accessToken,
      body: { game: 'noughts' },
    });
  },
  'timed-out': async ({ apiWith }) =>
    (await apiWith({ integrationTimeoutMs: 0 }, 'leaderboards')).call('GET', '/v1/leaderboards'),
} satisfies Partial<Record<ErrorCode, Way>>;
