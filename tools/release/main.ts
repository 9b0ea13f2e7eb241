/** `npm run release -- VERSION`: creates the commits and tags of a release and its upgrade. */
import { Command } from 'commander';
import { messageOf } from '../../core/message-of';
import { findProjectRoot } from '../project';
import { Git } from './git';
import { makeRelease, planRelease } from './release';

function main(): void {
  const program = new Command('release')
    .description(
      'Tags the newest commit of main as v<VERSION>, and makes upgrade-<VERSION>, which teams merge: ' +
        'it changes nothing in game/.',
    )
    .argument('<version>', 'as in package.json and CHANGELOG.md: 1.4.0')
    .option('--dry-run', 'check everything and say what would be made');
  program.parse();
  const [version = ''] = program.args;
  const { dryRun } = program.opts<{ dryRun?: true }>();
  const git = new Git(findProjectRoot());
  const release = planRelease(git, version);
  const { previous, head } = release;
  const upgrade = `upgrade-${version}`;
  const how =
    previous === undefined
      ? `${head.slice(0, 12)} becomes v${version} and ${upgrade}: the first release`
      : `${head.slice(0, 12)} becomes v${version}; ${upgrade} follows ${previous}, with its game/`;
  process.stdout.write(`${how}\n`);
  if (dryRun === true) return;
  process.stdout.write(`Made. Next: git push origin ${makeRelease(git, release).join(' ')}\n`);
}

try {
  main();
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}
