import { describe, expect, it } from '@jest/globals';
import { environmentOf } from '../games';
import { type Crossing } from '../../tools/rehearse/crossing';
import { accessRequestOf } from '../../tools/rehearse/iam-calls';
import { recordedCalls } from '../../tools/rehearse/role-check';

describe('the IAM checks of a request', () => {
  const crossing = (service: string, more: Partial<Crossing>): Crossing => ({
    stack: 'dev-data',
    phase: 'apply',
    method: 'POST',
    path: '/',
    body: '',
    place: 'aws',
    ...more,
    headers: {
      authorization:
        `AWS4-HMAC-SHA256 Credential=x/20261128/eu-west-1/${service}/aws4_request, SignedHeaders=host, ` +
        'Signature=0',
      ...more.headers,
    },
  });
  const scene = { account: '111122223333', region: 'eu-west-1' };

  it.each<[string, Partial<Crossing>, string, string | undefined]>([
    ['s3', { method: 'GET', path: '/b?versioning=' }, 's3:GetBucketVersioning', 'arn:aws:s3:::b'],
    ['s3', { method: 'GET', path: '/b?versions=' }, 's3:ListBucketVersions', 'arn:aws:s3:::b'],
    ['s3', { method: 'DELETE', path: '/b/k/l?versionId=1' }, 's3:DeleteObjectVersion', 'arn:aws:s3:::b/k/l'],
    ['s3', { method: 'PUT', path: '/b/k' }, 's3:PutObject', 'arn:aws:s3:::b/k'],
    [
      's3',
      { method: 'GET', path: '/v20180820/tags/arn%3Aaws%3As3%3A%3A%3Ab' },
      's3:ListTagsForResource',
      'arn:aws:s3:::b',
    ],
    [
      'dynamodb',
      { headers: { 'x-amz-target': 'DynamoDB_20120810.CreateTable' }, body: '{"TableName":"t"}' },
      'dynamodb:CreateTable',
      'arn:aws:dynamodb:eu-west-1:111122223333:table/t',
    ],
    [
      'monitoring',
      { body: 'Action=PutMetricAlarm&AlarmName=a' },
      'cloudwatch:PutMetricAlarm',
      'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a',
    ],
    ['iam', { body: 'Action=GetRole&RoleName=r' }, 'iam:GetRole', 'arn:aws:iam::111122223333:role/r'],
    [
      'lambda',
      { path: '/2015-03-31/functions/f/invocations' },
      'lambda:InvokeFunction',
      'arn:aws:lambda:eu-west-1:111122223333:function:f',
    ],
    [
      'lambda',
      {
        method: 'DELETE',
        path: '/2017-03-31/tags/arn%3Aaws%3Alambda%3Aeu-west-1%3A111122223333%3Aevent-source-mapping%3A7a?tagKeys=a',
      },
      'lambda:UntagResource',
      'arn:aws:lambda:eu-west-1:111122223333:event-source-mapping:id',
    ],
    [
      'lambda',
      { method: 'PUT', path: '/2015-03-31/event-source-mappings/7a' },
      'lambda:UpdateEventSourceMapping',
      'arn:aws:lambda:eu-west-1:111122223333:event-source-mapping:id',
    ],
    [
      'apigateway',
      { method: 'PATCH', path: '/v2/apis/a/stages/s' },
      'apigateway:PATCH',
      'arn:aws:apigateway:eu-west-1::/apis/a/stages/s',
    ],
    [
      'cloudfront',
      { path: '/2020-05-31/distribution?WithTags' },
      'cloudfront:CreateDistribution',
      'arn:aws:cloudfront::111122223333:distribution/',
    ],
    [
      'cloudfront',
      { method: 'PUT', path: '/2020-05-31/response-headers-policy/p' },
      'cloudfront:UpdateResponseHeadersPolicy',
      'arn:aws:cloudfront::111122223333:response-headers-policy/p',
    ],
    [
      'cloudfront',
      { path: '/2020-05-31/tagging?Operation=Untag&Resource=arn%3Aaws%3Ad' },
      'cloudfront:UntagResource',
      'arn:aws:d',
    ],
    [
      'cloudfront',
      {
        method: 'GET',
        path: '/2020-05-31/tagging?Resource=arn%3Aaws%3Acloudfront%3A111122223333%3Adistribution%2Fd',
      },
      'cloudfront:ListTagsForResource',
      'arn:aws:cloudfront::111122223333:distribution/d',
    ],
    [
      'apigateway',
      { method: 'DELETE', path: '/v2/apis/bgoltjxz/integrations/avylwone' },
      'apigateway:DELETE',
      'arn:aws:apigateway:eu-west-1::/apis/id/integrations/id',
    ],
    [
      'apigateway',
      { path: '/v2/domainnames/api.rehearsal.example/apimappings' },
      'apigateway:POST',
      'arn:aws:apigateway:eu-west-1::/domainnames/api.rehearsal.example/apimappings',
    ],
    [
      'acm',
      {
        headers: { 'x-amz-target': 'CertificateManager.DeleteCertificate' },
        body: '{"CertificateArn":"arn:aws:acm:eu-west-1:111122223333:certificate/0a1b"}',
      },
      'acm:DeleteCertificate',
      'arn:aws:acm:eu-west-1:111122223333:certificate/id',
    ],
    [
      'route53',
      { method: 'GET', path: '/2013-04-01/hostedzone/Z0123456789/rrset?name=x' },
      'route53:ListResourceRecordSets',
      'arn:aws:route53:::hostedzone/Z0123456789',
    ],
    [
      'route53',
      { method: 'GET', path: '/2013-04-01/change/C2682N5HXP0BZ4' },
      'route53:GetChange',
      'arn:aws:route53:::change/id',
    ],
    [
      'gamelift',
      { headers: { 'x-amz-target': 'GameLift.UpdateGameSessionQueue' }, body: '{"Name":"q"}' },
      'gamelift:UpdateGameSessionQueue',
      'arn:aws:gamelift:eu-west-1:111122223333:gamesessionqueue/q',
    ],
    [
      'gamelift',
      { headers: { 'x-amz-target': 'GameLift.DeleteMatchmakingRuleSet' }, body: '{"Name":"r"}' },
      'gamelift:DeleteMatchmakingRuleSet',
      'arn:aws:gamelift:eu-west-1:111122223333:matchmakingruleset/r',
    ],
    [
      'gamelift',
      { headers: { 'x-amz-target': 'GameLift.CreateGameSessionQueue' }, body: '{"Name":"q"}' },
      'gamelift:CreateGameSessionQueue',
      undefined,
    ],
    [
      'kms',
      { headers: { 'x-amz-target': 'TrentService.DescribeKey' }, body: '{"KeyId":"alias/aws/dynamodb"}' },
      'kms:DescribeKey',
      'arn:aws:kms:eu-west-1:111122223333:key/0000',
    ],
  ])('%s %j', (service, more, action, resource) => {
    expect(accessRequestOf(crossing(service, more), scene)).toEqual({
      action,
      ...(resource === undefined ? {} : { resource }),
    });
  });

  it('name the records of a change, as Route 53 compares them', () => {
    const values = '<ResourceRecords><ResourceRecord><Value>x</Value></ResourceRecord></ResourceRecords>';
    const upsert = (name: string, type: string): string =>
      '<Change><Action>UPSERT</Action>' +
      `<ResourceRecordSet><Name>${name}</Name><Type>${type}</Type>${values}</ResourceRecordSet></Change>`;
    const changes = upsert('API.games.example.', 'A') + upsert('_1.api.games.example', 'CNAME');
    const batch = `<ChangeBatch><Changes>${changes}</Changes></ChangeBatch>`;
    const body = `<ChangeResourceRecordSetsRequest>${batch}</ChangeResourceRecordSetsRequest>`;
    expect(
      accessRequestOf(
        crossing('route53', { path: '/2013-04-01/hostedzone/Z0123456789/rrset/', body }),
        scene,
      ),
    ).toEqual({
      action: 'route53:ChangeResourceRecordSets',
      resource: 'arn:aws:route53:::hostedzone/Z0123456789',
      context: {
        'route53:ChangeResourceRecordSetsNormalizedRecordNames': [
          'api.games.example',
          '_1.api.games.example',
        ],
        'route53:ChangeResourceRecordSetsRecordTypes': ['A', 'CNAME'],
      },
    });
  });

  it('include the tags of a certificate for later calls on it, and the right to tag it', () => {
    const call = (name: string, body: object): Crossing =>
      crossing('acm', {
        headers: { 'x-amz-target': `CertificateManager.${name}` },
        body: JSON.stringify(body),
      });
    const Tags = [{ Key: 'environment', Value: 'dev' }];
    const calls = recordedCalls(
      [
        call('RequestCertificate', { DomainName: 'api.games.example', Tags }),
        call('DeleteCertificate', { CertificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/0' }),
      ],
      environmentOf('dev'),
    );
    expect(calls.map(({ request }) => [request.action, request.context])).toEqual([
      ['acm:RequestCertificate', { 'aws:RequestTag/environment': 'dev' }],
      ['acm:AddTagsToCertificate', { 'aws:RequestTag/environment': 'dev' }],
      ['acm:DeleteCertificate', { 'aws:ResourceTag/environment': 'dev' }],
    ]);
  });

  it('include the boundary of a role for later calls on it', () => {
    const make = crossing('iam', { body: 'Action=CreateRole&RoleName=r&PermissionsBoundary=arn%3Ab' });
    const put = crossing('iam', { body: 'Action=PutRolePolicy&RoleName=r' });
    expect(recordedCalls([make, put], environmentOf('dev')).map(({ request }) => request.context)).toEqual([
      { 'iam:PermissionsBoundary': 'arn:b' },
      { 'iam:PermissionsBoundary': 'arn:b' },
    ]);
  });
});
