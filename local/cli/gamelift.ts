/** `npm run gamelift`: the local GameLift API alone. */
import path from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import pc from 'picocolors';
import { messageOf } from '../../core/message-of';
import { type OpenQuestionAnswers, openQuestionFlags, readOpenQuestions } from '../../flexmatch';
import {
  createLocalGameLift,
  type DeliveryFault,
  deliveryFaults,
  type LocalGameLift,
} from '../gamelift/index';
import { rememberParts } from '../stack/data-check';
import { explainUnopened, makeDataFolder } from '../stack/data-folder';
import { addEventOptions, type EventOptions, type EventTargets, eventTargets } from './event-options';

interface Options extends EventOptions, OpenQuestionAnswers {
  readonly port: number;
  readonly memory?: boolean;
  readonly data?: string;
  readonly virtualClock?: boolean;
  readonly hosting: 'local' | 'hold' | 'none';
  readonly region: string;
  readonly account: string;
  readonly events?: readonly DeliveryFault[];
  readonly seed?: number;
  readonly advertise?: string;
  readonly verbose?: boolean;
  readonly json?: boolean;
}

function whole(name: string, most: number): (text: string) => number {
  return (text) => {
    if (!/^\d+$/.test(text) || Number(text) > most)
      throw new InvalidArgumentError(`${name} is a whole number from 0 to ${most}.`);
    return Number(text);
  };
}

function account(text: string): string {
  if (!/^\d{12}$/.test(text)) throw new InvalidArgumentError('An account has twelve digits.');
  return text;
}

function region(text: string): string {
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(text)) throw new InvalidArgumentError('A Region looks like us-west-2.');
  return text;
}

function deliveryFaultsIn(text: string): readonly DeliveryFault[] {
  return text.split(',').map((word) => {
    const way = deliveryFaults.find((candidate) => candidate === word.trim());
    if (way === undefined)
      throw new InvalidArgumentError(`Events can be delivered with ${deliveryFaults.join(', ')}.`);
    return way;
  });
}

const program = addEventOptions(new Command('gamelift'))
  .description(
    'A local GameLift: Realtime fleets, FlexMatch and queues behind the API that the AWS CLI, SDKs ' +
      'and Terraform speak.',
  )
  .option('--port <number>', 'port to listen on; 0 takes any free one', whole('A port', 65_535), 0)
  .option('--memory', 'keep nothing (the default without --data)')
  .option('--data <folder>', 'keep everything in a folder; a restart after a kill continues from there')
  .option(
    '--virtual-clock',
    'time stands still until POST /_local/clock {"toSeconds":N} advances it; with --data it continues ' +
      'where it stood',
  )
  .addOption(
    new Option(
      '--hosting <mode>',
      'local: sessions run on real script processes; hold: placements wait for POST /_local/hosting; ' +
        'none: they time out',
    )
      .choices(['local', 'hold', 'none'])
      .default('local'),
  )
  .option(
    '--advertise <address>',
    'address or name that players connect to, such as this machine in its network; script processes ' +
      'then listen on every address',
  )
  .option('--region <region>', 'the Region that it plays', region, 'us-west-2')
  .option('--account <id>', 'the account that it plays', account, '111122223333')
  .option(
    '--events <ways>',
    `inject delivery faults: ${deliveryFaults.join(', ')}, separated by commas`,
    deliveryFaultsIn,
  )
  .option('--seed <number>', 'make ids, batches and delivery faults repeatable', whole('A seed', 2 ** 31 - 1))
  .option('--verbose', 'print what happens on stderr')
  .option('--json', 'first line on stdout once ready: {"gamelift":URL,…}')
  .addHelpText(
    'after',
    '\nUse it with the AWS CLI: aws --endpoint-url http://127.0.0.1:PORT gamelift list-fleets',
  )
  .showHelpAfterError('(--help shows every option)');

for (const { flags, description, choices } of openQuestionFlags) {
  const option = new Option(flags, `FlexMatch: ${description}`);
  program.addOption(choices === undefined ? option : option.choices(choices));
}

async function main(): Promise<void> {
  const options = program.parse().opts<Options>();
  if (options.memory === true && options.data !== undefined)
    program.error('Choose one of --memory and --data.');
  // npm runs scripts in the project's folder, but paths are relative to the folder of the command.
  const here = process.env['INIT_CWD'] ?? process.cwd();
  const dataFolder = options.data === undefined ? undefined : path.resolve(here, options.data);
  const targets = eventTargets(options, options.region, here);
  const looked = dataFolder === undefined ? undefined : makeDataFolder(dataFolder);
  const gamelift = await createLocalGameLift({
    port: options.port,
    region: options.region,
    account: options.account,
    hosting: options.hosting,
    openQuestions: readOpenQuestions(options),
    clock: options.virtualClock === true ? 'virtual' : 'real',
    ...(dataFolder === undefined ? {} : { dataFolder }),
    ...(looked?.state === undefined ? {} : { looked: looked.state }),
    ...(options.events === undefined ? {} : { eventDelivery: options.events }),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.advertise === undefined ? {} : { advertise: options.advertise }),
    warn: (line: string) => {
      process.stderr.write(`${line}\n`);
    },
    ...(options.verbose === true
      ? {
          log: (line: string) => {
            process.stderr.write(`${line}\n`);
          },
        }
      : {}),
    ...(targets.sink === undefined ? {} : { eventSink: targets.sink }),
  }).catch((error: unknown) => {
    throw dataFolder === undefined ? error : explainUnopened(error, dataFolder);
  });
  if (dataFolder !== undefined) rememberParts(dataFolder);
  endOnSignal(gamelift, targets, options, dataFolder);
  print(gamelift, options);
}

/** Ctrl-C and SIGTERM end the local GameLift, then the process. */
function endOnSignal(
  gamelift: Pick<LocalGameLift, 'close'>,
  targets: Pick<EventTargets, 'close'>,
  { json }: Options,
  dataFolder: string | undefined,
): void {
  const kept =
    dataFolder === undefined
      ? 'Nothing was kept: --data FOLDER keeps everything.'
      : `Everything is kept in ${dataFolder}: the same command continues with it.`;
  const stop = (): void => {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    gamelift
      .close()
      .then(() => targets.close())
      .then(
        () => {
          if (json !== true) process.stderr.write(`Ended. ${kept}\n`);
          process.exit(0);
        },
        (error: unknown) => {
          process.stderr.write(`${messageOf(error)}\n`);
          process.exit(1);
        },
      );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

function print(gamelift: Pick<LocalGameLift, 'url' | 'region' | 'account'>, options: Options): void {
  const { url, region: played, account: owner } = gamelift;
  const { hosting, virtualClock } = options;
  const clock = virtualClock === true ? 'virtual' : 'real';
  const hosted = `hosting ${hosting}${clock === 'virtual' ? ', virtual clock' : ''}`;
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify({ gamelift: url, region: played, account: owner, hosting, clock })}\n`
      : `${pc.bold('Local GameLift')} at ${pc.cyan(url)} (${played}, account ${owner}, ${hosted})\n` +
          `Next: aws --endpoint-url ${url} gamelift list-fleets   ${pc.dim('Ctrl-C ends it')}\n`,
  );
}

main().catch((error: unknown) => {
  const message = messageOf(error);
  const inUse = 'The port is in use: choose another with --port, or 0 for any free one.';
  process.stderr.write(`${/EADDRINUSE/.test(message) ? inUse : message}\n`);
  process.exit(1);
});
