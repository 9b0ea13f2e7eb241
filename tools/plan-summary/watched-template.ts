import { alarmDangers } from './alarm-change';
import { list, same, without } from './comparison';
import { locationDangers } from './fleet-change';
import { collapsed, turnedOff, turnedOn, type WatchedType } from './watched-type';

const alarmProperties = {
  operator: 'ComparisonOperator',
  threshold: 'Threshold',
  silence: 'TreatMissingData',
};

/** What is dangerous in the resources of a template, property by property; see {@link WatchedType}. */
export const templateTypes: Readonly<Record<string, WatchedType>> = {
  'AWS::GameLift::Fleet': {
    harmless: ['Description', 'MetricGroups', 'Name', 'RuntimeConfiguration', 'ScalingPolicies'],
    compared: {
      Locations: locationDangers,
      NewGameSessionProtectionPolicy: (is, was) =>
        was === 'FullProtection' ? ['new matches are not protected any more: scaling down ends them'] : [],
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
  'AWS::GameLift::Script': { harmless: ['Name', 'StorageLocation', 'Version'] },
  'AWS::GameLift::Alias': {
    lost: 'the queue has one destination less',
    harmless: ['Description', 'Name'],
    compared: {
      RoutingStrategy: (is) =>
        Object(is).Type === 'SIMPLE' ? [] : ['the alias leads to no fleet: no match is placed through it'],
    },
  },
  'AWS::GameLift::MatchmakingRuleSet': { harmless: ['Name', 'RuleSetBody'] },
  'AWS::GameLift::MatchmakingConfiguration': {
    lost: 'open tickets are lost, and players who look for a match meanwhile are refused',
    harmless: [
      ...['AcceptanceTimeoutSeconds', 'AdditionalPlayerCount', 'CustomEventData', 'Description'],
      ...['GameProperties', 'GameSessionData', 'RuleSetArn', 'RuleSetName'],
    ],
    compared: {
      AcceptanceRequired: turnedOnOrOff,
      RequestTimeoutSeconds: collapsed('most tickets end without a match', 's'),
      GameSessionQueueArns: (is) =>
        list(is).length === 0 ? ['matches of the configuration have no queue, and are not placed'] : [],
    },
  },
  'AWS::CodeDeploy::Application': { lost: 'functions are deployed without a way back' },
  'AWS::CodeDeploy::DeploymentGroup': {
    lost: 'the function is deployed without a way back',
    harmless: ['ServiceRoleArn'],
    compared: {
      DeploymentConfigName: (is) =>
        /AllAtOnce$/.test(String(is)) ? ['a new version of the function gets all calls at once'] : [],
      AutoRollbackConfiguration: (is, was) => [
        ...turnedOff('the rollback of the function')(Object(is).Enabled, Object(was).Enabled),
        ...without(Object(was).Events, Object(is).Events).map(
          (event) => `the function is not rolled back any more on ${event}`,
        ),
      ],
      AlarmConfiguration: (is, was) =>
        list(Object(is).Alarms).length === 0 || Object(is).Enabled === false
          ? ['no alarm rolls the function back']
          : [
              ...added(Object(was).Alarms, Object(is).Alarms).map(
                (alarm) => `the alarm ${alarm} does not roll the function back any more`,
              ),
              ...turnedOn('a deployment continues when its alarms cannot be read')(
                Object(is).IgnorePollAlarmFailure,
                Object(was).IgnorePollAlarmFailure,
              ),
            ],
    },
  },
  'AWS::CloudWatch::Alarm': {
    lost: 'nothing tells of what the alarm watches, and it rolls nothing back',
    harmless: [
      ...['AlarmDescription', 'DatapointsToAlarm', 'Dimensions', 'EvaluationPeriods', 'ExtendedStatistic'],
      ...['MetricName', 'Metrics', 'Namespace', 'Period', 'Statistic', 'Unit'],
    ],
    together: {
      of: Object.values(alarmProperties),
      dangers: (after, before) => alarmDangers(alarmProperties, after, before),
    },
    compared: { ActionsEnabled: (is) => (is === false ? ['what the alarm does is turned off'] : []) },
  },
  'AWS::Lambda::Alias': {
    lost: 'what calls the function finds nothing until it is there again',
    harmless: ['Description', 'FunctionVersion'],
  },
};

/** What stands beside the properties of any resource. */
export const templateAttributes: WatchedType = {
  harmless: ['DependsOn', 'Metadata', 'CreationPolicy'],
  compared: {
    DeletionPolicy: (is, was) =>
      retained(was) && !retained(is)
        ? ['its deletion policy goes: taken out of the template, it is deleted']
        : [],
    UpdateReplacePolicy: (is, was) =>
      retained(was) && !retained(is)
        ? ['its replacement policy goes: once replaced, the old one is deleted']
        : [],
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
const shiftOf = (policy: unknown): unknown => Object(policy).CodeDeployLambdaAliasUpdate;

/** Members of a list that another one does not have, as JSON. */
const added = (is: unknown, was: unknown): readonly string[] => {
  const [next, old] = [is, was].map((value) =>
    (Array.isArray(value) ? value : []).map((one) => JSON.stringify(one)),
  );
  return (next ?? []).filter((one) => !(old ?? []).includes(one));
};

const retained = (policy: unknown): boolean => policy === 'Retain' || policy === 'Snapshot';

function turnedOnOrOff(is: unknown): readonly string[] {
  return [
    is === true
      ? 'players have to accept a match, and clients that do not ask them find none'
      : 'matches begin without asking players',
  ];
}
