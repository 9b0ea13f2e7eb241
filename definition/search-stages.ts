import { type SeatRange } from '../core/game-rules';
import { boundariesOf, expandedAt, slotsOfTeams } from '../flexmatch/rule-set/expanded';
import { type Rule, type RuleSet, rulesInsideCompounds } from '../flexmatch/rule-set/rule-set';

/** A limit that a waiting player understands. Other rules of a rule set are left out. */
export type SearchLimit =
  /** The players' values of an attribute are at most this far apart. */
  | { readonly kind: 'attribute'; readonly attribute: string; readonly most: number }
  /** All players reach one location within this time, in milliseconds. */
  | { readonly kind: 'latency'; readonly most: number };

/** The conditions for a match once a ticket has waited for some time. */
export interface SearchStage {
  readonly fromSeconds: number;
  readonly players: SeatRange;
  readonly limits: readonly SearchLimit[];
}

/** The stages of a rule set's expansions, the first from 0 seconds on. */
export function searchStages(ruleSet: RuleSet): readonly SearchStage[] {
  const teams = slotsOfTeams(ruleSet);
  const conditional = rulesInsideCompounds(ruleSet.rules);
  const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0);
  return [...new Set([0, ...boundariesOf(ruleSet)])].map((fromSeconds) => {
    const { rules, minPlayers, maxPlayers } = expandedAt(ruleSet, teams, fromSeconds);
    return {
      fromSeconds,
      players: { min: sum(minPlayers), max: sum(maxPlayers) },
      limits: rules.filter(({ name }) => !conditional.has(name)).flatMap(limitOf),
    };
  });
}

function limitOf(rule: Rule): readonly SearchLimit[] {
  if (rule.type === 'batchDistance' && rule.maxDistance !== undefined)
    return [{ kind: 'attribute', attribute: rule.batchAttribute, most: rule.maxDistance }];
  if (rule.type === 'latency' && rule.maxLatency !== undefined)
    return [{ kind: 'latency', most: rule.maxLatency }];
  return [];
}

/** The stage of a ticket that has waited for a time, and the stage after it. */
export function stagesAt(
  stages: readonly SearchStage[],
  seconds: number,
): { readonly now: SearchStage | undefined; readonly next: SearchStage | undefined } {
  return {
    now: stages.findLast(({ fromSeconds }) => fromSeconds <= seconds),
    next: stages.find(({ fromSeconds }) => fromSeconds > seconds),
  };
}

/** The needs of a match in a stage, in the form that clients get. */
export const needsOf = ({ players, limits }: SearchStage) => ({
  players: { ...players },
  limits: limits.map((limit) => ({ ...limit })),
});
