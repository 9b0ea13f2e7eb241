import { type Command, InvalidArgumentError } from 'commander';
import { sweptOptions } from '../simulate';
import { asNumber, asWholeNumber } from './numbers';

/** Adds the argument and the options of `flexmatch simulate` to a command; `Flags` is what they read as. */
export function addSimulateOptions(command: Command): Command {
  command
    .argument('<ruleset>', 'the rule set')
    .option('--compare <ruleset>', 'a second rule set that meets the very same tickets');
  addPopulationOptions(command);
  addRunOptions(command);
  addBehaviourOptions(command);
  return command
    .option('--html <file>', 'write a report that opens in any browser, offline')
    .option('--json', 'print JSON for machines');
}

function addPopulationOptions(command: Command): void {
  command
    .option(
      '--population <file>',
      'JSON: arrivals, parties, attributes, regions (all optional; see docs/simulator.md)',
    )
    .option(
      '--tickets <file>',
      'CSV of real tickets, one line a player: startTime, ticketId, playerId, region, ' +
        'latency:LOCATION, attributes',
    )
    .option('--hours <hours>', 'time on the virtual clock (default: 1)', asNumber)
    .option('--rate <tickets>', 'tickets a minute', asNumber)
    .option(
      '--players <count>',
      'arrivals end after this number of players; with --hours and no --rate they come evenly',
      asNumber,
    )
    .option('--timeout <seconds>', 'request timeout of the matchmaking configuration', asNumber, 120)
    .option('--look-every <seconds>', 'how often the pool is looked at', asNumber, 1)
    .option(
      '--attribute <name=distribution>',
      'normal:MEAN,SD[,MIN,MAX] | lognormal:MEDIAN,SIGMA[,MIN,MAX] | uniform:MIN,MAX | constant:VALUE ' +
        '| choice:A*3,B | list:1-2:A,B,C (repeat for more)',
      collect,
    )
    .option('--regions <names>', 'where players live: us-east-1=4,eu-central-1=3')
    .option('--parties <sizes>', 'party sizes with weights: 1=7,2=3')
    .option('--without-latency <share>', 'share of players who send no latencies', asNumber)
    .option('--start-hour <hour>', 'hour of the day at which the clock starts', asNumber);
}

function addRunOptions(command: Command): void {
  command
    .option('--seed <number>', 'seed of all chance', asWholeNumber, 1)
    .option('--seeds <count>', 'number of seeds to run, with 95 % confidence intervals', asWholeNumber)
    .option(
      '--sweep <target=values>',
      `try one value at several settings: rules[NAME].maxDistance=50,100,200, or ${sweptOptions.join(', ')}`,
    )
    .option(
      '--threads <count>',
      'runs at the same time, with --compare, --seeds or --sweep (default: one for each processor)',
      asWholeNumber,
    )
    .option(
      '--search-budget <evaluations>',
      'what a look may spend around each ticket (default: 20000)',
      asWholeNumber,
    );
}

function addBehaviourOptions(command: Command): void {
  command
    .option('--accept <share>', 'matches ask their players, and this share of them accepts', asNumber)
    .option('--acceptance-timeout <seconds>', 'how long they are asked (default: 30)', asNumber)
    .option('--patience <seconds>', 'mean time after which a ticket is given up', asNumber)
    .option(
      '--session-minutes <minutes>',
      'mean length of a game session: adds concurrent sessions to the report',
      asNumber,
    )
    .option('--leave <share>', 'share of players who leave a session before its end (default: 0)', asNumber)
    .option('--backfill', 'sessions with open slots ask for players')
    .option('--sessions-per-instance <count>', 'game sessions that an instance hosts (default: 1)', asNumber)
    .option(
      '--instance-price <price>',
      'price of an instance for an hour: adds costs to the report',
      asNumber,
    );
}

function collect(
  text: string,
  known: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('Write NAME=DISTRIBUTION.');
  return { ...known, [text.slice(0, equals)]: text.slice(equals + 1) };
}
