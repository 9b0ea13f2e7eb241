import { type Command } from 'commander';
import pc from 'picocolors';
import { runCase } from '../cases/evaluate';
import { Explainer } from '../explain/explain';
import { type TicketExplanation } from '../explain/explanation';
import { UnreadableError } from './files';
import { loadCase } from './load-case';
import { asNumber } from './numbers';
import { type OpenQuestionAnswers } from '../open-questions';
import { addOpenQuestions, openQuestionsOf } from './open-questions';
import { paragraph } from './paragraph';

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
        'why tickets of a case did not match: the nearest match, what each rule measured, and what would have to change',
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
  const at = flags.at ?? matchCase.at;
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
  const run = runCase({ ...matchCase, at }, ruleSet, { openQuestions });
  const matchedAt = new Map(
    run.matches.flatMap((match) => match.match.ticketIds.map((id) => [id, match] as const)),
  );
  const explainer = new Explainer(ruleSet, run.waiting, at, {
    additionalPlayerCount: matchCase.additionalPlayerCount,
    openQuestions,
    looked: { budgetEnded: run.budgetEnded },
  });
  const wanted =
    flags.ticket === undefined ? matchCase.tickets.map((ticket) => ticket.ticketId) : [flags.ticket];
  const notYet = new Map(run.notYet.map((ticket) => [ticket.ticketId, ticket.startTime]));
  const replaced = run.replaced.flatMap(({ ticket, by }) =>
    wanted.includes(ticket.ticketId) ? [{ ticketId: ticket.ticketId, by }] : [],
  );
  const gone = new Set(replaced.map(({ ticketId }) => ticketId));
  const matched = wanted.flatMap((id) => {
    const match = matchedAt.get(id);
    return match === undefined
      ? []
      : [{ ticketId: id, matchedAt: match.at, ticketIds: match.match.ticketIds }];
  });
  const explanations = wanted
    .filter((id) => !matchedAt.has(id) && !notYet.has(id) && !gone.has(id))
    .map((id, _, { length }) => explainer.explain(id, Explainer.budgetFor(length)));
  const later = wanted.flatMap((id) => {
    const startTime = notYet.get(id);
    return startTime === undefined ? [] : [{ ticketId: id, startTime }];
  });
  if (flags.json === true) {
    process.stdout.write(
      `${JSON.stringify({ id: matchCase.id, at, matched, explanations, replaced, notYet: later, ...(run.budgetEnded ? { budgetEnded: true } : {}) })}\n`,
    );
    return;
  }
  for (const { ticketId, matchedAt: time, ticketIds } of matched) {
    process.stdout.write(
      paragraph(
        `${ticketId}: `,
        `matched at ${time} s with ${ticketIds.filter((other) => other !== ticketId).join(', ') || 'no other ticket'}`,
        pc.green,
      ),
    );
  }
  for (const explanation of explanations) print(explanation);
  for (const { ticketId, by } of replaced)
    process.stdout.write(
      paragraph(
        `${ticketId}: `,
        `cancelled: a player is in one request at a time, and ${by} has the same player`,
        pc.yellow,
      ),
    );
  for (const { ticketId, startTime } of later)
    process.stdout.write(
      paragraph(`${ticketId}: `, `starts at ${startTime} s, after this look at the pool`, pc.dim),
    );
  const count = matchedAt.size;
  process.stdout.write(
    paragraph(
      '',
      `${matchCase.id} at ${at} s: ${count} ticket${count === 1 ? '' : 's'} matched, ${run.waiting.length} wait${run.waiting.length === 1 ? 's' : ''}${run.budgetEnded ? '; the search budget ended, so a match may have been missed' : ''}. Look at another time with --at SECONDS.`,
    ),
  );
}

function print(explanation: TicketExplanation): void {
  const { nearest } = explanation;
  process.stdout.write(
    paragraph(
      `${explanation.ticketId}: `,
      `${explanation.verdict}, ${round(explanation.ageSeconds)} s old: ${explanation.summary}`,
      pc.bold,
    ),
  );
  if (nearest !== undefined) {
    process.stdout.write(
      paragraph(
        '  teams: ',
        nearest.teams.map((team) => `${team.name} [${team.playerIds.join(', ')}]`).join(' '),
      ),
    );
    for (const rule of nearest.rules) {
      const inside = rule.insideCompound ? ', inside a compound' : '';
      if (rule.passes)
        process.stdout.write(
          paragraph(
            '  passes ',
            `${rule.name} (${rule.type}${inside}): ${rule.measured}; ${rule.limit}`,
            pc.green,
          ),
        );
      else
        process.stdout.write(
          paragraph(
            '  fails  ',
            `${rule.name} (${rule.type}${inside}): ${rule.measured}; must have ${rule.limit}`,
            rule.insideCompound ? pc.dim : pc.red,
          ),
        );
    }
  }
  for (const rule of nearest?.rules ?? [])
    for (const note of rule.parties ?? [])
      process.stdout.write(paragraph('  party  ', `${rule.name}: ${note}`, pc.dim));
  if (nearest?.age !== undefined) process.stdout.write(paragraph('  age    ', nearest.age.text, pc.dim));
  for (const { rule, ticketIds, tickets } of explanation.pool.apart ?? [])
    process.stdout.write(
      paragraph(
        '  apart  ',
        `${rule} allows no match with ${ticketIds.join(', ')}${tickets > ticketIds.length ? ` and ${tickets - ticketIds.length} more` : ''}`,
        pc.dim,
      ),
    );
  for (const { text } of explanation.pool.lacks ?? [])
    process.stdout.write(paragraph('  lacks  ', text, pc.red));
  for (const change of explanation.changes) process.stdout.write(paragraph('  → ', change.text, pc.cyan));
  process.stdout.write('\n');
}

const round = (seconds: number): number => Math.round(seconds * 1000) / 1000;
