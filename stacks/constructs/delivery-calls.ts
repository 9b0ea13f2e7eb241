import { type EnvironmentConfig } from '../../config';
import { type Names } from '../../templates/names';

/**
 * The calls behind the resources of the stacks that CI deploys. `read` is what `terraform plan` asks for when
 * it refreshes, `write` what creates, changes and deletes. Names are of this environment; where a service has
 * no resource for a call, `*` stands, with the reason.
 */
export interface Calls {
  readonly read: readonly string[];
  readonly write: readonly string[];
  /** ARNs, or why there are none. */
  readonly resources: readonly string[] | { readonly everything: string };
}

/** `s3`, `GetObject PutObject` → `s3:GetObject`, `s3:PutObject`. */
function of(service: string, actions: string): readonly string[] {
  return actions
    .split(/\s+/)
    .filter((action) => action !== '')
    .map((action) => `${service}:${action}`);
}

/** What the provider reads of any bucket, whatever of it the stacks set. */
export const bucketReads = of(
  's3',
  `GetBucketAcl GetBucketCORS GetBucketLocation GetBucketLogging GetBucketObjectLockConfiguration
   GetBucketOwnershipControls GetBucketPolicy GetBucketPublicAccessBlock GetBucketRequestPayment
   GetBucketTagging GetBucketVersioning GetBucketWebsite GetEncryptionConfiguration
   GetLifecycleConfiguration GetAccelerateConfiguration GetReplicationConfiguration
   ListBucket ListTagsForResource`,
);

