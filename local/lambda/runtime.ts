/**
 * The program of a function's worker thread, in place of the Lambda runtime. It imports the bundle, then
 * handles one event at a time. A worker thread has its own environment and heap, so each function sees
 * exactly its own variables.
 */
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { fieldsOf } from '../../core/fields-of';
import { dateOf } from '../time/date-of';
import { shiftedTime } from '../time/local-time';
import { readSharedTime, type SharedTime, isSharedTime } from '../time/shared-time';
import {
  type InvocationError,
  type InvocationRequest,
  type WorkerReport,
  type WorkerStart,
} from './invocation';

/** Maximum size of an answer (Lambda guide, "quotas"). */
const maxPayloadBytes = 6 * 1024 * 1024;

/** The machine's time, which timeouts go by. */
const machineNow = Date.now;

/** Has the function go by the time of its stack. */
function installTime(cells: SharedTime): void {
  globalThis.Date = dateOf(() => shiftedTime(readSharedTime(cells), machineNow()));
}

type Handler = (event: unknown, context: object) => unknown;

function asInvocationError(error: unknown): InvocationError {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error) };
  return { errorType: error.name, errorMessage: error.message, stackTrace: (error.stack ?? '').split('\n') };
}

/** @throws TypeError for data that the pool of workers does not give */
function startOf(data: unknown): WorkerStart {
  const { bundle, functionName, memoryMegabytes, region, time } = fieldsOf(data);
  if (
    typeof bundle !== 'string' ||
    typeof functionName !== 'string' ||
    typeof memoryMegabytes !== 'number' ||
    typeof region !== 'string'
  )
    throw new TypeError('a worker was started without its function');
  return {
    bundle,
    functionName,
    memoryMegabytes,
    region,
    ...(isSharedTime(time) ? { time } : {}),
  };
}

async function load(start: WorkerStart): Promise<Handler> {
  const bundle: unknown = await import(pathToFileURL(start.bundle).href);
  const handler: unknown =
    typeof bundle === 'object' && bundle !== null && 'handler' in bundle ? bundle.handler : undefined;
  if (typeof handler !== 'function') throw new TypeError(`${start.bundle} exports no function handler`);
  return (event, context) => {
    const answer: unknown = Reflect.apply(handler, undefined, [event, context]);
    return answer;
  };
}

async function handle(
  handler: Handler,
  start: WorkerStart,
  request: InvocationRequest,
): Promise<WorkerReport> {
  // As on Lambda: the AWS SDK sends it with every call.
  process.env['_X_AMZN_TRACE_ID'] = request.trace;
  try {
    const result = await handler(request.event, {
      awsRequestId: request.requestId,
      functionName: start.functionName,
      functionVersion: '$LATEST',
      invokedFunctionArn: `arn:aws:lambda:${start.region}:000000000000:function:${start.functionName}`,
      memoryLimitInMB: String(start.memoryMegabytes),
      logGroupName: `/aws/lambda/${start.functionName}`,
      logStreamName: 'local',
      getRemainingTimeInMillis: () => Math.max(0, request.deadline - machineNow()),
    });
    const payload = JSON.stringify(result ?? null);
    if (Buffer.byteLength(payload) > maxPayloadBytes)
      throw new RangeError(
        `Response payload size exceeded maximum allowed payload size (${maxPayloadBytes} bytes).`,
      );
    return { kind: 'returned', requestId: request.requestId, payload };
  } catch (error) {
    return { kind: 'threw', requestId: request.requestId, error: asInvocationError(error) };
  }
}

async function main(): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error('runtime.ts runs in a worker thread only');
  const report = (message: WorkerReport): void => port.postMessage(message);
  const start = startOf(workerData);
  if (start.time !== undefined) installTime(start.time);
  let handler: Handler;
  try {
    handler = await load(start);
  } catch (error) {
    report({ kind: 'load-failed', error: asInvocationError(error) });
    return;
  }
  port.on('message', (request: InvocationRequest) => {
    void handle(handler, start, request).then(report);
  });
  report({ kind: 'ready' });
}

void main();
