import { createMatchmaker, parseRuleSet } from '../../../flexmatch/index';
import { type Matchmaker, type PoolTicket } from '../../../flexmatch/engine-types';
import { type Ticket } from '../../../flexmatch/lifecycle/ticket';
import { invalidRequest } from '../faults';

export type RuleSet = Parameters<typeof createMatchmaker>[0];

/**
 * @throws GameLiftFault InvalidRequestException with every problem of the body, as ValidateMatchmakingRuleSet
 * answers
 */
export function readRuleSet(body: string): RuleSet {
  const parsed = parseRuleSet(body);
  if (parsed.ruleSet === undefined)
    throw invalidRequest(
      `RuleSet has invalid value: ${parsed.errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ')}`,
    );
  return parsed.ruleSet;
}

/** The rule engine with an empty pool. */
export function openPool(
  ruleSet: RuleSet,
  seed: number,
  additionalPlayerCount: number | undefined,
): Matchmaker {
  return createMatchmaker(ruleSet, {
    seed,
    ...(additionalPlayerCount !== undefined && { additionalPlayerCount }),
  });
}

/** A ticket as the engine sees it: without what a dropped proposal left on its players. */
export function poolTicket({ ticketId, startTime, players, backfill }: Ticket): PoolTicket {
  return {
    ticketId,
    startTime,
    players,
    ...(backfill !== undefined && {
      backfill: backfill.gameSessionArn === undefined ? {} : { gameSessionArn: backfill.gameSessionArn },
    }),
  };
}
