import { type EnvironmentConfig } from '../../config';
import { bucketReads, type ResourceCalls } from './calls';
import { type CallSubject, deliveryCalls } from './delivery-calls';
import { deployedParts, operatorParts, type StackPart } from '../parts';
import { githubIssuer } from './github-trust';
import { aliasActions } from './live-functions';
import { ciPath, type Names } from '../../templates/names';
import { allow, type PolicyStatement } from './policy';

const roleReads = ['GetRole', 'GetRolePolicy', 'ListRolePolicies', 'ListAttachedRolePolicies'].map(
  (action) => `iam:${action}`,
);
/** Calls that give a role permissions: IAM policies can require a boundary on that role. */
const boundedCalls = ['iam:CreateRole', 'iam:PutRolePolicy', 'iam:PutRolePermissionsBoundary'];

function arns(resources: ResourceCalls['resources']): readonly string[] {
  return 'everything' in resources ? ['*'] : resources;
}

/** Calls that can be allowed only on `*`, each with the reason. */
export function deliveryActionsWithoutResource(
  config: EnvironmentConfig,
  names: Names,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.values(deliveryCalls(config, names))
      .flat()
      .flatMap(({ read, write, resources }) =>
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
 * Key of the object that names the deployed commit, beside the states (.github/scripts/deployed-commit.sh).
 */
export const deployedCommitKey = 'deployed-commit';

function deployedCommit(names: Names): string {
  return `arn:aws:s3:::${names.stateBucket}/${deployedCommitKey}`;
}

/**
 * Statements by what they are about. Together they are more than IAM takes as a role's inline policies
 * (10,240 characters), so each group is a managed policy of its own (managed-rights.ts).
 */
export type Rights = ReadonlyMap<string, readonly PolicyStatement[]>;

/** All statements of a role. */
export function statementsIn(rights: Rights): readonly PolicyStatement[] {
  return [...rights.values()].flat();
}

/** One group for each subject of calls that has any. */
function callRights(
  calls: Readonly<Record<CallSubject, readonly ResourceCalls[]>>,
  actionsOf: (calls: ResourceCalls) => readonly string[],
): Rights {
  return new Map(
    Object.entries(calls).flatMap(([subject, all]) => {
      const statements = all
        .filter((one) => actionsOf(one).length > 0)
        .map((one) => allow(actionsOf(one), arns(one.resources), one.condition));
      return statements.length === 0 ? [] : [[subject, statements] as const];
    }),
  );
}

/**
 * For pull requests, and for the plan that is approved before a deploy: all reads of a plan of any part,
 * `state` and `delivery` included. Plans run without the state's lock, because taking it needs a write.
 */
export function planRights(config: EnvironmentConfig, names: Names): Rights {
  const iam = `arn:aws:iam::${config.account}`;
  return new Map([
    [
      'state',
      [
        allow(bucketReads, [`arn:aws:s3:::${names.stateBucket}`]),
        allow(
          ['s3:GetObject'],
          [...stateObjects(names, [...operatorParts, ...deployedParts]), deployedCommit(names)],
        ),
      ],
    ],
    ...callRights(deliveryCalls(config, names), ({ read }) => read),
    [
      'roles',
      [
        allow(roleReads, [serviceRoles(config), names.ciRole('plan'), names.ciRole('deploy')]),
        allow(
          ['iam:GetPolicy', 'iam:GetPolicyVersion', 'iam:ListPolicyVersions'],
          [`${iam}:policy${ciPath}${names.prefix}-*`],
        ),
        allow(['iam:GetOpenIDConnectProvider'], [`${iam}:oidc-provider/${githubIssuer}`]),
      ],
    ],
  ]);
}

/**
 * For deploys: reads and writes of the deployed parts, their state with its lock, and passing the
 * environment's roles to the services that run with them. Every role that it creates must have the boundary.
 * Its own role, the boundary, and the state of `state` and `delivery` are protected twice: no statement
 * allows them, and explicit denials hold even if more is allowed elsewhere.
 */
export function deployRights(config: EnvironmentConfig, names: Names): Rights {
  return new Map([
    [
      'state',
      [
        allow(['s3:ListBucket'], [`arn:aws:s3:::${names.stateBucket}`]),
        allow(['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], stateObjects(names, deployedParts)),
        allow(['s3:GetObject', 's3:PutObject'], [deployedCommit(names)]),
      ],
    ],
    ...callRights(deliveryCalls(config, names), ({ read, write }) => [...read, ...write]),
    ['roles', roleStatements(config, names)],
    ['denials', deployDenials(config, names)],
  ]);
}

/**
 * Roles that a service makes for itself, with the caller's rights, when an account first uses it. API Gateway
 * makes one for an API or a domain name (API Gateway guide, "Using service-linked roles"). Services define
 * what they may do, so no boundary is needed.
 */
const serviceLinkedRoles = [
  { service: 'ops.apigateway.amazonaws.com', role: 'AWSServiceRoleForAPIGateway' },
] as const;

/** The permissions of a deploy on the roles of functions, scripts and machines. */
function roleStatements(config: EnvironmentConfig, names: Names): readonly PolicyStatement[] {
  const bounded = { StringEquals: { 'iam:PermissionsBoundary': names.boundaryArn } };
  const roles = [serviceRoles(config)];
  return [
    allow([...roleReads, 'iam:ListInstanceProfilesForRole'], roles),
    allow(boundedCalls, roles, bounded),
    allow(['iam:DeleteRole', 'iam:UpdateRole', 'iam:UpdateAssumeRolePolicy', 'iam:DeleteRolePolicy'], roles),
    allow(['iam:TagRole', 'iam:UntagRole'], roles),
    allow(['iam:PassRole'], roles, {
      StringEquals: {
        'iam:PassedToService': ['lambda.amazonaws.com', 'gamelift.amazonaws.com', 'codedeploy.amazonaws.com'],
      },
    }),
    ...serviceLinkedRoles.map(({ service, role }) =>
      allow(
        ['iam:CreateServiceLinkedRole'],
        [`arn:aws:iam::${config.account}:role/aws-service-role/${service}/${role}`],
        { StringEquals: { 'iam:AWSServiceName': service } },
      ),
    ),
  ];
}

function deployDenials(config: EnvironmentConfig, names: Names): readonly PolicyStatement[] {
  const iam = `arn:aws:iam::${config.account}`;
  return [
    {
      Sid: 'NotItsOwnRights',
      Effect: 'Deny',
      Action: ['iam:*', 'sts:*'],
      Resource: [`${iam}:role${ciPath}*`, `${iam}:policy${ciPath}*`, `${iam}:oidc-provider/*`],
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
export function boundaryStatements(config: EnvironmentConfig, names: Names): readonly PolicyStatement[] {
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
    allow(['gamelift:StartGameSessionPlacement'], [names.arn('gamelift', `gamesessionqueue/${prefix}-*`)]),
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
