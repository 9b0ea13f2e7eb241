import { fieldsOf } from '../../core/fields-of';
import { alarmDangers, argumentsOf } from './alarm-change';
import { differing, list, same, type PlanValues, without } from './comparison';
import { locationDangers } from './fleet-change';
import { runtimeDangers } from './fleet-runtime';
import { versionDangers } from './function-version';
import { scaled, tuned } from './magnitude';
import { referencesIn } from './template-change';
import { isDigested, reasonsIn, routine, turnedOff, turnedOn, type WatchedType } from './watched-type';

const alarmProperties = {
  operator: 'ComparisonOperator',
  threshold: 'Threshold',
  silence: 'TreatMissingData',
  period: 'Period',
  breaking: 'DatapointsToAlarm',
  periods: 'EvaluationPeriods',
  queries: 'Metrics',
  metric: [
    ...['Dimensions', 'EvaluateLowSampleCountPercentile', 'ExtendedStatistic', 'MetricName', 'Namespace'],
    ...['Statistic', 'Unit'],
  ],
};

/** The dangers in the resources of a template, property by property; see {@link WatchedType}. */
export const templateTypes: Readonly<Record<string, WatchedType>> = {
  'AWS::GameLift::Fleet': {
    harmless: { [routine.people]: ['Description', 'Name'] },
    compared: {
      Locations: locationDangers,
      NewGameSessionProtectionPolicy: (is, was) =>
        was === 'FullProtection' ? ['new matches are not protected any more: scaling down ends them'] : [],
      RuntimeConfiguration: runtimeDangers,
      ScalingPolicies: tuned('the fleet grows and shrinks by another rule'),
    },
    // GameLift opens the ports of a Realtime script by itself, so a new fleet needs none either.
    together: {
      of: ['EC2InboundPermissions'],
      dangers: (after, before) =>
        added(after['EC2InboundPermissions'], before?.['EC2InboundPermissions']).map(
          (rule) => `machines of the fleet may be reached: ${rule}`,
        ),
    },
  },
  'AWS::GameLift::Script': {
    harmless: { [routine.people]: ['Name', 'Version'] },
    together: {
      of: ['StorageLocation'],
      dangers: (after, before, { account }) =>
        sourceDangers(
          fieldsOf(after['StorageLocation']),
          before && fieldsOf(before['StorageLocation']),
          account,
        ),
    },
  },
  'AWS::GameLift::Alias': {
    lost: 'the queue has one destination less',
    harmless: { [routine.people]: ['Description', 'Name'] },
    compared: {
      RoutingStrategy: (is) =>
        fieldsOf(is)['Type'] === 'SIMPLE' && !same(fieldsOf(is)['FleetId'], undefined)
          ? []
          : ['the alias leads to no fleet: no match is placed through it'],
    },
  },
  // Both only with a new rule set, whose rules the summary shows as a diff.
  'AWS::GameLift::MatchmakingRuleSet': { harmless: { [routine.code]: ['Name', 'RuleSetBody'] } },
  'AWS::GameLift::MatchmakingConfiguration': {
    lost: 'open tickets are lost, and players who look for a match meanwhile are refused',
    harmless: { [routine.people]: ['Description'] },
    compared: {
      AcceptanceRequired: turnedOnOrOff,
      AcceptanceTimeoutSeconds: tuned('players have other seconds to accept a match'),
      RequestTimeoutSeconds: scaled(
        'most tickets end without a match',
        'tickets search long for nothing',
        's',
      ),
      GameSessionQueueArns: (is) =>
        list(is).length === 0
          ? ['matches of the configuration have no queue, and are not placed']
          : [`matches of the configuration are placed through ${JSON.stringify(is)}`],
      RuleSetName: (is) =>
        referencesIn(is).length > 0
          ? []
          : [`matches are made by a rule set that the template does not hold: ${JSON.stringify(is ?? null)}`],
    },
  },
  'AWS::CodeDeploy::Application': { lost: 'functions are deployed without a way back' },
  'AWS::CodeDeploy::DeploymentGroup': {
    lost: 'the function is deployed without a way back',
    compared: {
      ServiceRoleArn: (is) => [`CodeDeploy acts with the rights of ${JSON.stringify(is ?? null)}`],
      DeploymentConfigName: (is) =>
        /^CodeDeployDefault\.Lambda(Canary|Linear)/.test(String(is))
          ? []
          : [`a new version of the function gets all calls at once, or by a rule of its own: ${String(is)}`],
      AutoRollbackConfiguration: (is, was) => [
        ...turnedOff('the rollback of the function')(fieldsOf(is)['Enabled'], fieldsOf(was)['Enabled']),
        ...without(fieldsOf(was)['Events'], fieldsOf(is)['Events']).map(
          (event) => `the function is not rolled back any more on ${event}`,
        ),
      ],
      AlarmConfiguration: rollbackAlarms,
    },
  },
  'AWS::CloudWatch::Alarm': {
    lost: 'what the alarm watches is not reported, and it rolls nothing back',
    harmless: { [routine.people]: ['AlarmDescription'] },
    together: {
      of: argumentsOf(alarmProperties),
      dangers: (after, before) => alarmDangers(alarmProperties, after, before),
    },
    compared: { ActionsEnabled: (is) => (is === false ? ['what the alarm does is turned off'] : []) },
  },
  'AWS::Lambda::Alias': {
    lost: 'what calls the function finds nothing until it is there again',
    harmless: { [routine.people]: ['Description'] },
    compared: { FunctionVersion: versionDangers },
  },
};

