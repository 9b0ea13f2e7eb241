import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { apiClient } from './support/api-client';
import { type Backend, startBackend } from './support/backend';

let backend: Backend;
beforeAll(async () => {
  backend = await startBackend({ environment: { attemptsPerAddress: '2' } });
});
afterAll(() => backend.close());

it('sign-ins of an address are limited, while signed-in players can still refresh', async () => {
  const api = apiClient(backend.lambda.url);
  const player = await api.register();
  const signIn = () =>
    api.call('POST', '/v1/sessions', { body: { playerId: player.playerId, secret: player.secret } });
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 4; attempt += 1) statuses.push((await signIn()).status);
  expect(statuses).toContain(429);
  expect(statuses.at(-1)).toBe(429);
  let { refreshToken } = player;
  for (let refresh = 0; refresh < 5; refresh += 1) {
    const answer = await api.call('POST', '/v1/sessions', { body: { refreshToken } });
    expect(answer.status).toBe(201);
    refreshToken = String(answer.body.refreshToken);
  }
});
