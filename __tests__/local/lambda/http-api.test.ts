import { once } from 'node:events';
import net from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cors } from '../../../contract/rest/declaration';
import { type LocalLambda } from '../../../local/lambda';
import { declare, route, start, testFunctions } from './support';

const functions = testFunctions();
let lambda: LocalLambda;
const http = { kind: 'http' } as const;

beforeAll(async () => {
  functions.add(
    'echo',
    'export const handler = async (event, context) => ({ statusCode: 200, headers: { "content-type": "application/json" }, body: JSON.stringify({ event, context: { ...context, left: context.getRemainingTimeInMillis() } }) });',
  );
  functions.add(
    'answers',
    `
    const answers = {
      cookies: { statusCode: 201, headers: { 'X-One': 'a', 'Content-Type': 'text/html' }, cookies: ['a=1', 'b=2; Path=/'], body: '<p>' },
      binary: { statusCode: 200, headers: { 'content-type': 'image/png' }, isBase64Encoded: true, body: 'iVBORw==' },
      inferred: { hello: 'world' },
      text: 'just text',
      empty: { statusCode: 204 },
      malformed: { statusCode: 'soon', body: 7 },
      nothing: undefined,
    };
    export const handler = async (event) => {
      const { kind } = event.pathParameters;
      if (kind === 'throws') throw new TypeError('oops');
      if (kind === 'exits') process.exit(3);
      if (kind === 'crashes') { setTimeout(() => { throw new Error('later'); }, 0); await new Promise(() => undefined); }
      if (kind === 'hangs') await new Promise(() => undefined);
      if (kind === 'spins') for (;;);
      if (kind === 'huge') return { statusCode: 200, body: 'x'.repeat(7 * 1024 * 1024) };
      return answers[kind];
    };`,
  );
  lambda = await start(functions, {
    declarations: [declare('echo', http), declare('answers', http, { timeoutSeconds: 1 })],
    routes: [
      route('POST', '/echo', 'echo'),
      route('GET', '/echo', 'echo'),
      route('GET', '/things/{id}', 'echo'),
      route('GET', '/things/mine', 'echo'),
      route('GET', '/things/{id}/parts/{part}', 'echo'),
      route('GET', '/answers/{kind}', 'answers'),
      route('GET', '/secret', 'echo', 'player'),
    ],
    cors: { allowOrigins: ['https://game.example'] },
  });
});
afterAll(async () => {
  await lambda.close();
  functions.remove();
});

interface Echo {
  readonly event: {
    readonly version: string;
    readonly routeKey: string;
    readonly rawPath: string;
    readonly rawQueryString: string;
    readonly cookies?: string[];
    readonly headers: Record<string, string>;
    readonly queryStringParameters?: Record<string, string>;
    readonly pathParameters?: Record<string, string>;
    readonly body?: string;
    readonly isBase64Encoded: boolean;
    readonly requestContext: {
      readonly http: Record<string, string>;
      readonly time: string;
      readonly authorizer?: unknown;
    };
  };
  readonly context: { readonly functionName: string; readonly awsRequestId: string; readonly left: number };
}
const echo = async (path: string, init?: RequestInit) =>
  (await (await fetch(`${lambda.url}${path}`, init)).json()) as Echo;

describe('the event that a function receives (payload format 2.0)', () => {
  it('has path, query, headers and cookies as API Gateway writes them', async () => {
    const { event, context } = await echo('/things/a%20b?x=1&x=2&y=%C3%A4', {
      headers: { cookie: 'one=1; two=2', 'X-Mixed-Case': 'Value' },
    });
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'GET /things/{id}',
      rawPath: '/things/a b',
      rawQueryString: 'x=1&x=2&y=%C3%A4',
      cookies: ['one=1', 'two=2'],
      queryStringParameters: { x: '1,2', y: 'ä' },
      pathParameters: { id: 'a b' },
      isBase64Encoded: false,
      requestContext: {
        http: { method: 'GET', path: '/things/a b', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1' },
      },
    });
    expect(event.headers['x-mixed-case']).toBe('Value');
    expect(event.headers.cookie).toBeUndefined();
    expect(event.body).toBeUndefined();
    expect(event.requestContext.authorizer).toBeUndefined();
    expect(event.requestContext.time).toMatch(/^\d{2}\/\w{3}\/\d{4}:\d{2}:\d{2}:\d{2} \+0000$/);
    expect(context).toMatchObject({ functionName: 'echo' });
    expect(context.left).toBeGreaterThan(4000);
  });

  it('carries text as text and other bodies as base64', async () => {
    const json = await echo('/echo', {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: '{"ü":1}',
    });
    expect(json.event).toMatchObject({ body: '{"ü":1}', isBase64Encoded: false });
    const bytes = await echo('/echo', {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: new Uint8Array([0, 255, 1]),
    });
    expect(bytes.event).toMatchObject({ body: 'AP8B', isBase64Encoded: true });
  });

  it('matches literal segments before parameters', async () => {
    expect((await echo('/things/mine')).event.routeKey).toBe('GET /things/mine');
    expect((await echo('/things/yours')).event.routeKey).toBe('GET /things/{id}');
    expect((await echo('/things/1/parts/2')).event.pathParameters).toEqual({ id: '1', part: '2' });
  });
});

