import http from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { problemType } from '../../../contract/errors';
import { unusableWords, whatAnswers } from '../../../local/cli/running-backend';

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
    expect(await whatAnswers(url)).toEqual({ kind: 'turnlift' });
    expect(asked).toEqual(['/v1/health']);
  });

  it('is Turnlift as well when its health check fails, and says why', async () => {
    const detail = 'unhealthy: dynamodb: no space left on device';
    const url = await serve((_, response) => {
      response.writeHead(503).end(JSON.stringify({ type: problemType('unavailable'), detail }));
    });
    const answer = await whatAnswers(url);
    expect(answer).toEqual({ kind: 'unhealthy', detail });
    expect(unusableWords(url, answer)).toBe(`The backend at ${url} is unavailable: ${detail}`);
  });

  it.each(['<html>', '{"status":"down"}', '[]', ''])(
    'is another service when it answers %j',
    async (body) => {
      const url = await serve((_, response) => void response.end(body));
      const answer = await whatAnswers(url);
      expect(answer).toEqual({ kind: 'other' });
      expect(unusableWords(url, answer)).toBe(`The server at ${url} is not Turnlift`);
    },
  );

  it('is absent when the port is closed, or silent for too long', async () => {
    const url = await serve(() => undefined);
    expect(await whatAnswers(url, 50)).toEqual({ kind: 'nothing' });
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve));
    expect(await whatAnswers(url)).toEqual({ kind: 'nothing' });
  });
});
