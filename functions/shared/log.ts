import { failureMetricLine } from '../../contract/failure-metric';

/**
 * Writes one line of JSON to the function's log: CloudWatch Logs Insights and the console read its fields. An
 * `error` is a failure that the function caught. It is counted by version, so that a deployment rolls back a
 * new version that fails.
 */
export function log(
  level: 'info' | 'warn' | 'error',
  message: string,
  fields: Readonly<Record<string, unknown>> = {},
): void {
  const line = JSON.stringify({ level, message, ...fields }, (_key, value: unknown) =>
    value instanceof Error ? { name: value.name, message: value.message, stack: value.stack } : value,
  );
  if (level === 'error') {
    console.error(line);
    countFailure();
  } else if (level === 'warn') console.warn(line);
  else console.log(line);
}

/**
 * Writes to stdout, not to the console: Lambda wraps lines of the console, and the metric filter needs the
 * line as it is. Outside of Lambda, as in the simulator, there is no function to count for.
 */
function countFailure(): void {
  const { AWS_LAMBDA_FUNCTION_NAME: name, AWS_LAMBDA_FUNCTION_VERSION: version } = process.env;
  if (name === undefined || version === undefined) return;
  process.stdout.write(`${failureMetricLine(name, version, Date.now())}\n`);
}