describe('the answer of a function', () => {
  const answer = (kind: string) => fetch(`${lambda.url}/answers/${kind}`);

  it('has headers, cookies and binary bodies', async () => {
    const cookies = await answer('cookies');
    expect([
      cookies.status,
      cookies.headers.get('x-one'),
      cookies.headers.getSetCookie(),
      await cookies.text(),
    ]).toEqual([201, 'a', ['a=1', 'b=2; Path=/'], '<p>']);
    expect(cookies.headers.get('apigw-requestid')).toBeTruthy();
    const binary = await answer('binary');
    expect(Buffer.from(await binary.arrayBuffer()).toString('hex')).toBe('89504e47');
    expect((await answer('empty')).status).toBe(204);
  });

  it('is inferred when there is no status code', async () => {
    const inferred = await answer('inferred');
    expect([inferred.status, inferred.headers.get('content-type'), await inferred.json()]).toEqual([
      200,
      'application/json',
      { hello: 'world' },
    ]);
    expect(await (await answer('text')).text()).toBe('just text');
  });

  it.each(['throws', 'exits', 'crashes', 'hangs', 'spins', 'huge', 'malformed'])(
    'is 500 when the function %s, and the next request is served',
    async (kind) => {
      const failed = await answer(kind);
      expect(failed.status).toBe(500);
      expect(await failed.json()).toMatchObject({ code: 'internal-error', message: 'Internal Server Error' });
      expect((await answer('text')).status).toBe(200);
    },
  );
});

