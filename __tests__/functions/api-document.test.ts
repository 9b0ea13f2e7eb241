import { randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import { createMatchmakingApp } from '../../functions/matchmaking/app';
import { lambdaHandler } from '../../functions/shared/http/lambda-handler';
import { backend } from '../games';
import { locations, resourcePrefix } from './support/backend';
import { gamelift, stores, useStoresAndGameLift } from './support/stores-and-gamelift';

useStoresAndGameLift();

it('the OpenAPI document is compressed on request, and not sent to clients that have it', async () => {
  const handler = lambdaHandler(
    createMatchmakingApp({
      players: stores.players,
      sessions: stores.sessions,
      tickets: stores.tickets,
      matches: stores.matches,
      gamelift: gamelift.regions,
      backend,
      resourcePrefix,
      locations,
      now: Date.now,
      newId: randomUUID,
      newSeed: () => '5'.repeat(32),
    }),
  );
  const ask = (headers: Readonly<Record<string, string>>) =>
    handler({
      rawPath: '/v1/openapi.json',
      rawQueryString: '',
      headers,
      requestContext: {
        requestId: 'r-1',
        domainName: 'api.our-game.gg',
        http: { method: 'GET', sourceIp: '192.0.2.1' },
      },
    });
  const plain = await ask({ 'accept-encoding': 'identity' });
  expect(plain).toMatchObject({ statusCode: 200, isBase64Encoded: false });
  expect(plain.headers).not.toHaveProperty('content-encoding');
  expect(plain.body.length).toBeGreaterThan(100_000);
  const compressed = await ask({ 'accept-encoding': 'gzip, br' });
  expect(compressed).toMatchObject({
    statusCode: 200,
    isBase64Encoded: true,
    headers: { 'content-encoding': 'gzip', vary: expect.stringMatching(/accept-encoding/i) },
  });
  const bytes = Buffer.from(compressed.body, 'base64');
  expect(bytes.length).toBeLessThan(30_000);
  expect(gunzipSync(bytes).toString('utf8')).toBe(plain.body);
  for (const { headers } of [plain, compressed]) {
    const again = await ask({ 'accept-encoding': 'gzip', 'if-none-match': headers['etag'] ?? '' });
    expect(again).toMatchObject({ statusCode: 304, body: '' });
  }
});
