/** Writes a new game that passes its tests: `npm run new-game NAME`. */
import { Command } from 'commander';
import backend from '../../game';
import { findProjectRoot } from '../project';
import { NewGameError } from './name';
import { writeGame } from './write';

async function newGame(name: string, seats: string): Promise<void> {
  const files = await writeGame(findProjectRoot(), backend, name, seats);
  process.stdout.write(
    [
      ...files.map((file) => `wrote ${file}`),
      '',
      `Next: change game/games/${name}/rules.ts into your game (docs/writing-a-game.md)`,
      `      npx jest game/games/${name}`,
      `      npm run play -- ${name}`,
      '',
    ].join('\n'),
  );
}

new Command('npm run new-game --')
  .description(
    'Writes a small game that works, with bot, display and test, and registers it in game/index.ts.',
  )
  .argument('<name>', 'lower-case letters, digits and hyphens, at most 32')
  .option('--seats <n>', 'number of seats from 2 to 8, or a range such as 2-4', '2')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .action((name: string, { seats }: { readonly seats: string }) =>
    newGame(name, seats).catch((error: unknown) => {
      process.stderr.write(`${error instanceof NewGameError ? error.message : String(error)}\n`);
      process.exit(1);
    }),
  )
  .parse();
