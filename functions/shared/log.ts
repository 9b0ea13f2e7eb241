import { failureMetricLine } from '../../contract/failure-metric';

/**
 * One line of JSON to the function's log: CloudWatch Logs Insights and the console read its fields. An
 * `error` is a failure that the function caught, and is counted: by its version, so that a new version that
 * fails is taken back.
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
 * Past the console, whose lines Lambda puts as text into lines of its own. Code that no Lambda runs, such as
 * the simulator's, has no function to count for.
 */
function countFailure(): void {
  const { AWS_LAMBDA_FUNCTION_NAME: name, AWS_LAMBDA_FUNCTION_VERSION: version } = process.env;
  if (name === undefined || version === undefined) return;
  process.stdout.write(`${failureMetricLine(name, version, Date.now())}\n`);
}
