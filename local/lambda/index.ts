import path from 'node:path';
import { routes as everyRoute } from '../../contract/rest/routes';
import { type Clock } from '../../core/clock';
import { type LocalMessages, startLocalMessages } from '../messages';
import { systemClock } from '../system-clock';
import { EventBus } from './event-bus';
import { requireBundles } from './function-environment';
import { type FunctionPool } from './function-pool';
import { functionPools } from './function-pools';
import { type HttpApi, startHttpApi } from './http-api';
import { type LocalLambda, type LocalLambdaOptions } from './options';
import { queueConsumer } from './queue-consumer';
import { closeAll, runningLambda } from './running-lambda';
import { Schedules } from './schedules';
import { storageTrouble } from './storage-health';
import { StreamPollers } from './stream-pollers';

export { type DeadLetter } from './event-bus';
export { type StreamReader } from './stream-poller';
export { type InvocationResult, type WatchedInvocation } from './invocation';
export { type LocalLambda, type LocalLambdaOptions, type ServiceEndpoints } from './options';

/**
 * Lambda, API Gateway and EventBridge on this machine, around the built bundles. Resolves when the API
 * answers and every scheduled function has run once (so that signing keys exist).
 * @throws Error naming missing bundles, declared variables without a value, or a port in use
 */
export async function startLocalLambda(options: LocalLambdaOptions): Promise<LocalLambda> {
  const clock = options.clock ?? systemClock;
  const time = options.time ?? clock;
  const region = options.region ?? 'us-east-1';
  requireBundles(options);
  const api = await startApi(options, time);
  const messages = options.messages ?? (await startIdleBus(options, region, clock));
  let pools: ReadonlyMap<string, FunctionPool> = new Map();
  try {
    const issuer = options.environment.issuer ?? api.url;
    pools = functionPools(options, region, issuer, messages.url);
    const pollers = new StreamPollers(options, pools, clock, region);
    const bus = eventBus(options, pools, clock);
    const { declarations } = options;
    const schedules = new Schedules({ declarations, pools, clock: time, machine: clock, region });
    for (const pool of pools.values()) pool.warm();
    api.serve(pools, issuer);
    await schedules.start();
    pollers.start();
    const sender = options.declarations.find(({ trigger }) => trigger.kind === 'queue');
    const senderPool = sender === undefined ? undefined : pools.get(sender.name);
    if (senderPool !== undefined) messages.consume(queueConsumer(senderPool, region));
    return runningLambda({ api, messages, pools, pollers, bus, schedules });
  } catch (error) {
    await api.close();
    await messages.close();
    await closeAll(pools);
    throw error;
  }
}

function startApi(options: LocalLambdaOptions, clock: Clock): Promise<HttpApi> {
  const { declarations, endpoints, messages } = options;
  return startHttpApi({
    routes: (options.routes ?? everyRoute).filter((route) =>
      declarations.some(({ name }) => name === route.function),
    ),
    port: options.port ?? 0,
    host: options.host ?? '127.0.0.1',
    clock,
    cors: options.cors ?? { allowOrigins: [] },
    throttling: options.throttling ?? false,
    integrationTimeoutMs: options.integrationTimeoutMs ?? 29_000,
    storageTrouble: () =>
      storageTrouble([endpoints.dynamodb, `${endpoints.gamelift}/_local/health`], messages?.trouble()),
    ...(options.otherPaths === undefined ? {} : { otherPaths: options.otherPaths }),
    log: (line) => options.log?.('http-api', line),
  });
}

/** A bus that leads nowhere, for functions that put events on one. */
function startIdleBus(options: LocalLambdaOptions, region: string, clock: Clock): Promise<LocalMessages> {
  return startLocalMessages({
    bus: options.environment.eventBus ?? 'events',
    resourcePrefix: 'local',
    webhooks: [],
    region,
    account: '000000000000',
    clock,
    batchSize: 1,
    bury: () => undefined,
    log: (line) => options.log?.('messages', line),
  });
}

function eventBus(
  { declarations, dataFolder, retryAfterMs, log }: LocalLambdaOptions,
  pools: ReadonlyMap<string, FunctionPool>,
  clock: Clock,
): EventBus {
  return new EventBus({
    declarations,
    pools,
    clock,
    ...(dataFolder === undefined ? {} : { deadLetterFile: path.join(dataFolder, 'dead-letters.jsonl') }),
    retryAfterMs: retryAfterMs ?? [1000, 5000],
    log: (line) => log?.('event-bus', line),
  });
}
