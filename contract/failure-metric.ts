/**
 * The metric of failures that a function caught and logged: an answer of 5xx, an item of a batch, a match
 * that could not be swept. Lambda's own `Errors` counts only what a function throws. The functions write it,
 * alarms read it.
 */
export const failureMetric = {
  namespace: 'Turnlift',
  name: 'CaughtFailures',
  /** It is published by function, and by function and version. */
  dimensions: { function: 'FunctionName', version: 'ExecutedVersion' },
} as const;

/**
 * A line with which CloudWatch Logs makes metrics (CloudWatch guide, "Specification: Embedded metric
 * format").
 */
export function failureMetricLine(functionName: string, version: string, epochMs: number): string {
  const { namespace, name, dimensions } = failureMetric;
  return JSON.stringify({
    _aws: {
      Timestamp: epochMs,
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: [[dimensions.function], [dimensions.function, dimensions.version]],
          Metrics: [{ Name: name, Unit: 'Count' }],
        },
      ],
    },
    [dimensions.function]: functionName,
    [dimensions.version]: version,
    [name]: 1,
  });
}

/** Whether a line of a function's log is one of `failureMetricLine`. */
export function isFailureMetricLine(line: string): boolean {
  return line.startsWith('{"_aws":');
}
