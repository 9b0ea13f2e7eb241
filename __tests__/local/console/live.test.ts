import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import { type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip } from 'node:zlib';
import { ConsoleAnswers } from '../../../local/console/answers';
import { sendLive } from '../../../local/console/live';

const rows = Array.from({ length: 50 }, (_, row) => ({ row, game: 'tic-tac-toe', status: 'finished' }));
const text = JSON.stringify({ watch: '/now', status: 200, body: rows });

describe('a stream of the console', () => {
  let server: Server;
  beforeAll(async () => {
    const answers = new ConsoleAnswers(
      () => Promise.resolve(rows),
      () => 0,
      () => 0,
      () => undefined,
    );
    server = createServer((request, response) => sendLive(answers, ['/now'], request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  /** The answer to a browser that accepts these codings. */
  async function openStream(accepted: string): Promise<IncomingMessage> {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const [response] = await once(get({ port, headers: { 'accept-encoding': accepted } }), 'response');
    return response;
  }

  /** The first event of a stream that stays open. */
  async function firstEvent(stream: Readable): Promise<string> {
    let read = '';
    for await (const part of stream) {
      read += String(part);
      const end = read.indexOf('\n\n');
      if (end !== -1) return read.slice(0, end);
    }
    throw new Error(`the stream ended after ${JSON.stringify(read)}`);
  }

  it.each([
    ['gzip, deflate, br', 'br', createBrotliDecompress],
    ['gzip, deflate', 'gzip', createGunzip],
  ])('that accepts %s is sent as %s, and each event at once', async (accepted, coding, decompress) => {
    const response = await openStream(accepted);
    expect(response.headers['content-encoding']).toBe(coding);
    let sent = 0;
    response.on('data', (part: Buffer) => (sent += part.byteLength));
    expect(await firstEvent(response.pipe(decompress()))).toBe(`data: ${text}`);
    expect(sent).toBeLessThan(text.length / 5);
    response.destroy();
  });

  it('is sent as it is to a program that accepts no coding', async () => {
    const response = await openStream('identity');
    expect(response.headers['content-encoding']).toBeUndefined();
    expect(await firstEvent(response)).toBe(`data: ${text}`);
  });
});
