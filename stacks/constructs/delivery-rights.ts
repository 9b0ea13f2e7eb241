import { type EnvironmentConfig } from '../../config';
import { type Names } from '../../templates/names';
import { allow, type Statement } from './policy';

/**
 * What CI may do. Reading is what `terraform plan` asks for when it refreshes; deploying adds exactly the
 * calls that create, change and delete what the stacks hold, on names of this environment. Where a service
 * has no resource for a call, `*` stands, with the reason.
 */
interface Right {
  readonly read: readonly string[];
  readonly write: readonly string[];
  /** ARNs, or why there are none. */
  readonly resources: readonly string[] | { readonly everything: string };
}

function rights(config: EnvironmentConfig, names: Names): readonly Right[] {
  const prefix = `${config.project}-${config.environment}`;
  const iam = `arn:aws:iam::${config.account}`;
  const bucket = (name: string): readonly string[] => [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`];
  return [
    {
      resources: bucket(names.artifactBucket),
      read: [
        'GetBucketAcl',
        'GetBucketCORS',
        'GetBucketLocation',
        'GetBucketLogging',
        'GetBucketObjectLockConfiguration',
        'GetBucketOwnershipControls',
        'GetBucketPolicy',
        'GetBucketPublicAccessBlock',
        'GetBucketRequestPayment',
        'GetBucketTagging',
        'GetBucketVersioning',
        'GetBucketWebsite',
        'GetEncryptionConfiguration',
        'GetLifecycleConfiguration',
        'GetAccelerateConfiguration',
        'GetReplicationConfiguration',
        'GetObject',
        'GetObjectTagging',
        'GetObjectVersion',
        'ListBucket',
      ].map((action) => `s3:${action}`),
      write: [
        'CreateBucket',
        'DeleteBucket',
        'PutBucketVersioning',
        'PutBucketPolicy',
        'DeleteBucketPolicy',
        'PutBucketPublicAccessBlock',
        'PutBucketTagging',
        'PutEncryptionConfiguration',
        'PutLifecycleConfiguration',
        'PutObject',
        'PutObjectTagging',
        'DeleteObject',
        'DeleteObjectVersion',
      ].map((action) => `s3:${action}`),
    },
    {
      resources: [names.arn('dynamodb', `table/${prefix}-*`)],
      read: ['DescribeTable', 'DescribeContinuousBackups', 'DescribeTimeToLive', 'ListTagsOfResource'].map(
        (action) => `dynamodb:${action}`,
      ),
      write: [
        'CreateTable',
        'UpdateTable',
        'DeleteTable',
        'UpdateContinuousBackups',
        'UpdateTimeToLive',
        'TagResource',
        'UntagResource',
      ].map((action) => `dynamodb:${action}`),
    },
    {
      resources: [names.arn('lambda', `function:${prefix}-*`)],
      read: [
        'GetFunction',
        'GetFunctionConfiguration',
        'GetFunctionCodeSigningConfig',
        'GetFunctionConcurrency',
        'GetFunctionEventInvokeConfig',
        'GetPolicy',
        'ListVersionsByFunction',
      ].map((action) => `lambda:${action}`),
      write: [
        'CreateFunction',
        'UpdateFunctionCode',
        'UpdateFunctionConfiguration',
        'DeleteFunction',
        'PutFunctionConcurrency',
        'DeleteFunctionConcurrency',
        'PutFunctionEventInvokeConfig',
        'UpdateFunctionEventInvokeConfig',
        'DeleteFunctionEventInvokeConfig',
        'AddPermission',
        'RemovePermission',
      ].map((action) => `lambda:${action}`),
    },
    {
      resources: { everything: 'event source mappings have generated ids' },
      read: ['lambda:GetEventSourceMapping', 'lambda:ListTags'],
      write: [
        'lambda:CreateEventSourceMapping',
        'lambda:UpdateEventSourceMapping',
        'lambda:DeleteEventSourceMapping',
        'lambda:TagResource',
      ],
    },
    {
      resources: [`${iam}:role/${prefix}-*`],
      read: [
        'GetRole',
        'GetRolePolicy',
        'ListRolePolicies',
        'ListAttachedRolePolicies',
        'ListInstanceProfilesForRole',
      ].map((action) => `iam:${action}`),
      write: [
        'CreateRole',
        'DeleteRole',
        'UpdateRole',
        'UpdateAssumeRolePolicy',
        'PutRolePolicy',
        'DeleteRolePolicy',
        'TagRole',
        'UntagRole',
      ].map((action) => `iam:${action}`),
    },
    {
      resources: [`${iam}:oidc-provider/token.actions.githubusercontent.com`],
      read: ['iam:GetOpenIDConnectProvider'],
      write: [
        'iam:CreateOpenIDConnectProvider',
        'iam:UpdateOpenIDConnectProviderThumbprint',
        'iam:TagOpenIDConnectProvider',
      ],
    },
    {
      resources: [
        `arn:aws:apigateway:${config.region}::/apis`,
        `arn:aws:apigateway:${config.region}::/apis/*`,
        `arn:aws:apigateway:${config.region}::/tags/*`,
      ],
      read: ['apigateway:GET'],
      write: ['apigateway:POST', 'apigateway:PATCH', 'apigateway:PUT', 'apigateway:DELETE'],
    },
    {
      resources: [names.arn('cloudformation', `stack/${prefix}-*/*`)],
      read: [
        'cloudformation:DescribeStacks',
        'cloudformation:DescribeStackEvents',
        'cloudformation:DescribeStackResources',
        'cloudformation:GetTemplate',
      ],
      write: [
        'cloudformation:CreateStack',
        'cloudformation:UpdateStack',
        'cloudformation:DeleteStack',
        'cloudformation:TagResource',
        'cloudformation:UntagResource',
      ],
    },
    {
      // CloudFormation acts with the caller's rights.
      resources: {
        everything:
          "fleets, scripts and aliases have generated ids, and GameLift's calls that create know no resource",
      },
      read: [
        'DescribeFleetAttributes',
        'DescribeFleetCapacity',
        'DescribeFleetEvents',
        'DescribeFleetLocationAttributes',
        'DescribeFleetPortSettings',
        'DescribeFleetUtilization',
        'DescribeRuntimeConfiguration',
        'DescribeScalingPolicies',
        'DescribeScript',
        'DescribeAlias',
        'DescribeGameSessionQueues',
        'DescribeMatchmakingConfigurations',
        'DescribeMatchmakingRuleSets',
        'ListTagsForResource',
      ].map((action) => `gamelift:${action}`),
      write: [
        'CreateFleet',
        'CreateFleetLocations',
        'UpdateFleetAttributes',
        'UpdateFleetCapacity',
        'UpdateFleetPortSettings',
        'UpdateRuntimeConfiguration',
        'PutScalingPolicy',
        'DeleteScalingPolicy',
        'DeleteFleet',
        'DeleteFleetLocations',
        'CreateScript',
        'UpdateScript',
        'DeleteScript',
        'CreateAlias',
        'UpdateAlias',
        'DeleteAlias',
        'CreateGameSessionQueue',
        'UpdateGameSessionQueue',
        'DeleteGameSessionQueue',
        'CreateMatchmakingConfiguration',
        'UpdateMatchmakingConfiguration',
        'DeleteMatchmakingConfiguration',
        'CreateMatchmakingRuleSet',
        'DeleteMatchmakingRuleSet',
        'ValidateMatchmakingRuleSet',
        'TagResource',
        'UntagResource',
      ].map((action) => `gamelift:${action}`),
    },
    {
      resources: [names.arn('events', `rule/${prefix}-*`)],
      read: ['events:DescribeRule', 'events:ListTargetsByRule', 'events:ListTagsForResource'],
      write: [
        'events:PutRule',
        'events:DeleteRule',
        'events:PutTargets',
        'events:RemoveTargets',
        'events:TagResource',
        'events:UntagResource',
      ],
    },
    {
      resources: [names.arn('sqs', `${prefix}-*`)],
      read: ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:ListQueueTags'],
      write: [
        'sqs:CreateQueue',
        'sqs:SetQueueAttributes',
        'sqs:DeleteQueue',
        'sqs:TagQueue',
        'sqs:UntagQueue',
      ],
    },
    {
      resources: [names.arn('sns', `${prefix}-*`)],
      read: ['sns:GetTopicAttributes', 'sns:GetSubscriptionAttributes', 'sns:ListTagsForResource'],
      write: [
        'sns:CreateTopic',
        'sns:SetTopicAttributes',
        'sns:DeleteTopic',
        'sns:Subscribe',
        'sns:Unsubscribe',
        'sns:TagResource',
        'sns:UntagResource',
      ],
    },
    {
      resources: [
        names.arn('cloudwatch', `alarm:${prefix}-*`),
        `arn:aws:cloudwatch::${config.account}:dashboard/${prefix}-*`,
      ],
      read: ['cloudwatch:ListTagsForResource', 'cloudwatch:GetDashboard'],
      write: [
        'cloudwatch:PutMetricAlarm',
        'cloudwatch:DeleteAlarms',
        'cloudwatch:PutDashboard',
        'cloudwatch:DeleteDashboards',
        'cloudwatch:TagResource',
        'cloudwatch:UntagResource',
      ],
    },
    {
      resources: {
        everything:
          'lists of alarms and log groups, log resource policies and log deliveries belong to the account',
      },
      read: ['cloudwatch:DescribeAlarms', 'logs:DescribeLogGroups', 'logs:DescribeResourcePolicies'],
      write: [
        'logs:PutResourcePolicy',
        'logs:DeleteResourcePolicy',
        'logs:CreateLogDelivery',
        'logs:GetLogDelivery',
        'logs:ListLogDeliveries',
        'logs:UpdateLogDelivery',
        'logs:DeleteLogDelivery',
      ],
    },
    {
      resources: [names.arn('logs', `log-group:/aws/*/${prefix}-*`)],
      read: ['logs:ListTagsForResource', 'logs:ListTagsLogGroup'],
      write: [
        'logs:CreateLogGroup',
        'logs:DeleteLogGroup',
        'logs:PutRetentionPolicy',
        'logs:DeleteRetentionPolicy',
        'logs:TagResource',
        'logs:UntagResource',
      ],
    },
    {
      resources: [`arn:aws:budgets::${config.account}:budget/${prefix}-*`],
      read: ['budgets:ViewBudget', 'budgets:ListTagsForResource'],
      write: ['budgets:ModifyBudget', 'budgets:TagResource', 'budgets:UntagResource'],
    },
    {
      resources: [`${names.arn('secretsmanager', `secret:${names.signingKeys}`)}-??????`],
      // Never the value: whoever plans or deploys cannot sign tokens.
      read: ['secretsmanager:DescribeSecret', 'secretsmanager:GetResourcePolicy'],
      write: [
        'secretsmanager:CreateSecret',
        'secretsmanager:UpdateSecret',
        'secretsmanager:DeleteSecret',
        'secretsmanager:TagResource',
        'secretsmanager:UntagResource',
      ],
    },
  ];
}

function arns(resources: Right['resources']): readonly string[] {
  return 'everything' in resources ? ['*'] : resources;
}

/** Calls that can only be allowed on `*`, each with the reason. */
export function deliveryActionsWithoutResource(
  config: EnvironmentConfig,
  names: Names,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    rights(config, names).flatMap(({ read, write, resources }) =>
      'everything' in resources
        ? [...read, ...write].map((action) => [action, resources.everything] as const)
        : [],
    ),
  );
}

function state(names: Names): readonly Statement[] {
  return [
    allow(
      ['s3:ListBucket', 's3:GetBucketVersioning', 's3:GetEncryptionConfiguration'],
      [`arn:aws:s3:::${names.stateBucket}`],
    ),
    allow(['s3:GetObject'], [`arn:aws:s3:::${names.stateBucket}/*`]),
  ];
}

/**
 * For pull requests: everything a plan reads; plans run without the state's lock, which would have to be
 * written.
 */
export function planStatements(config: EnvironmentConfig, names: Names): readonly Statement[] {
  return [
    ...state(names),
    ...rights(config, names).map(({ read, resources }) => allow(read, arns(resources))),
  ];
}

/**
 * For deploys: reading, writing, state with its lock, and handing our own roles to the services that run with
 * them.
 */
export function deployStatements(config: EnvironmentConfig, names: Names): readonly Statement[] {
  const prefix = `${config.project}-${config.environment}`;
  return [
    ...state(names),
    allow(['s3:PutObject', 's3:DeleteObject'], [`arn:aws:s3:::${names.stateBucket}/*`]),
    ...rights(config, names).map(({ read, write, resources }) => allow([...read, ...write], arns(resources))),
    allow(['iam:PassRole'], [`arn:aws:iam::${config.account}:role/${prefix}-*`], {
      StringEquals: { 'iam:PassedToService': ['lambda.amazonaws.com', 'gamelift.amazonaws.com'] },
    }),
  ];
}
