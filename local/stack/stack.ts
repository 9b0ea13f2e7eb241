import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { type Backend } from '../../definition';
import { ConsoleAccess } from '../console/access';
import { projectRoot } from '../project-root';
import { ArtifactBucket } from './artifact-bucket';
import { rememberParts } from './data-check';
import { explainUnopened } from './data-folder';
import { RunningDefinition } from './deployment';
import { LateFunctions } from './late-functions';
import { startStackMessages } from './messages';
import { type Provisioned } from './provision';
import { openContext, type StackContext } from './stack-context';
import { stackPages } from './stack-pages';
import { type StackOptions } from './stack-options';
import { startFunctions } from './start-functions';
import { startGameLift } from './start-gamelift';
import { startSecrets, startTables } from './start-storage';
import { StartedParts } from './started-parts';

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

/**
 * The whole backend on this machine: the built functions and the built script on a local DynamoDB, GameLift,
 * Lambda and Secrets Manager.
 * @throws Error naming the obstacle: a port or data folder in use, a missing build, a script that does not
 * load; or that it was interrupted
 */
export async function startStack(options: StackOptions): Promise<RunningStack> {
  const parts = new StartedParts(options.interrupted);
  try {
    return await startParts(openContext(options, parts));
  } catch (error) {
    await parts.stopAll();
    const { dataFolder } = options;
    throw dataFolder === undefined ? error : explainUnopened(error, dataFolder);
  }
}

async function startParts(context: StackContext): Promise<RunningStack> {
  const { options, names, parts } = context;
  const { backend, dataFolder } = options;
  const dynamodb = await startTables(context);
  // The signing keys are for the functions of this run, not for every process that finds the port.
  const credentials = { accessKeyId: `local-${randomUUID()}`, secretAccessKey: 'local' };
  const secrets = await startSecrets(context, credentials.accessKeyId);
  const functions = new LateFunctions();
  const bucket = new ArtifactBucket(
    names.artifactBucket,
    path.join(projectRoot, 'build', 'realtime-server.zip'),
  );
  const gamelift = await startGameLift(context, bucket, dynamodb.url, async (envelope) =>
    (await functions.started).deliver(envelope),
  );
  const deployment = new RunningDefinition(options, gamelift, bucket);
  // A stack operation of a GameLift that has been closed never settles: without the interruption, the process
  // would end for lack of work, with exit code 0 and no message.
  const provisioned = await parts.orInterruption(deployment.provision(backend));

  const messages = await startStackMessages(context);
  parts.add(() => messages.close());
  const apply = async (defined: Backend): Promise<void> => {
    await deployment.provision(defined);
    functions.running?.reload();
  };
  const access = new ConsoleAccess(dataFolder);
  const lambda = await startFunctions(context, {
    messages,
    credentials: () => credentials,
    endpoints: { dynamodb: dynamodb.url, gamelift: gamelift.url, secretsManager: secrets.url },
    newestRecord: (streamArn) => dynamodb.newestRecord(streamArn),
    otherPaths: stackPages(context, { dynamodb, gamelift, deployment, messages, functions, apply }, access),
  });
  functions.announce(lambda);
  if (dataFolder !== undefined) rememberParts(dataFolder);
  return {
    ...provisioned,
    api: lambda.url,
    gamelift: gamelift.url,
    dynamodb: dynamodb.url,
    console: `${lambda.url}/console/?token=${access.token}`,
    play: `${lambda.url}/play/`,
    log: context.log.file,
    apply,
    close: () => parts.stopAll(),
  };
}
