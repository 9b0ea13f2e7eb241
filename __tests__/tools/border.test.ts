import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import http from 'node:http';
import { type AddressInfo } from 'node:net';
import { type Border, openBorder } from '../../tools/rehearse/border';
import { headersPolicies } from '../../tools/rehearse/headers-policies';

let emulator: http.Server;
let border: Border;
const seen: string[] = [];

beforeEach(async () => {
  seen.length = 0;
  emulator = http.createServer((request, response) => {
    seen.push(`${request.method ?? ''} ${request.url ?? ''} ${request.headers.host ?? ''}`);
    response.end('answer');
  });
  await new Promise<void>((resolve) => emulator.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${portOf(emulator)}`;
  border = await openBorder({
    aws: url,
    gamelift: url,
    furtherGameLifts: { 'us-west-2': url },
    answer: headersPolicies(),
    download: false,
  });
});
afterEach(async () => {
  await border.close();
  await new Promise<void>((resolve) => {
    emulator.close(() => resolve());
    emulator.closeAllConnections();
  });
});

function portOf(server: http.Server): number {
  const address: AddressInfo | string | null = server.address();
  return address !== null && typeof address === 'object' ? address.port : 0;
}

/** The answer for a URL to a client that uses the border as its proxy. */
function ask(
  url: string,
  method = 'GET',
  sent = '',
): Promise<{ readonly status: number; readonly body: string }> {
  const proxy = new URL(border.proxyFor('dev-data', 'plan'));
  const credentials = Buffer.from(`${proxy.username}:${proxy.password}`).toString('base64');
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        host: proxy.hostname,
        port: proxy.port,
        method,
        path: url,
        headers: {
          host: new URL(url).host,
          'proxy-authorization': `Basic ${credentials}`,
        },
      },
      (answer) => {
        let body = '';
        answer.on('data', (chunk: Buffer) => {
          body += chunk.toString();
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
      },
    );
    request.on('error', reject);
    request.end(sent);
  });
}

/** The status line of a CONNECT. */
function connect(target: string): Promise<number> {
  const proxy = new URL(border.proxyFor('dev-data', 'plan'));
  return new Promise((resolve, reject) => {
    const request = http.request({ host: proxy.hostname, port: proxy.port, method: 'CONNECT', path: target });
    request.on('connect', (answer, socket) => {
      socket.destroy();
      resolve(answer.statusCode ?? 0);
    });
    request.on('error', reject);
    request.end();
  });
}

describe("the rehearsal's border", () => {
  it('keeps the headers policies that the emulator does not know, and sends it none', async () => {
    const url = 'http://aws.rehearsal.invalid/2020-05-31/response-headers-policy';
    const config = '<ResponseHeadersPolicyConfig><Name>n</Name></ResponseHeadersPolicyConfig>';
    const made = await ask(url, 'POST', config);
    expect(made.status).toBe(201);
    const [, id = ''] = /<Id>(.+?)<\/Id>/.exec(made.body) ?? [];
    expect((await ask(`${url}/${id}`, 'PUT', config.replace('n<', 'm<'))).status).toBe(200);
    expect((await ask(`${url}/${id}`)).body).toContain('<Name>m</Name>');
    expect((await ask(`${url}/${id}`, 'DELETE')).status).toBe(204);
    expect((await ask(`${url}/${id}`)).body).toContain('NoSuchResponseHeadersPolicy');
    expect(seen).toEqual([]);
  });

  it('reaches the GameLift of a further Region by its name, and of no other', async () => {
    expect((await ask('http://gamelift-us-west-2.rehearsal.invalid/x')).status).toBe(200);
    expect((await ask('http://gamelift-us-east-2.rehearsal.invalid/x')).status).toBe(403);
  });

  it('lets the pinned endpoints through, S3 Control with its account, and records the callers', async () => {
    expect(await ask('http://aws.rehearsal.invalid/b?acl=')).toEqual({ status: 200, body: 'answer' });
    expect(await ask('http://111122223333.aws.rehearsal.invalid/v20180820/tags/a')).toEqual({
      status: 200,
      body: 'answer',
    });
    expect(await ask('http://gamelift.rehearsal.invalid/')).toEqual({ status: 200, body: 'answer' });
    const host = `127.0.0.1:${portOf(emulator)}`;
    expect(seen).toEqual([`GET /b?acl= ${host}`, `GET /v20180820/tags/a ${host}`, `GET / ${host}`]);
    expect(border.crossings.map(({ stack, phase, path, place }) => ({ stack, phase, path, place }))).toEqual([
      { stack: 'dev-data', phase: 'plan', path: '/b?acl=', place: 'aws' },
      { stack: 'dev-data', phase: 'plan', path: '/v20180820/tags/a', place: 'aws' },
      { stack: 'dev-data', phase: 'plan', path: '/', place: 'gamelift' },
    ]);
    expect(border.crossings[0]?.headers).not.toHaveProperty('proxy-authorization');
  });

  it.each([
    'http://kms.eu-west-1.amazonaws.com/',
    'http://169.254.169.254/latest/meta-data/',
    'http://evil.aws.rehearsal.invalid.example.com/',
    'http://127.0.0.1:9/',
  ])('refuses %s, and records it', async (url) => {
    expect((await ask(url)).status).toBe(403);
    expect(border.refused).toEqual([new URL(url).host]);
    expect(seen).toEqual([]);
  });

  it('refuses every tunnel, also to the registry if no download was requested', async () => {
    expect(await connect('s3-control.eu-west-1.amazonaws.com:443')).toBe(403);
    expect(await connect('registry.terraform.io:443')).toBe(403);
    expect(border.refused).toEqual(['s3-control.eu-west-1.amazonaws.com:443', 'registry.terraform.io:443']);
  });
});
