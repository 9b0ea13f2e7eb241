import path from 'node:path';
import { Command, Option } from 'commander';
import pc from 'picocolors';
import { messageOf } from '../../core/message-of';
import { locationsOf } from '../../config';
import { laptopName } from '../../definition/define-backend';
import { environmentNames } from '../../definition/environments';
import backend from '../../game';
import { type DeliveryFault, deliveryFaults } from '../gamelift';
import { freePort, portIsFree } from '../stack/ports';
import { type ScriptSaid } from '../realtime/hosting';
import { type LaptopShape, laptopShape } from '../stack/shape';
import { scriptLine } from '../stack/script-line';
import { type RunningStack, startStack } from '../stack/stack';
import { watchBundles } from '../stack/watch';
import { addressLines, type PrintedAddress } from './addresses';
import { preferredUrl } from './running-backend';
import { wholeNumber } from './whole-number';

interface Flags {
  readonly env: string;
  readonly port?: number;
  readonly host?: string;
  readonly data?: string;
  readonly memory?: true;
  readonly region?: string;
  readonly capacity?: number;
  readonly tls?: true;
  readonly events?: string;
  readonly json?: true;
  readonly watch?: true;
}

function deliveryFaultsIn(text: string | undefined): DeliveryFault[] {
  return (text ?? '')
    .split(',')
    .filter((word) => word !== '')
    .map((word) => {
      const fault = deliveryFaults.find((known) => known === word);
      if (fault === undefined)
        throw new Error(`--events knows ${deliveryFaults.join(', ')}, not ${JSON.stringify(word)}`);
      return fault;
    });
}

/**
 * npm runs scripts in the project's folder, but a given folder is relative to the folder of the command.
 * Another environment than the laptop's own keeps its data apart.
 */
function dataFolder(flags: Flags, { laptop }: LaptopShape): string {
  if (flags.data !== undefined) return path.resolve(process.env['INIT_CWD'] ?? process.cwd(), flags.data);
  return flags.env === laptopName
    ? path.resolve(laptop.dataFolder)
    : path.resolve(laptop.dataFolder, 'environments', flags.env);
}

/** Output of a script, for the terminal: errors are red, and name the file with the whole log. */
function sayScript(said: ScriptSaid): string {
  const line = scriptLine(said);
  return said.by === 'error' ? `${pc.red(line)}\n${pc.dim(`  log: ${said.logFile}`)}` : line;
}

