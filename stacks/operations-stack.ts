import { BudgetsBudget } from '@cdktf/provider-aws/lib/budgets-budget';
import { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard';
import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription';
import { type Construct } from 'constructs';
import { type EnvironmentConfig } from '../config';
import { functionDeclarations } from '../functions/declarations';
import { tableNames } from '../contract/tables';
import { type Matchmaking } from '../definition/matchmaking';
import { dashboardBody, type MetricLine, type Widget } from './constructs/dashboard';
import { GameStack } from './constructs/game-stack';
import { policy } from './constructs/policy';
import { type RealtimeStack } from './realtime-stack';

interface Alarm {
  readonly name: string;
  readonly description: string;
  readonly line: MetricLine;
  readonly when: 'above' | 'below';
  readonly threshold: number;
  /** How many minutes in a row it must be so. */
  readonly minutes: number;
}

/**
 * What people look at and what wakes them: dashboard, alarms, the month's budget. Every function and every
 * fleet has an alarm.
 */
export class OperationsStack extends GameStack {
  readonly #realtime: RealtimeStack;
  readonly #matchmakings: readonly Matchmaking[];

  readonly #topic: SnsTopic;

  constructor(
    scope: Construct,
    config: EnvironmentConfig,
    realtime: RealtimeStack,
    matchmakings: readonly Matchmaking[],
  ) {
    super(scope, 'operations', config);
    this.#realtime = realtime;
    this.#matchmakings = matchmakings;

    this.#topic = this.#alarmTopic();
    for (const alarm of [...this.#functionAlarms(), ...this.#fleetAlarms(), ...this.#serviceAlarms()])
      this.#alarm(alarm);
    new CloudwatchDashboard(this, 'dashboard', {
      dashboardName: this.names.of('rule', 'game'),
      dashboardBody: dashboardBody(config.region, this.#widgets()),
    });
    this.#budget();
  }

  #functionAlarms(): readonly Alarm[] {
    return functionDeclarations.flatMap(({ name, timeoutSeconds }) => {
      const dimensions = { FunctionName: this.names.function(name) };
      return [
        {
          name: `${name}-errors`,
          description: `${name} threw: read its log group /aws/lambda/${this.names.function(name)}`,
          line: { namespace: 'AWS/Lambda', metric: 'Errors', dimensions, statistic: 'Sum' },
          when: 'above',
          threshold: 0,
          minutes: 1,
        },
        {
          name: `${name}-slow`,
          description: `${name} comes near its timeout of ${timeoutSeconds} s`,
          line: { namespace: 'AWS/Lambda', metric: 'Duration', dimensions, statistic: 'p99' },
          when: 'above',
          threshold: timeoutSeconds * 800,
          minutes: 3,
        },
      ];
    });
  }

  #fleetAlarms(): readonly Alarm[] {
    return [...this.#realtime.fleets.fleetIds].flatMap(([name, fleetId]): readonly Alarm[] => {
      const dimensions = { FleetId: fleetId };
      return [
        {
          name: `fleet-${name}-crashes`,
          description: `scripts of fleet ${name} end abnormally: read the logs of the game sessions`,
          line: {
            namespace: 'AWS/GameLift',
            metric: 'ServerProcessAbnormalTerminations',
            dimensions,
            statistic: 'Sum',
          },
          when: 'above',
          threshold: 0,
          minutes: 1,
        },
        {
          name: `fleet-${name}-full`,
          description: `fleet ${name} has hardly a free session left: raise its maximum in game/environments/${this.config.environment}.ts`,
          line: {
            namespace: 'AWS/GameLift',
            metric: 'PercentAvailableGameSessions',
            dimensions,
            statistic: 'Minimum',
          },
          when: 'below',
          threshold: 5,
          minutes: 5,
        },
      ];
    });
  }

  #serviceAlarms(): readonly Alarm[] {
    const queue = { QueueName: this.names.queue };
    return [
      {
        name: 'placements-failed',
        description: "the queue finds no session for matches: look at the fleets' capacity",
        line: { namespace: 'AWS/GameLift', metric: 'PlacementsFailed', dimensions: queue, statistic: 'Sum' },
        when: 'above',
        threshold: 3,
        minutes: 3,
      },
      {
        name: 'placements-timed-out',
        description: "placements wait longer than the queue allows: look at the fleets' capacity",
        line: {
          namespace: 'AWS/GameLift',
          metric: 'PlacementsTimedOut',
          dimensions: queue,
          statistic: 'Sum',
        },
        when: 'above',
        threshold: 3,
        minutes: 3,
      },
      ...this.#matchmakings.map(({ key, ruleSet }): Alarm => ({
        name: `${key}-tickets-timed-out`,
        description: `players of ${key} wait for nothing: look at the pass rates of ${ruleSet.file}`,
        line: {
          namespace: 'AWS/GameLift',
          metric: 'TicketsTimedOut',
          dimensions: { ConfigurationName: this.names.configuration(key) },
          statistic: 'Sum',
        },
        when: 'above',
        threshold: 20,
        minutes: 5,
      })),
      {
        name: 'undelivered-events',
        description: 'matchmaking events wait in the failures queue',
        line: {
          namespace: 'AWS/SQS',
          metric: 'ApproximateNumberOfMessagesVisible',
          dimensions: { QueueName: this.names.of('queue', 'events-failures') },
          statistic: 'Maximum',
        },
        when: 'above',
        threshold: 0,
        minutes: 1,
      },
      {
        name: 'failed-functions',
        description: 'failed events wait in the failures queue',
        line: {
          namespace: 'AWS/SQS',
          metric: 'ApproximateNumberOfMessagesVisible',
          dimensions: { QueueName: this.names.of('queue', 'functions-failures') },
          statistic: 'Maximum',
        },
        when: 'above',
        threshold: 0,
        minutes: 1,
      },
      ...tableNames.map((table): Alarm => ({
        name: `${table}-throttled`,
        description: `requests to the table ${table} are refused: a hot key, or an account limit`,
        line: {
          namespace: 'AWS/DynamoDB',
          metric: 'ThrottledRequests',
          dimensions: { TableName: this.names.table(table) },
          statistic: 'Sum',
        },
        when: 'above',
        threshold: 0,
        minutes: 2,
      })),
    ];
  }

  #alarm({ name, description, line, when, threshold, minutes }: Alarm): void {
    const percentile = /^p\d+$/.test(line.statistic);
    new CloudwatchMetricAlarm(this, name, {
      alarmName: this.names.of('alarm', name),
      alarmDescription: description,
      namespace: line.namespace,
      metricName: line.metric,
      dimensions: { ...line.dimensions },
      ...(percentile ? { extendedStatistic: line.statistic } : { statistic: line.statistic }),
      comparisonOperator: when === 'above' ? 'GreaterThanThreshold' : 'LessThanThreshold',
      threshold,
      period: 60,
      evaluationPeriods: minutes,
      datapointsToAlarm: minutes,
      // Nobody called, nobody plays: no reason to wake anybody.
      treatMissingData: 'notBreaching',
      alarmActions: [this.#topic.arn],
      okActions: [this.#topic.arn],
    });
  }

  #alarmTopic(): SnsTopic {
    const topic = new SnsTopic(this, 'alarms', { name: this.names.alarmTopic });
    new SnsTopicPolicy(this, 'alarms-policy', {
      arn: topic.arn,
      policy: policy(
        ...['cloudwatch.amazonaws.com', 'budgets.amazonaws.com'].map((service) => ({
          Effect: 'Allow' as const,
          Principal: { Service: service },
          Action: ['sns:Publish'],
          Resource: [topic.arn],
          Condition: { StringEquals: { 'aws:SourceAccount': this.config.account } },
        })),
      ),
    });
    const { alarmEmail } = this.config.operations;
    if (alarmEmail !== undefined)
      new SnsTopicSubscription(this, 'alarms-mail', {
        topicArn: topic.arn,
        protocol: 'email',
        endpoint: alarmEmail,
      });
    return topic;
  }

  #budget(): void {
    const { operations, environment } = this.config;
    new BudgetsBudget(this, 'budget', {
      name: this.names.of('rule', 'month'),
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      limitAmount: String(operations.monthlyBudgetDollars),
      limitUnit: 'USD',
      costFilter: [{ name: 'TagKeyValue', values: [`user:environment$${environment}`] }],
      notification: [
        {
          comparisonOperator: 'GREATER_THAN',
          threshold: 80,
          thresholdType: 'PERCENTAGE',
          notificationType: 'ACTUAL',
          subscriberSnsTopicArns: [this.#topic.arn],
        },
        {
          comparisonOperator: 'GREATER_THAN',
          threshold: 100,
          thresholdType: 'PERCENTAGE',
          notificationType: 'FORECASTED',
          subscriberSnsTopicArns: [this.#topic.arn],
        },
      ],
    });
  }

  #widgets(): readonly Widget[] {
    const { names } = this;
    const queue = { QueueName: names.queue };
    const perFleet = (metric: string, statistic: MetricLine['statistic']): readonly MetricLine[] =>
      [...this.#realtime.fleets.fleetIds].map(([name, id]) =>
        gamelift(metric, { FleetId: id }, statistic, name),
      );
    const perFunction = (metric: string, statistic: MetricLine['statistic']): readonly MetricLine[] =>
      functionDeclarations.map(({ name }) => ({
        namespace: 'AWS/Lambda',
        metric,
        dimensions: { FunctionName: names.function(name) },
        statistic,
        label: name,
      }));
    const api = (metric: string, statistic: MetricLine['statistic'], label: string): MetricLine => ({
      namespace: 'AWS/ApiGateway',
      metric,
      dimensions: { ApiName: names.of('function', 'api') },
      statistic,
      label,
    });
    return [
      ...this.#matchmakings.flatMap((matchmaking) => this.#matchmakingWidgets(matchmaking)),
      {
        title: 'Placements',
        lines: [
          gamelift('PlacementsSucceeded', queue),
          gamelift('PlacementsFailed', queue),
          gamelift('PlacementsTimedOut', queue),
          gamelift('QueueDepth', queue, 'Maximum'),
        ],
      },
      { title: 'Sessions', stacked: true, lines: perFleet('ActiveGameSessions', 'Average') },
      { title: 'Players', stacked: true, lines: perFleet('CurrentPlayerSessions', 'Average') },
      { title: 'Free sessions (%)', lines: perFleet('PercentAvailableGameSessions', 'Average') },
      { title: 'Instances', lines: perFleet('ActiveInstances', 'Average') },
      { title: 'Crashes of scripts', lines: perFleet('ServerProcessAbnormalTerminations', 'Sum') },
      {
        title: 'API: requests and errors',
        lines: [api('Count', 'Sum', 'requests'), api('4xx', 'Sum', '4xx'), api('5xx', 'Sum', '5xx')],
      },
      {
        title: 'API: latency (ms)',
        lines: [api('Latency', 'p50', 'half of them'), api('Latency', 'p99', '99 %')],
      },
      { title: 'Functions: errors', lines: perFunction('Errors', 'Sum') },
      { title: 'Functions: duration, 95 % (ms)', lines: perFunction('Duration', 'p95') },
      { title: 'Functions: throttles', lines: perFunction('Throttles', 'Sum') },
      {
        title: 'Tables: throttled requests',
        lines: tableNames.map((table) => ({
          namespace: 'AWS/DynamoDB',
          metric: 'ThrottledRequests',
          dimensions: { TableName: names.table(table) },
          statistic: 'Sum',
          label: table,
        })),
      },
    ];
  }

  #matchmakingWidgets({ key, ruleSet }: Matchmaking): readonly Widget[] {
    const configuration = { ConfigurationName: this.names.configuration(key) };
    return [
      {
        title: `${key}: tickets`,
        lines: ['TicketsStarted', 'MatchesCreated', 'MatchesPlaced', 'TicketsFailed', 'TicketsTimedOut'].map(
          (metric) => gamelift(metric, configuration),
        ),
      },
      {
        title: `${key}: waiting time (s)`,
        lines: [
          gamelift('TimeToMatch', configuration, 'p50', 'to a match, half of them'),
          gamelift('TimeToMatch', configuration, 'p95', 'to a match, 95 %'),
          gamelift('TimeToTicketSuccess', configuration, 'p95', 'to a session, 95 %'),
        ],
      },
      {
        title: `${key}: rules, passed and failed`,
        lines: ruleSet.rules.flatMap((rule) =>
          ['RuleEvaluationsPassed', 'RuleEvaluationsFailed'].map((metric) =>
            gamelift(
              metric,
              { ...configuration, RuleName: rule },
              'Sum',
              `${rule} ${metric === 'RuleEvaluationsPassed' ? 'passed' : 'failed'}`,
            ),
          ),
        ),
      },
    ];
  }
}

function gamelift(
  metric: string,
  dimensions: Record<string, string>,
  statistic: MetricLine['statistic'] = 'Sum',
  label?: string,
): MetricLine {
  return {
    namespace: 'AWS/GameLift',
    metric,
    dimensions,
    statistic,
    ...(label === undefined ? {} : { label }),
  };
}
