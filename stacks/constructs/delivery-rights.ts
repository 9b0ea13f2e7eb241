import { type EnvironmentConfig } from '../../config';
import { bucketReads, type Calls } from './calls';
import { deliveryCalls } from './delivery-calls';
import { type StackPart } from './game-stack';
import { githubIssuer } from './github-trust';
import { aliasActions } from './live-functions';
import { type Names } from '../../templates/names';
import { allow, type Statement } from './policy';

/** The parts that CI deploys; `state` and `delivery` belong to the operators. */
export const deployedParts = [
  'data',
  'realtime',
  'matchmaking',
  'site',
  'api',
  'pages',
  'operations',
] as const satisfies readonly StackPart[];

/** The parts that only an operator changes. */
const operatorParts = ['state', 'delivery'] as const satisfies readonly StackPart[];

const roleReads = ['GetRole', 'GetRolePolicy', 'ListRolePolicies', 'ListAttachedRolePolicies'].map(
  (action) => `iam:${action}`,
);
/** Calls that give a role permissions: IAM policies can require a boundary on that role. */
const boundedCalls = ['iam:CreateRole', 'iam:PutRolePolicy', 'iam:PutRolePermissionsBoundary'];

function arns(resources: Calls['resources']): readonly string[] {
  return 'everything' in resources ? ['*'] : resources;
}

/** Calls that can be allowed only on `*`, each with the reason. */
export function deliveryActionsWithoutResource(
  config: EnvironmentConfig,
  names: Names,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    deliveryCalls(config, names).flatMap(({ read, write, resources }) =>
      'everything' in resources
        ? [...read, ...write].map((action) => [action, resources.everything] as const)
        : [],
    ),
  );
}

/** ARNs of the roles that the stacks create for functions, scripts and instances. */
function serviceRoles(config: EnvironmentConfig): string {
  return `arn:aws:iam::${config.account}:role/${config.project}-${config.environment}-*`;
}

/** The state object of a part, and its lock beside it. */
function stateObjects(names: Names, parts: readonly StackPart[]): readonly string[] {
  return parts.flatMap((part) => {
    const object = `arn:aws:s3:::${names.stateBucket}/${part}.tfstate`;
    return [object, `${object}.tflock`];
  });
}

/**
 * For pull requests, and for the plan that is approved before a deploy: all reads of a plan of any part,
 * `state` and `delivery` included. Plans run without the state's lock, because taking it needs a write.
 */
export function planStatements(config: EnvironmentConfig, names: Names): readonly Statement[] {
  return [
    allow(bucketReads, [`arn:aws:s3:::${names.stateBucket}`]),
    allow(['s3:GetObject'], stateObjects(names, [...operatorParts, ...deployedParts])),
    ...deliveryCalls(config, names)
      .filter(({ read }) => read.length > 0)
      .map(({ read, resources }) => allow(read, arns(resources))),
    allow(roleReads, [serviceRoles(config), names.ciRole('plan'), names.ciRole('deploy')]),
    allow(['iam:GetPolicy', 'iam:GetPolicyVersion', 'iam:ListPolicyVersions'], [names.boundaryArn]),
    allow(['iam:GetOpenIDConnectProvider'], [`arn:aws:iam::${config.account}:oidc-provider/${githubIssuer}`]),
  ];
}

/**
 * For deploys: reads and writes of the deployed parts, their state with its lock, and passing the
 * environment's roles to the services that run with them. Every role that it creates must have the boundary.
 * Its own role, the boundary, and the state of `state` and `delivery` are protected twice: no statement
 * allows them, and explicit denials hold even if more is allowed elsewhere.
 */
