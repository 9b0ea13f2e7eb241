import { failureMetric } from '../../contract/failure-metric';

/**
 * The metrics that alarms and widgets read: the dimensions by which each is published, and its meaningful
 * statistics. A metric that is missing here is refused at synth, because CloudWatch would accept it silently
 * and show no data for ever. __tests__/stacks/metrics.test.ts compares the tables of Lambda, DynamoDB, API
 * Gateway and SQS with @aws-cdk/aws-service-spec.
 */

/** A percentile is `p` and a number, such as `p99`. */
export type Statistic = 'Sum' | 'Average' | 'Maximum' | 'Minimum' | 'p50' | 'p95' | 'p99';

export interface MetricTable {
  /** The documentation page with the table. */
  readonly source: string;
  readonly metrics: Readonly<
    Record<
      string,
      {
        /** The sets of dimensions by which it is published, each complete. */
        readonly by: ReadonlyArray<readonly string[]>;
        readonly statistics: readonly Statistic[];
      }
    >
  >;
}

const spread: readonly Statistic[] = ['Average', 'Minimum', 'Maximum'];
const counted: readonly Statistic[] = [...spread, 'Sum'];
const percentiles: readonly Statistic[] = [...spread, 'p50', 'p95', 'p99'];

type Metrics = MetricTable['metrics'];
function all(names: string, by: readonly string[], statistics: readonly Statistic[]): Metrics {
  return Object.fromEntries(names.split(' ').map((name) => [name, { by: [by], statistics }]));
}

/** By FleetId: the fleet's home Region alone. By both: one of its other locations. */
function ofFleets(names: string, statistics: readonly Statistic[]): Metrics {
  const by = [['FleetId'], ['FleetId', 'Location']];
  return Object.fromEntries(names.split(' ').map((name) => [name, { by, statistics }]));
}

export const metricTables: Readonly<Record<string, MetricTable>> = {
  'AWS/GameLift': {
    source: 'GameLift guide, "Monitor with CloudWatch": metrics for fleets, queues and matchmaking',
    metrics: {
      ...ofFleets('ActiveGameSessions CurrentPlayerSessions ActiveInstances', spread),
      ...ofFleets('PercentAvailableGameSessions', ['Average']),
      ...ofFleets('ServerProcessAbnormalTerminations', counted),
      ...all(
        'PlacementsSucceeded PlacementsFailed PlacementsTimedOut QueueDepth AverageWaitTime',
        ['QueueName'],
        counted,
      ),
      ...all(
        'TicketsStarted TicketsFailed TicketsTimedOut MatchesCreated MatchesPlaced',
        ['ConfigurationName'],
        ['Sum'],
      ),
      ...all('TimeToMatch TimeToTicketSuccess', ['ConfigurationName'], spread),
      ...all('RuleEvaluationsPassed RuleEvaluationsFailed', ['ConfigurationName', 'RuleName'], ['Sum']),
    },
  },
  'AWS/Lambda': {
    source: 'Lambda guide, "Types of metrics for Lambda functions"',
    metrics: {
      ...all('Throttles DestinationDeliveryFailures', ['FunctionName'], ['Sum']),
      ...all('IteratorAge', ['FunctionName'], spread),
      // Of an alias with two versions: by each of them ("Dimensions for Lambda metrics").
      ...Object.fromEntries(
        ['Invocations', 'Errors'].map((name) => [
          name,
          { by: [['FunctionName'], ['FunctionName', 'Resource', 'ExecutedVersion']], statistics: ['Sum'] },
        ]),
      ),
      ...all('Duration', ['FunctionName'], percentiles),
    },
  },
  'AWS/ApiGateway': {
    source: 'API Gateway guide, "Monitor CloudWatch metrics for HTTP APIs": published by ApiId, not ApiName',
    metrics: {
      ...all('Count 4xx 5xx', ['ApiId'], ['Sum']),
      ...all('Latency IntegrationLatency', ['ApiId'], percentiles),
    },
  },
  'AWS/DynamoDB': {
    source: 'DynamoDB guide, "Metrics and dimensions": ThrottledRequests needs Operation too, these do not',
    metrics: Object.fromEntries(
      ['ReadThrottleEvents', 'WriteThrottleEvents'].map((name) => [
        name,
        { by: [['TableName'], ['TableName', 'GlobalSecondaryIndexName']], statistics: ['Sum'] },
      ]),
    ),
  },
  [failureMetric.namespace]: {
    source: 'contract/failure-metric.ts: what the functions write in the embedded metric format',
    metrics: {
      [failureMetric.name]: {
        by: [[failureMetric.dimensions.function], Object.values(failureMetric.dimensions)],
        statistics: ['Sum'],
      },
    },
  },
  'AWS/SQS': {
    source: 'SQS guide, "Available CloudWatch metrics"',
    metrics: all('ApproximateNumberOfMessagesVisible ApproximateAgeOfOldestMessage', ['QueueName'], counted),
  },
};

/** Metrics that log filters count, without dimensions (stacks/constructs/log-metric.ts). */
export const ownMetrics = { droppedEvents: 'DroppedEvents' } as const;

/** The namespace of an environment's own metrics. */
export function ownNamespace(project: string, environment: string): string {
  return `${project}/${environment}`;
}

/** One line of a widget, or the metric of an alarm. */
export interface MetricLine {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: Statistic;
  readonly label?: string;
}

/** @returns why CloudWatch would never have a value for the line; undefined when it would */
export function absence({ namespace, metric, dimensions, statistic }: MetricLine): string | undefined {
  const known = metricTables[namespace];
  if (known === undefined && !namespace.startsWith('AWS/'))
    return Object.keys(dimensions).length === 0 ? undefined : `${namespace} is counted without dimensions`;
  const found = known?.metrics[metric];
  if (found === undefined)
    return (
      `${namespace} ${metric} is not in stacks/constructs/metric-tables.ts: add it there from AWS's own ` +
      'table'
    );
  const given = Object.keys(dimensions).sort().join(', ');
  if (!found.by.some((names) => [...names].sort().join(', ') === given))
    return (
      `${namespace} ${metric} is published by ` +
      `${found.by.map((names) => names.join(' and ')).join(', or by ')}, not by ${given || 'nothing'}`
    );
  return found.statistics.includes(statistic)
    ? undefined
    : `${namespace} ${metric} has ${found.statistics.join(', ')}, not ${statistic}`;
}
