import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createPost } from '../../../functions/webhooks/post';

export function network(): void {
  describe('a message on the network', () => {
    const got: Array<{
      readonly headers: IncomingHttpHeaders;
      readonly body: string;
      readonly url?: string;
    }> = [];
    let server: Server;
    let base = '';
    beforeAll(async () => {
      server = createServer((request, response) => {
        const chunks: Buffer[] = [];
        request
          .on('data', (chunk: Buffer) => chunks.push(chunk))
          .on('end', () => {
            const body = Buffer.concat(chunks).toString('utf8');
            got.push({
              headers: request.headers,
              body,
              ...(request.url === undefined ? {} : { url: request.url }),
            });
            if (request.url === '/silent') return;
            if (request.url === '/elsewhere') response.writeHead(307, { location: `${base}/target` });
            response.end('x'.repeat(1_000_000));
          });
      });
      await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
      });
      const address = server.address();
      base = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
    });
    afterAll(() => {
      server.closeAllConnections();
      server.close();
    });
    beforeEach(() => {
      got.length = 0;
    });
    const near = { reach: 'loopback' } as const;
    const far = { reach: 'public' } as const;

    it('arrives as it was signed', async () => {
      const body = JSON.stringify({ name: 'Zoë' });
      expect(await createPost()({ url: `${base}/a?b=c`, ...near }, { 'webhook-id': 'e1' }, body)).toEqual({
        status: 200,
      });
      expect(got).toMatchObject([
        { url: '/a?b=c', body, headers: { 'webhook-id': 'e1', 'content-type': 'application/json' } },
      ]);
    });

    it('follows no redirect', async () => {
      expect(await createPost()({ url: `${base}/elsewhere`, ...near }, {}, '{}')).toEqual({ status: 307 });
      expect(got.map(({ url }) => url)).toEqual(['/elsewhere']);
    });

    it('is given up when no answer comes', async () => {
      await expect(createPost(50)({ url: `${base}/silent`, ...near }, {}, '{}')).rejects.toThrow(
        /abort|timeout/i,
      );
    });

    it('never goes to an address of this machine or its network, by number or by name', async () => {
      const { port } = new URL(base);
      for (const host of [
        '127.0.0.1',
        'localhost',
        '[::ffff:127.0.0.1]',
        '0.0.0.0',
        '169.254.169.254',
        '[fd00::1]',
      ])
        await expect(createPost()({ url: `http://${host}:${port}/`, ...far }, {}, '{}')).rejects.toThrow(
          'which is not an address of the internet',
        );
      await expect(createPost()({ url: 'http://10.0.0.1/', ...near }, {}, '{}')).rejects.toThrow('10.0.0.1');
      expect(got).toEqual([]);
    });
  });
}
