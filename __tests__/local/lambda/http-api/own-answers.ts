import { once } from 'node:events';
import net from 'node:net';
import { text as streamText } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { cors } from '../../../../contract/rest/declaration';
import { lambda } from './gateway';

export function ownAnswers(): void {
  describe("the gateway's own answers", () => {
    it('404 for an unknown route or an unknown method of a path, 400 for an invalid path', async () => {
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
        `POST /echo HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: ` +
          `application/json\r\ncontent-length: ${bytes}\r\n\r\n`,
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
      expect(preflight.headers.get('access-control-allow-methods')?.split(',').sort()).toEqual([
        'GET',
        'POST',
      ]);
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

    it('a request for a whole URL (absolute form) by its path', async () => {
      const { hostname, port } = new URL(lambda.url);
      const socket = net.connect(Number(port), hostname);
      const target = `http://elsewhere.example/things/a?x=1`;
      socket.write(`GET ${target} HTTP/1.1\r\nhost: ${hostname}\r\nconnection: close\r\n\r\n`);
      const text = await streamText(socket);
      expect(text).toMatch(/^HTTP\/1\.1 200 OK/);
      expect(text).toContain('"rawPath":"/things/a","rawQueryString":"x=1"');
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
}
