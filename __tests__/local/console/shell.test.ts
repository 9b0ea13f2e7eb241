import { describe, expect, it } from '@jest/globals';
import { curlCommand } from '../../../contract/rest/curl';
import { awsCommand, withoutSecrets } from '../../../local/console/shell';
import { requestOfTrace, traceOf } from '../../../local/trace';

const endpoints = {
  api: 'http://127.0.0.1:1',
  dynamodb: 'http://127.0.0.1:2',
  gamelift: 'http://127.0.0.1:3',
  region: 'eu-west-1',
};

describe('a call for a shell', () => {
  it('is the request, without its token and secrets', () => {
    const shown = {
      method: 'POST',
      path: '/v1/sessions',
      query: '',
      body: withoutSecrets('{"playerId":"p-1","secret": "s3cret"}'),
      signedIn: true,
    };
    const command = curlCommand(shown, endpoints.api);
    expect(command).toBe(
      `curl -X POST 'http://127.0.0.1:1/v1/sessions' -H "authorization: Bearer $TOKEN" -H ` +
        `'content-type: application/json' -d '{"playerId":"p-1","secret": "…"}'`,
    );
  });

  it('keeps quotes within their word', () => {
    const shown = {
      method: 'PATCH',
      path: '/v1/players/me',
      query: '',
      body: `{"displayName":"O'Neill; rm -rf"}`,
      signedIn: false,
    };
    expect(curlCommand(shown, endpoints.api)).toContain(`-d '{"displayName":"O'\\''Neill; rm -rf"}'`);
  });

  it('names the operation as the AWS CLI does', () => {
    expect(awsCommand('dynamodb', 'BatchGetItem', { a: 1 }, endpoints)).toBe(
      'aws dynamodb batch-get-item --endpoint-url http://127.0.0.1:2 --region eu-west-1 ' +
        `--cli-input-json '{"a":1}'`,
    );
    expect(awsCommand('gamelift', 'StartMatchmaking', {}, endpoints)).toContain('gamelift start-matchmaking');
  });
});

describe('a trace', () => {
  it('contains the request', () => {
    const request = 'd1f0c2b4-7a39-4c11-9e55-0a1b2c3d4e5f';
    expect(traceOf(request)).toBe('Root=1-d1f0c2b4-7a394c119e550a1b2c3d4e5f;Sampled=0');
    expect(requestOfTrace(traceOf(request))).toBe(request);
    expect(requestOfTrace(undefined)).toBeUndefined();
    expect(requestOfTrace('Root=1-6-7')).toBeUndefined();
  });
});
