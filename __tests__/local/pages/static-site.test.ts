import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { staticSite } from '../../../local/pages/static-site';

describe('a built page', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'static-site-'));
  const script = 'export const board = [0, 0, 0, 0, 0, 0, 0, 0, 0];\n'.repeat(100);
  let server: Server;
  beforeAll(async () => {
    fs.mkdirSync(path.join(folder, 'assets'));
    fs.writeFileSync(path.join(folder, 'index.html'), '<p>page</p>');
    fs.writeFileSync(path.join(folder, 'assets', 'main-AAAAAAA1.js'), script);
    const site = staticSite('/play', folder);
    server = createServer((asked, response) => {
      if (!site(asked.url ?? '', asked, response)) response.writeHead(418).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    server.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const portOf = (address: AddressInfo | string | null): number =>
    typeof address === 'object' && address !== null ? address.port : 0;

  const get = (pathname: string, accepted: string) =>
    new Promise<{ status: number; coding: string | undefined; bytes: Buffer }>((resolve, reject) => {
      const headers = { 'accept-encoding': accepted };
      request({ port: portOf(server.address()), path: pathname, headers }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            coding: response.headers['content-encoding'],
            bytes: Buffer.concat(parts),
          }),
        );
      })
        .on('error', reject)
        .end();
    });

  it('is sent in the smallest encoding that the browser accepts, the second time too', async () => {
    for (let time = 0; time < 2; time += 1) {
      const plain = await get('/play/assets/main-AAAAAAA1.js', 'identity');
      expect({ ...plain, bytes: plain.bytes.toString() }).toEqual({ status: 200, bytes: script });
      const gzipped = await get('/play/assets/main-AAAAAAA1.js', 'deflate, gzip;q=0.8');
      expect(gzipped.coding).toBe('gzip');
      expect(gunzipSync(gzipped.bytes).toString()).toBe(script);
      const smallest = await get('/play/assets/main-AAAAAAA1.js', 'gzip, deflate, br, zstd');
      expect(smallest.coding).toBe('br');
      expect(brotliDecompressSync(smallest.bytes).toString()).toBe(script);
      expect(smallest.bytes.length).toBeLessThan(script.length / 10);
    }
  });

  it('has its document as it is built now, and only built files', async () => {
    const index = async (): Promise<string> => {
      const { coding, bytes } = await get('/play/', 'gzip, br');
      expect(coding).toBe('br');
      return brotliDecompressSync(bytes).toString();
    };
    expect(await index()).toBe('<p>page</p>');
    fs.writeFileSync(path.join(folder, 'index.html'), '<p>changed</p>');
    expect(await index()).toBe('<p>changed</p>');
    expect((await get('/play/assets/main-BBBBBBB1.js', 'br')).status).toBe(404);
    expect((await get('/play/assets/../index.html', 'br')).status).toBe(418);
  });
});
