import { describe, expect, it } from '@jest/globals';
import { expectLoud, inside, one, own, type Row, whys } from './support/plan-rows';

/** Properties inside templates that begin, place and end matches, and the code that the machines run. */
const foreign = '999999999999';
const parameters =
  'loggingLevel:info region:eu-west-1 prefix:turnlift-dev players:p matches:m arrivalSeconds:60';
const server = { LaunchPath: '/local/game/server.js', ConcurrentExecutions: 50, Parameters: parameters };
const runtime = (process: object, more: object = {}): object => ({
  RuntimeConfiguration: {
    GameSessionActivationTimeoutSeconds: 30,
    MaxConcurrentGameSessionActivations: 10,
    ServerProcesses: [{ ...server, ...process }],
    ...more,
  },
});
const policy = (TargetValue: number): object => ({
  ScalingPolicies: [
    {
      Name: 'free',
      PolicyType: 'TargetBased',
      MetricName: 'PercentAvailableGameSessions',
      TargetConfiguration: { TargetValue },
    },
  ],
});
const sizes = (MaxSize: number, MinSize = 2, more: object = {}): object => ({
  Locations: [
    { Location: 'eu-west-1', LocationCapacity: { MinSize: 2, MaxSize: 20, DesiredEC2Instances: 3 } },
    { Location: 'us-east-1', LocationCapacity: { MinSize, MaxSize, DesiredEC2Instances: 3, ...more } },
  ],
});
const fleet = (what: string, before: object, after: object, loud: RegExp | undefined): Row =>
  inside(what, one('AWS::GameLift::Fleet', before), one('AWS::GameLift::Fleet', after), loud);
const running = (what: string, after: object, loud: RegExp | undefined): Row =>
  fleet(what, runtime({}), after, loud);

describe('a fleet', () => {
  it.each<Row>([
    running('without a process', runtime({}, { ServerProcesses: [] }), /start no process/),
    running('without what it runs', {}, /start no process/),
    running(
      'with other code',
      runtime({ LaunchPath: '/local/game/x.js' }),
      /run \/local\/game\/x\.js instead/,
    ),
    running('with no match a machine', runtime({ ConcurrentExecutions: 0 }), /ConcurrentExecutions 50 → 0/),
    running('with one match a machine', runtime({ ConcurrentExecutions: 1 }), /ConcurrentExecutions 50 → 1/),
    running(
      'that begins no match',
      runtime({}, { MaxConcurrentGameSessionActivations: 0 }),
      /start of new matches changes: MaxConcurrentGameSessionActivations 10 → 0/,
    ),
    running(
      'that gives no match time to begin',
      runtime({}, { GameSessionActivationTimeoutSeconds: 1 }),
      /GameSessionActivationTimeoutSeconds 30 → 1/,
    ),
    running(
      'on the tables of another environment',
      runtime({ Parameters: parameters.replace('players:p', 'players:q') }),
      /start with another players p → q/,
    ),
    running(
      'that runs something else as well',
      runtime({}, { ServerProcesses: [server, server] }),
      /also run/,
    ),
    running(
      'with another level of the log, and more patience',
      runtime({ Parameters: parameters.replace('info', 'debug').replace('60', '90') }),
      undefined,
    ),
    running('with fewer matches a machine', runtime({ ConcurrentExecutions: 40 }), undefined),
    fleet('without a scaling policy', policy(20), {}, /grows and shrinks by another rule/),
    fleet(
      'with an empty scaling policy',
      policy(20),
      { ScalingPolicies: [] },
      /grows and shrinks by another rule/,
    ),
    fleet('that never grows again', policy(20), policy(0), /TargetValue 20 → 0/),
    fleet('with more machines free', policy(20), policy(30), undefined),
    fleet('with a smaller maximum in one place', sizes(20), sizes(19), /us-east-1 is cut: MaxSize 20 → 19/),
    fleet('with a smaller minimum in one place', sizes(20), sizes(20, 1), /us-east-1 is cut: MinSize 2 → 1/),
    fleet('without a maximum', sizes(20), sizes(20, 2, { MaxSize: undefined }), /MaxSize 20 → none/),
    fleet('of hundreds of machines', sizes(20), sizes(201), /us-east-1 is tenfold: MaxSize 20 → 201/),
    fleet(
      'with another setting of a place',
      sizes(20),
      sizes(20, 2, { New: 'x' }),
      /us-east-1 changes: New none → x/,
    ),
    fleet('with more machines', sizes(20), sizes(30, 3), undefined),
    fleet('in another group of metrics', { MetricGroups: ['a'] }, {}, /change of MetricGroups/),
  ])('%s', (...row) => {
    expect(whys(row)).toEqual(expectLoud(row[5]));
  });
});

