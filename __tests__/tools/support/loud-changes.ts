import {
  updateOf,
  type Crafted,
  deletionOf,
  creationOf,
  policy,
  read,
  service,
  stack,
  trust,
} from './crafted-plans';

const attachPolicy = (name: string): object => ({ role: 'r', policy_arn: `arn:aws:iam::aws:policy/${name}` });
const denial = policy({ Effect: 'Deny', Principal: '*', Action: ['s3:*'], Resource: ['*'] });

/** One change each, and words of its caution. */
export const loudChanges: ReadonlyArray<[what: string, change: Crafted, why: RegExp]> = [
  [
    'a managed policy replaced',
    {
      ...updateOf(
        'aws_iam_role_policy_attachment',
        attachPolicy('ReadOnlyAccess'),
        attachPolicy('AdministratorAccess'),
      ),
      actions: ['delete', 'create'],
    },
    /attached: .*AdministratorAccess/,
  ],
  [
    'a managed policy detached',
    deletionOf('aws_iam_role_policy_attachment', attachPolicy('Denials')),
    /denied no more/,
  ],
  [
    'a managed policy in the role',
    updateOf('aws_iam_role', {}, { managed_policy_arns: ['arn:a'] }),
    /attached: arn:a/,
  ],
  [
    'an inline policy in the role',
    updateOf('aws_iam_role', {}, { inline_policy: [{ name: 'x' }] }),
    /inline policy/,
  ],
  [
    'a role without a boundary',
    creationOf('aws_iam_role', { assume_role_policy: service }),
    /no permissions boundary/,
  ],
  [
    'a role that trusts another account',
    creationOf('aws_iam_role', {
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
    creationOf('aws_iam_role', {
      permissions_boundary: 'arn:b',
      assume_role_policy: trust('repo:evil/repo:environment:dev'),
    }),
    /evil/,
  ],
  [
    'all roles as a resource',
    creationOf('aws_iam_policy', {
      policy: policy({ ...read, Action: ['iam:PutRolePolicy'], Resource: ['arn:aws:iam::1:role/*'] }),
    }),
    /role\/\*/,
  ],
  [
    'all buckets as a resource',
    creationOf('aws_iam_policy', { policy: policy({ ...read, Resource: ['arn:aws:s3:::*'] }) }),
    /arn:aws:s3:::\*/,
  ],
  ['denials that go with their policy', deletionOf('aws_iam_policy', { policy: denial }), /denies less/],
  ['a user', creationOf('aws_iam_user', { name: 'x' }), /does not know .*aws_iam_user/],
  [
    'a user who gets a policy',
    creationOf('aws_iam_user_policy_attachment', attachPolicy('AdministratorAccess')),
    /does not know/,
  ],
  ['a function URL', creationOf('aws_lambda_function_url', { authorization_type: 'NONE' }), /does not know/],
  [
    'a function that anybody calls',
    creationOf('aws_lambda_permission', { principal: '*' }),
    /may be called by \*/,
  ],
  [
    'a route without sign-in',
    updateOf('aws_apigatewayv2_route', { authorization_type: 'JWT' }, { authorization_type: 'NONE' }),
    /open to more: JWT → NONE/,
  ],
  ['a route that is gone', deletionOf('aws_apigatewayv2_route'), /find nothing/],
  [
    'another issuer',
    updateOf(
      'aws_apigatewayv2_authorizer',
      { jwt_configuration: [{ issuer: 'a' }] },
      { jwt_configuration: [{ issuer: 'b' }] },
    ),
    /whose tokens/,
  ],
  ['an authorizer that is gone', deletionOf('aws_apigatewayv2_authorizer'), /another authorizer decides/],
  [
    'another page that may use the API',
    updateOf(
      'aws_apigatewayv2_api',
      { cors_configuration: [{ allow_origins: ['a'] }] },
      { cors_configuration: [{ allow_origins: ['a', '*'] }] },
    ),
    /opens to pages of \*/,
  ],
  [
    'the API without its own address',
    updateOf('aws_apigatewayv2_api', {}, { disable_execute_api_endpoint: true }),
    /answers no more/,
  ],
  [
    'a bucket that may be public',
    updateOf(
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
  ['a bucket without its block', deletionOf('aws_s3_bucket_public_access_block'), /opened to the public/],
  ['versioning that is gone', deletionOf('aws_s3_bucket_versioning'), /versioning is turned off/],
  ['a queue of failures', deletionOf('aws_sqs_queue'), /messages are lost/],
  ['a log group', deletionOf('aws_cloudwatch_log_group'), /lines are lost/],
  ['the record of a name', deletionOf('aws_route53_record'), /points nowhere/],
  ['the mapping of a name', deletionOf('aws_apigatewayv2_api_mapping'), /leads nowhere/],
  [
    'a name of the page',
    updateOf('aws_cloudfront_distribution', { aliases: ['a.gg'] }, { aliases: [] }),
    /a\.gg no more/,
  ],
  [
    'a queue without destinations',
    updateOf('aws_gamelift_game_session_queue', { destinations: ['a'] }, { destinations: [] }),
    /no destination/,
  ],
  [
    'another audience of GitHub',
    updateOf('aws_iam_openid_connect_provider', { client_id_list: ['a'] }, { client_id_list: ['a', 'b'] }),
    /tokens for b/,
  ],
  [
    'a role inside a template',
    updateOf('aws_cloudformation_stack', stack({}), stack({ R: { Type: 'AWS::IAM::Role', Properties: {} } })),
    /AWS::IAM::Role/,
  ],
  [
    'a template that is not JSON',
    updateOf('aws_cloudformation_stack', stack({}), { template_body: 'Resources:' }),
    /cannot be read/,
  ],
];