describe("the gateway's own answers", () => {
  it('404 for an unknown route, also for an unknown method of a path, and 400 for an invalid path', async () => {
    for (const [method, path] of [
      ['GET', '/nowhere'],
      ['DELETE', '/echo'],
      ['GET', '/echo/'],
      ['GET', '/things/'],
      ['GET', '/'],
    ] as const) {
      const answer = await fetch(`${lambda.url}${path}`, { method });
      expect({ path, status: answer.status, body: await answer.json() }).toMatchObject({
        path,
        status: 404,
        body: { code: 'not-found', message: 'Not Found' },
      });
    }
    expect((await fetch(`${lambda.url}/things/%zz`)).status).toBe(400);
  });

  it('413 for a body beyond 10 MB, announced or not', async () => {
    const big = await fetch(`${lambda.url}/echo`, {
      method: 'POST',
      body: new Uint8Array(10 * 1024 * 1024 + 1),
    });
    expect([big.status, await big.json()]).toMatchObject([413, { code: 'body-too-large' }]);
    const chunk = new Uint8Array(1024 * 1024);
    const body = new ReadableStream({
      pull(controller) {
        controller.enqueue(chunk);
        sent += 1;
        if (sent === 12) controller.close();
      },
    });
    let sent = 0;
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', body, duplex: 'half' };
    expect((await fetch(`${lambda.url}/echo`, init)).status).toBe(413);
  });

  it('413 also to a client that sends the whole body before it reads the answer', async () => {
    const { hostname, port } = new URL(lambda.url);
    const socket = net.connect(Number(port), hostname);
    const bytes = 11 * 1024 * 1024;
    socket.write(
      `POST /echo HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\ncontent-length: ${bytes}\r\n\r\n`,
    );
    const chunk = Buffer.alloc(64 * 1024, ' ');
    for (let sent = 0; sent < bytes; sent += chunk.length)
      await new Promise<void>((resolve, reject) => {
        socket.write(chunk, (error) => (error ? reject(error) : resolve()));
      });
    const [answer] = await once(socket, 'data');
    socket.destroy();
    expect(String(answer)).toMatch(/^HTTP\/1\.1 413 [\s\S]*"code":"body-too-large"/);
  });

  it('401 without a token', async () => {
    const answer = await fetch(`${lambda.url}/secret`);
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });

  it('CORS for the origins of its configuration, and preflights', async () => {
    const preflight = await fetch(`${lambda.url}/echo`, {
      method: 'OPTIONS',
      headers: { origin: 'https://game.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://game.example');
    expect(preflight.headers.get('access-control-allow-methods')?.split(',').sort()).toEqual(['GET', 'POST']);
    expect(preflight.headers.get('access-control-max-age')).toBe(String(cors.maxAgeSeconds));
    const own = await fetch(`${lambda.url}/secret`, { headers: { origin: 'https://game.example' } });
    expect(own.headers.get('access-control-allow-origin')).toBe('https://game.example');
    expect(own.headers.get('access-control-expose-headers')?.split(',')).toEqual(cors.exposeHeaders);
  });

  it.each([
    ['no Host header', 'GET /echo HTTP/1.1\r\n\r\n'],
    ['two Host headers', 'GET /echo HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n'],
    ['bytes that are not HTTP', 'HELLO\r\n\r\n'],
    ['a header without a name', 'GET /echo HTTP/1.1\r\nhost: a\r\n: b\r\n\r\n'],
  ])('400 as a problem document to %s', async (_what, bytes) => {
    const { hostname, port } = new URL(lambda.url);
    const socket = net.connect(Number(port), hostname);
    socket.write(bytes);
    const [answer] = await once(socket, 'data');
    socket.destroy();
    const text = String(answer);
    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request/);
    expect(text).toMatch(/content-type: application\/problem\+json/);
    expect(text).toContain('"code":"invalid-request"');
  });

  it('survives bytes that are not HTTP, and callers that disconnect', async () => {
    const { port, hostname } = new URL(lambda.url);
    for (const bytes of [
      '\x00\xff\xfe\r\n\r\n',
      'GET http://elsewhere.example/echo HTTP/1.1\r\nhost: x\r\n\r\n',
      'POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\nabc',
      'GET * HTTP/1.1\r\nhost: x\r\n\r\n',
    ]) {
      await new Promise<void>((resolve) => {
        const socket = net.connect(Number(port), hostname, () => {
          socket.write(bytes, 'latin1', () => socket.end());
        });
        socket
          .on('data', () => undefined)
          .on('error', () => resolve())
          .on('close', () => resolve());
      });
    }
    expect((await fetch(`${lambda.url}/echo`)).status).toBe(200);
  });
});

describe('limits', () => {
  it('gives up on a function after the integration timeout, and throttles a route when configured', async () => {
    let now = Date.parse('2026-11-22T12:00:00Z');
    const limited = await start(functions, {
      declarations: [declare('answers', http, { timeoutSeconds: 1 })],
      routes: [route('GET', '/answers/{kind}', 'answers')],
      integrationTimeoutMilliseconds: 50,
      throttling: true,
      clock: { now: () => now, after: () => () => undefined },
    });
    try {
      await fetch(`${limited.url}/answers/text`);
      const late = await fetch(`${limited.url}/answers/hangs`);
      expect([late.status, await late.json()]).toMatchObject([
        503,
        { code: 'timed-out', message: 'Service Unavailable' },
      ]);
      // A clock that stands still fills no bucket: of the burst of 100, 98 are left.
      const answers = await Promise.all(
        Array.from({ length: 110 }, async () => (await fetch(`${limited.url}/answers/text`)).status),
      );
      expect(answers.filter((status) => status === 429).length).toBe(12);
      now += 1000; // 50 a second
      const later = await Promise.all(
        Array.from({ length: 60 }, async () => (await fetch(`${limited.url}/answers/text`)).status),
      );
      expect(later.filter((status) => status === 429).length).toBe(10);
    } finally {
      await limited.close();
    }
  });
});
