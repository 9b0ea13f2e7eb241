import { failureMetric } from '../../contract/failure-metric';
import { catchesFailures, type FunctionDeclaration, type Trigger } from '../../functions/declaration';
import { functionDeclarations } from '../../functions/declarations';
import { type Alarm, inSomeMinutes, inSomeOfAnHour, type AlarmInput } from './alarm';
import { type MetricLine } from './metric-tables';

/** The alarms of each function. */
export function alarmsOfFunctions(watched: AlarmInput): readonly Alarm[] {
  return [
    ...functionDeclarations.flatMap((declaration) => functionAlarms(watched, declaration)),
    ...functionDeclarations.flatMap(({ name, trigger }) =>
      trigger.kind === 'stream' ? streamAlarms(watched, name, trigger) : [],
    ),
  ];
}

/**
 * A function that answers failures with few requests: a version that was not taken back, since its shift was
 * too short for them. Each five minutes count, and four of an hour sound.
 */
const oftenFailing = {
  when: 'above',
  threshold: 5,
  breaching: 4,
  periods: 12,
  periodSeconds: 300,
} as const;

function functionAlarms(
  { names }: AlarmInput,
  { name, timeoutSeconds, trigger }: FunctionDeclaration,
): readonly Alarm[] {
  const dimensions = { FunctionName: names.function(name) };
  const lambda = (metric: string, statistic: MetricLine['statistic']): [MetricLine] => [
    { namespace: 'AWS/Lambda', metric, dimensions, statistic },
  ];
  return [
    {
      name: `${name}-errors`,
      description: `${name} threw: read its log group /aws/lambda/${names.function(name)}`,
      lines: lambda('Errors', 'Sum'),
      when: 'above',
      threshold: 0,
      periods: 1,
    },
    ...(catchesFailures({ trigger }) ? [failingAlarm(names.function(name), name, trigger)] : []),
    {
      name: `${name}-throttled`,
      description: `calls of ${name} were refused: raise the account's concurrency, or its reserved part`,
      lines: lambda('Throttles', 'Sum'),
      when: 'above',
      threshold: 0,
      ...inSomeMinutes(2),
    },
    {
      name: `${name}-slow`,
      description: `${name} comes near its timeout of ${timeoutSeconds} s`,
      lines: lambda('Duration', 'p99'),
      when: 'above',
      threshold: timeoutSeconds * 800,
      // One that runs each five minutes or less often has one run in a period at most: each counts.
      ...(trigger.kind === 'schedule' && trigger.every !== '1 minute' ? { periods: 1 } : inSomeOfAnHour),
    },
  ];
}

function failingAlarm(functionName: string, name: string, trigger: Trigger): Alarm {
  const dimensions = { [failureMetric.dimensions.function]: functionName };
  return {
    name: `${name}-failing`,
    description:
      `${name} caught failures in more than ${oftenFailing.threshold} % of its calls, again and again: ` +
      `read the lines of level error in /aws/lambda/${functionName}`,
    lines: [{ namespace: failureMetric.namespace, metric: failureMetric.name, dimensions, statistic: 'Sum' }],
    of: {
      lines: [{ namespace: 'AWS/Lambda', metric: 'Invocations', dimensions, statistic: 'Sum' }],
      atLeast: 1,
    },
    ...oftenFailing,
    // One that runs once an hour fails in one run.
    ...(trigger.kind === 'schedule' && ['1 hour', '1 day'].includes(trigger.every)
      ? { breaching: 1, periods: 1 }
      : {}),
  };
}

/**
 * Age of a record, in seconds, at which a stream counts as behind. Normal is a second or two; records are
 * lost after a day.
 */
const maxRecordAgeSeconds = 60;

function streamAlarms(
  { names }: AlarmInput,
  name: string,
  { table }: Extract<Trigger, { readonly kind: 'stream' }>,
): readonly Alarm[] {
  const log = `/aws/lambda/${names.function(name)}`;
  const lambda = (metric: string, statistic: MetricLine['statistic']): [MetricLine] => [
    { namespace: 'AWS/Lambda', metric, dimensions: { FunctionName: names.function(name) }, statistic },
  ];
  return [
    {
      name: `${name}-behind`,
      description:
        `${name} is more than ${maxRecordAgeSeconds} s behind the stream of ${table}: a batch fails ` +
        `again and again, or it is too slow; read ${log}. Records are kept for 24 hours`,
      lines: lambda('IteratorAge', 'Maximum'),
      when: 'above',
      threshold: maxRecordAgeSeconds * 1000,
      ...inSomeMinutes(3),
    },
    {
      name: `${name}-lost`,
      description:
        `a batch that ${name} failed for did not reach the failures queue: what it held is in the ` +
        `stream of ${table} for 24 hours, no longer; read ${log}`,
      lines: lambda('DestinationDeliveryFailures', 'Sum'),
      when: 'above',
      threshold: 0,
      periods: 1,
    },
  ];
}
