import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GameLiftClient } from '@aws-sdk/client-gamelift';
import { functionDeclarations } from '../../functions/declarations';
import { type Backend } from '../../definition';
import { Names } from '../../templates';
import { CallLog } from '../console/call-log';
import { ConsoleAccess } from '../console/access';
import { localPages } from '../console/pages';
import { consoleSources } from '../console/sources';
import { openConsoleTables } from '../console/tables';
import { createTables, startDynamoDb } from '../dynamodb';
import { createLocalGameLift, type Delivery, type DeliveryFault } from '../gamelift';
import { type LocalLambda, startLocalLambda } from '../lambda';
import { sitePage, staticSite } from '../pages/static-site';
import { projectRoot } from '../project-root';
import { makeWorkFolder } from '../realtime/fleet/work-folder';
import { type ScriptSaid } from '../realtime/hosting';
import { startLocalSecrets } from '../secrets';
import { keptTime } from '../time/kept-time';
import { ArtifactBucket } from './artifact-bucket';
import { rememberParts } from './data-check';
import { explainUnopened, makeDataFolder } from './data-folder';
import { claimData } from './data-scheme';
import { LogFile } from './log-file';
import { startStackMessages, webhookSecrets } from './messages';
import { type Provisioned, provision } from './provision';
import { functionVariables } from './function-variables';
import { type LaptopShape } from './shape';

export interface StackOptions {
  /** Port of the REST API and the pages; 0: any free port. */
  readonly port: number;
  /** Listening address of every server; also the address in tickets. */
  readonly host: string;
  /** Folder for all data; absent: memory. */
  readonly dataFolder?: string;
  readonly backend: Backend;
  /** The shape of an environment (shape.ts). */
  readonly shape: LaptopShape;
  /** Deliberate faults of event delivery. */
  readonly events: readonly DeliveryFault[];
  /** Receives progress lines for the terminal. */
  readonly progress: (line: string) => void;
  /** Receives output of scripts that their developer should see at once. */
  readonly said?: (said: ScriptSaid) => void;
  /** When aborted, started parts are stopped, and then startStack rejects. No effect after the start. */
  readonly interrupted?: AbortSignal;
}

/** Addresses and names of a running stack. */
export interface RunningStack extends Provisioned {
  readonly api: string;
  readonly gamelift: string;
  readonly dynamodb: string;
  /** With the token for browser access. */
  readonly console: string;
  /** The page to play on. */
  readonly play: string;
  /** The file of the stack's log; without a data folder it is removed at the end. */
  readonly log: string;
  /**
   * Uses the current bundles, and the matchmaking of this definition: new matches and requests use them,
   * running matches end on the code on which they began.
   * @throws Error with the reasons of the local CloudFormation
   */
  apply(backend: Backend): Promise<void>;
  /** Stops everything, children included, and resolves when the data is closed. */
  close(): Promise<void>;
}

/** For services that need signed requests but do not check the signature. */
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/**
 * The whole backend on this machine: the built functions and the built script on a local DynamoDB, GameLift,
 * Lambda and Secrets Manager.
 * @throws Error naming the obstacle: a port or data folder in use, a missing build, a script that does not
 * load; or that it was interrupted
 */
