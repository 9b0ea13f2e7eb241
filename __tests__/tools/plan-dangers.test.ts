import { describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../tools/project';
import { asMarkdown } from '../../tools/plan-summary/markdown';
import { type PlanSummary, summarizePlan } from '../../tools/plan-summary/summary';

interface Crafted {
  readonly type: string;
  readonly actions?: readonly string[];
  readonly before?: object | null;
  readonly after?: object | null;
  readonly address?: string;
  readonly more?: object;
  readonly change?: object;
}

function entry({
  type,
  actions = ['update'],
  before = {},
  after = {},
  address,
  more,
  change,
}: Crafted): object {
  return {
    address: address ?? `${type}.x`,
    mode: 'managed',
    type,
    name: 'x',
    change: { actions, before, after, ...change },
    ...more,
  };
}
function planned(changes: readonly Crafted[], more: object = {}): PlanSummary {
  return summarizePlan(
    'prod-x',
    JSON.stringify({ format_version: '1.2', resource_changes: changes.map(entry), ...more }),
  );
}
const whys = (...changes: readonly Crafted[]): readonly string[] =>
  planned(changes).loud.map(({ why }) => why);
const policy = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });
const read = { Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::b/*'] };
const trust = (subject: string | readonly string[]): string =>
  policy({
    Effect: 'Allow',
    Principal: { Federated: 'arn:aws:iam::1:oidc-provider/github' },
    Action: ['sts:AssumeRoleWithWebIdentity'],
    Condition: { StringLike: { 'github:sub': subject } },
  });
const stack = (resources: object): object => ({ template_body: JSON.stringify({ Resources: resources }) });
const fleet = (locations: object[], more: object = {}): object => ({
  FleetBlue: { Type: 'AWS::GameLift::Fleet', Properties: { Locations: locations, ...more } },
});
const place = (Location: string, MaxSize = 2): object => ({
  Location,
  LocationCapacity: { MaxSize, DesiredEC2Instances: Math.min(MaxSize, 1) },
});

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

describe('changes that clients and players notice are loud', () => {
  it.each<[Crafted, RegExp]>([
    [
      {
        type: 'aws_apigatewayv2_api',
        actions: ['delete', 'create'],
        change: { replace_paths: [['protocol_type']] },
      },
      /replaced because of protocol_type: the API's address changes/,
    ],
    [
      { type: 'aws_gamelift_game_session_queue', actions: ['delete', 'create'] },
      /matches that wait for a session fail/,
    ],
    [
      { type: 'aws_gamelift_game_session_queue', actions: ['delete'], after: null },
      /destroyed: matches that wait/,
    ],
    [
      {
        type: 'aws_dynamodb_table',
        before: { deletion_protection_enabled: true },
        after: { deletion_protection_enabled: false },
      },
      /deletion protection is turned off/,
    ],
    [
      {
        type: 'aws_dynamodb_table',
        before: { point_in_time_recovery: [{ enabled: true }] },
        after: { point_in_time_recovery: [{ enabled: false }] },
      },
      /point-in-time recovery is turned off/,
    ],
    [
      {
        type: 'aws_s3_bucket_versioning',
        before: { versioning_configuration: [{ status: 'Enabled' }] },
        after: { versioning_configuration: [{ status: 'Suspended' }] },
      },
      /versioning is turned off/,
    ],
    [
      {
        type: 'aws_secretsmanager_secret',
        before: { recovery_window_in_days: 30 },
        after: { recovery_window_in_days: 0 },
      },
      /recovery window is turned off/,
    ],
  ])('%#: %j', (change, why) => {
    expect(whys(change)).toEqual([expect.stringMatching(why)]);
  });

  const made = (type: string, after: object): Crafted => ({ type, actions: ['create'], before: null, after });
  const destroyed = (type: string, before: object = {}): Crafted => ({
    type,
    actions: ['delete'],
    before,
    after: null,
  });
  const changed = (type: string, before: object, after: object): Crafted => ({ type, before, after });
  const service = policy({
    Effect: 'Allow',
    Principal: { Service: 'lambda.amazonaws.com' },
    Action: ['sts:AssumeRole'],
  });
  const attached = (name: string): object => ({ role: 'r', policy_arn: `arn:aws:iam::aws:policy/${name}` });
  const denial = policy({ Effect: 'Deny', Principal: '*', Action: ['s3:*'], Resource: ['*'] });

  it.each<[string, Crafted, RegExp]>([
    [
      'a managed policy replaced',
      {
        ...changed(
          'aws_iam_role_policy_attachment',
          attached('ReadOnlyAccess'),
          attached('AdministratorAccess'),
        ),
        actions: ['delete', 'create'],
      },
      /attached: .*AdministratorAccess/,
    ],
    [
      'a managed policy detached',
      destroyed('aws_iam_role_policy_attachment', attached('Denials')),
      /denied no more/,
    ],
    [
      'a managed policy in the role',
      changed('aws_iam_role', {}, { managed_policy_arns: ['arn:a'] }),
      /attached: arn:a/,
    ],
    [
      'an inline policy in the role',
      changed('aws_iam_role', {}, { inline_policy: [{ name: 'x' }] }),
      /inline policy/,
    ],
    [
      'a role without a boundary',
      made('aws_iam_role', { assume_role_policy: service }),
      /no permissions boundary/,
    ],
    [
      'a role that trusts another account',
      made('aws_iam_role', {
        permissions_boundary: 'arn:b',
        assume_role_policy: policy({
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::1:role/x' },
          Action: ['sts:AssumeRole'],
        }),
      }),
      /trust allows: sts:AssumeRole/,
    ],
    [
      'a role that trusts another repository',
      made('aws_iam_role', {
        permissions_boundary: 'arn:b',
        assume_role_policy: trust('repo:evil/repo:environment:dev'),
      }),
      /evil/,
    ],
    [
      'all roles as a resource',
      made('aws_iam_policy', {
        policy: policy({ ...read, Action: ['iam:PutRolePolicy'], Resource: ['arn:aws:iam::1:role/*'] }),
      }),
      /role\/\*/,
    ],
    [
      'all buckets as a resource',
      made('aws_iam_policy', { policy: policy({ ...read, Resource: ['arn:aws:s3:::*'] }) }),
      /arn:aws:s3:::\*/,
    ],
    ['denials that go with their policy', destroyed('aws_iam_policy', { policy: denial }), /denies less/],
    ['a user', made('aws_iam_user', { name: 'x' }), /does not know .*aws_iam_user/],
    [
      'a user who gets a policy',
      made('aws_iam_user_policy_attachment', attached('AdministratorAccess')),
      /does not know/,
    ],
    ['a function URL', made('aws_lambda_function_url', { authorization_type: 'NONE' }), /does not know/],
    [
      'a function that anybody calls',
      made('aws_lambda_permission', { principal: '*' }),
      /may be called by \*/,
    ],
    [
      'a route without sign-in',
      changed('aws_apigatewayv2_route', { authorization_type: 'JWT' }, { authorization_type: 'NONE' }),
      /open to more: JWT → NONE/,
    ],
    ['a route that is gone', destroyed('aws_apigatewayv2_route'), /find nothing/],
    [
      'another issuer',
      changed(
        'aws_apigatewayv2_authorizer',
        { jwt_configuration: [{ issuer: 'a' }] },
        { jwt_configuration: [{ issuer: 'b' }] },
      ),
      /whose tokens/,
    ],
    ['an authorizer that is gone', destroyed('aws_apigatewayv2_authorizer'), /another authorizer decides/],
    [
      'another page that may use the API',
      changed(
        'aws_apigatewayv2_api',
        { cors_configuration: [{ allow_origins: ['a'] }] },
        { cors_configuration: [{ allow_origins: ['a', '*'] }] },
      ),
      /opens to pages of \*/,
    ],
    [
      'the API without its own address',
      changed('aws_apigatewayv2_api', {}, { disable_execute_api_endpoint: true }),
      /answers no more/,
    ],
    [
      'a bucket that may be public',
      changed(
        'aws_s3_bucket_public_access_block',
        { block_public_acls: true },
        {
          block_public_acls: false,
          block_public_policy: true,
          ignore_public_acls: true,
          restrict_public_buckets: true,
        },
      ),
      /block_public_acls is turned off/,
    ],
    ['a bucket without its block', destroyed('aws_s3_bucket_public_access_block'), /opened to everybody/],
    ['versioning that is gone', destroyed('aws_s3_bucket_versioning'), /versioning is turned off/],
    ['a queue of failures', destroyed('aws_sqs_queue'), /messages are lost/],
    ['a log group', destroyed('aws_cloudwatch_log_group'), /lines are lost/],
    ['the record of a name', destroyed('aws_route53_record'), /points nowhere/],
    ['the mapping of a name', destroyed('aws_apigatewayv2_api_mapping'), /leads nowhere/],
    [
      'a name of the page',
      changed('aws_cloudfront_distribution', { aliases: ['a.gg'] }, { aliases: [] }),
      /a\.gg no more/,
    ],
    [
      'a queue without destinations',
      changed('aws_gamelift_game_session_queue', { destinations: ['a'] }, { destinations: [] }),
      /no destination/,
    ],
    [
      'another audience of GitHub',
      changed('aws_iam_openid_connect_provider', { client_id_list: ['a'] }, { client_id_list: ['a', 'b'] }),
      /tokens for b/,
    ],
    [
      'a role inside a template',
      changed(
        'aws_cloudformation_stack',
        stack({}),
        stack({ R: { Type: 'AWS::IAM::Role', Properties: {} } }),
      ),
      /AWS::IAM::Role/,
    ],
    [
      'a template that is not JSON',
      changed('aws_cloudformation_stack', stack({}), { template_body: 'Resources:' }),
      /cannot be read/,
    ],
  ])('%s', (_what, change, why) => {
    expect(whys(change)).toContainEqual(expect.stringMatching(why));
  });

  const types = fs
    .readdirSync(path.join(projectRoot(), 'node_modules', '@cdktf', 'provider-aws', 'lib'))
    .filter((module) => module !== 'provider')
    .map((module) => `aws_${module.replaceAll('-', '_')}`);

  it('of every type in the stacks that is destroyed, but for those with which nothing is lost', () => {
    expect(types.filter((type) => whys(destroyed(type)).length === 0)).toEqual([
      'aws_acm_certificate_validation',
      'aws_cloudformation_stack',
      'aws_cloudwatch_dashboard',
      'aws_lambda_invocation',
      'aws_s3_bucket_server_side_encryption_configuration',
    ]);
  });

  it('of every type in the stacks where an argument changes that the summary does not compare', () => {
    for (const type of types)
      expect({ type, why: whys(changed(type, { new_argument: 1 }, { new_argument: 2 })) }).toEqual({
        type,
        why: expect.arrayContaining([expect.stringContaining('a change of new_argument')]),
      });
    expect(types.filter((type) => whys(made(type, {})).some((why) => why.includes('does not know')))).toEqual(
      [],
    );
  });

  it('and not what is made narrow, or stays as it is', () => {
    expect(
      [
        made('aws_iam_role', { permissions_boundary: 'arn:b', assume_role_policy: service }),
        made('aws_lambda_permission', { principal: 'events.amazonaws.com', source_arn: 'arn:r' }),
        made('aws_apigatewayv2_route', { authorization_type: 'NONE' }),
        made('aws_s3_bucket_public_access_block', {
          block_public_acls: true,
          block_public_policy: true,
          ignore_public_acls: true,
          restrict_public_buckets: true,
        }),
      ].flatMap((change) => whys(change)),
    ).toEqual([]);
  });

  it('not of a stack whose first create failed: CloudFormation took it back', () => {
    const tainted = (outputs: object): readonly string[] =>
      whys({
        ...changed(
          'aws_cloudformation_stack',
          { ...stack(fleet([place('eu-west-1')])), outputs },
          stack(fleet([place('eu-west-1')])),
        ),
        actions: ['delete', 'create'],
        more: { action_reason: 'replace_because_tainted' },
      });
    expect(tainted({})).toEqual([]);
    expect(tainted({ FleetIdBlue: 'fleet-1' })).not.toEqual([]);
  });

  it('in a stack: a configuration replaced, a location removed, capacity to zero, protection off', () => {
    const inside = (before: object, after: object): readonly string[] =>
      whys({ type: 'aws_cloudformation_stack', before: stack(before), after: stack(after) });
    const configuration = (Name: string): object => ({
      Configuration: { Type: 'AWS::GameLift::MatchmakingConfiguration', Properties: { Name } },
    });
    expect(inside(configuration('a'), configuration('b'))).toEqual([
      expect.stringContaining('open tickets are lost'),
    ]);
    const two = [place('eu-west-1'), place('us-east-1')];
    expect(inside(fleet(two), fleet(two.slice(0, 1)))).toEqual([
      'the location us-east-1 is removed, and its matches end',
    ]);
    expect(inside(fleet(two), fleet([place('eu-west-1'), place('us-east-1', 0)]))).toEqual([
      'the capacity of us-east-1 goes to zero: no match is placed there any more',
    ]);
    const capacity = (LocationCapacity: object): object =>
      fleet([{ Location: 'eu-west-1', LocationCapacity }]);
    const awake = { MinSize: 1, MaxSize: 2, DesiredEC2Instances: 1 };
    for (const asleep of [
      { MaxSize: 2, DesiredEC2Instances: 0 },
      { ...awake, MinSize: 0, DesiredEC2Instances: 0 },
    ])
      expect(inside(capacity(awake), capacity(asleep))).toEqual([
        expect.stringContaining('the capacity of eu-west-1 may go to zero'),
      ]);
    expect(inside(capacity({ MaxSize: 2, DesiredEC2Instances: 1 }), capacity(awake))).toEqual([]);
    const guarded = { NewGameSessionProtectionPolicy: 'FullProtection' };
    expect(inside(fleet(two, guarded), fleet(two))).toEqual([
      expect.stringContaining('not protected any more'),
    ]);
    expect(whys({ type: 'aws_cloudformation_stack', before: stack(fleet(two)), after: {} })).toContainEqual(
      expect.stringContaining('known only after the apply'),
    );
  });
});

