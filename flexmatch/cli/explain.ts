import Table from 'cli-table3';
import { type Command } from 'commander';
import pc from 'picocolors';
import { runCase } from '../cases/evaluate';
import { Explainer, type TicketExplanation } from '../explain/explain';
import { UnreadableError } from './files';
import { loadCase } from './load-case';

/** `flexmatch explain CASE.json [--ticket ID] [--at N] [--json]`. */
export function registerExplain(program: Command): void {
  program.command('explain')
    .description('why tickets of a case did not match: the nearest match, what each rule measured, and what would have to change')
    .argument('<case>', 'a case file: { id, ruleSet, tickets, at }')
    .option('--ticket <id>', 'explain only this ticket')
    .option('--at <seconds>', 'look at the pool at this time instead of the case\'s own')
    .option('--json', 'print JSON for machines')
    .action((file: string, options: { ticket?: string; at?: string; json?: boolean }) => {
      try {
        explain(file, options);
      } catch (error) {
        if (!(error instanceof UnreadableError)) throw error;
        process.stderr.write(`${error.message}\n`);
        process.exitCode = 2;
      }
    });
}

function explain(file: string, options: { ticket?: string; at?: string; json?: boolean }): void {
  const { matchCase, ruleSet } = loadCase(file);
  const at = options.at === undefined ? matchCase.at : Number(options.at);
  if (!Number.isFinite(at)) throw new UnreadableError(`--at ${options.at} is no number of seconds`);
  if (options.ticket !== undefined && !matchCase.tickets.some((ticket) => ticket.ticketId === options.ticket)) {
    throw new UnreadableError(`${file} has no ticket ${options.ticket}: its tickets are ${matchCase.tickets.slice(0, 20).map((ticket) => ticket.ticketId).join(', ')}`);
  }
  const run = runCase({ ...matchCase, at }, ruleSet);
  const matchedAt = new Map(run.matches.flatMap((match) => match.match.ticketIds.map((id) => [id, match] as const)));
  const explainer = new Explainer(ruleSet, run.waiting, at, { additionalPlayerCount: matchCase.additionalPlayerCount });
  const wanted = options.ticket === undefined ? run.waiting.map((ticket) => ticket.ticketId) : [options.ticket];
  const explanations = wanted.filter((id) => !matchedAt.has(id)).map((id) => explainer.explain(id));
  if (options.json === true) {
    const matched = wanted.flatMap((id) => { const match = matchedAt.get(id); return match === undefined ? [] : [{ ticketId: id, matchedAt: match.at, ticketIds: match.match.ticketIds }]; });
    process.stdout.write(`${JSON.stringify({ id: matchCase.id, at, matched, explanations })}\n`);
    return;
  }
  for (const id of wanted) {
    const match = matchedAt.get(id);
    if (match !== undefined) process.stdout.write(`${pc.bold(id)} ${pc.green('matched')} at ${match.at} s with ${match.match.ticketIds.filter((other) => other !== id).join(', ') || 'nobody else'}\n`);
  }
  for (const explanation of explanations) print(explanation);
  const matched = matchedAt.size;
  process.stdout.write(`${matchCase.id} at ${at} s: ${matched} ticket${matched === 1 ? '' : 's'} matched, ${run.waiting.length} wait${run.waiting.length === 1 ? 's' : ''}${run.budgetEnded ? '; the search budget ended, so a match may have been missed' : ''}\n`);
}

function print(explanation: TicketExplanation): void {
  const { nearest } = explanation;
  process.stdout.write(`${pc.bold(explanation.ticketId)} ${pc.yellow(explanation.verdict)}, ${explanation.ageSeconds} s old: ${explanation.summary}\n`);
  if (nearest !== undefined && nearest.rules.length > 0) {
    const table = new Table({ head: ['rule', 'type', 'verdict', 'measured', 'must have'], style: { head: [], border: [] }, wordWrap: true, colWidths: [22, 15, 9, 42, 36] });
    for (const rule of nearest.rules) {
      table.push([rule.name, rule.type, rule.passes ? pc.green('passes') : rule.insideCompound ? pc.dim('fails') : pc.red('fails'), rule.measured, `${rule.limit}${rule.insideCompound ? ' (inside a compound)' : ''}`]);
    }
    process.stdout.write(`${table.toString()}\n`);
  }
  if (nearest !== undefined) process.stdout.write(`  teams: ${nearest.teams.map((team) => `${team.name} [${team.playerIds.join(', ')}]`).join('  ')}\n`);
  for (const change of explanation.changes) process.stdout.write(`  ${pc.cyan('→')} ${change.text}\n`);
}
