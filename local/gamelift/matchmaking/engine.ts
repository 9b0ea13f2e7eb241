import { createMatchmaker, Explainer, parseRuleSet, type TicketExplanation } from '../../../flexmatch/index';
import { type Matchmaker, type OpenQuestions, type PoolTicket } from '../../../flexmatch/engine-types';
import { type Ticket } from '../../../flexmatch/lifecycle/ticket';
import { invalidRequest } from '../faults';

/** A rule set as the engine parses it. */
export type EngineRuleSet = Parameters<typeof createMatchmaker>[0];

/**
 * @throws GameLiftFault InvalidRequestException with every problem of the body, as ValidateMatchmakingRuleSet
 * answers
 */
export function readRuleSet(body: string): EngineRuleSet {
  const parsed = parseRuleSet(body);
  if (parsed.ruleSet !== undefined) return parsed.ruleSet;
  const problems = parsed.errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  throw invalidRequest(`RuleSet has invalid value: ${problems.join('; ')}`);
}

/** The common settings of all pools of a local GameLift. */
export interface EngineSettings {
  readonly seed: number;
  readonly openQuestions: OpenQuestions;
}

/** The rule engine with an empty pool. */
export function openPool(
  ruleSet: EngineRuleSet,
  { seed, openQuestions }: EngineSettings,
  additionalPlayerCount: number | undefined,
): Matchmaker {
  return createMatchmaker(ruleSet, {
    seed,
    openQuestions,
    ...(additionalPlayerCount === undefined ? {} : { additionalPlayerCount }),
  });
}

/**
 * Why a ticket of a pool has not matched, and what would have to change.
 * @param waiting every ticket of the pool, including the explained one
 * @param now seconds on the clock of their start times
 * @param budgetEnded whether the last search of the pool ran out of budget
 */
export function explainInPool(
  ruleSet: EngineRuleSet,
  waiting: readonly Ticket[],
  ticketId: string,
  now: number,
  {
    openQuestions,
    additionalPlayerCount,
    budgetEnded,
  }: {
    readonly openQuestions: OpenQuestions;
    readonly additionalPlayerCount: number | undefined;
    readonly budgetEnded: boolean;
  },
): TicketExplanation {
  const explainer = new Explainer(ruleSet, waiting.map(poolTicket), now, {
    openQuestions,
    ...(additionalPlayerCount === undefined ? {} : { additionalPlayerCount }),
    looked: { budgetEnded },
  });
  return explainer.explain(ticketId);
}

/** A ticket in the engine's form: without what a dropped proposal left on its players. */
export function poolTicket({ ticketId, startTime, players, backfill }: Ticket): PoolTicket {
  return {
    ticketId,
    startTime,
    players,
    ...(backfill === undefined
      ? {}
      : {
          backfill: backfill.gameSessionArn === undefined ? {} : { gameSessionArn: backfill.gameSessionArn },
        }),
  };
}
