import pc from 'picocolors';
import { type RuleVerdict, type TicketExplanation } from '../explain/explanation';
import { type ExplainedCase } from './explained-case';
import { paragraph } from './paragraph';

/** The explanations of the tickets of a case as text. */
export function explainedText({ json, tickets }: ExplainedCase): string {
  const { id, at, matched, explanations, replaced, notYet, budgetEnded } = json;
  const missed = budgetEnded === true ? '; the search budget ended, so a match may have been missed' : '';
  return [
    ...matched.map(({ ticketId, matchedAt, ticketIds }) =>
      paragraph(
        `${ticketId}: `,
        `matched at ${matchedAt} s with ` +
          `${ticketIds.filter((other) => other !== ticketId).join(', ') || 'no other ticket'}`,
        pc.green,
      ),
    ),
    ...explanations.map(explanationText),
    ...replaced.map(({ ticketId, by }) =>
      paragraph(
        `${ticketId}: `,
        `cancelled: a player is in one request at a time, and ${by} has the same player`,
        pc.yellow,
      ),
    ),
    ...notYet.map(({ ticketId, startTime }) =>
      paragraph(`${ticketId}: `, `starts at ${startTime} s, after this look at the pool`, pc.dim),
    ),
    paragraph(
      '',
      `${id} at ${at} s: ${tickets.matched} ticket${tickets.matched === 1 ? '' : 's'} matched, ` +
        `${tickets.waiting} wait${tickets.waiting === 1 ? 's' : ''}${missed}. Look at another time with ` +
        '--at SECONDS.',
    ),
  ].join('');
}

function explanationText(explanation: TicketExplanation): string {
  const { ticketId, verdict, ageSeconds, summary, nearest, pool, changes } = explanation;
  const rules = nearest?.rules ?? [];
  const age = Math.round(ageSeconds * 1000) / 1000;
  return [
    paragraph(`${ticketId}: `, `${verdict}, ${age} s old: ${summary}`, pc.bold),
    ...(nearest === undefined
      ? []
      : [
          paragraph(
            '  teams: ',
            nearest.teams.map((team) => `${team.name} [${team.playerIds.join(', ')}]`).join(' '),
          ),
        ]),
    ...rules.map(verdictText),
    ...rules.flatMap(({ name, parties = [] }) =>
      parties.map((note) => paragraph('  party  ', `${name}: ${note}`, pc.dim)),
    ),
    ...(nearest?.age === undefined ? [] : [paragraph('  age    ', nearest.age.text, pc.dim)]),
    ...(pool.apart ?? []).map(({ rule, ticketIds, tickets }) => {
      const further = tickets > ticketIds.length ? ` and ${tickets - ticketIds.length} more` : '';
      const text = `${rule} allows no match with ${ticketIds.join(', ')}${further}`;
      return paragraph('  apart  ', text, pc.dim);
    }),
    ...(pool.lacks ?? []).map(({ text }) => paragraph('  lacks  ', text, pc.red)),
    ...changes.map(({ text }) => paragraph('  → ', text, pc.cyan)),
    '\n',
  ].join('');
}

function verdictText({ name, type, insideCompound, passes, measured, limit }: RuleVerdict): string {
  const rule = `${name} (${type}${insideCompound ? ', inside a compound' : ''})`;
  return passes
    ? paragraph('  passes ', `${rule}: ${measured}; ${limit}`, pc.green)
    : paragraph('  fails  ', `${rule}: ${measured}; must have ${limit}`, insideCompound ? pc.dim : pc.red);
}