describe('other notes of a plan', () => {
  it('are drift, moves, imports, forgotten resources and outputs, never a value of an output', () => {
    const summary = planned(
      [
        { type: 'aws_sns_topic', actions: ['no-op'], more: { previous_address: 'aws_sns_topic.old' } },
        { type: 'aws_sqs_queue', actions: ['no-op'], change: { importing: { id: 'queue-1' } } },
        { type: 'aws_lambda_function', actions: ['forget'] },
      ],
      {
        resource_drift: [entry({ type: 'aws_iam_role', before: { path: '/' }, after: { path: '/x/' } })],
        output_changes: { secret: { actions: ['update'], before: 'hidden-1', after: 'hidden-2' } },
      },
    );
    const text = asMarkdown([summary]);
    expect(text).toContain('`aws_iam_role.x` was changed (path) by somebody else since the last deploy');
    expect(text).toContain('`aws_sns_topic.old` moves to `aws_sns_topic.x`');
    expect(text).toContain('`aws_sqs_queue.x` is taken over from what is there (`queue-1`)');
    expect(text).toContain('**forgotten**');
    expect(text).toContain('output `secret`: update');
    expect(text).not.toContain('hidden');
    expect(text).toContain('1 forgotten, 4 to note.');
  });

  it('include drift only where a value differs: not toggled defaults, nor attributes that other resources write', () => {
    const drift = (type: string, before: object, after: object): readonly string[] =>
      planned([], { resource_drift: [entry({ type, before, after })] }).notes;
    expect(drift('aws_sns_topic', { tags: null, a: [{ b: null }] }, { tags: {}, a: [{ b: false }] })).toEqual(
      [],
    );
    expect(
      drift('aws_s3_bucket', { versioning: [{ enabled: false }] }, { versioning: [{ enabled: true }] }),
    ).toEqual([]);
    expect(drift('aws_s3_bucket', { tags: { a: '1' } }, { tags: {} })).toEqual([
      '`aws_s3_bucket.x` was changed (tags) by somebody else since the last deploy',
    ]);
  });

  it('never contain a secret value, nor a key that closes its code block', () => {
    const secret = 'hunter2';
    const summary = planned([
      {
        type: 'aws_iam_role_policy',
        address: 'aws_iam_role_policy.x["`</details>"]',
        before: { policy: policy(read), name: secret },
        after: { policy: policy({ ...read, Action: [`s3:${secret}`] }), name: `${secret}!` },
        change: {
          before_sensitive: { policy: true, name: true },
          after_sensitive: { policy: true, name: true },
        },
      },
      {
        type: 'aws_cloudformation_stack',
        before: {
          ...stack({ A: { Type: 'AWS::GameLift::Alias', Properties: { Name: secret } } }),
          parameters: { K: secret },
        },
        after: {
          ...stack({ A: { Type: 'AWS::GameLift::Alias', Properties: { Name: 'x' } } }),
          parameters: { K: `${secret}!` },
        },
        change: { before_sensitive: { parameters: { K: true } }, after_sensitive: { parameters: true } },
      },
    ]);
    const comment = asMarkdown([summary]);
    expect(JSON.stringify(summary) + comment).not.toContain(secret);
    expect(summary.loud.map(({ why }) => why)).toEqual(['policy cannot be read as a policy']);
    expect(summary.lines[0]?.attributes).toEqual(['name', 'policy']);
    expect(comment).toContain('`aws_iam_role_policy.x["\'</details>"]`');
  });

  it('is a plan that leaves resources out', () => {
    expect(planned([], { complete: false }).incomplete).toBe(true);
    expect(planned([], { complete: true }).incomplete).toBe(false);
  });

  it('holds no markup of values, and calls no one', () => {
    const text = asMarkdown([
      planned([
        {
          type: 'aws_iam_role_policy_attachment',
          actions: ['create'],
          before: null,
          after: { policy_arn: '<details>@everyone' },
        },
      ]),
    ]);
    expect(text).toContain('&lt;details>&#64;everyone');
  });

  it('include a plan that failed, and one that ended in an error', () => {
    const text = asMarkdown([planned([], { errored: true })], {
      failed: new Map([['prod-api', 'AccessDenied: s3:GetObject\non state <b>@all']]),
    });
    expect(text).toContain('`prod-x`: its plan ended in an error');
    expect(text).toContain('`prod-api` failed: AccessDenied: s3:GetObject on state &lt;b>&#64;all');
    expect(text).not.toContain('Nothing changes.\n');
    expect(asMarkdown([], { failed: new Map([['prod-api', 'no']]) })).toContain(
      'Not everything could be planned',
    );
  });

  it('show a new script as a change, since the old object is removed after its users have moved', () => {
    expect(planned([{ type: 'aws_s3_object', actions: ['create', 'delete'] }]).lines[0]?.kind).toBe(
      'changed',
    );
    expect(planned([{ type: 'aws_s3_object', actions: ['delete', 'create'] }]).lines[0]?.kind).toBe(
      'replaced',
    );
  });
});

