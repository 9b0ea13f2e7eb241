import { type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { type EnvironmentKey } from '../../contract/environment';
import { type EventEnvelope } from '../../contract/events';
import { type FunctionDeclaration } from '../../functions/declaration';
import { type RestRoute } from '../../contract/rest/declaration';
import { routes as everyRoute } from '../../contract/rest/routes';
import { type Clock } from '../../core/clock';
import { systemClock } from '../system-clock';
import { type LocalTime } from '../time/local-time';
import { sharedTime } from '../time/shared-time';
import { type LocalMessages, startLocalMessages } from '../messages';
import { EventBus } from './event-bus';
import { bundleOf, functionEnvironment, requireBundles } from './function-environment';
import { FunctionPool } from './function-pool';
import { type Cors, startHttpApi } from './http-api';
import { type InvocationResult, type WatchedInvocation } from './invocation';
import { queueConsumer } from './queue-consumer';
import { Schedules } from './schedules';
import { storageTrouble } from './storage-health';
import { StreamPoller, type StreamReader } from './stream-poller';

export { type DeadLetter } from './event-bus';
export { type StreamReader } from './stream-poller';
export { type InvocationResult, type WatchedInvocation } from './invocation';

/** Endpoints of the services that functions call; in the cloud these are AWS's own. */
export interface ServiceEndpoints {
  readonly dynamodb: string;
  readonly gamelift: string;
  readonly secretsManager: string;
  /** Those of `messages` when absent. */
  readonly eventBridge?: string;
  readonly sqs?: string;
}

export interface LocalLambdaOptions {
  readonly declarations: readonly FunctionDeclaration[];
  /** Routes of the HTTP API; absent: all of contract/rest/routes.ts. */
  readonly routes?: readonly RestRoute[];
  /** Folder with `<name>/index.mjs` for each function: build/functions. */
  readonly bundlesFolder: string;
  /**
   * Values of the environment variables; each function gets those that it declares. Default of `issuer`: the
   * API's own URL.
   */
  readonly environment: Readonly<Partial<Record<EnvironmentKey, string>>>;
  readonly endpoints: ServiceEndpoints;
  /** The bus and the queues that functions are given messages of; absent: a bus that leads nowhere. */
  readonly messages?: LocalMessages;
  readonly region?: string;
  /**
   * Credentials of each function; `local` when absent. A test that distinguishes functions gives each its
   * own.
   */
  readonly credentials?: (functionName: string) => {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
  };
  /** 0 or absent: any free port. */
  readonly port?: number;
  readonly host?: string;
  readonly clock?: Clock;
  /** What functions and their schedules go by, and when tokens expire; absent: `clock`. */
  readonly time?: LocalTime;
  readonly cors?: Cors;
  readonly throttling?: boolean;
  readonly integrationTimeoutMilliseconds?: number;
  /** Maximum number of execution environments of a function; 8 when absent. */
  readonly maximumConcurrency?: number;
  /** Pauses between the attempts to deliver an event, milliseconds. */
  readonly retryAfterMilliseconds?: readonly number[];
  /** Interval of polling a stream that was read to its newest record, milliseconds. */
  readonly streamPollMilliseconds?: number;
  /** Newest record of a stream by its ARN, for pollers (StreamPollerOptions). */
  readonly newestRecord?: (streamArn: string) => string | undefined;
  /** For dead letters and positions in streams; absent: nothing is kept. */
  readonly dataFolder?: string;
  /** Answers paths that are not a route of the API: pages. */
  readonly otherPaths?: (request: IncomingMessage, response: ServerResponse) => void;
  /** Called for every finished invocation. */
  readonly watch?: (invocation: WatchedInvocation) => void;
  /** One line of a function's log, or about the function. */
  readonly log?: (functionName: string, line: string) => void;
}

export interface LocalLambda {
  /** Base URL of the HTTP API, without a slash at the end; also the default issuer of tokens. */
  readonly url: string;
  /**
   * Delivers an event to every function with a matching trigger. Resolves when it is handled, or is a dead
   * letter (dead-letters.jsonl).
   * @throws Error when the local Lambda closes before that: send it again after the next start
   */
  deliver(envelope: EventEnvelope): Promise<void>;
  /** Number of dead letters since the start. */
  deadLetters(): number;
  /** Which functions read streams, and how far they are. */
  streamReaders(): readonly StreamReader[];
  /** Runs a scheduled function now, besides its rate. */
  runSchedule(name: string): Promise<InvocationResult>;
  /** Invokes a function directly. */
  invoke(name: string, event: unknown): Promise<InvocationResult>;
  /** New events are handled by the current bundles. */
  reload(): void;
  close(): Promise<void>;
}

/** How long closing waits for running events. */
const patienceMilliseconds = 2000;

/**
 * Lambda, API Gateway and EventBridge on this machine, around the built bundles. Resolves when the API
 * answers and every scheduled function has run once (so that signing keys exist).
 * @throws Error naming missing bundles, declared variables without a value, or a port in use
 */
export async function startLocalLambda(options: LocalLambdaOptions): Promise<LocalLambda> {
  const clock = options.clock ?? systemClock;
  const time = options.time ?? clock;
  const shared = options.time === undefined ? undefined : sharedTime(options.time);
  const region = options.region ?? 'us-east-1';
  const { declarations, dataFolder } = options;
  const say = options.log ?? (() => undefined);
  requireBundles(options);

  const api = await startHttpApi({
    routes: (options.routes ?? everyRoute).filter((route) =>
      declarations.some(({ name }) => name === route.function),
    ),
    port: options.port ?? 0,
    host: options.host ?? '127.0.0.1',
    clock: time,
    cors: options.cors ?? { allowOrigins: ['*'] },
    throttling: options.throttling ?? false,
    integrationTimeoutMilliseconds: options.integrationTimeoutMilliseconds ?? 29_000,
    storageTrouble: () =>
      storageTrouble([options.endpoints.dynamodb, `${options.endpoints.gamelift}/_local/health`]),
    ...(options.otherPaths === undefined ? {} : { otherPaths: options.otherPaths }),
    log: (line) => say('http-api', line),
  });
  const messages =
    options.messages ??
    (await startLocalMessages({
      bus: options.environment.eventBus ?? 'events',
      resourcePrefix: 'local',
      webhooks: [],
      region,
      account: '000000000000',
      clock,
      batchSize: 1,
      bury: () => undefined,
      log: (line) => say('messages', line),
    }));
  const pools = new Map<string, FunctionPool>();
  const pollers: StreamPoller[] = [];
  const clients: Array<{ destroy(): void }> = [];
  try {
    const issuer = options.environment.issuer ?? api.url;
    const variables = {
      attemptsPerAddress: '100000',
      originSecretHash: 'none',
      identityProviders: '[]',
      reservedNames: 'none',
      eventBus: 'events',
      webhooks: '[]',
      ...options.environment,
      issuer,
    };
    for (const declaration of declarations) {
      pools.set(
        declaration.name,
        new FunctionPool({
          declaration,
          region,
          bundle: bundleOf(options.bundlesFolder, declaration.name),
          environment: functionEnvironment(declaration, variables, options, region, messages.url),
          maximumConcurrency: options.maximumConcurrency ?? 8,
          ...(shared === undefined ? {} : { time: shared.cells }),
          ...(options.watch === undefined ? {} : { watch: options.watch }),
          log: (line) => say(declaration.name, line),
        }),
      );
    }
    const client = {
      region,
      endpoint: options.endpoints.dynamodb,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    };
    const dynamodb = new DynamoDBClient(client);
    const streams = new DynamoDBStreamsClient(client);
    clients.push(dynamodb, streams);
    for (const { name, trigger } of declarations) {
      if (trigger.kind !== 'stream') continue;
      const pool = pools.get(name);
      const tableName = options.environment[`${trigger.table}Table`];
      if (pool === undefined || tableName === undefined)
        throw new Error(
          `function ${name} reads the stream of table ${trigger.table}, but its name is missing: set environment.${trigger.table}Table`,
        );
      pollers.push(
        new StreamPoller({
          pool,
          tableName,
          batchSize: trigger.batchSize,
          windowSeconds: trigger.windowSeconds,
          ...(trigger.rows === undefined ? {} : { rows: trigger.rows }),
          ...(trigger.tellsShard === undefined ? {} : { tellsShard: trigger.tellsShard }),
          dynamodb,
          streams,
          clock,
          region,
          pollMilliseconds: options.streamPollMilliseconds ?? 200,
          ...(options.newestRecord === undefined ? {} : { newestRecord: options.newestRecord }),
          ...(dataFolder === undefined
            ? {}
            : { checkpointFile: path.join(dataFolder, `stream-${name}.json`) }),
          log: (line) => say(name, line),
        }),
      );
    }
    const bus = new EventBus({
      declarations,
      pools,
      clock,
      ...(dataFolder === undefined ? {} : { deadLetterFile: path.join(dataFolder, 'dead-letters.jsonl') }),
      retryAfterMilliseconds: options.retryAfterMilliseconds ?? [1000, 5000],
      log: (line) => say('event-bus', line),
    });
    const schedules = new Schedules({ declarations, pools, clock: time, region });

    for (const pool of pools.values()) pool.warm();
    api.serve(pools, issuer);
    await schedules.start();
    for (const poller of pollers) poller.start();
    const sender = declarations.find(({ trigger }) => trigger.kind === 'queue');
    const senderPool = sender === undefined ? undefined : pools.get(sender.name);
    if (senderPool !== undefined) messages.consume(queueConsumer(senderPool, region));

    return {
      url: api.url,
      deliver: (envelope) => bus.deliver(envelope),
      deadLetters: () => bus.deadLetters,
      streamReaders: () => pollers.map(({ reader }) => reader),
      runSchedule: (name) => schedules.run(name),
      invoke(name, event) {
        const pool = pools.get(name);
        if (pool === undefined) throw new RangeError(`there is no function ${name}`);
        return pool.invoke(event);
      },
      reload() {
        for (const pool of pools.values()) pool.reload();
      },
      async close() {
        schedules.close();
        await api.close();
        // Running events and batches may finish. Those that take longer fail with their worker, and are
        // returned to their sender or delivered again.
        const closing = Promise.all([
          bus.close(),
          messages.close(),
          ...pollers.map((poller) => poller.close()),
        ]);
        await Promise.race([
          closing,
          new Promise((resolve) => {
            setTimeout(resolve, patienceMilliseconds).unref();
          }),
        ]);
        await Promise.all([...pools.values()].map((pool) => pool.close()));
        await closing;
        for (const client of clients) client.destroy();
      },
    };
  } catch (error) {
    await api.close();
    await messages.close();
    await Promise.all([...pools.values()].map((pool) => pool.close()));
    throw error;
  }
}
