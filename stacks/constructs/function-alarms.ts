import { type Trigger } from '../../functions/declaration';
import { functionDeclarations } from '../../functions/declarations';
import { type Alarm, type Watched } from './alarm';
import { type MetricLine } from './metric-tables';

/** The alarms of each function. */
export function alarmsOfFunctions(watched: Watched): readonly Alarm[] {
  return [
    ...functionDeclarations.flatMap(({ name, timeoutSeconds }) =>
      functionAlarms(watched, name, timeoutSeconds),
    ),
    ...functionDeclarations.flatMap(({ name, trigger }) =>
      trigger.kind === 'stream' ? streamAlarms(watched, name, trigger) : [],
    ),
  ];
}

function functionAlarms({ names }: Watched, name: string, timeoutSeconds: number): readonly Alarm[] {
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
    {
      name: `${name}-throttled`,
      description: `calls of ${name} were refused: raise the account's concurrency, or its reserved part`,
      lines: lambda('Throttles', 'Sum'),
      when: 'above',
      threshold: 0,
      periods: 2,
    },
    {
      name: `${name}-slow`,
      description: `${name} comes near its timeout of ${timeoutSeconds} s`,
      lines: lambda('Duration', 'p99'),
      when: 'above',
      threshold: timeoutSeconds * 800,
      periods: 3,
    },
  ];
}

/**
 * Age of a record, in seconds, at which a stream counts as behind. Normal is a second or two; records are
 * lost after a day.
 */
const oldestRecordSeconds = 60;

function streamAlarms(
  { names }: Watched,
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
      description: `${name} is more than ${oldestRecordSeconds} s behind the stream of ${table}: a batch fails again and again, or it is too slow; read ${log}. Records are kept for 24 hours`,
      lines: lambda('IteratorAge', 'Maximum'),
      when: 'above',
      threshold: oldestRecordSeconds * 1000,
      periods: 3,
    },
    {
      name: `${name}-lost`,
      description: `a batch that ${name} failed for did not reach the failures queue: what it held is in the stream of ${table} for 24 hours, no longer; read ${log}`,
      lines: lambda('DestinationDeliveryFailures', 'Sum'),
      when: 'above',
      threshold: 0,
      periods: 1,
    },
  ];
}