describe('a comment that is too long for GitHub', () => {
  const long = 'x'.repeat(3_000);

  it.each([
    [
      'changes',
      Array.from({ length: 900 }, (_, n): Crafted => ({
        type: 'aws_iam_role',
        address: `aws_iam_role.r${n}`,
        before: { a: 1 },
        after: { a: n },
      })),
      /and 840 more/,
    ],
    [
      'dangers',
      Array.from({ length: 900 }, (_, n): Crafted => ({
        type: 'aws_dynamodb_table',
        actions: ['delete'],
        after: null,
        address: `aws_dynamodb_table.${long}${n}`,
      })),
      /and 860 more/,
    ],
    [
      'addresses',
      Array.from({ length: 50 }, (_, n): Crafted => ({
        type: 'aws_iam_role',
        address: `aws_iam_role.${long}${n}`,
      })),
      /…/,
    ],
  ] as const)('is cut in its %s', (_what, changes, cut) => {
    const text = asMarkdown([planned(changes)], {
      environment: 'prod',
      texts: new Map([['prod-x', long.repeat(50)]]),
    });
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(cut);
    expect(text.startsWith('<!-- turnlift-plan:prod -->\n')).toBe(true);
  });

  it('is cut in its rule set, its simulation, its failures and its folded plans', () => {
    const rules = (value: number): object => ({
      RuleSet: {
        Type: 'AWS::GameLift::MatchmakingRuleSet',
        Properties: {
          Name: `n${value}`,
          RuleSetBody: JSON.stringify(
            Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`k${n}`, `${value}${long}`])),
          ),
        },
      },
    });
    const summary = planned([
      { type: 'aws_cloudformation_stack', before: stack(rules(1)), after: stack(rules(2)) },
    ]);
    const text = asMarkdown(
      Array.from({ length: 20 }, () => summary),
      {
        simulation: long.repeat(20),
        failed: new Map(Array.from({ length: 30 }, (_, n) => [`s${n}`, long])),
        texts: new Map(Array.from({ length: 30 }, (_, n) => [`s${n}`, long.repeat(10)])),
      },
    );
    expect(text.length).toBeLessThan(65_536);
  });

  it('is cut fairly: no stack displaces the heading of another, what was not planned, or what it costs', () => {
    const long = (stack: string): PlanSummary =>
      summarizePlan(
        stack,
        JSON.stringify({
          format_version: '1.2',
          resource_changes: Array.from({ length: 60 }, (_, index) =>
            entry({
              type: 'aws_sns_topic',
              address: `aws_sns_topic.${index}${'y'.repeat(250)}`,
              before: Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`${at}${'z'.repeat(30)}`, 1])),
            }),
          ),
        }),
      );
    const stacks = Array.from({ length: 9 }, (_, index) => `prod-${index}`);
    const text = asMarkdown(stacks.map(long), { skipped: new Map([['prod-last', 'it waits']]) });
    expect(text.length).toBeLessThan(64_000);
    for (const stack of stacks) expect(text).toContain(`### ${stack}`);
    expect(text).toContain('`prod-last` was not planned: it waits');
  });

  it('keeps a plan with fences and bars inside its block', () => {
    const text = asMarkdown([planned([{ type: 'aws_iam_role', address: 'aws_iam_role.r["a|b"]' }])], {
      texts: new Map([['prod-x', 'before\n```\nafter']]),
    });
    expect(text).toContain('`aws_iam_role.r["a\\|b"]`');
    expect(text).toContain('````\nbefore\n```\nafter\n````');
  });
});
