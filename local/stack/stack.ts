import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GameLiftClient } from '@aws-sdk/client-gamelift';
import { functionDeclarations } from '../../contract/function-declarations';
import { formatLaunchParameters } from '../../contract/launch-parameters';
import { consolePages } from '../console/pages';
import { createTables, startDynamoDb } from '../dynamodb';
import { createLocalGameLift, type Delivery, type RudeWay } from '../gamelift';
import { type LocalLambda, startLocalLambda } from '../lambda';
import { projectRoot } from '../project-root';
import { type ScriptSaid } from '../realtime/hosting';
import { startLocalSecrets } from '../secrets';
import { explainUnopened, makeDataFolder } from './data-folder';
import { LogFile } from './log-file';
import { type Provisioned, provision } from './provision';

export interface StackOptions {
  /** Port of the REST API and the pages; 0: any free one. */
  readonly port: number;
  /** Address that everything listens on and that tickets name. */
  readonly host: string;
  /** Folder that keeps everything; absent: memory. */
  readonly dataFolder?: string;
  readonly region: string;
  readonly account: string;
  /** Most matches at once. */
  readonly capacity: number;
  /** Realtime over wss, with a certificate made at start. */
  readonly tls: boolean;
  /** How events are delivered: as rude as the service may be. */
  readonly events: readonly RudeWay[];
  /** What is being done, for a person who waits. */
  readonly progress: (line: string) => void;
  /** Hears what scripts say that their developer should read at once. */
  readonly said?: (said: ScriptSaid) => void;
  /** Aborted: what has been started is ended, and startStack rejects once it is. Of no effect later. */
  readonly interrupted?: AbortSignal;
}

/** Where everything is. */
export interface RunningStack extends Provisioned {
  readonly api: string;
  readonly gamelift: string;
  readonly dynamodb: string;
  readonly console: string;
  /** The file of the stack's log, where there is a data folder. */
  readonly log: string | undefined;
  /** Ends everything, children included, and resolves when the data is closed. */
  close(): Promise<void>;
}

const tables = {
  players: 'turnlift-players',
  tickets: 'turnlift-tickets',
  matches: 'turnlift-matches',
  leaderboards: 'turnlift-leaderboards',
} as const;
const signingKeysSecret = 'turnlift/signing-keys';
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/**
 * The whole backend on this machine: the built functions and the built script on a local DynamoDB, GameLift,
 * Lambda and Secrets Manager.
 * @throws Error naming what is in the way: a port or data folder in use, something not built, a script that
 *   does not load; or that it was interrupted
 */
export async function startStack(options: StackOptions): Promise<RunningStack> {
  const { dataFolder, host, interrupted, region } = options;
  const folder = (name: string): string | undefined =>
    dataFolder === undefined ? undefined : path.join(dataFolder, name);
  const closers: Array<() => Promise<void>> = [];
  const closeAll = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  /** What runs from now on, and how it is ended. */
  const running = (close: () => Promise<void>): void => {
    closers.push(close);
    interrupted?.throwIfAborted();
  };
  // Ended at once, so that nobody waits for a fleet that is being made for nothing; what is on its way
  // meanwhile, ends when it is there.
  let ending: Promise<void> | undefined;
  interrupted?.addEventListener(
    'abort',
    () => {
      ending = closeAll();
      ending.catch(() => undefined);
    },
    { once: true },
  );
  try {
    if (dataFolder !== undefined) makeDataFolder(dataFolder);
    const log = new LogFile(folder('logs'));
    running(() => log.close());

    const dynamodb = await startDynamoDb({ host, region, ...optional('dataDir', folder('dynamodb')) }).catch(
      (error: unknown) => {
        throw dataFolder === undefined ? error : explainUnopened(error, dataFolder);
      },
    );
    running(() => dynamodb.close());
    const tableClient = new DynamoDBClient({ endpoint: dynamodb.url, region, credentials });
    await createTables(tableClient, tables);
    tableClient.destroy();
    const secrets = await startLocalSecrets({
      region,
      secrets: [signingKeysSecret],
      ...optional('folder', folder('secrets')),
    });
    running(() => secrets.close());

    // Events that wait from the last run come as soon as GameLift is up; they are held until there are
    // functions to take them.
    let announce: (lambda: LocalLambda) => void = () => undefined;
    const functions = new Promise<LocalLambda>((resolve) => {
      announce = resolve;
    });
    const gamelift = await createLocalGameLift({
      host,
      address: host,
      region,
      account: options.account,
      hosting: 'local',
      ...optional('dataFolder', folder('gamelift')),
      eventDelivery: options.events,
      eventSink: async ({ envelope, topic }: Delivery) => {
        // no configuration of ours names a topic
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
    const client = new GameLiftClient({ endpoint: gamelift.url, region, credentials });
    const provisioned = await provision(
      client,
      {
        name: 'duel',
        scriptZip: fs.readFileSync(path.join(projectRoot, 'build', 'realtime-server.zip')),
        launchPath: '/local/game/server.js',
        launchParameters: formatLaunchParameters({ region, tables, loggingLevel: 'info' }),
        instances: 1,
        processesPerInstance: options.capacity,
        certificate: options.tls ? 'GENERATED' : 'DISABLED',
        ruleSetBody: fs.readFileSync(path.join(projectRoot, 'matchmaking', 'rule-sets', 'duel.json'), 'utf8'),
        requestTimeoutSeconds: 600,
        queueTimeoutSeconds: 600,
      },
      options.progress,
    );
    client.destroy();

    const lambda = await startLocalLambda({
      declarations: functionDeclarations,
      bundlesFolder: path.join(projectRoot, 'build', 'functions'),
      environment: {
        playersTable: tables.players,
        ticketsTable: tables.tickets,
        matchesTable: tables.matches,
        leaderboardsTable: tables.leaderboards,
        matchmakingConfiguration: provisioned.matchmakingConfiguration,
        signingKeysSecret,
        locations: region,
      },
      endpoints: { dynamodb: dynamodb.url, gamelift: gamelift.url, secretsManager: secrets.url },
      // An environment costs a fifth of a second of a core to start: a burst of requests must not start more
      // than the machine can run.
      maximumConcurrency: Math.min(8, Math.max(3, os.availableParallelism())),
      region,
      host,
      port: options.port,
      ...optional('dataFolder', folder('lambda')),
      otherPaths: consolePages({ gamelift: gamelift.url, recentLog: () => log.recent() }),
      log: (name, line) => log.write(name, line),
    });
    running(() => lambda.close());
    announce(lambda);
    return {
      ...provisioned,
      api: lambda.url,
      gamelift: gamelift.url,
      dynamodb: dynamodb.url,
      console: `${lambda.url}/console`,
      log: log.file,
      close: closeAll,
    };
  } catch (error) {
    await ending;
    await closeAll();
    throw error;
  }
}

/** What a script said, as one line of a log: which match, by which way, what. */
export function scriptLine({ matchId, gameSessionId, by, text }: ScriptSaid): string {
  // The script's own lines name their match already.
  const named = matchId !== undefined && text.includes(matchId);
  return `${named ? '' : `match ${matchId ?? gameSessionId}: `}${by === 'console' ? 'console: ' : ''}${text}`;
}

/** `{[key]: value}`, or nothing when the value is undefined. */
function optional<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): Partial<Record<Key, Value>> {
  const present: Partial<Record<Key, Value>> = {};
  if (value !== undefined) present[key] = value;
  return present;
}
