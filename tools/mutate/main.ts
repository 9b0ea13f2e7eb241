/**
 * `npm run mutate`: changes the code in thousands of small ways, and lists the changes that no test notices.
 * A folder takes hours, so CI tries one small file alone. Stryker is installed on first use.
 */
import pc from 'picocolors';
import { messageOf } from '../../core/message-of';
import { findProjectRoot } from '../project';
import { readAccepted, staleEntries } from './accepted';
import { type Mutant } from './mutants';
import { chosenParts, readOptions } from './options';
import { reportOf } from './report';
import { folders } from './folders';
import { installStryker, tryMutants } from './stryker';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function main(): Promise<number> {
  const root = findProjectRoot();
  const options = readOptions(process.argv);
  const accepted = readAccepted(root);
  const chosen = chosenParts(root, options);
  if (options.list === true) {
    for (const [folder, parts] of chosen) {
      say(pc.bold(`${folder} (threshold ${folders[folder].threshold} %)`));
      for (const { file, lines } of parts)
        say(`  ${file}${lines === undefined ? '' : `:${lines.join('-')}`}`);
    }
    return 0;
  }
  if (chosen.size === 0) {
    say(`Nothing to mutate: only ${Object.keys(folders).join(', ')} have mutants.`);
    return 0;
  }
  const packages = await installStryker(root, (line) => process.stderr.write(`  ${line}\n`));
  const tried: Mutant[] = [];
  let isPassed = true;
  for (const [folder, parts] of chosen) {
    const mutants = await tryMutants(root, packages, folder, parts, {
      concurrency: options.concurrency,
      static: options.static === true,
      afresh: options.afresh === true,
    });
    tried.push(...mutants);
    const report = reportOf(folder, mutants, accepted);
    say(report.text);
    isPassed &&= report.isPassed;
  }
  // A part of a file says nothing about the mutants of its other lines.
  const whole = new Set(
    [...chosen.values()].flat().flatMap(({ file, lines }) => (lines === undefined ? [file] : [])),
  );
  for (const entry of staleEntries(accepted, tried, whole)) {
    say(`${pc.red('stale')} tools/mutate/accepted.json: ${entry.file} ${entry.mutator} → ${entry.to}`);
    isPassed = false;
  }
  return isPassed ? 0 : 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${pc.red('mutate:')} ${messageOf(error)}\n`);
    process.exitCode = 2;
  },
);
