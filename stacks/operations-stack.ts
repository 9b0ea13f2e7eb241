import { BudgetsBudget } from '@cdktf/provider-aws/lib/budgets-budget';
import { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard';
import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
} from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription';
import { type TerraformProvider } from 'cdktf';
import { type Construct } from 'constructs';
import { type EnvironmentConfig, homeRegions } from '../config';
import { type Matchmaking } from '../definition/matchmaking';
import { type ApiStack } from './api-stack';
import { type Alarm, type AlarmInput } from './constructs/alarm';
import { alarmsOf } from './constructs/alarms';
import { dashboardBody } from './constructs/dashboard';
import { shareExpression } from './constructs/failed-share';
import { furtherHosting, watchedFleets } from './constructs/fleet-metrics';
import { GameStack } from './constructs/game-stack';
import { type MetricLine } from './constructs/metric-tables';
import { policy } from './constructs/policy';
import { widgetsOf } from './constructs/widgets';
import { type RealtimeStack } from './realtime-stack';

/** Dashboard, alarms and the monthly budget. Every function and every fleet has an alarm. */
export class OperationsStack extends GameStack {
  readonly #topic: SnsTopic;
  /** An alarm can only notify a topic of its own Region. */
  readonly #furtherTopics = new Map<string, SnsTopic>();

  constructor(
    scope: Construct,
    config: EnvironmentConfig,
    realtime: RealtimeStack,
    api: ApiStack,
    matchmakings: readonly Matchmaking[],
  ) {
    super(scope, 'operations', config);
    this.keepProvidersOf(homeRegions);
    this.#topic = this.#alarmTopic('alarms');
    for (const { region } of config.furtherRegions)
      this.#furtherTopics.set(region, this.#alarmTopic(`alarms-${region}`, this.providerOf(region)));
    const watched: AlarmInput = {
      config,
      names: this.names,
      fleets: watchedFleets(config.region, config.realtime, realtime.fleets.fleetIds),
      furtherFleets: new Map(
        [...realtime.furtherFleets].map(([region, { fleetIds }]) => [
          region,
          watchedFleets(region, furtherHosting(config, region), fleetIds),
        ]),
      ),
      apiId: api.apiId,
      issuerId: api.issuerId,
      matchmakings,
    };
    for (const alarm of alarmsOf(watched)) this.#alarm(alarm);
    new CloudwatchDashboard(this, 'dashboard', {
      dashboardName: this.names.of('rule', 'game'),
      dashboardBody: dashboardBody(config.region, widgetsOf(watched)),
    });
    this.#budget();
  }

  #alarm(alarm: Alarm): void {
    const { name, description, when, threshold, periods, breaching = periods, silence, region } = alarm;
    const { arn } = (region === undefined ? undefined : this.#furtherTopics.get(region)) ?? this.#topic;
    new CloudwatchMetricAlarm(this, region === undefined ? name : `${name}-${region}`, {
      provider: region === undefined ? undefined : this.providerOf(region),
      alarmName: this.names.of('alarm', name),
      alarmDescription: description,
      ...watchedBy(alarm),
      comparisonOperator: when === 'above' ? 'GreaterThanThreshold' : 'LessThanThreshold',
      threshold,
      evaluationPeriods: periods,
      datapointsToAlarm: breaching,
      treatMissingData: silence === 'alarming' ? 'breaching' : 'notBreaching',
      alarmActions: [arn],
      okActions: [arn],
    });
  }

  #alarmTopic(id: string, provider?: TerraformProvider): SnsTopic {
    const topic = new SnsTopic(this, id, { name: this.names.alarmTopic, provider });
    new SnsTopicPolicy(this, `${id}-policy`, {
      provider,
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
      new SnsTopicSubscription(this, `${id}-mail`, {
        provider,
        topicArn: topic.arn,
        protocol: 'email',
        endpoint: alarmEmail,
      });
    return topic;
  }

  /**
   * The account's bill, or the environment's part of it. The part is known only once the tag `environment` is
   * activated as a cost allocation tag: until then AWS counts nothing for it, and the budget never warns.
   */
  #budget(): void {
    const { operations, environment } = this.config;
    new BudgetsBudget(this, 'budget', {
      name: this.names.of('rule', 'month'),
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      limitAmount: String(operations.monthlyBudgetDollars),
      limitUnit: 'USD',
      costFilter:
        operations.budgetOf === 'environment'
          ? [{ name: 'TagKeyValue', values: [`user:environment$${environment}`] }]
          : undefined,
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
}

/** The metric of an alarm, or its queries. */
function watchedBy({
  name,
  lines,
  of,
  threshold,
  periodSeconds = 60,
}: Alarm): Partial<CloudwatchMetricAlarmConfig> {
  const [line, ...others] = lines;
  if (others.length === 0 && of === undefined)
    return {
      namespace: line.namespace,
      metricName: line.metric,
      dimensions: { ...line.dimensions },
      ...(/^p\d+$/.test(line.statistic)
        ? { extendedStatistic: line.statistic }
        : { statistic: line.statistic }),
      period: periodSeconds,
    };
  const queries = (prefix: string, some: readonly MetricLine[]) =>
    some.map(({ namespace, metric, dimensions, statistic }, index) => ({
      id: `${prefix}${index}`,
      metric: {
        namespace,
        metricName: metric,
        dimensions: { ...dimensions },
        stat: statistic,
        period: periodSeconds,
      },
    }));
  const sum = (some: ReadonlyArray<{ readonly id: string }>): string =>
    some.length === 1 ? (some[0]?.id ?? '') : `SUM([${some.map(({ id }) => id).join(', ')}])`;
  const [counted, all] = [queries('m', lines), queries('all', of?.lines ?? [])];
  const expression =
    of === undefined
      ? 'SUM(METRICS())'
      : shareExpression({ percent: threshold, atLeast: of.atLeast }, sum(counted), sum(all));
  return { metricQuery: [{ id: 'together', expression, label: name, returnData: true }, ...counted, ...all] };
}
