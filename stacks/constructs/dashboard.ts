/** CloudWatch dashboard bodies: a title, lines of metrics, three widgets a row. */

/**
 * One line of a widget: name space, metric, then dimension name and value, any number of times, and how to
 * read it.
 */
export interface MetricLine {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Sum' | 'Average' | 'Maximum' | 'Minimum' | 'p50' | 'p95' | 'p99';
  readonly label?: string;
}

export interface Widget {
  readonly title: string;
  readonly lines: readonly MetricLine[];
  readonly stacked?: true;
}

const columns = 3;
const width = 24 / columns;
const height = 6;

/** The JSON of a dashboard; widgets without lines are left out. */
export function dashboardBody(region: string, widgets: readonly Widget[]): string {
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
          region,
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
