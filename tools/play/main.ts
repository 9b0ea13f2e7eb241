/** Plays a game in the terminal against its own bot: `npm run play -- GAME`. */
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Command, InvalidArgumentError } from 'commander';
import { type Game } from '../../core/define';
import { defaultMatchmaking } from '../../definition';
import backend from '../../game';
import { playAtTerminal, type Terminal } from './match';
import {
  FlagError,
  terminalHeader,
  flagLevel,
  flagOptions,
  personOf,
  type TableFlags,
  teamsOf,
} from './table';

/** Limit of a bot's thinking time, in milliseconds. */
const maxThinkingMs = 3_000;

function asWholeNumber(text: string): number {
  if (!/^\d{1,2}$/.test(text)) throw new InvalidArgumentError('must be a whole number.');
  return Number(text);
}

function gameNamed(name: string): Game {
  const game = [...backend.games.values()].find((candidate) => candidate.name === name);
  if (game === undefined)
    throw new FlagError(
      `${JSON.stringify(name)} is not a game of game/index.ts; its games are ` +
        `${[...backend.games.keys()].join(', ')}`,
    );
  return game;
}

function openTerminal(): Terminal & { close(): void } {
  const typed = createInterface({
    input: process.stdin,
    terminal: process.stdin.isTTY === true,
    output: process.stdout,
  });
  typed.on('SIGINT', () => {
    process.stdout.write('\nYou have left the match.\n');
    process.exit(130);
  });
  const lines = typed[Symbol.asyncIterator]();
  return {
    write: (text) => {
      process.stdout.write(text);
    },
    ask: async (prompt) => {
      typed.setPrompt(prompt);
      typed.prompt();
      const next = await lines.next();
      return next.done === true ? undefined : next.value;
    },
    close: () => typed.close(),
  };
}

function thinkingLimit(): () => boolean {
  const begun = performance.now();
  return () => performance.now() - begun < maxThinkingMs;
}

async function play(name: string, flags: TableFlags): Promise<void> {
  const game = gameNamed(name);
  const teams = teamsOf(game, flags, defaultMatchmaking(backend, game.name)?.ruleSet);
  const seat = personOf(flags, teams.length);
  const level = flagLevel(game, flags);
  const options = flagOptions(game, flags);
  const seed = flags.seed ?? randomBytes(16).toString('hex');
  const terminal = openTerminal();
  const against = game.botLevels[level] ?? 'no bot: the others play at random';
  terminal.write(
    `${name}, ${teams.length} seats${game.teams ? ` in the teams ${teams.join(' ')}` : ''}, ` +
      `${against}. The same match again: --seed ${seed}\n`,
  );
  if (seat !== undefined)
    terminal.write('Type a number or the words of a command; ? shows all, resign gives up, Ctrl-C leaves.\n');
  const header = terminalHeader(game, { teams, options, seed }, Date.now());
  const table = { header, seat, level, thinkingLimit, now: () => Date.now() };
  const ending = await game.with((typed) => playAtTerminal(typed, table, terminal));
  terminal.close();
  if (ending === 'input-ended') {
    terminal.write('\nThe input has ended before the match.\n');
    process.exitCode = 1;
  }
}

// A closed pipe (`| head`) is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 2);
});

new Command('npm run play --')
  .description('Plays a game of game/index.ts in the terminal against its own bot.')
  .argument('<game>', `one of ${[...backend.games.keys()].join(', ')}`)
  .option('--seats <n>', 'number of seats (default: the fewest)', asWholeNumber)
  .option('--seat <n>', 'your seat, from 0 (default: 0)', asWholeNumber)
  .option('--level <name>', 'strength of the bots (default: the middle one)')
  .option('--options <options>', 'options of the match: name=value,name=value or JSON')
  .option('--seed <text>', 'the same seed gives the same dice and deck')
  .option('--watch', 'bots play among themselves')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .action((name: string, flags: TableFlags) =>
    play(name, flags).catch((error: unknown) => {
      const message =
        error instanceof FlagError ? error.message : error instanceof Error ? error.stack : String(error);
      process.stderr.write(`${message}\n`);
      process.exit(2);
    }),
  )
  .parse();
