import { Command, type CommanderError, InvalidArgumentError } from 'commander';
import { type PlayerId, playerId } from '../../core/ids';
import { messageOf } from '../../core/message-of';
import { type Removal } from '../../functions/shared/tickets/leave-queue';
import { type AccountStore } from '../../store/accounts';
import { banInForce } from '../../store/bans';
import { type PlayerExports } from '../../store/player-export';
import { type PlayerStore } from '../../store/players';

/** The stores that the commands use. */
export interface PlayerTables {
  readonly players: Pick<PlayerStore, 'get'>;
  readonly accounts: AccountStore;
  readonly exports: PlayerExports;
  /** Absent: GameLift's address is not known. */
  leaveQueue?(playerId: PlayerId, removal: Removal): Promise<'cancelled' | 'placing' | 'none'>;
  close(): void;
}

/** Addresses of the services of a local stack; absent in the cloud. */
export interface EndpointFlags {
  readonly dynamodb?: string;
  readonly gamelift?: string;
}

export interface Operator {
  open(environment: string, endpoints: EndpointFlags): PlayerTables;
  /** The operator's name in the account's events, unless the command is given another. */
  readonly name: string;
  /** Known environments, for `--help`. */
  readonly environments: readonly string[];
  readonly say: (line: string) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

interface Target extends EndpointFlags {
  readonly env: string;
  readonly operator: string;
}
interface BanOptions extends Target {
  readonly reason: string;
  readonly days?: number;
}
interface DeleteOptions extends Target {
  readonly reason: string;
}

/** The player is unknown, or there was nothing to do: the message says which. */
export class NothingDone extends Error {}

const day = 24 * 60 * 60 * 1000;

/**
 * `npm run players`: an operator's actions on players. Each is kept with its reason in the player's account.
 */
export function playersProgram(operator: Operator): Command {
  const { open, name, environments } = operator;
  const program = new Command('npm run players --')
    .exitOverride(exitOnMisuse)
    .description(
      'Bans, unbans, shows, exports and deletes players. In the cloud with the AWS credentials of the ' +
        'shell (DynamoDB rights on the players table; ban and delete cancel the open ticket with rights ' +
        'on the tickets table and gamelift:StopMatchmaking, otherwise the account sweeper does it; ' +
        'export reads all tables).',
    );
  const commands: Commands = {
    async on(target, work) {
      const tables = open(target.env, target);
      try {
        await work(tables);
      } finally {
        tables.close();
      }
    },
    command: (text, description) =>
      program
        .command(text)
        .description(description)
        .argument('<player>', 'the player: p- and a UUID', readPlayer)
        .option('--env <name>', `the environment: ${environments.join(', ')}`, 'laptop')
        .option('--dynamodb <url>', 'DynamoDB of a running npm start, as it prints it')
        .option('--gamelift <url>', 'GameLift of a running npm start: an open ticket is cancelled at once')
        .option('--operator <name>', 'who does it', name),
  };
  addBans(commands, operator);
  addReading(commands, operator);
  addDeletion(commands, operator);
  return program;
}

/** A command that was given wrongly has failed: 1 says that there is no such player. */
function exitOnMisuse(error: CommanderError): never {
  return process.exit(error.exitCode === 0 ? 0 : 2);
}

interface Commands {
  /** Runs a command on the tables of its environment, and closes them. */
  readonly on: (target: Target, work: (tables: PlayerTables) => Promise<void>) => Promise<void>;
  /** A command on one player. */
  readonly command: (text: string, description: string) => Command;
}

function addBans({ on, command }: Commands, { say, now }: Operator): void {
  command(
    'ban',
    'ends all sessions; no sign-in, ticket or rejoin until the end of the ban; leaves the leaderboards',
  )
    .requiredOption('--reason <text>', 'why: the player reads it', readReason)
    .option('--days <number>', 'how long; absent: until unban', readDays)
    .action((id: PlayerId, options: BanOptions) =>
      on(options, async (tables) => {
        const { reason, days, operator } = options;
        const at = now();
        const until = days === undefined ? undefined : at + days * day;
        const ban = { reason, at, ...(until === undefined ? {} : { until }) };
        if (!(await tables.accounts.ban(id, ban, { by: 'operator', operator })))
          throw new NothingDone(`${id} is not a player of ${options.env}`);
        say(
          `${id} is banned${until === undefined ? '' : ` until ${new Date(until).toISOString()}`}: ${reason}`,
        );
        say('Sessions have ended; the player leaves the leaderboards within two minutes.');
        say(await cancelOpenTicket(tables, id, 'banned'));
      }),
    );

  command('unban', 'lifts a ban; leaderboard entries stand again within two minutes').action(
    (id: PlayerId, options: Target) =>
      on(options, async ({ accounts }) => {
        if (!(await accounts.unban(id, now(), { by: 'operator', operator: options.operator })))
          throw new NothingDone(`${id} is not a banned player of ${options.env}`);
        say(`${id} is not banned any more`);
      }),
  );
}

function addReading({ on, command }: Commands, { say, now }: Operator): void {
  command('show', 'prints the account: ban, deletion, and what happened to it').action(
    (id: PlayerId, options: Target) =>
      on(options, async ({ players, accounts }) => {
        const account = await accounts.get(id);
        if (account === undefined) throw new NothingDone(`${id} is not a player of ${options.env}`);
        const { createdAt, deletedAt, ban } = account;
        const shown = {
          playerId: id,
          displayName: (await players.get(id))?.displayName,
          createdAt,
          deletedAt,
          ban: banInForce(ban, now()),
          events: await accounts.events(id),
        };
        say(JSON.stringify(shown, undefined, 2));
      }),
  );

  command('export', 'prints all that is stored of the player, as one JSON document').action(
    (id: PlayerId, options: Target) =>
      on(options, async ({ exports }) => {
        const stored = await exports.of(id, now());
        if (stored === undefined) throw new NothingDone(`${id} is not a player of ${options.env}`);
        say(JSON.stringify(stored, undefined, 2));
      }),
  );
}

function addDeletion({ on, command }: Commands, { say, now }: Operator): void {
  command('delete', 'deletes the player: there is no way back')
    .requiredOption('--reason <text>', 'why: kept in the tombstone', readReason)
    .action((id: PlayerId, options: DeleteOptions) =>
      on(options, async (tables) => {
        const { operator, reason } = options;
        if (!(await tables.accounts.remove(id, now(), { by: 'operator', operator, reason })))
          throw new NothingDone(`${id} is not a player of ${options.env}`);
        say(`${id} is deleted; everything else of the player goes within two minutes`);
        say(await cancelOpenTicket(tables, id, 'deleted'));
      }),
    );
}

/**
 * Takes the player out of matchmaking, so that no other player is matched with one who may not come. The ban
 * or deletion is done, so a failure is only told: the account sweeper repeats this within a minute.
 */
async function cancelOpenTicket(tables: PlayerTables, id: PlayerId, removal: Removal): Promise<string> {
  const later = 'the account sweeper cancels an open ticket within two minutes';
  if (tables.leaveQueue === undefined) return `No --gamelift URL: ${later}.`;
  try {
    switch (await tables.leaveQueue(id, removal)) {
      case 'cancelled':
        return 'The open ticket is cancelled.';
      case 'placing':
        return 'The open ticket has a match, which ends when its server starts.';
      case 'none':
        return 'There was no open ticket.';
    }
  } catch (error) {
    return `GameLift or the tickets table refused (${messageOf(error)}): ${later}.`;
  }
}

function readPlayer(text: string): PlayerId {
  try {
    return playerId(text);
  } catch {
    throw new InvalidArgumentError('It must be a player id: p- and a UUID in lower case.');
  }
}

function readReason(text: string): string {
  const reason = text.trim();
  if (reason === '' || reason.length > 300)
    throw new InvalidArgumentError('It must have 1 to 300 characters.');
  return reason;
}

function readDays(text: string): number {
  const days = Number(text);
  if (!(days > 0 && days <= 36_500)) throw new InvalidArgumentError('It must be above 0 and at most 36500.');
  return days;
}