async function start(flags: Flags): Promise<void> {
  const shape = laptopShape(backend, {
    environment: flags.env,
    tls: flags.tls === true,
    ...(flags.region === undefined ? {} : { region: flags.region }),
    ...(flags.capacity === undefined ? {} : { capacity: flags.capacity }),
  });
  const data = dataFolder(flags, shape);
  const { host = shape.laptop.host } = flags;
  const say = (line: string): void => {
    process.stderr.write(`${pc.dim(`  ${line}`)}\n`);
  };
  if (flags.port !== undefined && flags.port !== 0 && !(await portIsFree(flags.port, host))) {
    throw new Error(
      `port ${flags.port} is in use. Choose another with --port N, or --port 0 for any free one.`,
    );
  }
  const port =
    flags.port ?? ((await portIsFree(shape.laptop.port, host)) ? shape.laptop.port : await freePort(host));
  const started = process.hrtime.bigint();

  const interrupted = new AbortController();
  let stack: RunningStack | undefined;
  let ending = false;
  const end = (signal: string): void => {
    if (ending) {
      process.stderr.write('ending now\n');
      process.exit(130);
    }
    ending = true;
    if (stack === undefined) {
      interrupted.abort();
      return;
    } // startStack stops what it has started
    if (flags.json !== true) process.stderr.write(`\n${signal}: ending matches and closing the data …\n`);
    stack.close().then(
      () => {
        if (flags.json !== true)
          process.stderr.write(
            flags.memory === true
              ? 'Ended.\n'
              : `Ended. Your data is in ${data}; npm start continues with it.\n`,
          );
        process.exit(0);
      },
      (error: unknown) => {
        process.stderr.write(`could not end cleanly: ${messageOf(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', () => end('Ctrl-C'));
  process.on('SIGTERM', () => end('SIGTERM'));
  try {
    stack = await startStack({
      port,
      host,
      backend,
      shape,
      events: deliveryFaultsIn(flags.events),
      ...(flags.memory === true ? {} : { dataFolder: data }),
      progress: say,
      said: (said) => process.stderr.write(`${sayScript(said)}\n`),
      interrupted: interrupted.signal,
    });
  } catch (error) {
    if (!interrupted.signal.aborted) throw error;
    process.stderr.write('Interrupted while starting: everything that had been started is ended.\n');
    process.exit(130);
  }

  if (flags.watch === true) watchBundles(stack, say);
  if (flags.json === true) {
    const {
      api,
      gamelift,
      dynamodb,
      console: page,
      play,
      matchmakingConfigurations,
      fleetId,
      aliasId,
      queue,
    } = stack;
    // The first matchmaking of a game is its default.
    const [matchmakingConfiguration] = Object.values(matchmakingConfigurations);
    process.stdout.write(
      `${JSON.stringify({ api, gamelift, dynamodb, console: page, play, matchmakingConfiguration, matchmakingConfigurations, fleetId, aliasId, queue })}\n`,
    );
    return;
  }
  const addresses = addressLines(addressesOf(stack));
  const seconds = (Number(process.hrtime.bigint() - started) / 1e9).toFixed(1);
  process.stdout.write(
    `\n${pc.bold('Turnlift is up')} after ${seconds} s, ${flags.memory === true ? 'in memory' : `data in ${data}`}, up to ${shape.capacity} matches at once${locationsText(shape)}\n\n${addresses}\n`,
  );
  // The demo finds a backend on the preferred port by itself.
  const where = stack.api === preferredUrl(shape.laptop) ? '' : ` --api ${stack.api}`;
  process.stdout.write(
    `\nNext: in a second terminal, ${pc.cyan(`npm run demo -- --matches 20${where}`)}\nCtrl-C ends it.\n`,
  );
}

/** Where everything is, what people open first. */
function addressesOf(
  stack: Readonly<Record<'play' | 'console' | 'api' | 'gamelift' | 'dynamodb' | 'log', string>>,
): readonly PrintedAddress[] {
  return [
    {
      name: 'Play',
      address: stack.play,
      use: 'the games of this backend, in a browser; a second tab with ?as=2 is another player',
    },
    { name: 'Console', address: stack.console, use: 'tickets, matches, processes as they come and go' },
    { name: 'REST page', address: `${stack.api}/reference/`, use: 'the REST API, to read and to try' },
    { name: 'REST API', address: stack.api, use: 'npm run demo, your client' },
    { name: 'OpenAPI', address: `${stack.api}/v1/openapi.json`, use: 'generate a client from it' },
    {
      name: 'GameLift',
      address: stack.gamelift,
      use: `aws gamelift describe-fleet-attributes --endpoint-url ${stack.gamelift}`,
    },
    {
      name: 'DynamoDB',
      address: stack.dynamodb,
      use: `aws dynamodb list-tables --endpoint-url ${stack.dynamodb}`,
    },
    {
      name: 'Log',
      address: stack.log,
      use: 'all that happens; errors and console.log of rules are shown here, too',
    },
  ];
}

/** Nothing for one location; else their names. */
function locationsText({ config }: LaptopShape): string {
  const locations = locationsOf(config);
  return locations.length === 1 ? '' : ` in ${locations.join(', ')}`;
}

new Command('npm start --')
  .description(
    'The whole backend on this machine: REST API, matchmaking, Realtime matches, leaderboards. No AWS account.',
  )
  .option(
    '--env <name>',
    `environment of game/environments/ whose shape runs, scaled down to this machine: ${[laptopName, ...environmentNames(backend)].join(', ')}`,
    laptopName,
  )
  .option(
    '--port <n>',
    "port of the REST API and the pages; 0 = any free port (default: the laptop environment's, or any free one)",
    wholeNumber(0, 65_535),
  )
  .option('--host <address>', "address to listen on, also in tickets (default: the laptop environment's)")
  .option(
    '--data <dir>',
    "folder that keeps players, matches, leaderboards (default: the laptop environment's)",
  )
  .option('--memory', 'keep nothing')
  .option('--region <region>', "AWS region to stand for (default: the environment's)")
  .option(
    '--capacity <n>',
    "about the most matches at once; further tickets wait (default: the laptop environment's)",
    wholeNumber(1, 1_000),
  )
  .option('--tls', 'Realtime over wss, with a certificate made at start')
  .option('--events <faults>', 'inject the delivery faults that AWS allows: duplicate,reorder,delay')
  .option('--watch', 'take changed games and rule sets at once; running matches end on the old rules')
  .addOption(new Option('--json', 'first line on stdout, once ready, is one JSON object with every URL'))
  .action((flags: Flags) =>
    start(flags).catch((error: unknown) => {
      process.stderr.write(`${pc.red('Turnlift did not start:')} ${messageOf(error)}\n`);
      process.exit(1);
    }),
  )
  .parse();
