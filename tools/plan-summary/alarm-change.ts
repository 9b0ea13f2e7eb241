import { blocks, differing, same, type PlanValues } from './comparison';
import { versionDangers } from './function-version';
import { beyondOrder } from './magnitude';

/** Names of an alarm's arguments: Terraform and CloudFormation write them differently. */
export interface AlarmArguments {
  readonly operator: string;
  readonly threshold: string;
  readonly silence: string;
  /** Seconds of a period, and how many of how many periods must break the threshold. */
  readonly period: string;
  readonly breaking: string;
  readonly periods: string;
  /** Several metrics, and expressions of them. */
  readonly queries: string;
  /** The arguments of the watched metric: a change of any means another metric. */
  readonly metric: readonly string[];
}

/** All names, for the arguments that are compared together. */
export const argumentsOf = ({ metric, ...others }: AlarmArguments): readonly string[] => [
  ...Object.values(others),
  ...metric,
];

/**
 * Changes that make an alarm watch something else, sound much later or earlier, or not at all.
 * @param before absent for a new alarm
 */
export function alarmDangers(
  names: AlarmArguments,
  after: PlanValues,
  before: PlanValues | undefined,
): readonly string[] {
  if (before === undefined) return [];
  const { operator, silence, queries, metric } = names;
  const [is, was] = newerVersion(after, before)
    ? [recordOf(withoutVersion(after)), recordOf(withoutVersion(before))]
    : [after, before];
  const others = differing(was, is).filter((name) => metric.includes(name));
  return [
    ...(others.length > 0 ? [`the alarm watches another metric: ${others.join(', ')} changes`] : []),
    ...queryDangers(is[queries], was[queries]),
    ...(before[operator] !== after[operator]
      ? [`the alarm compares differently: ${String(before[operator])} → ${String(after[operator])}`]
      : []),
    ...thresholdDangers(names, after, before),
    ...delayDangers(names, after, before),
    ...silenceDangers(after[silence], before[silence]),
  ];
}

/**
 * The alarms of a function's new version name its number, which each deploy of the function changes: as a
 * dimension of the alarm, or of its queries.
 */
const executed = 'ExecutedVersion';

/** Whether the alarm names the same versions, or newer ones. */
function newerVersion(after: PlanValues, before: PlanValues): boolean {
  const [is, was] = [versionsIn(after), versionsIn(before)];
  return is.length === was.length && is.every((version, at) => versionDangers(version, was[at]).length === 0);
}

function versionsIn(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap(versionsIn);
  const members = recordOf(value);
  return members['Name'] === executed ? [members['Value']] : Object.values(members).flatMap(versionsIn);
}

function withoutVersion(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutVersion);
  if (value === null || typeof value !== 'object') return value;
  const members = recordOf(value);
  return Object.fromEntries(
    Object.entries(members).map(([name, member]) => [
      name,
      name === 'Value' && members['Name'] === executed ? executed : withoutVersion(member),
    ]),
  );
}

const recordOf = (value: unknown): PlanValues =>
  value !== null && typeof value === 'object' ? Object.fromEntries(Object.entries(value)) : {};

function silenceDangers(is: unknown, was: unknown): readonly string[] {
  if (same(is, was)) return [];
  return [
    was === 'breaching'
      ? 'a metric that stops does not sound the alarm any more'
      : `a metric without data means ${String(is ?? 'the default')} to the alarm, not ` +
        `${String(was ?? 'the default')}`,
  ];
}

/**
 * Queries are distinguished by the metrics that they read: their ids may be counted again. A further metric
 * takes none away.
 */
function queryDangers(is: unknown, was: unknown): readonly string[] {
  const [now, before] = [blocks(is).map(read), blocks(was).map(read)];
  const lacking = (some: readonly PlanValues[], others: readonly PlanValues[]): readonly PlanValues[] =>
    some.filter((query) => !others.some((other) => same(other, query)));
  const fresh = lacking(now, before);
  return lacking(before, now).length > 0 ||
    (before.length === 0 ? fresh : fresh.filter(isExpression)).length > 0
    ? ['the alarm watches other metrics: its queries change']
    : [];
}

/** A query without the names that only the alarm itself knows. */
const read = (query: PlanValues): PlanValues =>
  Object.fromEntries(Object.entries(query).filter(([name]) => !/^(id|label)$/i.test(name)));

const isExpression = (query: PlanValues): boolean =>
  !same(query['expression'] ?? query['Expression'], undefined);

function thresholdDangers(
  { operator, threshold }: AlarmArguments,
  after: PlanValues,
  before: PlanValues,
): readonly string[] {
  if (same(before[threshold], after[threshold])) return [];
  const [is, was] = [Number(after[threshold] ?? NaN), Number(before[threshold] ?? NaN)];
  if (Number.isNaN(is) || Number.isNaN(was))
    return [`the alarm has another kind of threshold: ${was} → ${is}`];
  const above = String(after[operator]).startsWith('Greater');
  const side = above ? 'above' : 'below';
  const [high, low] = [is > (was > 0 ? was * 10 : 10), is < was / 10];
  if (above ? high : low) return [`the alarm sounds only ${side} ${is}, not ${was}`];
  return (above ? low : high) ? [`the alarm sounds already ${side} ${is}, not ${was}`] : [];
}

/** How long the metric must stay beyond the threshold. */
function delayDangers(
  { period, breaking, periods }: AlarmArguments,
  after: PlanValues,
  before: PlanValues,
): readonly string[] {
  const [is, was] = [after, before].map((alarm) => ({
    [period]: alarm[period],
    [periods]: alarm[periods],
    [breaking]: alarm[breaking] ?? alarm[periods],
  }));
  const changes = beyondOrder(is, was);
  const seconds = (alarm: PlanValues): number =>
    Number(alarm[period] ?? 1) * Number(alarm[breaking] ?? alarm[periods]);
  const whole =
    changes.length === 0 && !Number.isNaN(seconds(before))
      ? beyondOrder(seconds(after), seconds(before))
      : [];
  return [...changes, ...whole].map((change) => `the alarm sounds at another time: ${change}`);
}