const bucket = `turnlift-dev-artifacts-${own}`;
const key = (digit: string): string => `realtime-server/${digit.repeat(16)}.zip`;
const role = `arn:aws:iam::${own}:role/turnlift-dev-script-reader`;
const code = (more: object): object =>
  one('AWS::GameLift::Script', {
    StorageLocation: { Bucket: bucket, Key: key('a'), RoleArn: role, ...more },
  });
const script = (what: string, more: object, loud: RegExp | undefined): Row =>
  inside(what, code({}), code(more), loud);
const other = `arn:aws:iam::${foreign}:role/x`;
const alias = (FunctionVersion: unknown): object =>
  one('AWS::Lambda::Alias', { Name: 'live', FunctionVersion });

describe('code that a template names', () => {
  it.each<Row>([
    script('the next script', { Key: key('b') }, undefined),
    script(
      'a bucket of anybody',
      { Bucket: 'evil-bucket' },
      /bucket evil-bucket, which is not one of account/,
    ),
    script('another bucket of the account', { Bucket: `other-${own}` }, /read by another Bucket: "other-/),
    script('a role of another account', { RoleArn: other }, /RoleArn: "arn:aws:iam::999999999999:role\/x"/),
    script('a key that no digest names', { Key: 'evil.zip' }, /has the key evil\.zip, which no deploy made/),
    script('no key', { Key: undefined }, /has the key none/),
    inside('a new script of anybody', {}, code({ Bucket: 'evil-bucket' }), /bucket evil-bucket/),
    inside('a new script by a role of another account', {}, code({ RoleArn: other }), /account 999999999999/),
    inside('a new script', {}, code({}), undefined),
    inside(
      'a new script, of a bucket that is known later',
      {},
      code({ Bucket: { Ref: 'Bucket' } }),
      undefined,
    ),
    inside('the next version', alias('3'), alias('4'), undefined),
    inside('the next version, known later', alias('3'), alias({ Ref: 'Version' }), undefined),
    inside('an older version', alias('3'), alias('2'), /go back to version 2, from 3/),
    inside('no version', alias('3'), alias('$LATEST'), /version "\$LATEST", which no deploy made/),
  ])('%s', (...row) => {
    expect(whys(row)).toEqual(expectLoud(row[5]));
  });
});

const queue = (account: string): string => `arn:aws:gamelift:eu-west-1:${account}:gamesessionqueue/q`;
const configuration = (more: object): object =>
  one('AWS::GameLift::MatchmakingConfiguration', {
    GameSessionQueueArns: [queue(own)],
    RequestTimeoutSeconds: 60,
    RuleSetName: { 'Fn::GetAtt': ['RuleSet', 'Name'] },
    ...more,
  });
const matchmaking = (what: string, more: object, loud: RegExp | undefined): Row =>
  inside(what, configuration({}), configuration(more), loud);
const group = (more: object): object =>
  one('AWS::CodeDeploy::DeploymentGroup', {
    ServiceRoleArn: role,
    DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
    AlarmConfiguration: { Enabled: true, Alarms: [{ Name: 'x' }] },
    ...more,
  });
const deployed = (what: string, more: object, loud: RegExp | undefined): Row =>
  inside(what, group({}), group(more), loud);

describe('a matchmaking and a deployment inside a template', () => {
  it.each<Row>([
    matchmaking('a queue of another account', { GameSessionQueueArns: [queue(foreign)] }, /999999999999/),
    matchmaking(
      'a topic of another account',
      { NotificationTarget: `arn:aws:sns:r:${foreign}:x` },
      /Notification/,
    ),
    matchmaking('tickets that search on and on', { RequestTimeoutSeconds: 6000 }, /6000 s instead of 60/),
    matchmaking('rules that no template holds', { RuleSetName: 'evil' }, /does not hold: "evil"/),
    matchmaking('seats left free', { AdditionalPlayerCount: 5 }, /AdditionalPlayerCount/),
    matchmaking('settings of the match', { GameProperties: [{ Key: 'a', Value: 'b' }] }, /GameProperties/),
    matchmaking('a longer search', { RequestTimeoutSeconds: 90 }, undefined),
    inside(
      'a new configuration with a topic of another account',
      {},
      configuration({ NotificationTarget: `arn:aws:sns:r:${foreign}:x` }),
      /NotificationTarget names a resource of account 999999999999/,
    ),
    inside('a new configuration', {}, configuration({}), undefined),
    deployed('a role of another account', { ServiceRoleArn: other }, /rights of "arn:aws:iam::999999999999/),
    deployed('a rule of its own', { DeploymentConfigName: 'mine' }, /a rule of its own: mine/),
    deployed(
      'alarms that do not count',
      { AlarmConfiguration: { Alarms: [{ Name: 'x' }] } },
      /no alarm rolls/,
    ),
    deployed(
      'a slower shift',
      { DeploymentConfigName: 'CodeDeployDefault.LambdaLinear10PercentEvery1Minute' },
      undefined,
    ),
  ])('%s', (...row) => {
    expect(whys(row)).toEqual(expectLoud(row[5]));
  });
});
