import vm from 'node:vm';
import * as z from 'zod';

/** An alarm as CloudWatch evaluates it (CloudWatch guide, "Alarm evaluation"). */
export interface EvaluatedAlarm {
  readonly name: string;
  readonly queries: ReadonlyArray<
    | { readonly id: string; readonly metric: string; readonly statistic: string }
    | { readonly id: string; readonly expression: string }
  >;
  /** Minutes of a period. */
  readonly period: number;
  readonly periods: number;
  readonly breaching: number;
  readonly above: boolean;
  readonly threshold: number;
  readonly silence: string;
}

/** A metric's value in a minute; undefined where it has none. */
export type Series = (metric: string, minute: number) => number | undefined;

const cloudFormation = z.looseObject({
  AlarmName: z.string(),
  Metrics: z.array(
    z.looseObject({
      Id: z.string(),
      Expression: z.string().optional(),
      MetricStat: z
        .looseObject({
          Metric: z.looseObject({ MetricName: z.string() }),
          Period: z.number(),
          Stat: z.string(),
        })
        .optional(),
    }),
  ),
  EvaluationPeriods: z.number(),
  DatapointsToAlarm: z.number().optional(),
  ComparisonOperator: z.string(),
  Threshold: z.number(),
  TreatMissingData: z.string(),
});

/** @param properties of an `AWS::CloudWatch::Alarm` with queries */
export function alarmOfTemplate(properties: unknown): EvaluatedAlarm {
  const { Metrics, ...alarm } = cloudFormation.parse(properties);
  return {
    name: alarm.AlarmName,
    queries: Metrics.map(({ Id: id, Expression: expression = '', MetricStat }) =>
      MetricStat === undefined
        ? { id, expression }
        : { id, metric: MetricStat.Metric.MetricName, statistic: MetricStat.Stat },
    ),
    period: periodOf(Metrics.flatMap(({ MetricStat }) => MetricStat?.Period ?? [])),
    periods: alarm.EvaluationPeriods,
    breaching: alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods,
    above: alarm.ComparisonOperator === 'GreaterThanThreshold',
    threshold: alarm.Threshold,
    silence: alarm.TreatMissingData,
  };
}

const terraform = z.looseObject({
  alarm_name: z.string(),
  metric_name: z.string().optional(),
  statistic: z.string().optional(),
  extended_statistic: z.string().optional(),
  period: z.number().optional(),
  metric_query: z
    .array(
      z.looseObject({
        id: z.string(),
        expression: z.string().optional(),
        metric: z.looseObject({ metric_name: z.string(), period: z.number(), stat: z.string() }).optional(),
      }),
    )
    .optional(),
  evaluation_periods: z.number(),
  datapoints_to_alarm: z.number(),
  comparison_operator: z.string(),
  threshold: z.number(),
  treat_missing_data: z.string(),
});

/** @param resource an `aws_cloudwatch_metric_alarm` */
export function alarmOfResource(resource: unknown): EvaluatedAlarm {
  const { metric_query: queries, ...alarm } = terraform.parse(resource);
  const statistic = alarm.statistic ?? alarm.extended_statistic ?? '';
  return {
    name: alarm.alarm_name,
    queries: queries?.map(({ id, expression = '', metric }) =>
      metric === undefined ? { id, expression } : { id, metric: metric.metric_name, statistic: metric.stat },
    ) ?? [{ id: 'only', metric: alarm.metric_name ?? '', statistic }],
    period: periodOf(queries?.flatMap(({ metric }) => metric?.period ?? []) ?? [alarm.period ?? NaN]),
    periods: alarm.evaluation_periods,
    breaching: alarm.datapoints_to_alarm,
    above: alarm.comparison_operator === 'GreaterThanThreshold',
    threshold: alarm.threshold,
    silence: alarm.treat_missing_data,
  };
}

function periodOf(seconds: readonly number[]): number {
  const [first, ...others] = new Set(seconds);
  if (first === undefined || first % 60 !== 0 || others.length > 0)
    throw new Error(`the periods of an alarm are ${seconds.join(', ')}`);
  return first / 60;
}

/** Minutes until the value of a minute can be read. */
export const publishedAfter = 2;

/**
 * The minute at which the alarm sounds, counted from the first one that has a value; undefined where it does
 * not. CloudWatch evaluates it every minute, over periods that end then: its window slides.
 * @param until evaluated up to this minute
 */
export function soundsAt(alarm: EvaluatedAlarm, series: Series, until: number): number | undefined {
  for (let minute = 0; minute <= until; minute += 1) {
    const end = minute - publishedAfter;
    const points = Array.from({ length: alarm.periods }, (_, back) =>
      pointOf(alarm, series, end - (back + 1) * alarm.period),
    );
    if (points.filter((point) => breaches(alarm, point)).length >= alarm.breaching) return minute;
  }
  return undefined;
}

function breaches({ above, threshold, silence }: EvaluatedAlarm, point: number): boolean {
  if (Number.isNaN(point)) return silence === 'breaching';
  return above ? point > threshold : point < threshold;
}

/** The value of a period; NaN where it has none. */
function pointOf({ queries, period }: EvaluatedAlarm, series: Series, from: number): number {
  const values = new Map<string, number>();
  let expressed: string | undefined;
  for (const query of queries) {
    if ('expression' in query) {
      expressed = query.expression;
      continue;
    }
    const found = Array.from({ length: period }, (_, at) =>
      from + at < 0 ? undefined : series(query.metric, from + at),
    ).filter((value) => value !== undefined);
    values.set(query.id, found.length === 0 ? NaN : statisticOf(query.statistic, found));
  }
  return expressed === undefined ? ([...values.values()][0] ?? NaN) : evaluate(expressed, values);
}

function statisticOf(statistic: string, values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  if (statistic === 'Sum') return sum;
  // Of one value a minute, a high percentile is the highest.
  return statistic === 'Average' ? sum / values.length : Math.max(...values);
}

const scripts = new Map<string, vm.Script>();
const values: Record<string, number> = {};
const math = vm.createContext({
  values,
  IF: (condition: boolean, then: number, otherwise: number) => (condition ? then : otherwise),
  SUM: (some: readonly number[]): number => {
    const there = some.filter((value) => !Number.isNaN(value));
    return there.length === 0 ? NaN : there.reduce((total, value) => total + value, 0);
  },
  METRICS: () => Object.values(values),
});

/**
 * Metric math, as far as our alarms use it: arithmetic with a missing value is missing, and SUM leaves it
 * out.
 */
function evaluate(expression: string, given: ReadonlyMap<string, number>): number {
  for (const id of Object.keys(values)) delete values[id];
  Object.assign(values, Object.fromEntries(given));
  const script = scripts.get(expression) ?? new vm.Script(`with (values) { ${expression} }`);
  scripts.set(expression, script);
  return Number(script.runInContext(math));
}
