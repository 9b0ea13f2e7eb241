import path from 'node:path';
import { type Backend } from '../../definition';
import { type ConsoleAccess } from '../console/access';
import { localPages } from '../console/pages';
import { accountSweeper } from '../../functions/account-sweeper/declaration';
import { type ConsoleStack, consoleSources } from '../console/sources';
import { openConsoleTables } from '../console/tables';
import { type LocalDynamoDb } from '../dynamodb';
import { type LocalGameLift } from '../gamelift';
import { sitePage, staticSite } from '../pages/static-site';
import { projectRoot } from '../project-root';
import { type RunningDefinition } from './deployment';
import { type StackContext } from './stack-context';
import { type LateFunctions } from './late-functions';
import { type StackMessages } from './messages';

/** The parts of a stack that the console reads and acts on. */
export interface ShownParts {
  readonly dynamodb: LocalDynamoDb;
  readonly gamelift: LocalGameLift;
  readonly deployment: RunningDefinition;
  readonly messages: StackMessages;
  /** They start after the pages: until then the console shows none. */
  readonly functions: LateFunctions;
  apply(backend: Backend): Promise<void>;
}

/** The page to play on, the page of the REST API and the console: all that is beside the API. */
export function stackPages(
  context: StackContext,
  shown: ShownParts,
  access: ConsoleAccess,
): ReturnType<typeof localPages> {
  const built = (page: string): string => path.join(projectRoot, 'build', 'pages', page);
  return localPages({
    play: staticSite('/play', built('play')),
    reference: staticSite('/reference', built('reference')),
    consolePage: sitePage('/console', built('console')),
    access,
    host: context.options.host,
    sources: consoleSources(consoleStack(context, shown)),
    log: (line) => context.log.write('console', line),
  });
}

function consoleStack(context: StackContext, shown: ShownParts): ConsoleStack {
  const { dynamodb, gamelift, deployment, messages, functions } = shown;
  const { config } = context.options.shape;
  const { region } = config;
  const tables = openConsoleTables(
    dynamodb.url,
    region,
    context.names.tables,
    () => deployment.backend.leaderboards,
    context.time.now,
  );
  context.parts.add(() => Promise.resolve(tables.close()));
  return {
    backend: () => deployment.backend,
    config,
    switches: { dynamodb: dynamodb.faults, events: gamelift.events, time: context.time },
    insight: gamelift.insight,
    tables,
    unwritable: () => dynamodb.unwritable(),
    deadLetters: () => (functions.running?.deadLetters() ?? 0) + messages.buried(),
    streams: {
      stream: (name, limit) => dynamodb.stream(name, limit),
      readers: () => functions.running?.streamReaders() ?? [],
    },
    deploy: () => shown.apply(deployment.backend),
    sweepAccounts: async () => functions.running?.runSchedule(accountSweeper.name),
    calls: context.calls,
    events: messages.sources,
    endpoints: () => ({
      api: functions.running?.url ?? '',
      dynamodb: dynamodb.url,
      gamelift: gamelift.url,
      region,
    }),
  };
}
