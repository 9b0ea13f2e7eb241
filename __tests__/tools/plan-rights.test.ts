import { describe, expect, it } from '@jest/globals';
import { type Crafted, policy, read, trust, whys } from './support/crafted-plans';

describe('changes of rights are loud', () => {
  it('that allow more: an action, a resource, a missing condition', () => {
    const role = (after: string): Crafted => ({
      type: 'aws_iam_role_policy',
      before: { policy: policy(read) },
      after: { policy: after },
    });
    expect(whys(role(policy({ ...read, Action: ['s3:GetObject', 's3:PutObject'] })))).toEqual([
      'policy allows more: s3:PutObject on arn:aws:s3:::b/*',
    ]);
    expect(whys(role(policy({ ...read, Action: ['*'], Resource: ['*'] })))).toEqual([
      'policy allows more: * on *',
    ]);
    expect(whys(role('not JSON'))).toEqual(['policy cannot be read as a policy']);
    expect(whys(role(policy({ ...read, Resource: ['arn:aws:s3:::c/k'] })))).toEqual([
      'policy allows more: s3:GetObject on arn:aws:s3:::c/k',
      'policy allows less: 1 of 1 rights go: s3:GetObject on arn:aws:s3:::b/*',
    ]);
    const bound = policy({ ...read, Condition: { StringEquals: { 'aws:x': ['y'] } } });
    expect(
      whys({ type: 'aws_iam_role_policy', before: { policy: bound }, after: { policy: policy(read) } }),
    ).toEqual(['policy allows more: s3:GetObject on arn:aws:s3:::b/*']);
  });

  it('that deny less, or lose the boundary', () => {
    const denial = { Effect: 'Deny', Action: ['iam:*'], Resource: ['*'] };
    expect(
      whys({
        type: 'aws_iam_role_policy',
        before: { policy: policy(read, denial) },
        after: { policy: policy(read) },
      }),
    ).toEqual(['policy denies less: iam:*']);
    expect(
      whys({
        type: 'aws_iam_role',
        before: { permissions_boundary: 'arn:b' },
        after: { permissions_boundary: null },
      }),
    ).toEqual(['the permissions boundary changes from arn:b to none']);
    expect(
      whys({
        type: 'aws_iam_role_policy_attachment',
        actions: ['create'],
        before: null,
        after: { policy_arn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
      }),
    ).toEqual(['a managed policy is attached: arn:aws:iam::aws:policy/AdministratorAccess']);
  });

  it('that trust other principals, even fewer', () => {
    const role = (before: string, after: string): Crafted => ({
      type: 'aws_iam_role',
      before: { assume_role_policy: before },
      after: { assume_role_policy: after },
    });
    expect(whys(role(trust('repo:o/r:x'), trust('repo:*')))[0]).toMatch(/^trust allows more: .*repo:\*/);
    expect(whys(role(trust(['repo:o/r:x', 'repo:o/r:y']), trust('repo:o/r:x')))).toEqual([
      'trust changes: fewer may take the role on',
    ]);
  });

  it('that are new and sweeping; a new role with narrow rights is quiet', () => {
    const created = (text: string): Crafted => ({
      type: 'aws_iam_role_policy',
      actions: ['create'],
      before: null,
      after: { policy: text },
    });
    expect(whys(created(policy({ ...read, Action: ['s3:*'] })))).toHaveLength(1);
    expect(whys(created(policy(read)))).toEqual([]);
    expect(
      whys({
        type: 'aws_s3_bucket_policy',
        actions: ['create'],
        before: null,
        after: { policy: policy({ ...read, Principal: '*' }) },
      })[0],
    ).toContain('to "*"');
    expect(
      whys({
        type: 'aws_iam_role',
        actions: ['create'],
        before: null,
        after: { permissions_boundary: 'arn:b', assume_role_policy: trust('repo:*') },
      })[0],
    ).toContain('repo:*');
  });

  it('that cannot be reviewed before they are made', () => {
    expect(
      whys({
        type: 'aws_iam_role_policy',
        before: { policy: policy(read) },
        after: {},
        change: { after_unknown: { policy: true } },
      }),
    ).toEqual(['policy is known only after the apply, so it cannot be reviewed']);
  });

  it('that require less: one of two conditions is gone, or a value was added to one', () => {
    const when = (condition: object): object => ({
      policy: policy({ ...read, Condition: { StringEquals: condition } }),
    });
    const role = (before: object, after: object): Crafted => ({ type: 'aws_iam_role_policy', before, after });
    const both = when({ 'aws:x': ['1'], 'aws:y': ['2'] });
    expect(whys(role(both, when({ 'aws:x': ['1'] })))).toEqual([
      'policy allows more: s3:GetObject on arn:aws:s3:::b/* when aws:x StringEquals 1',
    ]);
    expect(whys(role(both, when({ 'aws:x': ['1'], 'aws:y': ['2', '3'] })))).toEqual([
      'policy allows more: s3:GetObject on arn:aws:s3:::b/* when aws:y StringEquals 3',
    ]);
    expect(whys(role(when({ 'aws:x': ['1', '2'] }), both)).join()).toMatch(/^policy allows less: 1 of 1/);
  });

  it('that are new and trust more than one job of one repository, or give all of a service', () => {
    const created = (after: object): readonly string[] =>
      whys({
        type: 'aws_iam_role',
        actions: ['create'],
        before: null,
        after: { permissions_boundary: 'arn:b', ...after },
      });
    const federated = { Federated: 'arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com' };
    const assumed = { Effect: 'Allow', Action: ['sts:AssumeRoleWithWebIdentity'], Principal: federated };
    for (const trusted of [
      trust('repo:o/*:environment:prod'),
      trust('repo:o/r:*'),
      policy(assumed),
      policy({ ...assumed, Condition: { StringEquals: { 'github:aud': ['sts.amazonaws.com'] } } }),
      policy({ ...assumed, Principal: { AWS: ['*'] } }),
      policy({ ...assumed, Principal: { AWS: 'arn:aws:iam::999988887777:root' } }),
    ])
      expect({ trusted, loud: created({ assume_role_policy: trusted }).length }).toEqual({
        trusted,
        loud: 1,
      });
    for (const action of ['iam:PutRolePolicy', 'dynamodb:DeleteTable', 'sts:AssumeRole'])
      expect(created({ policy: policy({ ...read, Action: [action], Resource: ['*'] }) })).toHaveLength(1);
    expect(
      created({ policy: policy({ ...read, Action: ['xray:PutTraceSegments'], Resource: ['*'] }) }),
    ).toEqual([]);
    expect(
      whys({
        type: 'aws_iam_role_policy',
        actions: ['create'],
        before: null,
        after: {},
        change: { after_unknown: { policy: true } },
      }),
    ).toEqual(['policy is known only after the apply, so it cannot be reviewed']);
  });

  it('and not a policy that says the same in another order', () => {
    const two = { ...read, Action: ['s3:GetObject', 's3:PutObject'] };
    expect(
      whys({
        type: 'aws_iam_role_policy',
        before: { policy: policy(two) },
        after: { policy: policy({ ...two, Action: [...two.Action].reverse() }) },
      }),
    ).toEqual([]);
  });
});
