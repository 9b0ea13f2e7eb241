import * as z from 'zod';
import { parsedJson, resources } from './reading';

const dimensions = z.record(z.string(), z.string());
/** An `aws_cloudwatch_metric_alarm`. */
export const alarmResource = z.looseObject({
  alarm_name: z.string(),
  namespace: z.string().optional(),
  metric_name: z.string().optional(),
  dimensions: dimensions.optional(),
  statistic: z.string().optional(),
  extended_statistic: z.string().optional(),
  treat_missing_data: z.string(),
  metric_query: z
    .array(
      z.looseObject({
        expression: z.string().optional(),
        metric: z
          .looseObject({ namespace: z.string(), metric_name: z.string(), dimensions, stat: z.string() })
          .optional(),
      }),
    )
    .optional(),
});
export type AlarmResource = z.output<typeof alarmResource>;
const dashboard = z.looseObject({
  widgets: z.array(
    z.looseObject({
      properties: z.looseObject({ title: z.string(), metrics: z.array(z.array(z.unknown())) }),
    }),
  ),
});

export interface MetricRead {
  readonly at: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: string;
}

/** Every metric that an alarm or a widget reads. @param stack the synthesized stack `operations` */
export function metricReads(stack: Parameters<typeof resources>[0]): readonly MetricRead[] {
  const alarms = Object.values(resources(stack, 'aws_cloudwatch_metric_alarm')).map((value) =>
    alarmResource.parse(value),
  );
  const [board] = Object.values(resources(stack, 'aws_cloudwatch_dashboard'));
  return [
    ...alarms.flatMap((found): readonly MetricRead[] =>
      found.metric_query === undefined
        ? [
            {
              at: found.alarm_name,
              namespace: found.namespace ?? '',
              metric: found.metric_name ?? '',
              dimensions: found.dimensions ?? {},
              statistic: found.statistic ?? found.extended_statistic ?? '',
            },
          ]
        : found.metric_query.flatMap(({ metric }) =>
            metric === undefined
              ? []
              : [
                  {
                    at: found.alarm_name,
                    namespace: metric.namespace,
                    metric: metric.metric_name,
                    dimensions: metric.dimensions,
                    statistic: metric.stat,
                  },
                ],
          ),
    ),
    ...dashboard.parse(parsedJson(board?.['dashboard_body'])).widgets.flatMap(({ properties }) =>
      properties.metrics.map((line): MetricRead => {
        const [namespace, metric, ...rest] = line;
        const pairs = rest.slice(0, -1).map(String);
        return {
          at: properties.title,
          namespace: String(namespace),
          metric: String(metric),
          dimensions: Object.fromEntries(
            pairs.flatMap((name, index) => (index % 2 === 0 ? [[name, pairs[index + 1] ?? '']] : [])),
          ),
          statistic: String(Object(rest.at(-1)).stat),
        };
      }),
    ),
  ];
}
