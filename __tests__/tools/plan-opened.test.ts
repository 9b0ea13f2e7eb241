import { describe, expect, it } from '@jest/globals';
import { expectLoud, createRow, type Row, whys } from './support/plan-rows';

const route = (after: object, loud: RegExp | undefined, unknown?: object): Row =>
  createRow('aws_apigatewayv2_route', { route_key: 'GET /x', ...after }, loud, unknown);
const integration = (after: object, loud: RegExp | undefined): Row =>
  createRow('aws_apigatewayv2_integration', { api_id: 'a1b2', ...after }, loud);
const authorizer = (issuer: string, loud: RegExp | undefined): Row =>
  createRow('aws_apigatewayv2_authorizer', { api_id: 'a1b2', jwt_configuration: [{ issuer }] }, loud);
const target = (arn: string, loud: RegExp | undefined): Row =>
  createRow('aws_cloudwatch_event_target', { arn: `arn:aws:${arn}` }, loud);
const without = /^the new route takes clients without a token/;

describe('what a new resource opens in an API that players use', () => {
  it.each<Row>([
    route({ api_id: 'a1b2', authorization_type: 'NONE' }, without),
    route({ api_id: 'a1b2' }, without),
    route({ api_id: 'a1b2', authorization_type: 'AWS_IAM' }, without),
    route({ api_id: 'a1b2' }, without, { authorization_type: true }),
    route({ api_id: 'a1b2', authorization_type: 'JWT' }, undefined),
    // Nothing was closed before: the API itself is new.
    route({ authorization_type: 'NONE' }, undefined, { api_id: true }),
    integration({ integration_type: 'HTTP_PROXY', integration_uri: 'https://evil.gg' }, /go to https:..evil/),
    integration({ integration_type: 'AWS_PROXY', integration_subtype: 'SQS-SendMessage' }, /go to SQS-Send/),
    integration({ integration_type: 'AWS_PROXY', integration_subtype: '' }, undefined),
    authorizer('https://a1b2.evil.gg', /another issuer: https:..a1b2.evil/),
    authorizer('https://evil.gg', /takes the tokens of another issuer: https:..evil/),
    authorizer('https://a1b2.execute-api.eu-west-1.amazonaws.com', undefined),
    createRow('aws_apigatewayv2_authorizer', { jwt_configuration: [{ issuer: 'https://a.gg' }] }, undefined, {
      api_id: true,
    }),
    createRow('aws_apigatewayv2_api', { cors_configuration: [{ allow_credentials: true }] }, /browser keeps/),
    createRow(
      'aws_apigatewayv2_api',
      { cors_configuration: [{ allow_origins: ['https://a.gg'] }] },
      undefined,
    ),
    target('events:eu-west-1:111122223333:api-destination/x/1', /^events go to .*api-destination/),
    target('lambda:eu-west-1:111122223333:function:x', undefined),
  ])('%s', (...row) => {
    expect(whys(row)).toEqual(expectLoud(row[5]));
  });
});

describe('a new resource with a Region of its own', () => {
  const inRegion = (region: string, actions: 'create' | 'update' = 'create'): readonly string[] =>
    whys([region, 'aws_sns_topic', actions, actions === 'create' ? null : { region }, { region }, undefined]);

  it('is loud where its provider works elsewhere', () => {
    expect(inRegion('us-east-1')).toEqual(['it is made in us-east-1: its provider works in eu-west-1']);
    expect(inRegion('eu-west-1')).toEqual([]);
    expect(inRegion('us-east-1', 'update')).toEqual([]);
  });
});
