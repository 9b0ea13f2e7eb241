import { type Values } from './comparison';

/** Names of an alarm's arguments: Terraform and CloudFormation write them differently. */
export interface AlarmArguments {
  readonly operator: string;
  readonly threshold: string;
  readonly silence: string;
}

/** What makes an alarm sound much later, or not at all. @param before absent for a new alarm */
export function alarmDangers(
  { operator, threshold, silence }: AlarmArguments,
  after: Values,
  before: Values | undefined,
): readonly string[] {
  if (before === undefined) return [];
  const [is, was] = [Number(after[threshold] ?? NaN), Number(before[threshold] ?? NaN)];
  const above = String(after[operator]).startsWith('Greater');
  const later = above ? was > 0 && is > was * 10 : is < was / 10;
  return [
    ...(before[operator] !== after[operator]
      ? [`the alarm compares differently: ${String(before[operator])} → ${String(after[operator])}`]
      : []),
    ...(later ? [`the alarm sounds only ${above ? 'above' : 'below'} ${is}, not ${was}`] : []),
    ...(before[silence] === 'breaching' && after[silence] !== 'breaching'
      ? ['a metric that stops does not sound the alarm any more']
      : []),
  ];
}