/** The properties of a type that may change quietly, each with its reason. */
export function routineProperties(type: string): ReadonlyMap<string, string> {
  return reasonsIn(templateTypes[type]?.harmless, templateAttributes.harmless, {
    [routine.tags]: ['Tags'],
  });
}

/** The attributes beside the properties of any resource. */
export const templateAttributes: WatchedType = {
  harmless: {
    'it is the order in which resources are made': ['DependsOn'],
    [routine.people]: ['Metadata'],
    'it counts while a resource is made only': ['CreationPolicy'],
  },
  compared: {
    DeletionPolicy: keeping(
      'its deletion policy goes: taken out of the template, it is deleted',
      'its deletion policy keeps it: taken out of the template, it stays, costs, and is not managed any more',
    ),
    UpdateReplacePolicy: keeping(
      'its replacement policy goes: once replaced, the old one is deleted',
      'its replacement policy keeps it: once replaced, the old one stays, costs, and is not managed any more',
    ),
    UpdatePolicy: (is, was) => {
      const [now, before] = [shiftOf(is), shiftOf(was)];
      if (same(before, undefined) || same(now, before)) return [];
      return [
        same(now, undefined)
          ? 'its update policy goes: all calls move to a new version at once'
          : 'its update policy changes, which decides how calls move to a new version, and back',
      ];
    },
    Condition: () => ['its condition changes, which decides whether it is there at all'],
  },
};

/** How CodeDeploy moves calls to a new version: the only update policy of the types above. */
const shiftOf = (policy: unknown): unknown => fieldsOf(policy)['CodeDeployLambdaAliasUpdate'];

/** Members of a list that another one does not have, as JSON. */
const added = (is: unknown, was: unknown): readonly string[] => {
  const [next, old] = [is, was].map((value) =>
    (Array.isArray(value) ? value : []).map((one) => JSON.stringify(one)),
  );
  return (next ?? []).filter((one) => !(old ?? []).includes(one));
};

const retained = (policy: unknown): boolean =>
  ['Retain', 'RetainExceptOnCreate', 'Snapshot'].includes(String(policy));

/** The effects of a policy that keeps a resource, when it goes and when it comes. Absent, it is `Delete`. */
function keeping(gone: string, come: string) {
  return (is: unknown, was: unknown): readonly string[] =>
    retained(is) === retained(was) ? [] : [retained(was) ? gone : come];
}

function turnedOnOrOff(is: unknown): readonly string[] {
  return [
    is === true
      ? 'players have to accept a match, and clients that do not ask them find none'
      : 'matches begin without asking players',
  ];
}

function rollbackAlarms(is: unknown, was: unknown): readonly string[] {
  const [now, before] = [fieldsOf(is), fieldsOf(was)];
  if (list(now['Alarms']).length === 0 || now['Enabled'] !== true)
    return ['no alarm rolls the function back'];
  return [
    ...added(before['Alarms'], now['Alarms']).map(
      (alarm) => `the alarm ${alarm} does not roll the function back any more`,
    ),
    ...turnedOn('a deployment continues when its alarms cannot be read')(
      now['IgnorePollAlarmFailure'],
      before['IgnorePollAlarmFailure'],
    ),
  ];
}

/** Where the code of a fleet comes from. Its key changes with the code. */
function sourceDangers(
  is: PlanValues,
  was: PlanValues | undefined,
  account: string | undefined,
): readonly string[] {
  const bucket = is['Bucket'];
  // Buckets of the stacks end in their account, which keeps their names apart from those of other accounts.
  const strange = typeof bucket === 'string' && account !== undefined && !bucket.endsWith(account);
  const changes =
    was === undefined ? [] : differing(was, is).filter((name) => !/^(Key|ObjectVersion)$/.test(name));
  return [
    ...(strange && (was === undefined || was['Bucket'] !== bucket)
      ? [`the code of the fleet comes from the bucket ${bucket}, which is not one of account ${account}`]
      : []),
    ...changes.map(
      (name) => `the code of the fleet is read by another ${name}: ${JSON.stringify(is[name] ?? null)}`,
    ),
    ...(was === undefined || same(was['Key'], is['Key']) || isNextKey(is['Key'])
      ? []
      : [`the code of the fleet has the key ${String(is['Key'] ?? 'none')}, which no deploy made`]),
  ];
}

/** Whether a key is one of a deploy: of a parameter that is known later, or named by the content. */
const isNextKey = (key: unknown): boolean => referencesIn(key).length > 0 || isDigested(key);
