import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import * as z from 'zod';
import { errorCodes, problemOf } from '../../contract/errors';
import { isFailureMetricLine } from '../../contract/failure-metric';
import { createApp } from '../../functions/shared/http/app';
import { lambdaHandler } from '../../functions/shared/http/lambda-handler';
import { ApiProblem } from '../../functions/shared/http/problem';
import { log } from '../../functions/shared/log';
import { metricTables } from '../../stacks/constructs/metric-tables';

/** A line that CloudWatch Logs takes for a metric ("Specification: Embedded metric format"). */
const metricLine = z.looseObject({
  _aws: z.strictObject({
    Timestamp: z.int().positive(),
    CloudWatchMetrics: z.tuple([
      z.strictObject({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.tuple([z.strictObject({ Name: z.string(), Unit: z.literal('Count') })]),
      }),
    ]),
  }),
});

describe('failures that a function catches', () => {
  const before = { ...process.env };
  let written: string[];
  beforeEach(() => {
    process.env['AWS_LAMBDA_FUNCTION_NAME'] = 'turnlift-prod-players';
    process.env['AWS_LAMBDA_FUNCTION_VERSION'] = '12';
    written = [];
    jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0);
    for (const level of ['log', 'warn', 'error'] as const)
      jest.spyOn(console, level).mockImplementation(() => undefined);
  });
  afterEach(() => {
    jest.restoreAllMocks();
    process.env = before;
  });

  it('are metrics that alarms can read, by function and by version', () => {
    log('error', 'a match could not be swept');
    expect(console.error).toHaveBeenCalledTimes(1);
    const [line = '', ...others] = written;
    expect(others).toEqual([]);
    expect(line).toMatch(/^\{"_aws":.*\}\n$/);
    expect(isFailureMetricLine(line)).toBe(true);
    const { _aws, ...members } = metricLine.parse(JSON.parse(line));
    const [{ Namespace, Dimensions, Metrics }] = _aws.CloudWatchMetrics;
    expect(members).toEqual({
      FunctionName: 'turnlift-prod-players',
      ExecutedVersion: '12',
      [Metrics[0].Name]: 1,
    });
    expect(Dimensions).toEqual(metricTables[Namespace]?.metrics[Metrics[0].Name]?.by);
  });

  it('are lines of level error alone, in Lambda alone', () => {
    log('warn', 'a placement could not be started');
    log('info', 'swept');
    delete process.env['AWS_LAMBDA_FUNCTION_NAME'];
    log('error', 'a match could not be swept');
    expect(written).toEqual([]);
  });

  it.each(errorCodes)('are counted by the answer %s where it is a 5xx', async (code) => {
    const app = createApp();
    app.get('/', () => {
      throw new ApiProblem(code);
    });
    const { statusCode } = await lambdaHandler(app)({
      rawPath: '/',
      requestContext: { requestId: 'r', http: { method: 'GET', sourceIp: '192.0.2.1' } },
    });
    expect(statusCode).toBe(problemOf(code).status);
    expect(written).toHaveLength(statusCode >= 500 ? 1 : 0);
  });
});
