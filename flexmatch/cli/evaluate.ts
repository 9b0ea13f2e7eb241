import { type Command } from 'commander';
import { answerCase } from '../cases/answer';
import { UnreadableError } from './files';
import { loadCase } from './load-case';

/** `flexmatch evaluate CASE.json…`: one JSON line a case. */
export function registerEvaluate(program: Command): void {
  program.command('evaluate')
    .description('play cases on a virtual clock and print the matches, one JSON line a case')
    .argument('<cases...>', 'case files: { id, ruleSet, tickets, at, configuration? }')
    .option('--seed <number>', 'seed of all chance', '1')
    .option('--json', 'print JSON (the only form)')
    .addHelpText('after', '\nA line: {"id","matches":[{"at","teams","tickets"}],"unmatched":[{"ticket","reasons"}],"budgetEnded"}\nExit code 0, or 2 when a case cannot be read.')
    .action((files: string[], options: { seed: string }) => {
      for (const file of files) {
        try {
          const { matchCase, ruleSet } = loadCase(file);
          process.stdout.write(`${JSON.stringify(answerCase(matchCase, ruleSet, Number(options.seed) || 0))}\n`);
        } catch (error) {
          if (!(error instanceof UnreadableError)) throw error;
          process.stderr.write(`${error.message}\n`);
          process.exitCode = 2;
        }
      }
    });
}
