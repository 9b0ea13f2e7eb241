import { type Command } from 'commander';
import { explainCase } from './explained-case';
import { explainedText } from './explained-text';
import { UnreadableError } from './files';
import { loadCase } from './load-case';
import { asNumber } from './numbers';
import { type OpenQuestionAnswers } from '../open-questions';
import { addOpenQuestions, openQuestionsOf } from './open-questions';

interface Flags extends OpenQuestionAnswers {
  readonly ticket?: string;
  readonly at?: number;
  readonly json?: boolean;
}

/** `flexmatch explain CASE.json [--ticket ID] [--at N] [--json]`. */
export function registerExplain(program: Command): void {
  addOpenQuestions(
    program
      .command('explain')
      .description(
        'why tickets of a case did not match: the nearest match, what each rule measured, and what ' +
          'would have to change',
      )
      .argument('<case>', 'a case file: { id, ruleSet, tickets, at }; - reads standard input')
      .option('--ticket <id>', 'explain only this ticket')
      .option('--at <seconds>', "look at the pool at this time instead of the case's own", asNumber)
      .option('--json', 'print JSON for machines (its form: docs/rule-sets.md)'),
  )
    .addHelpText(
      'after',
      `
Exit code 0, or 2 when the case cannot be read or has no such ticket.

Example: npm run flexmatch -- explain docs/examples/far-apart.json --ticket bob`,
    )
    .action((file: string, flags: Flags) => {
      try {
        explain(file, flags);
      } catch (error) {
        if (!(error instanceof UnreadableError)) throw error;
        process.stderr.write(`${error.message}\n`);
        process.exitCode = 2;
      }
    });
}

function explain(file: string, flags: Flags): void {
  const { matchCase, ruleSet } = loadCase(file);
  const openQuestions = openQuestionsOf(flags);
  if (openQuestions === undefined) return;
  if (flags.ticket !== undefined && !matchCase.tickets.some((ticket) => ticket.ticketId === flags.ticket)) {
    throw new UnreadableError(
      `${file} has no ticket ${flags.ticket}: its tickets are ${matchCase.tickets
        .slice(0, 20)
        .map((ticket) => ticket.ticketId)
        .join(', ')}${matchCase.tickets.length > 20 ? ', …' : ''}`,
    );
  }
  const asked = { ...matchCase, at: flags.at ?? matchCase.at };
  const wanted =
    flags.ticket === undefined ? matchCase.tickets.map((ticket) => ticket.ticketId) : [flags.ticket];
  const explained = explainCase(asked, ruleSet, wanted, openQuestions);
  process.stdout.write(
    flags.json === true ? `${JSON.stringify(explained.json)}\n` : explainedText(explained),
  );
}
