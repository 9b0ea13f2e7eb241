import { alarmDangers, argumentsOf } from './alarm-change';
import { blocks, differing, list, same, type PlanValues, without } from './comparison';
import { beyondOrder } from './magnitude';
import { always, routine, turnedOff, type WatchedType } from './watched-type';

const alarmArguments = {
  operator: 'comparison_operator',
  threshold: 'threshold',
  silence: 'treat_missing_data',
  period: 'period',
  breaking: 'datapoints_to_alarm',
  periods: 'evaluation_periods',
  queries: 'metric_query',
  metric: [
    ...[
      'dimensions',
      'evaluate_low_sample_count_percentiles',
      'extended_statistic',
      'metric_name',
      'namespace',
    ],
    ...['statistic', 'unit'],
  ],
};

/** Types that report trouble and costs, and roll back new versions. */
export const alarmTypes: Readonly<Record<string, WatchedType>> = {
  aws_budgets_budget: {
    ended: 'costs are not reported any more',
    harmless: {
      [routine.people]: ['name'],
      'it is the first month of the budget only': ['time_period_start'],
    },
    compared: {
      limit_amount: (is, was) =>
        !same(is, undefined) && Number(is) <= Number(was) * 10
          ? []
          : [`the budget is ${String(is)} instead of ${String(was)}`],
      notification: (is, was) => warningDangers(blocks(is), blocks(was)),
    },
  },
  aws_cloudwatch_dashboard: {
    ended: 'how the game does is shown nowhere any more (docs/operating.md begins with it)',
    harmless: { [routine.people]: ['dashboard_body', 'dashboard_name'] },
  },
  aws_cloudwatch_log_metric_filter: {
    ended: 'its alarm never sounds',
    harmless: { 'it counts the same lines under another name': ['name'] },
    compared: {
      metric_transformation: always(
        'it counts into another metric, and the alarm of the old one never sounds',
      ),
      pattern: (is) => [`its alarm sounds by other lines: ${String(is ?? 'all')}`],
    },
  },
  aws_cloudwatch_metric_alarm: {
    ended: 'what the alarm watches is not reported any more',
    harmless: {
      [routine.people]: ['alarm_description', 'alarm_name'],
      'it notifies of an end, or of missing data, which the alarm itself compares': [
        'insufficient_data_actions',
        'ok_actions',
      ],
    },
    compared: {
      actions_enabled: turnedOff('what the alarm does', true),
      alarm_actions: (is, was) =>
        without(was, is).map((action) => `the alarm does not reach ${action} any more`),
    },
    together: {
      of: argumentsOf(alarmArguments),
      dangers: (after, before) =>
        before === undefined && after['actions_enabled'] === false
          ? ['what the new alarm does is turned off']
          : alarmDangers(alarmArguments, after, before),
    },
  },
  aws_sns_topic: {
    lost: 'alarms reach no address meanwhile',
    harmless: { [routine.people]: ['display_name'] },
  },
  aws_sns_topic_policy: { ended: 'what only it lets publish is refused' },
  aws_sns_topic_subscription: {
    lost: 'alarms do not reach its address any more',
    together: {
      of: ['endpoint', 'protocol'],
      dangers: (after, before, { unknown }) =>
        !(before === undefined && after['protocol'] === 'email') &&
        !unknown('endpoint') &&
        ['endpoint', 'protocol'].some((name) => !same(before?.[name], after[name]))
          ? [`alarms go to ${String(after['endpoint'])}`]
          : [],
    },
  },
};

/** Warnings of a budget that end, come later, or reach fewer. A further one takes nothing away. */
function warningDangers(is: readonly PlanValues[], was: readonly PlanValues[]): readonly string[] {
  if (is.length < was.length) return ['the budget warns less often, or not at all'];
  return was.flatMap((old, at) => {
    const now = is.find((one) => same(one, old)) ?? is[at] ?? {};
    return differing(old, now).flatMap((name) =>
      name.startsWith('subscriber_')
        ? without(old[name], list(now[name])).map((address) => `the budget does not warn ${address} any more`)
        : beyondOrder(now[name], old[name], name).map((change) => `the budget warns by another ${change}`),
    );
  });
}
