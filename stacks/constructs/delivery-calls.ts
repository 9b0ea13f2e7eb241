import { type EnvironmentConfig } from '../../config';
import { domainCalls, siteCalls } from './address-calls';
import { bucketCalls, type ResourceCalls, of } from './calls';
import { gameliftCalls } from './gamelift-calls';
import { type Names } from '../../templates/names';

/** The home Region and the Regions of further fleets. */
function regionsOf({ region, furtherRegions }: EnvironmentConfig): readonly string[] {
  return [region, ...furtherRegions.map((further) => further.region)];
}

function storage(config: EnvironmentConfig, names: Names, prefix: string): readonly ResourceCalls[] {
  return [
    bucketCalls(...regionsOf(config).map((region) => names.artifactBucketOf(region))),
    {
      resources: [names.arn('dynamodb', `table/${prefix}-*`)],
      read: of('dynamodb', 'DescribeTable DescribeContinuousBackups DescribeTimeToLive ListTagsOfResource'),
      write: of(
        'dynamodb',
        `CreateTable UpdateTable DeleteTable UpdateContinuousBackups UpdateTimeToLive TagResource
         UntagResource`,
      ),
    },
    {
      // Encrypted tables: the provider checks whether their key is AWS's own (alias/aws/dynamodb).
      resources: [names.arn('kms', 'key/*'), names.arn('kms', 'alias/aws/dynamodb')],
      read: of('kms', 'DescribeKey'),
      write: [],
    },
    {
      resources: [names.signingKeys, names.anyWebhook].map(
        (secret) => `${names.arn('secretsmanager', `secret:${secret}`)}-??????`,
      ),
      // Never the value.
      read: of('secretsmanager', 'DescribeSecret GetResourcePolicy'),
      write: of('secretsmanager', 'CreateSecret UpdateSecret DeleteSecret TagResource UntagResource'),
    },
    {
      resources: [names.arn('logs', `log-group:/aws/*/${prefix}-*`)],
      read: of('logs', 'ListTagsForResource ListTagsLogGroup DescribeMetricFilters'),
      write: of(
        'logs',
        `CreateLogGroup DeleteLogGroup PutRetentionPolicy DeleteRetentionPolicy TagResource UntagResource
         PutMetricFilter DeleteMetricFilter`,
      ),
    },
    {
      resources: [`arn:aws:budgets::${config.account}:budget/${prefix}-*`],
      read: of('budgets', 'ViewBudget ListTagsForResource'),
      write: of('budgets', 'ModifyBudget TagResource UntagResource'),
    },
  ];
}

function messaging(config: EnvironmentConfig, names: Names, prefix: string): readonly ResourceCalls[] {
  return [
    {
      resources: [names.arn('events', `rule/${prefix}-*`)],
      read: of('events', 'DescribeRule ListTargetsByRule ListTagsForResource'),
      write: of('events', 'PutRule DeleteRule PutTargets RemoveTargets TagResource UntagResource'),
    },
    {
      resources: [names.eventBusArn],
      read: of('events', 'DescribeEventBus ListTagsForResource'),
      write: of('events', 'CreateEventBus UpdateEventBus DeleteEventBus TagResource UntagResource'),
    },
    {
      resources: [names.arn('sqs', `${prefix}-*`)],
      read: of('sqs', 'GetQueueAttributes GetQueueUrl ListQueueTags'),
      write: of('sqs', 'CreateQueue SetQueueAttributes DeleteQueue TagQueue UntagQueue'),
    },
    {
      resources: regionsOf(config).map((region) => names.arn('sns', `${prefix}-*`, region)),
      read: of('sns', 'GetTopicAttributes GetSubscriptionAttributes ListTagsForResource'),
      write: of(
        'sns',
        'CreateTopic SetTopicAttributes DeleteTopic Subscribe Unsubscribe TagResource UntagResource',
      ),
    },
    {
      resources: [
        ...regionsOf(config).map((region) => names.arn('cloudwatch', `alarm:${prefix}-*`, region)),
        `arn:aws:cloudwatch::${config.account}:dashboard/${prefix}-*`,
      ],
      read: of('cloudwatch', 'ListTagsForResource GetDashboard'),
      write: of(
        'cloudwatch',
        'PutMetricAlarm DeleteAlarms PutDashboard DeleteDashboards TagResource UntagResource',
      ),
    },
    {
      resources: {
        everything:
          'lists of alarms and log groups, log resource policies and log deliveries belong to the account',
      },
      read: ['cloudwatch:DescribeAlarms', 'logs:DescribeLogGroups', 'logs:DescribeResourcePolicies'],
      write: of(
        'logs',
        `PutResourcePolicy DeleteResourcePolicy CreateLogDelivery GetLogDelivery ListLogDeliveries
         UpdateLogDelivery DeleteLogDelivery`,
      ),
    },
  ];
}

/**
 * Event source mappings have generated ids. Those of this environment are recognized by their function
 * (Lambda guide, "Fine-tuning the Resources and Conditions sections of policies").
 */
