import { describe, expect, it } from '@jest/globals';
import { type Crossing, firstAnswer, type OwnAnswer } from '../../tools/rehearse/crossing';
import { domainNames } from '../../tools/rehearse/domain-names';
import { headersPolicies } from '../../tools/rehearse/headers-policies';

const crossing = (method: string, path: string, body: object | undefined): Crossing => ({
  stack: 'dev-api',
  phase: 'apply',
  method,
  path,
  headers: {},
  body: body === undefined ? '' : JSON.stringify(body),
  place: 'aws',
});

describe("the rehearsal's domain names of API Gateway", () => {
  const asked = (): ((method: string, path: string, body?: object) => [number, unknown] | undefined) => {
    const answers = firstAnswer(headersPolicies(), domainNames());
    return (method, path, body) => {
      const answer: OwnAnswer | undefined = answers(crossing(method, path, body));
      if (answer === undefined) return undefined;
      return [answer.status, answer.body === '' ? '' : JSON.parse(answer.body)];
    };
  };
  const named = {
    domainName: 'api.games.example',
    domainNameConfigurations: [{ certificateArn: 'arn:c', endpointType: 'REGIONAL' }],
    tags: { environment: 'dev' },
  };
  const available = {
    ...named,
    domainNameConfigurations: [
      {
        certificateArn: 'arn:c',
        endpointType: 'REGIONAL',
        apiGatewayDomainName: expect.stringContaining('.execute-api.'),
        hostedZoneId: expect.stringMatching(/^Z/),
        domainNameStatus: 'AVAILABLE',
      },
    ],
  };

  it('are kept as they were sent, with a target and a status, until they are deleted', () => {
    const ask = asked();
    expect(ask('GET', '/v2/domainnames/api.games.example')?.[0]).toBe(404);
    expect(ask('POST', '/v2/domainnames', named)).toEqual([201, available]);
    expect(ask('GET', '/v2/domainnames/api.games.example')).toEqual([200, available]);
    expect(ask('DELETE', '/v2/domainnames/api.games.example')).toEqual([204, '']);
    expect(ask('GET', '/v2/domainnames/api.games.example')?.[0]).toBe(404);
  });

  it('have mappings to APIs', () => {
    const ask = asked();
    ask('POST', '/v2/domainnames', named);
    const mappings = '/v2/domainnames/api.games.example/apimappings';
    const made = { apiId: 'a', stage: '$default', apiMappingId: 'mapping-1' };
    expect(ask('POST', mappings, { apiId: 'a', stage: '$default' })).toEqual([201, made]);
    expect(ask('GET', `${mappings}/mapping-1`)).toEqual([200, made]);
    expect(ask('DELETE', `${mappings}/mapping-1`)).toEqual([204, '']);
    expect(ask('GET', `${mappings}/mapping-1`)?.[0]).toBe(404);
  });

  it('leave every other request to the emulator, or to what else answers', () => {
    const ask = asked();
    for (const path of ['/v2/apis', '/v2/domainnamesx', '/2013-04-01/hostedzone/Z1'])
      expect(ask('GET', path)).toBeUndefined();
    const answers = firstAnswer(domainNames(), headersPolicies());
    expect(answers(crossing('GET', '/2020-05-31/response-headers-policy/p', undefined))?.status).toBe(404);
  });
});
