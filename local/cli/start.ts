import path from 'node:path';
import { Command, Option } from 'commander';
import pc from 'picocolors';
import { messageOf } from '../../core/message-of';
import { locationsOf, withLine } from '../../config';
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
import { wholeNumberFrom } from './whole-number';

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

const say = (line: string): void => {
  process.stderr.write(`${pc.dim(`  ${line}`)}\n`);
};

async function start(flags: Flags): Promise<void> {
  const shape = laptopShape(backend, {
    environment: flags.env,
    tls: flags.tls === true,
    ...(flags.region === undefined ? {} : { region: flags.region }),
    ...(flags.capacity === undefined ? {} : { capacity: flags.capacity }),
  });
  const data = dataFolder(flags, shape);
  const { host = shape.laptop.host } = flags;
  const port = await choosePort(flags, shape, host);
  const started = process.hrtime.bigint();
  const end = new EndOnSignal(flags, data);
  let stack: RunningStack;
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
      interrupted: end.interrupted,
    });
  } catch (error) {
    if (!end.interrupted.aborted) throw error;
    process.stderr.write('Interrupted while starting: everything that had been started is ended.\n');
    process.exit(130);
  }
  end.started(stack);
  if (flags.watch === true) watchBundles(stack, say);
  if (flags.json === true) process.stdout.write(`${JSON.stringify(urlsOf(stack))}\n`);
  else {
    const seconds = (Number(process.hrtime.bigint() - started) / 1e9).toFixed(1);
    const kept = flags.memory === true ? 'in memory' : `data in ${data}`;
    process.stdout.write(welcome(stack, shape, `after ${seconds} s, ${kept}`));
  }
}

async function choosePort({ port }: Flags, { laptop }: LaptopShape, host: string): Promise<number> {
  if (port !== undefined && port !== 0 && !(await portIsFree(port, host)))
    throw new Error(`port ${port} is in use. Choose another with --port N, or --port 0 for any free one.`);
  return port ?? ((await portIsFree(laptop.port, host)) ? laptop.port : await freePort(host));
}

/** Ends everything on Ctrl-C or SIGTERM; a second signal ends the process at once. */
class EndOnSignal {
  readonly #flags: Flags;
  readonly #data: string;
  readonly #interrupted = new AbortController();
  #stack: RunningStack | undefined;
  #ending = false;

  constructor(flags: Flags, data: string) {
    this.#flags = flags;
    this.#data = data;
    process.on('SIGINT', () => this.#end('Ctrl-C'));
    process.on('SIGTERM', () => this.#end('SIGTERM'));
  }

  /** Aborted by a signal before the stack has started: startStack stops what it has started. */
  get interrupted(): AbortSignal {
    return this.#interrupted.signal;
  }

  started(stack: RunningStack): void {
    this.#stack = stack;
  }

  #end(signal: string): void {
    const { json, memory } = this.#flags;
    if (this.#ending) {
      process.stderr.write('ending now\n');
      process.exit(130);
    }
    this.#ending = true;
    if (this.#stack === undefined) {
      this.#interrupted.abort();
      return;
    }
    if (json !== true) process.stderr.write(`\n${signal}: ending matches and closing the data …\n`);
    this.#stack.close().then(
      () => {
        const kept = `Ended. Your data is in ${this.#data}; npm start continues with it.`;
        if (json !== true) process.stderr.write(memory === true ? 'Ended.\n' : `${kept}\n`);
        process.exit(0);
      },
      (error: unknown) => {
        process.stderr.write(`could not end cleanly: ${messageOf(error)}\n`);
        process.exit(1);
      },
    );
  }
}

/** The output of `--json`. */
function urlsOf({
  api,
  gamelift,
  dynamodb,
  console: page,
  play,
  matchmakingConfigurations,
  fleetId,
  aliasId,
  queue,
}: RunningStack) {
  // The first matchmaking of a game is its default.
  const [matchmakingConfiguration] = Object.values(matchmakingConfigurations);
  return {
    ...{ api, gamelift, dynamodb, console: page, play },
    ...{ matchmakingConfiguration, matchmakingConfigurations, fleetId, aliasId, queue },
  };
}

function welcome(stack: RunningStack, shape: LaptopShape, started: string): string {
  const addresses = addressLines(addressesOf(stack));
  // The demo finds a backend on the preferred port by itself.
  const where = stack.api === preferredUrl(shape.laptop) ? '' : ` --api ${stack.api}`;
  return [
    '',
    `${pc.bold('Turnlift is up')} ${started}, up to ${shape.capacity} matches at once${locationsText(shape)}`,
    '',
    addresses,
    '',
    `Next: in a second terminal, ${pc.cyan(`npm run demo -- --matches 20${where}`)}`,
    'Ctrl-C ends it.',
    '',
  ].join('\n');
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
    'The whole backend on this machine: REST API, matchmaking, Realtime matches, leaderboards. No AWS ' +
      'account.',
  )
  .option(
    '--env <name>',
    'environment of game/environments/ whose shape runs, scaled down to this machine: ' +
      `${[laptopName, ...environmentNames(backend)].join(', ')}`,
    laptopName,
  )
  .option(
    '--port <n>',
    "port of the REST API and the pages; 0 = any free port (default: the laptop environment's, or any " +
      'free one)',
    wholeNumberFrom(0, 65_535),
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
    wholeNumberFrom(1, 1_000),
  )
  .option('--tls', 'Realtime over wss, with a certificate made at start')
  .option('--events <faults>', 'inject the delivery faults that AWS allows: duplicate,reorder,delay')
  .option('--watch', 'take changed games and rule sets at once; running matches end on the old rules')
  .addOption(new Option('--json', 'first line on stdout, once ready, is one JSON object with every URL'))
  .action((flags: Flags) =>
    start(flags).catch((error: unknown) => {
      process.stderr.write(`${pc.red('Turnlift did not start:')} ${withLine(process.cwd(), error)}\n`);
      process.exit(1);
    }),
  )
  .parse();
