import { describe, expect, it } from '@jest/globals';
import { allow, deny, expectLoud, type Row, whys } from './support/plan-rows';

/** Policies that give less, or refuse more, than they did: what needs the right fails. */
const changed = (type: string, before: object, after: object, loud: RegExp | undefined): Row => [
  `${type}: ${JSON.stringify(before).slice(0, 80)} → ${JSON.stringify(after).slice(0, 120)}`,
  type,
  'update',
  before,
  after,
  loud,
];
const rights = (...actions: readonly string[]): object => ({
  policy: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: 'arn:t' }],
  }),
});
const both = (action: string): object => ({
  policy: JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject', 's3:ListBucket'], Resource: 'arn:t' },
      { Effect: 'Deny', Action: action, Resource: '*' },
    ],
  }),
});
const all = ['s3:GetObject', 's3:PutObject', 's3:ListBucket'];

describe('a policy that gives less', () => {
  it.each<Row>([
    ...['aws_iam_role_policy', 'aws_iam_policy', 'aws_sqs_queue', 'aws_s3_bucket_policy'].map((type) =>
      changed(
        type,
        rights(...all),
        rights('s3:GetObject'),
        /allows less: 2 of 3 rights go: s3:PutObject on arn:t/,
      ),
    ),
    changed('aws_iam_role_policy', rights(...all), rights('s3:GetObject', 's3:PutObject'), undefined),
    changed('aws_iam_role_policy', rights(...all), deny('s3:GetObject'), /allows less: 3 of 3/),
    changed('aws_iam_role_policy', rights(...all), both('s3:*'), /denies more: s3:\* on \*/),
    changed('aws_iam_role_policy', rights(...all), both('s3:*'), /allows less: 3 of 3/),
    changed('aws_iam_role_policy', both('ec2:*'), both('ec2:*'), undefined),
    changed(
      'aws_iam_role_policy',
      allow('s3:GetObject', 'arn:t'),
      allow('s3:GetObject', 'arn:t', {
        IpAddress: { 'aws:SourceIp': '192.0.2.1' },
      }),
      /allows less: 1 of 1/,
    ),
    changed('aws_sqs_queue', rights(...all), { policy: null }, /policy is gone/),
    changed('aws_sqs_queue', rights(...all), { policy: '' }, /policy is gone/),
    [
      'a new policy that denies a service',
      'aws_iam_role_policy',
      'create',
      null,
      deny('dynamodb:*'),
      /denies more/,
    ],
    ['a new policy that denies a part', 'aws_iam_policy', 'create', null, deny('iam:*', 'arn:r'), undefined],
  ])('%s', (...row) => {
    expect(whys(row)).toEqual(expectLoud(row[5]));
  });
});
