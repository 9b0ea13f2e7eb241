import http from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { whatAnswers } from '../../../local/cli/running-backend';

describe('the service that answers at a URL', () => {
  let server: http.Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  const serve = async (listener: http.RequestListener): Promise<string> => {
    const listening = http.createServer(listener);
    server = listening;
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    const address = listening.address();
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  };

  it('is Turnlift when its health says so', async () => {
    const asked: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      asked.push(request.url);
      response.end('{"status":"ok","time":1}');
    });
    expect(await whatAnswers(url)).toBe('turnlift');
    expect(asked).toEqual(['/v1/health']);
  });

  it.each(['<html>', '{"status":"down"}', '[]', ''])(
    'is another service when it answers %j',
    async (body) => {
      expect(await whatAnswers(await serve((_, response) => void response.end(body)))).toBe('other');
    },
  );

  it('is absent when the port is closed, or silent for too long', async () => {
    const url = await serve(() => undefined);
    expect(await whatAnswers(url, 50)).toBe('nothing');
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve));
    expect(await whatAnswers(url)).toBe('nothing');
  });
});
