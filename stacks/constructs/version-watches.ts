import { failureMetric } from '../../contract/failure-metric';
import { logicalId, type Template } from '../../templates';
import { type FailedShare, shareExpression } from './failed-share';
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
  /** The metrics that it reads: each must be one that CloudWatch has. */
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
 * Failures that the new version caught, of the requests that it got itself. A natural failure a thousand
 * requests takes back one version in a thousand; docs/operating.md says what is seen with how many requests.
 */
export const versionFailures: FailedShare = { percent: 1, atLeast: 4 };

/**
 * A version that fails, but does not throw: handlers answer 5xx where they catch their own failure.
 * @param version the template's parameter
 * @param minutes of the shift: its few calls are counted together
 */
export function caughtWatch(
  functionName: string,
  name: string,
  version: string,
  { alarmName, minutes }: { readonly alarmName: string; readonly minutes: number },
): Watch {
  const { dimensions } = failureMetric;
  const of = { [dimensions.function]: functionName, [dimensions.version]: version };
  const { percent, atLeast } = versionFailures;
  return shareWatch(
    {
      id: logicalId('Caught', name),
      name: alarmName,
      description:
        `of ${minutes} minutes' calls of the new version of ${name} more than ${percent} %, and at ` +
        `least ${atLeast}, fail: it is taken back; read /aws/lambda/${functionName}`,
    },
    {
      share: versionFailures,
      seconds: minutes * 60,
      failed: {
        namespace: failureMetric.namespace,
        metric: failureMetric.name,
        dimensions: of,
        statistic: 'Sum',
      },
      requests: {
        namespace: 'AWS/Lambda',
        metric: 'Invocations',
        dimensions: { ...of, Resource: `${functionName}:${liveAlias}` },
        statistic: 'Sum',
      },
      parameters: { ExecutedVersion: version },
    },
  );
}

/**
 * Of all requests of an API: what only API Gateway sees, such as an answer in a form that it does not take.
 */
export const apiFailures: FailedShare = { percent: 0.2, atLeast: 4 };

export function apiWatch(alarmName: string): Watch {
  const line = (metric: string): MetricLine => ({
    namespace: 'AWS/ApiGateway',
    metric,
    dimensions: { ApiId: 'ApiId' },
    statistic: 'Sum',
  });
  const { percent, atLeast } = apiFailures;
  return shareWatch(
    {
      id: 'ApiErrors',
      name: alarmName,
      description:
        `more than ${percent} % of the API's requests, and at least ${atLeast} in a minute, end in 5xx: ` +
        'new versions are taken back',
    },
    {
      share: apiFailures,
      seconds: 60,
      failed: line('5xx'),
      requests: line('Count'),
      parameters: { ApiId: 'ApiId' },
    },
  );
}

function shareWatch(
  about: Pick<Watch, 'id' | 'name' | 'description'>,
  {
    share,
    seconds,
    failed,
    requests,
    parameters,
  }: {
    readonly share: FailedShare;
    readonly seconds: number;
    readonly failed: MetricLine;
    readonly requests: MetricLine;
    /** Dimensions whose value is a parameter of the template, and its name. */
    readonly parameters: Readonly<Record<string, string>>;
  },
): Watch {
  const query = (Id: string, { namespace, metric, dimensions, statistic }: MetricLine): object => ({
    Id,
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: metric,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({
          Name,
          Value: parameters[Name] === undefined ? Value : { Ref: parameters[Name] },
        })),
      },
      Period: seconds,
      Stat: statistic,
    },
    ReturnData: false,
  });
  return {
    ...about,
    lines: [failed, requests],
    properties: {
      Metrics: [
        {
          Id: 'share',
          Expression: shareExpression(share, 'failed', 'requests'),
          ReturnData: true,
        },
        query('failed', failed),
        query('requests', requests),
      ],
      Threshold: share.percent,
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