export async function startStack(options: StackOptions): Promise<RunningStack> {
  const { backend, dataFolder, host, interrupted, shape } = options;
  const { config } = shape;
  const { account, region } = config;
  const names = new Names(config);
  const { tables } = names;
  const folder = (name: string): string | undefined =>
    dataFolder === undefined ? undefined : path.join(dataFolder, name);
  const closers: Array<() => Promise<void>> = [];
  const closeAll = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  /** Registers a started part with its stop function. */
  const running = (close: () => Promise<void>): void => {
    closers.push(close);
    interrupted?.throwIfAborted();
  };
  // Stopped at once, without waiting for a fleet that is not needed any more; parts that are still starting
  // are stopped when they are up.
  let ending: Promise<void> | undefined;
  interrupted?.addEventListener(
    'abort',
    () => {
      ending = closeAll();
      ending.catch(() => undefined);
    },
    { once: true },
  );
  const interruption = interrupted === undefined ? undefined : rejectionOf(interrupted);
  try {
    if (dataFolder !== undefined) {
      makeDataFolder(dataFolder);
      claimData(dataFolder, { environment: config.environment, region }, options.progress);
    }
    const logFolder = folder('logs') ?? makeWorkFolder();
    const log = new LogFile(logFolder);
    running(async () => {
      await log.close();
      if (dataFolder === undefined) fs.rmSync(logFolder, { recursive: true, force: true });
    });

    const time = keptTime(dataFolder);
    const calls = new CallLog(time.now);
    const dynamodb = await startDynamoDb({
      host,
      region,
      now: time.now,
      watcher: calls,
      ...optional('dataDir', folder('dynamodb')),
    }).catch((error: unknown) => {
      throw dataFolder === undefined ? error : explainUnopened(error, dataFolder);
    });
    running(() => dynamodb.close());
    const tableClient = new DynamoDBClient({ endpoint: dynamodb.url, region, credentials });
    await createTables(tableClient, tables);
    tableClient.destroy();
    // The signing keys are for the functions of this run, not for every process that finds the port.
    const functionCredentials = { accessKeyId: `local-${randomUUID()}`, secretAccessKey: 'local' };
    const secrets = await startLocalSecrets({
      region,
      accessKeyId: functionCredentials.accessKeyId,
      secrets: [names.signingKeys],
      values: webhookSecrets(shape, names),
      ...optional('folder', folder('secrets')),
    });
    running(() => secrets.close());

    // Events that wait from the last run come as soon as GameLift is up; they are held until the functions
    // have started.
    let announce: (lambda: LocalLambda) => void = () => undefined;
    const functions = new Promise<LocalLambda>((resolve) => {
      announce = resolve;
    });
    const bucket = new ArtifactBucket(
      names.artifactBucket,
      path.join(projectRoot, 'build', 'realtime-server.zip'),
    );
    const gamelift = await createLocalGameLift({
      time,
      host,
      address: host,
      region,
      account,
      controlPlane: {
        objects: bucket,
        warmProcesses: shape.laptop.warmProcesses,
        healthCheckMilliseconds: shape.laptop.healthCheckSeconds * 1000,
      },
      hosting: 'local',
      ...optional('dataFolder', folder('gamelift')),
      eventDelivery: options.events,
      eventSink: async ({ envelope, topic }: Delivery) => {
        // no configuration of this stack names a topic
        if (topic === undefined) await (await functions).deliver(envelope);
      },
      fleetEnvironment: {
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
        AWS_EC2_METADATA_DISABLED: 'true',
      },
      log: (line: string) => log.write('gamelift', line),
      said: (said) => {
        log.write('script', scriptLine(said));
        options.said?.(said);
      },
    });
    running(() => gamelift.close());
    const provisionWith = async (defined: Backend): Promise<Provisioned> => {
      const client = new GameLiftClient({ endpoint: gamelift.url, region, credentials });
      try {
        return await provision({
          gamelift: client,
          stacks: gamelift.stacks,
          config,
          backend: defined,
          script: bucket.script(),
          progress: options.progress,
        });
      } finally {
        client.destroy();
      }
    };
    // A stack operation of a GameLift that has been closed never settles: without this race, the process would
    // end for lack of work, with exit code 0 and no message.
    const provisioned = await Promise.race([
      provisionWith(backend),
      ...(interruption === undefined ? [] : [interruption]),
    ]);

    let current = backend;
    const access = new ConsoleAccess(dataFolder);
    const consoleTables = openConsoleTables(dynamodb.url, region, tables, () => current.boards);
    running(() => Promise.resolve(consoleTables.close()));
    let deadLetters = (): number => 0;
    let readers = (): ReturnType<LocalLambda['streamReaders']> => [];
    let apply: RunningStack['apply'] = () => Promise.resolve();
    let api = (): string => '';
    const messages = await startStackMessages(shape, names, dataFolder, time, (line) =>
      log.write('messages', line),
    );
    const lambda = await startLocalLambda({
      messages,
      time,
      declarations: functionDeclarations,
      bundlesFolder: path.join(projectRoot, 'build', 'functions'),
      environment: functionVariables(shape, names),
      credentials: () => functionCredentials,
      endpoints: { dynamodb: dynamodb.url, gamelift: gamelift.url, secretsManager: secrets.url },
      // An environment takes a fifth of a second of a core to start: a burst of requests must not start more
      // than the machine can run.
      maximumConcurrency: Math.min(8, Math.max(3, os.availableParallelism())),
      region,
      host,
      port: options.port,
      ...optional('dataFolder', folder('lambda')),
      watch: (invocation) => calls.invoked(invocation),
      newestRecord: (streamArn) => dynamodb.newestRecord(streamArn),
      otherPaths: localPages({
        play: staticSite('/play', path.join(projectRoot, 'build', 'pages', 'play')),
        reference: staticSite('/reference', path.join(projectRoot, 'build', 'pages', 'reference')),
        consolePage: sitePage('/console', path.join(projectRoot, 'build', 'pages', 'console')),
        access,
        sources: consoleSources({
          backend: () => current,
          config,
          switches: { dynamodb: dynamodb.faults, events: gamelift.events, time },
          insight: gamelift.insight,
          tables: consoleTables,
          unwritable: () => dynamodb.unwritable(),
          deadLetters: () => deadLetters(),
          streams: { stream: (name, limit) => dynamodb.stream(name, limit), readers: () => readers() },
          deploy: () => apply(current),
          calls,
          events: messages.sources,
          endpoints: () => ({ api: api(), dynamodb: dynamodb.url, gamelift: gamelift.url, region }),
        }),
        log: (line) => log.write('console', line),
      }),
      log: (name, line) => log.write(name, line),
    });
    running(() => lambda.close());
    announce(lambda);
    deadLetters = () => lambda.deadLetters() + messages.buried();
    readers = () => lambda.streamReaders();
    apply = async (defined) => {
      await provisionWith(defined);
      current = defined;
      lambda.reload();
    };
    api = () => lambda.url;
    if (options.dataFolder !== undefined) rememberParts(options.dataFolder);
    return {
      ...provisioned,
      api: lambda.url,
      gamelift: gamelift.url,
      dynamodb: dynamodb.url,
      console: `${lambda.url}/console/?token=${access.token}`,
      play: `${lambda.url}/play/`,
      log: log.file,
      apply,
      close: closeAll,
    };
  } catch (error) {
    await ending;
    await closeAll();
    throw error;
  }
}

/** Rejects with the signal's reason when it aborts; never resolves. */
function rejectionOf(signal: AbortSignal): Promise<never> {
  const rejection = new Promise<never>((_resolve, reject) => {
    signal.addEventListener(
      'abort',
      () => {
        reject(signal.reason instanceof Error ? signal.reason : new Error('interrupted'));
      },
      { once: true },
    );
  });
  // The start may have ended before the signal comes.
  rejection.catch(() => undefined);
  return rejection;
}

/** Output of a script as one log line: its match, its source, its text. */
export function scriptLine({ matchId, gameSessionId, by, text }: ScriptSaid): string {
  // The script's own lines already name their match.
  const named = matchId !== undefined && text.includes(matchId);
  return `${named ? '' : `match ${matchId ?? gameSessionId}: `}${by === 'console' ? 'console: ' : ''}${text}`;
}

/** `{[key]: value}`, or an empty object when the value is undefined. */
function optional<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): Partial<Record<Key, Value>> {
  const present: Partial<Record<Key, Value>> = {};
  if (value !== undefined) present[key] = value;
  return present;
}
