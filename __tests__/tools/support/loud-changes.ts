import { changed, type Crafted, destroyed, made, policy, read, service, stack, trust } from './crafted-plans';

const attached = (name: string): object => ({ role: 'r', policy_arn: `arn:aws:iam::aws:policy/${name}` });
const denial = policy({ Effect: 'Deny', Principal: '*', Action: ['s3:*'], Resource: ['*'] });

/** One change each, and words of its caution. */
export const loudChanges: ReadonlyArray<[what: string, change: Crafted, why: RegExp]> = [
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
  ['a function that anybody calls', made('aws_lambda_permission', { principal: '*' }), /may be called by \*/],
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
  ['a bucket without its block', destroyed('aws_s3_bucket_public_access_block'), /opened to the public/],
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
    changed('aws_cloudformation_stack', stack({}), stack({ R: { Type: 'AWS::IAM::Role', Properties: {} } })),
    /AWS::IAM::Role/,
  ],
  [
    'a template that is not JSON',
    changed('aws_cloudformation_stack', stack({}), { template_body: 'Resources:' }),
    /cannot be read/,
  ],
];