export function deployStatements(config: EnvironmentConfig, names: Names): readonly Statement[] {
  const bounded = { StringEquals: { 'iam:PermissionsBoundary': names.boundaryArn } };
  const roles = [serviceRoles(config)];
  return [
    allow(['s3:ListBucket'], [`arn:aws:s3:::${names.stateBucket}`]),
    allow(['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], stateObjects(names, deployedParts)),
    ...deliveryCalls(config, names).map(({ read, write, resources }) =>
      allow([...read, ...write], arns(resources)),
    ),
    allow([...roleReads, 'iam:ListInstanceProfilesForRole'], roles),
    allow(boundedCalls, roles, bounded),
    allow(['iam:DeleteRole', 'iam:UpdateRole', 'iam:UpdateAssumeRolePolicy', 'iam:DeleteRolePolicy'], roles),
    allow(['iam:TagRole', 'iam:UntagRole'], roles),
    allow(['iam:PassRole'], roles, {
      StringEquals: {
        'iam:PassedToService': ['lambda.amazonaws.com', 'gamelift.amazonaws.com', 'codedeploy.amazonaws.com'],
      },
    }),
    ...deployDenials(config, names),
  ];
}

function deployDenials(config: EnvironmentConfig, names: Names): readonly Statement[] {
  const iam = `arn:aws:iam::${config.account}`;
  return [
    {
      Sid: 'NotItsOwnRights',
      Effect: 'Deny',
      Action: ['iam:*', 'sts:*'],
      Resource: [`${iam}:role/ci/*`, `${iam}:policy/ci/*`, `${iam}:oidc-provider/*`],
    },
    {
      Sid: 'NoRoleWithoutBoundary',
      Effect: 'Deny',
      Action: boundedCalls,
      Resource: ['*'],
      Condition: { StringNotEquals: { 'iam:PermissionsBoundary': names.boundaryArn } },
    },
    {
      Sid: 'NoBoundaryTakenOff',
      Effect: 'Deny',
      Action: ['iam:DeleteRolePermissionsBoundary', 'iam:AttachRolePolicy'],
      Resource: ['*'],
    },
    {
      Sid: 'NotTheStateOfOperators',
      Effect: 'Deny',
      Action: ['s3:*'],
      Resource: operatorParts.map((part) => `arn:aws:s3:::${names.stateBucket}/${part}.tfstate*`),
    },
    {
      Sid: 'NotTheStateBucket',
      Effect: 'Deny',
      Action: ['s3:DeleteBucket', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy', 's3:PutBucketVersioning'],
      Resource: [`arn:aws:s3:::${names.stateBucket}`],
    },
  ];
}

/**
 * The maximum permissions of every role of this environment, regardless of the role's own policy: what
 * functions, the script, instances and CodeDeploy need. It allows nothing on roles, code, states or other
 * environments.
 */
export function boundaryStatements(config: EnvironmentConfig, names: Names): readonly Statement[] {
  const prefix = `${config.project}-${config.environment}`;
  return [
    allow(
      ['GetItem', 'BatchGetItem', 'Query', 'Scan', 'PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem']
        .concat('ConditionCheckItem', 'GetRecords', 'GetShardIterator', 'DescribeStream', 'ListStreams')
        .map((action) => `dynamodb:${action}`),
      [names.arn('dynamodb', `table/${prefix}-*`)],
    ),
    allow(
      ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue', 'secretsmanager:DescribeSecret'],
      [`${names.arn('secretsmanager', `secret:${names.signingKeys}`)}-??????`],
    ),
    allow(
      ['secretsmanager:GetSecretValue'],
      [`${names.arn('secretsmanager', `secret:${names.anyWebhook}`)}-??????`],
    ),
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [names.arn('logs', `log-group:/aws/*/${prefix}-*`)]),
    allow(['sqs:SendMessage'], [names.arn('sqs', `${prefix}-*`)]),
    allow(
      ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes', 'ChangeMessageVisibility'].map(
        (action) => `sqs:${action}`,
      ),
      [names.anyWebhookQueueArn],
    ),
    allow(['events:PutEvents'], [names.eventBusArn]),
    allow(
      ['s3:GetObject', 's3:GetObjectVersion'],
      [config.region, ...config.furtherRegions.map(({ region }) => region)].map(
        (region) => `arn:aws:s3:::${names.artifactBucketOf(region)}/realtime-server/*`,
      ),
    ),
    // CodeDeploy moves aliases, and checks alarms.
    allow(aliasActions, [names.arn('lambda', `function:${prefix}-*`)]),
    allow(['cloudwatch:DescribeAlarms'], ['*']),
    allow(playActions, ['*']),
  ];
}

/**
 * Calls by functions that support no resource-level permissions (Service Authorization Reference, GameLift
 * and X-Ray).
 */
const playActions = [
  'gamelift:StartMatchmaking',
  'gamelift:StopMatchmaking',
  'gamelift:DescribeMatchmaking',
  'gamelift:AcceptMatch',
  'gamelift:StartMatchBackfill',
  'gamelift:StartGameSessionPlacement',
  'gamelift:StopGameSessionPlacement',
  'gamelift:DescribeGameSessionPlacement',
  'gamelift:CreatePlayerSession',
  'gamelift:UpdateGameSession',
  'gamelift:DescribePlayerSessions',
  'gamelift:DescribeGameSessions',
  'gamelift:DescribeFleetAttributes',
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
];