function eventSourceMappings(names: Names, prefix: string): readonly ResourceCalls[] {
  const anyMapping = [names.arn('lambda', 'event-source-mapping:*')];
  const condition = { ArnLike: { 'lambda:FunctionArn': names.arn('lambda', `function:${prefix}-*`) } };
  return [
    {
      resources: { everything: 'a mapping that is created has no ARN yet; the condition names its function' },
      read: [],
      write: of('lambda', 'CreateEventSourceMapping'),
      condition,
    },
    {
      resources: anyMapping,
      read: [],
      write: of('lambda', 'UpdateEventSourceMapping DeleteEventSourceMapping'),
      condition,
    },
    {
      resources: {
        everything:
          'a mapping that was just deleted has no ARN any more, and Terraform asks whether it is gone',
      },
      read: of('lambda', 'GetEventSourceMapping'),
      write: [],
    },
    {
      resources: anyMapping,
      read: of('lambda', 'ListTags'),
      write: of('lambda', 'TagResource UntagResource'),
    },
  ];
}

function functionCalls(names: Names, prefix: string): ResourceCalls {
  return {
    resources: [names.arn('lambda', `function:${prefix}-*`)],
    read: of(
      'lambda',
      `GetFunction GetFunctionConfiguration GetFunctionCodeSigningConfig GetFunctionConcurrency
       GetFunctionEventInvokeConfig GetPolicy GetAlias GetProvisionedConcurrencyConfig
       ListVersionsByFunction ListTags`,
    ),
    write: of(
      'lambda',
      `CreateFunction UpdateFunctionCode UpdateFunctionConfiguration DeleteFunction
       PutFunctionConcurrency DeleteFunctionConcurrency PutFunctionEventInvokeConfig
       UpdateFunctionEventInvokeConfig DeleteFunctionEventInvokeConfig AddPermission RemovePermission
       PublishVersion CreateAlias UpdateAlias DeleteAlias ListAliases
       PutProvisionedConcurrencyConfig DeleteProvisionedConcurrencyConfig TagResource UntagResource`,
    ),
  };
}

/** The deploy waits for the signing keys by calling the function that makes them. */
function signingKeysCalls(names: Names): ResourceCalls {
  return {
    resources: [names.functionArn('signing-keys'), `${names.functionArn('signing-keys')}:*`],
    read: [],
    write: of('lambda', 'InvokeFunction'),
  };
}

/** CodeDeploy moves the aliases of functions to new versions. */
function deploymentCalls(names: Names, prefix: string): readonly ResourceCalls[] {
  return [
    {
      // CloudFormation starts the deployments that move an alias to a new version.
      resources: [
        names.arn('codedeploy', `application:${prefix}-*`),
        names.arn('codedeploy', `deploymentgroup:${prefix}-*/*`),
        names.arn('codedeploy', 'deploymentconfig:CodeDeployDefault.*'),
      ],
      read: of('codedeploy', 'GetApplication GetDeploymentGroup ListTagsForResource'),
      write: of(
        'codedeploy',
        `CreateApplication UpdateApplication DeleteApplication
         CreateDeploymentGroup UpdateDeploymentGroup DeleteDeploymentGroup
         CreateDeployment GetDeployment GetDeploymentConfig GetApplicationRevision
         RegisterApplicationRevision TagResource UntagResource`,
      ),
    },
    {
      resources: {
        everything:
          'StopDeployment, which CloudFormation calls when it takes an update back, and ' +
          'ListApplications know no resource',
      },
      read: [],
      write: of('codedeploy', 'StopDeployment ListApplications'),
    },
  ];
}

function apiCalls({ region }: EnvironmentConfig): ResourceCalls {
  return {
    resources: [
      `arn:aws:apigateway:${region}::/apis`,
      `arn:aws:apigateway:${region}::/apis/*`,
      `arn:aws:apigateway:${region}::/tags/*`,
    ],
    read: of('apigateway', 'GET'),
    write: of('apigateway', 'POST PATCH PUT DELETE'),
  };
}

function stackCalls(config: EnvironmentConfig, names: Names, prefix: string): readonly ResourceCalls[] {
  const regions = regionsOf(config);
  return [
    {
      resources: regions.map((region) => names.arn('cloudformation', `stack/${prefix}-*/*`, region)),
      // Drift detection reads the resources of a stack with the caller's rights, and changes none of them.
      read: of(
        'cloudformation',
        `DescribeStacks DescribeStackEvents DescribeStackResources GetTemplate
         DetectStackDrift DetectStackResourceDrift DescribeStackResourceDrifts`,
      ),
      write: of('cloudformation', 'CreateStack UpdateStack DeleteStack TagResource UntagResource'),
    },
    {
      resources: { everything: 'a detection of drift is asked for by its id, which belongs to no stack' },
      read: of('cloudformation', 'DescribeStackDriftDetectionStatus'),
      write: [],
    },
  ];
}

/** The subject of calls; each becomes a policy of its own (delivery-rights.ts). */
export type CallSubject = 'storage' | 'compute' | 'addresses' | 'gamelift' | 'messaging';

/** All calls except those on roles, whose permissions have conditions of their own (delivery-rights.ts). */
export function deliveryCalls(
  config: EnvironmentConfig,
  names: Names,
): Readonly<Record<CallSubject, readonly ResourceCalls[]>> {
  const prefix = `${config.project}-${config.environment}`;
  return {
    storage: storage(config, names, prefix),
    compute: [
      functionCalls(names, prefix),
      ...deploymentCalls(names, prefix),
      signingKeysCalls(names),
      ...eventSourceMappings(names, prefix),
      apiCalls(config),
      ...stackCalls(config, names, prefix),
    ],
    addresses: [...domainCalls(config), ...siteCalls(config, names)],
    gamelift: gameliftCalls(config, names, prefix),
    messaging: messaging(config, names, prefix),
  };
}
