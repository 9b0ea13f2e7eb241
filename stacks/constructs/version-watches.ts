import { logicalId, type Template } from '../../templates';
import { absence, type MetricLine } from './metric-tables';

/** The alias that every trigger calls; it points to the version in service. */
export const liveAlias = 'live';

type Dimensions = ReadonlyArray<{
  readonly Name: string;
  readonly Value: string | { readonly Ref: string };
}>;

/** An alarm that rolls back a new version. */
export interface Watch {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** What it reads: each must be a metric that CloudWatch has. */
  readonly lines: readonly MetricLine[];
  /** Its metric or its queries, and the threshold above which it sounds. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/**
 * Errors of the new version only: errors of the old one must not roll back its fix.
 * @param version the template's parameter
 */
export function versionWatch(functionName: string, name: string, version: string, alarmName: string): Watch {
  const resource = `${functionName}:${liveAlias}`;
  const dimensions: Dimensions = [
    { Name: 'FunctionName', Value: functionName },
    { Name: 'Resource', Value: resource },
    { Name: 'ExecutedVersion', Value: { Ref: version } },
  ];
  const line: MetricLine = {
    namespace: 'AWS/Lambda',
    metric: 'Errors',
    dimensions: { FunctionName: functionName, Resource: resource, ExecutedVersion: version },
    statistic: 'Sum',
  };
  return {
    id: logicalId('Errors', name),
    name: alarmName,
    description: `the new version of ${name} threw: it is taken back; read /aws/lambda/${functionName}`,
    lines: [line],
    properties: {
      Namespace: line.namespace,
      MetricName: line.metric,
      Dimensions: dimensions,
      Statistic: line.statistic,
      Period: 60,
      Threshold: 0,
    },
  };
}

/**
 * Share of a minute's requests, in percent, above which 5xx take a new version back. A large game has some in
 * every minute (docs/cost.md: 6,500 requests a minute with 10,000 players), so a number alone would take back
 * every version. A small game has few requests, of which one failure is a large share, so a few must fail.
 */
const failedShare = { percent: 0.2, atLeast: 4 } as const;

/** Handlers answer 5xx where they catch their own failure, which Lambda does not count as an error. */
export function apiWatch(alarmName: string): Watch {
  const lines = (['5xx', 'Count'] as const).map((metric): MetricLine => ({
    namespace: 'AWS/ApiGateway',
    metric,
    dimensions: { ApiId: 'ApiId' },
    statistic: 'Sum',
  }));
  const dimensions: Dimensions = [{ Name: 'ApiId', Value: { Ref: 'ApiId' } }];
  const { percent, atLeast } = failedShare;
  return {
    id: 'ApiErrors',
    name: alarmName,
    description: `more than ${percent} % of the API's requests, and at least ${atLeast} in a minute, end in 5xx: new versions are taken back`,
    lines,
    properties: {
      Metrics: [
        {
          Id: 'share',
          Label: 'percent of requests that end in 5xx',
          Expression: `IF(failed >= ${atLeast}, 100 * failed / requests, 0)`,
          ReturnData: true,
        },
        ...lines.map(({ namespace, metric, statistic }) => ({
          Id: metric === '5xx' ? 'failed' : 'requests',
          MetricStat: {
            Metric: { Namespace: namespace, MetricName: metric, Dimensions: dimensions },
            Period: 60,
            Stat: statistic,
          },
          ReturnData: false,
        })),
      ],
      Threshold: percent,
    },
  };
}

/** @throws Error with one line when a metric never has a value */
export function alarm({ name, description, lines, properties }: Watch): Template['Resources'][string] {
  for (const line of lines) {
    const why = absence(line);
    if (why !== undefined) throw new Error(`stacks/constructs/version-watches.ts: the alarm ${name}: ${why}`);
  }
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: name,
      AlarmDescription: description,
      ...properties,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
    },
  };
}
