import { Explainer } from '../explain/explain';
import { shortReasons } from '../explain/explanation';
import { type OpenQuestions } from '../engine-types';
import { type RuleSet } from '../rule-set/rule-set';
import { type MatchCase } from './case-file';
import { runCase } from './evaluate';

/** The answer that `evaluate` prints for a case. */
export interface CaseAnswer {
  readonly id: string;
  readonly matches: ReadonlyArray<{
    readonly at: number;
    readonly teams: Readonly<Record<string, readonly string[]>>;
    readonly tickets: readonly string[];
  }>;
  readonly unmatched: ReadonlyArray<{ readonly ticket: string; readonly reasons: readonly string[] }>;
  /** Present when a search ran out of budget, so that a match may have been missed. */
  readonly budgetEnded?: true;
}

/** Beyond this number of tickets, explanations only contain the reasons that are cheap to compute. */
const explainedInFull = 200;

/** Plays a case and says why each remaining ticket did not match. */
export function answerCase(
  matchCase: MatchCase,
  ruleSet: RuleSet,
  seed = 1,
  openQuestions: OpenQuestions = {},
): CaseAnswer {
  const run = runCase(matchCase, ruleSet, { seed, openQuestions });
  const explainer = new Explainer(ruleSet, run.waiting, matchCase.at, {
    additionalPlayerCount: matchCase.additionalPlayerCount,
    openQuestions,
    looked: { budgetEnded: run.budgetEnded },
  });
  const budget = run.waiting.length > explainedInFull ? 0 : Explainer.budgetFor(run.waiting.length);
  return {
    id: matchCase.id,
    matches: run.matches.map(({ at, match }) => ({
      at,
      teams: Object.fromEntries(match.teams.map((team) => [team.name, team.playerIds])),
      tickets: match.ticketIds,
    })),
    unmatched: [
      ...run.waiting.map((ticket) => ({
        ticket: ticket.ticketId,
        reasons: shortReasons(explainer.explain(ticket.ticketId, budget)),
      })),
      ...run.replaced.map(({ ticket, by }) => ({
        ticket: ticket.ticketId,
        reasons: [`cancelled: a player is in one request at a time, and "${by}" has the same player`],
      })),
      ...run.notYet.map((ticket) => ({
        ticket: ticket.ticketId,
        reasons: [`it starts at ${ticket.startTime} s, after the end of the case at ${matchCase.at} s`],
      })),
    ],
    ...(run.budgetEnded ? { budgetEnded: true as const } : {}),
  };
}
