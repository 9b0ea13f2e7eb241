import { describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import { type EnvironmentConfig } from '../../config';
import { environmentOf } from '../games';
import { projectRoot } from '../../tools/project';
import { type Crossing } from '../../tools/rehearse/crossing';
import { accessRequestOf } from '../../tools/rehearse/iam-calls';
import { checkRoles, type RecordedCall, recordedCalls } from '../../tools/rehearse/role-check';

/**
 * Every call that Terraform 1.11.4 with AWS provider 5.100.0 made in a whole rehearsal of dev, in the form in
 * which IAM checks it; recorded by `npm run rehearse -- --keep-calls`.
 */
const dev = environmentOf('dev');
/** The rehearsal adds a second Region before it ends. */
const config: EnvironmentConfig = {
  ...dev,
  furtherRegions: [{ region: 'us-west-2', ...dev.realtime }],
};
const recorded: readonly RecordedCall[] = fs
  .readFileSync(path.join(projectRoot(), '__tests__', 'tools', 'fixtures', 'calls', 'dev.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

describe("the calls of a whole rehearsal, against CI's roles", () => {
  it('are allowed: calls of a deploy by the deploy role, calls of a plan by the plan role', () => {
    expect(checkRoles(recorded, config).refused).toEqual([]);
    const { deploys, plans } = checkRoles(recorded, config);
    expect(deploys).toBeGreaterThan(400);
    expect(plans).toBeGreaterThan(200);
  });

  it('would show a missing right, and a right that a plan must not have', () => {
    const call = (phase: string, action: string, resource: string): RecordedCall => ({
      stack: 'dev-data',
      phase,
      request: { action, resource },
    });
    expect(
      checkRoles(
        [
          call(
            'apply',
            'dynamodb:RestoreTableFromBackup',
            'arn:aws:dynamodb:eu-west-1:111122223333:table/turnlift-dev-x',
          ),
          call(
            'plan',
            'dynamodb:CreateTable',
            'arn:aws:dynamodb:eu-west-1:111122223333:table/turnlift-dev-x',
          ),
          call('apply', 'dynamodb:CreateTable', 'arn:aws:dynamodb:eu-west-1:111122223333:table/other'),
        ],
        config,
      ).refused,
    ).toEqual([
      'dev-data: the deploy role may not dynamodb:CreateTable on arn:aws:dynamodb:eu-west-1:111122223333:table/other (apply)',
      'dev-data: the deploy role may not dynamodb:RestoreTableFromBackup on arn:aws:dynamodb:eu-west-1:111122223333:table/turnlift-dev-x (apply)',
      'dev-data: the plan role may not dynamodb:CreateTable on arn:aws:dynamodb:eu-west-1:111122223333:table/turnlift-dev-x (plan)',
    ]);
  });

  it('leave the state of operators alone', () => {
    for (const { stack, request } of recorded)
      if (!/-(state|delivery)$/.test(stack))
        expect(request.resource ?? '').not.toMatch(/\/(state|delivery)\.tfstate/);
  });
});

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
      authorization: `AWS4-HMAC-SHA256 Credential=x/20261128/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
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

  it('include the boundary of a role for later calls on it', () => {
    const make = crossing('iam', { body: 'Action=CreateRole&RoleName=r&PermissionsBoundary=arn%3Ab' });
    const put = crossing('iam', { body: 'Action=PutRolePolicy&RoleName=r' });
    expect(recordedCalls([make, put], config).map(({ request }) => request.context)).toEqual([
      { 'iam:PermissionsBoundary': 'arn:b' },
      { 'iam:PermissionsBoundary': 'arn:b' },
    ]);
  });
});
