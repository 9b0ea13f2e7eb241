import { type MatchCase } from '../cases/case-file';
import { runCase } from '../cases/evaluate';
import { type OpenQuestions } from '../engine-types';
import { Explainer } from '../explain/explain';
import { type TicketExplanation } from '../explain/explanation';
import { type RuleSet } from '../rule-set/rule-set';

/** The explanations of the tickets of a case. */
export interface ExplainedCase {
  /** The output of `--json`: only the wanted tickets. */
  readonly json: {
    readonly id: string;
    /** Seconds on the case's clock. */
    readonly at: number;
    readonly matched: ReadonlyArray<{
      readonly ticketId: string;
      readonly matchedAt: number;
      readonly ticketIds: readonly string[];
    }>;
    readonly explanations: readonly TicketExplanation[];
    /** Tickets that ended because one of their players started another one. */
    readonly replaced: ReadonlyArray<{ readonly ticketId: string; readonly by: string }>;
    /** Tickets that start after `at`. */
    readonly notYet: ReadonlyArray<{ readonly ticketId: string; readonly startTime: number }>;
    /** A search ran out of budget, so a match may have been missed. */
    readonly budgetEnded?: true;
  };

  /** Numbers of tickets of the whole case, wanted or not. */
  readonly tickets: { readonly matched: number; readonly waiting: number };
}

/**
 * Plays a case up to its time, and explains each wanted ticket that then waits.
 * @param wanted ids of tickets of the case
 */
export function explainCase(
  matchCase: MatchCase,
  ruleSet: RuleSet,
  wanted: readonly string[],
  openQuestions: OpenQuestions,
): ExplainedCase {
  const { id: caseId, at, additionalPlayerCount } = matchCase;
  const run = runCase(matchCase, ruleSet, { openQuestions });
  const matchOf = new Map(
    run.matches.flatMap((match) => match.match.ticketIds.map((id) => [id, match] as const)),
  );
  const startOf = new Map(run.notYet.map((ticket) => [ticket.ticketId, ticket.startTime]));
  const replaced = run.replaced.flatMap(({ ticket: { ticketId }, by }) =>
    wanted.includes(ticketId) ? [{ ticketId, by }] : [],
  );
  const matched = wanted.flatMap((ticketId) => {
    const match = matchOf.get(ticketId);
    return match === undefined ? [] : [{ ticketId, matchedAt: match.at, ticketIds: match.match.ticketIds }];
  });
  const notYet = wanted.flatMap((ticketId) => {
    const startTime = startOf.get(ticketId);
    return startTime === undefined ? [] : [{ ticketId, startTime }];
  });
  const explainer = new Explainer(ruleSet, run.waiting, at, {
    additionalPlayerCount,
    openQuestions,
    looked: { budgetEnded: run.budgetEnded },
  });
  const ended = new Set(replaced.map(({ ticketId }) => ticketId));
  const explanations = wanted
    .filter((id) => !matchOf.has(id) && !startOf.has(id) && !ended.has(id))
    .map((id, _, { length }) => explainer.explain(id, Explainer.budgetFor(length)));
  const json = { id: caseId, at, matched, explanations, replaced, notYet };
  return {
    json: run.budgetEnded ? { ...json, budgetEnded: true } : json,
    tickets: { matched: matchOf.size, waiting: run.waiting.length },
  };
}