function storage(config: EnvironmentConfig, names: Names, prefix: string): readonly Calls[] {
  return [
    {
      resources: [`arn:aws:s3:::${names.artifactBucket}`, `arn:aws:s3:::${names.artifactBucket}/*`],
      read: [...bucketReads, ...of('s3', 'GetObject GetObjectTagging GetObjectVersion')],
      // Provider 6.23 and newer tags buckets through S3 Control. A bucket with versions is emptied by version.
      write: of(
        's3',
        `CreateBucket DeleteBucket PutBucketVersioning PutBucketPolicy DeleteBucketPolicy
         PutBucketPublicAccessBlock PutBucketTagging PutEncryptionConfiguration PutLifecycleConfiguration
         PutObject PutObjectTagging DeleteObject DeleteObjectVersion ListBucketVersions
         TagResource UntagResource`,
      ),
    },
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
      // Encrypted tables: the provider looks up whether their key is AWS's own (alias/aws/dynamodb).
      resources: [names.arn('kms', 'key/*'), names.arn('kms', 'alias/aws/dynamodb')],
      read: of('kms', 'DescribeKey'),
      write: [],
    },
    {
      resources: [`${names.arn('secretsmanager', `secret:${names.signingKeys}`)}-??????`],
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

function messaging(config: EnvironmentConfig, names: Names, prefix: string): readonly Calls[] {
  return [
    {
      resources: [names.arn('events', `rule/${prefix}-*`)],
      read: of('events', 'DescribeRule ListTargetsByRule ListTagsForResource'),
      write: of('events', 'PutRule DeleteRule PutTargets RemoveTargets TagResource UntagResource'),
    },
    {
      resources: [names.arn('sqs', `${prefix}-*`)],
      read: of('sqs', 'GetQueueAttributes GetQueueUrl ListQueueTags'),
      write: of('sqs', 'CreateQueue SetQueueAttributes DeleteQueue TagQueue UntagQueue'),
    },
    {
      resources: [names.arn('sns', `${prefix}-*`)],
      read: of('sns', 'GetTopicAttributes GetSubscriptionAttributes ListTagsForResource'),
      write: of(
        'sns',
        'CreateTopic SetTopicAttributes DeleteTopic Subscribe Unsubscribe TagResource UntagResource',
      ),
    },
    {
      resources: [
        names.arn('cloudwatch', `alarm:${prefix}-*`),
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

function compute(config: EnvironmentConfig, names: Names, prefix: string): readonly Calls[] {
  return [
    {
      resources: [names.arn('lambda', `function:${prefix}-*`)],
      read: of(
        'lambda',
        `GetFunction GetFunctionConfiguration GetFunctionCodeSigningConfig GetFunctionConcurrency
         GetFunctionEventInvokeConfig GetPolicy GetAlias ListVersionsByFunction`,
      ),
      write: of(
        'lambda',
        `CreateFunction UpdateFunctionCode UpdateFunctionConfiguration DeleteFunction
         PutFunctionConcurrency DeleteFunctionConcurrency PutFunctionEventInvokeConfig
         UpdateFunctionEventInvokeConfig DeleteFunctionEventInvokeConfig AddPermission RemovePermission
         PublishVersion CreateAlias UpdateAlias DeleteAlias`,
      ),
    },
    {
      // The deploy waits for the signing keys by calling the function that makes them.
      resources: [names.functionArn('signing-keys'), `${names.functionArn('signing-keys')}:*`],
      read: [],
      write: of('lambda', 'InvokeFunction'),
    },
    {
      resources: { everything: 'event source mappings have generated ids' },
      read: of('lambda', 'GetEventSourceMapping ListTags'),
      write: of(
        'lambda',
        'CreateEventSourceMapping UpdateEventSourceMapping DeleteEventSourceMapping TagResource UntagResource',
      ),
    },
    {
      resources: [
        `arn:aws:apigateway:${config.region}::/apis`,
        `arn:aws:apigateway:${config.region}::/apis/*`,
        `arn:aws:apigateway:${config.region}::/tags/*`,
      ],
      read: of('apigateway', 'GET'),
      write: of('apigateway', 'POST PATCH PUT DELETE'),
    },
    {
      resources: [names.arn('cloudformation', `stack/${prefix}-*/*`)],
      read: of('cloudformation', 'DescribeStacks DescribeStackEvents DescribeStackResources GetTemplate'),
      write: of('cloudformation', 'CreateStack UpdateStack DeleteStack TagResource UntagResource'),
    },
  ];
}

/**
 * CloudFormation acts with the rights of the caller: these are the calls of its handlers, as the schemas of
 * the types in our templates list them, and those of Terraform's own queue.
 */
const gamelift: Calls = {
  resources: {
    everything:
      "fleets, scripts and aliases have generated ids, and GameLift's calls that create know no resource",
  },
  read: of(
    'gamelift',
    `DescribeFleetAttributes DescribeFleetCapacity DescribeFleetEvents DescribeFleetLocationAttributes
     DescribeFleetLocationCapacity DescribeFleetPortSettings DescribeFleetUtilization
     DescribeRuntimeConfiguration DescribeScalingPolicies DescribeScript DescribeAlias
     DescribeGameSessionQueues DescribeMatchmakingConfigurations DescribeMatchmakingRuleSets
     ListAliases ListFleets ListScripts ListTagsForResource`,
  ),
  write: of(
    'gamelift',
    `CreateFleet CreateFleetLocations UpdateFleetAttributes UpdateFleetCapacity UpdateFleetPortSettings
     UpdateRuntimeConfiguration PutScalingPolicy DeleteScalingPolicy DeleteFleet DeleteFleetLocations
     CreateScript UpdateScript DeleteScript CreateAlias UpdateAlias DeleteAlias
     CreateGameSessionQueue UpdateGameSessionQueue DeleteGameSessionQueue
     CreateMatchmakingConfiguration UpdateMatchmakingConfiguration DeleteMatchmakingConfiguration
     CreateMatchmakingRuleSet DeleteMatchmakingRuleSet ValidateMatchmakingRuleSet
     TagResource UntagResource`,
  ),
};

/** The API's own name, where the environment has one. */
function domainCalls({ api, account, region }: EnvironmentConfig): readonly Calls[] {
  const { domain } = api;
  if (domain === undefined) return [];
  const names: Calls = {
    resources: [`arn:aws:apigateway:${region}::/domainnames`, `arn:aws:apigateway:${region}::/domainnames/*`],
    read: of('apigateway', 'GET'),
    write: of('apigateway', 'POST PATCH PUT DELETE'),
  };
  if (domain.dns === 'elsewhere') return [names];
  return [
    names,
    {
      resources: [`arn:aws:acm:${region}:${account}:certificate/*`],
      read: of('acm', 'DescribeCertificate ListTagsForCertificate'),
      write: of('acm', 'RequestCertificate DeleteCertificate AddTagsToCertificate RemoveTagsFromCertificate'),
    },
    {
      resources: [`arn:aws:route53:::hostedzone/${domain.hostedZoneId}`],
      read: of('route53', 'GetHostedZone ListResourceRecordSets'),
      write: of('route53', 'ChangeResourceRecordSets'),
    },
    { resources: ['arn:aws:route53:::change/*'], read: of('route53', 'GetChange'), write: [] },
  ];
}

/** Everything but roles, whose rights have conditions of their own (delivery-rights.ts). */
export function deliveryCalls(config: EnvironmentConfig, names: Names): readonly Calls[] {
  const prefix = `${config.project}-${config.environment}`;
  return [
    ...storage(config, names, prefix),
    ...compute(config, names, prefix),
    ...domainCalls(config),
    gamelift,
    ...messaging(config, names, prefix),
  ];
}
