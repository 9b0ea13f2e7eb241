import { absence, type MetricLine } from './metric-tables';

/** CloudWatch dashboard bodies: a title, lines of metrics, three widgets a row. */

export interface Widget {
  readonly title: string;
  readonly lines: readonly MetricLine[];
  readonly stacked?: true;
  /** Region of its metrics; absent: the home Region. */
  readonly region?: string;
}

const columns = 3;
const width = 24 / columns;
const height = 6;

/**
 * The JSON of a dashboard; widgets without lines are omitted.
 * @throws Error with one line when a line would stay empty for ever
 */
export function dashboardBody(region: string, widgets: readonly Widget[]): string {
  for (const { title, lines } of widgets)
    for (const line of lines) {
      const why = absence(line);
      if (why !== undefined) throw new Error(`stacks/constructs/widgets.ts: the widget "${title}": ${why}`);
    }
  return JSON.stringify({
    start: '-PT6H',
    periodOverride: 'inherit',
    widgets: widgets
      .filter((widget) => widget.lines.length > 0)
      .map((widget, index) => ({
        type: 'metric',
        x: (index % columns) * width,
        y: Math.floor(index / columns) * height,
        width,
        height,
        properties: {
          title: widget.title,
          region: widget.region ?? region,
          view: 'timeSeries',
          stacked: widget.stacked ?? false,
          period: 60,
          metrics: widget.lines.map(({ namespace, metric, dimensions, statistic, label }) => [
            namespace,
            metric,
            ...Object.entries(dimensions).flat(),
            { stat: statistic, ...(label === undefined ? {} : { label }) },
          ]),
        },
      })),
  });
}
