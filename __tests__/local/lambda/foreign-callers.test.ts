import { once } from 'node:events';
import net from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LocalLambda } from '../../../local/lambda';
import { declare, route, start, testFunctions } from './support';

describe('the API without origins in its settings', () => {
  const functions = testFunctions();
  let lambda: LocalLambda;

  beforeAll(async () => {
    functions.add('hello', 'export const handler = async () => ({ hello: "world" });');
    lambda = await start(functions, {
      declarations: [declare('hello', { kind: 'http' })],
      routes: [route('GET', '/hello', 'hello'), route('POST', '/hello', 'hello')],
    });
  });
  afterAll(async () => {
    await lambda.close();
    functions.remove();
  });

  it('answers programs, and pages of this machine, which may read the answer', async () => {
    expect((await fetch(`${lambda.url}/hello`)).status).toBe(200);
    const origin = 'http://localhost:5173';
    const answer = await fetch(`${lambda.url}/hello`, { headers: { origin } });
    expect(await answer.json()).toEqual({ hello: 'world' });
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
  });

  it('refuses pages of other sites, and their preflights', async () => {
    const origin = 'https://elsewhere.example';
    const asks = { origin, 'access-control-request-method': 'POST' };
    const answers = await Promise.all([
      fetch(`${lambda.url}/hello`, { headers: { origin } }),
      fetch(`${lambda.url}/hello`, { method: 'POST', headers: { origin }, body: '{}' }),
      fetch(`${lambda.url}/hello`, { method: 'OPTIONS', headers: asks }),
    ]);
    for (const answer of answers) {
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      expect([answer.status, await answer.json()]).toMatchObject([
        403,
        { code: 'foreign-caller', detail: expect.stringContaining(origin), message: 'Forbidden' },
      ]);
    }
  });

  it('refuses a name that is not of this machine', async () => {
    const { hostname, port } = new URL(lambda.url);
    const socket = net.connect(Number(port), hostname);
    socket.write(`GET /hello HTTP/1.1\r\nhost: rebound.example:${port}\r\n\r\n`);
    const [answer] = await once(socket, 'data');
    socket.destroy();
    expect(String(answer)).toMatch(/^HTTP\/1\.1 403 [^]*"detail":"The host rebound\.example is not a name/);
  });
});
