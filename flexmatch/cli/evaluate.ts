import { type Command } from 'commander';
import { answerCase } from '../cases/answer';
import { UnreadableError } from './files';
import { loadCase } from './load-case';
import { asWholeNumber } from './numbers';
import { type OpenQuestionAnswers } from '../open-questions';
import { addOpenQuestions, openQuestionsOf } from './open-questions';

/** `flexmatch evaluate CASE.json…`: one JSON line per case. */
export function registerEvaluate(program: Command): void {
  addOpenQuestions(
    program
      .command('evaluate')
      .description('play cases on a virtual clock and print the matches, one JSON line a case')
      .argument(
        '<cases...>',
        'case files: { id, ruleSet, tickets, at, configuration? }; - reads one from standard input',
      )
      .option('--seed <number>', 'seed of all chance', asWholeNumber, 1)
      .option('--json', 'print JSON (the only form)'),
  )
    .addHelpText(
      'after',
      `
A line: {"id","matches":[{"at","teams":{NAME:[playerId…]},"tickets":[ticketId…]}],
"unmatched":[{"ticket","reasons":[…]}],"budgetEnded"?}; budgetEnded: true means
that a search ended with its budget, so that a match may have been missed.
Exit code 0, or 2 when a case cannot be read; the other cases are played all the same.

Example: npm run flexmatch -- evaluate docs/examples/far-apart.json`,
    )
    .action((files: string[], options: { readonly seed: number } & OpenQuestionAnswers) => {
      const openQuestions = openQuestionsOf(options);
      if (openQuestions === undefined) return;
      for (const file of files) {
        try {
          const { matchCase, ruleSet } = loadCase(file);
          process.stdout.write(
            `${JSON.stringify(answerCase(matchCase, ruleSet, options.seed, openQuestions))}\n`,
          );
        } catch (error) {
          if (!(error instanceof UnreadableError)) throw error;
          process.stderr.write(`${error.message}\n`);
          process.exitCode = 2;
        }
      }
    });
}
