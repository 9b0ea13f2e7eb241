import http from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { routes } from '../../../contract/rest/routes';
import { systemClock } from '../../../local/system-clock';
import { startHttpApi } from '../../../local/lambda/http-api';
import { storageTrouble } from '../../../local/lambda/storage-health';

const closers: Array<() => Promise<void>> = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A DynamoDB endpoint with this answer to a GET. */
async function endpoint(status: number, text: string): Promise<string> {
  const server = http.createServer((_request, response) => {
    response.writeHead(status).end(text);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  closers.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

async function health(
  ...services: readonly string[]
): Promise<{ readonly status: number; readonly body: unknown }> {
  const api = await startHttpApi({
    routes,
    port: 0,
    host: '127.0.0.1',
    clock: systemClock,
    cors: { allowOrigins: ['*'] },
    throttling: false,
    integrationTimeoutMs: 1000,
    storageTrouble: () => storageTrouble(services),
    log: () => undefined,
  });
  closers.push(() => api.close());
  api.serve(new Map(), api.url);
  const answer = await fetch(`${api.url}/v1/health`);
  return { status: answer.status, body: await answer.json() };
}

describe('/v1/health on a laptop', () => {
  it('reports that writes fail, with the reason', async () => {
    const trouble = 'unhealthy: dynamodb: No space left on device';
    expect(await health(await endpoint(503, trouble))).toEqual({
      status: 503,
      body: expect.objectContaining({ code: 'unavailable', detail: trouble }),
    });
  });

  it('reports it for each service', async () => {
    const full = 'unhealthy: gamelift: nothing is kept: ENOSPC';
    expect(await health(await endpoint(200, 'healthy: dynamodb'), await endpoint(503, full))).toEqual({
      status: 503,
      body: expect.objectContaining({ code: 'unavailable', detail: full }),
    });
  });

  it('is the function’s own answer otherwise', async () => {
    // The function is absent: the answer comes from its absence, not from the disk.
    for (const dynamodb of [
      await endpoint(200, 'healthy: dynamodb'),
      await endpoint(400, ''),
      'http://127.0.0.1:9',
    ])
      expect((await health(dynamodb)).body).toMatchObject({ code: 'internal-error' });
  });
});
