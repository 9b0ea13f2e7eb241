import { type SeatRange } from '../core/game-rules';
import {
  type Expansion,
  type Rule,
  type RuleSet,
  rulesInsideCompounds,
  type TeamDeclaration,
  teamNames,
} from '../flexmatch/rule-set/rule-set';

/** A limit that a waiting player understands. Other rules of a rule set are left out. */
export type SearchLimit =
  /** The players' values of an attribute are at most this far apart. */
  | { readonly kind: 'attribute'; readonly attribute: string; readonly most: number }
  /** All players reach one location within this time, in milliseconds. */
  | { readonly kind: 'latency'; readonly most: number };

/** What a match needs once a ticket has waited for some time. */
export interface SearchStage {
  readonly fromSeconds: number;
  readonly players: SeatRange;
  readonly limits: readonly SearchLimit[];
}

/** The stages of a rule set's expansions, the first from 0 seconds on. */
export function searchStages(ruleSet: RuleSet): readonly SearchStage[] {
  const waits = ruleSet.expansions.flatMap(({ steps }) =>
    steps.map(({ waitTimeSeconds }) => waitTimeSeconds),
  );
  return [...new Set([0, ...waits])]
    .sort((left, right) => left - right)
    .map((fromSeconds) => ({
      fromSeconds,
      players: playersAt(ruleSet, fromSeconds),
      limits: limitsAt(ruleSet, fromSeconds),
    }));
}

/** The newest step of an expansion at a time. */
const stepAt = ({ steps }: Expansion, seconds: number) =>
  steps.findLast(({ waitTimeSeconds }) => waitTimeSeconds <= seconds);

function playersAt(ruleSet: RuleSet, seconds: number): SeatRange {
  const sum = (property: 'minPlayers' | 'maxPlayers'): number =>
    ruleSet.teams
      .flatMap((team) => teamNames(team).map((name) => sizeAt(ruleSet, team, name, property, seconds)))
      .reduce((total, size) => total + size, 0);
  return { min: sum('minPlayers'), max: sum('maxPlayers') };
}

function sizeAt(
  { expansions }: RuleSet,
  team: TeamDeclaration,
  name: string,
  property: 'minPlayers' | 'maxPlayers',
  seconds: number,
): number {
  const sizes = expansions
    .filter(
      ({ target }) =>
        target.kind === 'teams' &&
        target.property === property &&
        (target.teams.includes(name) || target.teams.includes(team.name)),
    )
    .map((expansion) => stepAt(expansion, seconds)?.value);
  return sizes.find((size) => typeof size === 'number') ?? team[property];
}

function limitsAt(ruleSet: RuleSet, seconds: number): readonly SearchLimit[] {
  const conditional = rulesInsideCompounds(ruleSet.rules);
  return ruleSet.rules
    .filter(({ name }) => !conditional.has(name))
    .flatMap((rule) => limitOf(ruleAt(ruleSet, rule, seconds)));
}

function ruleAt({ expansions }: RuleSet, rule: Rule, seconds: number): Rule {
  return expansions
    .filter(({ target }) => target.kind === 'rule' && target.rule === rule.name)
    .reduce((before, expansion) => {
      const value = stepAt(expansion, seconds)?.value;
      return typeof value === 'object' ? value.rule : before;
    }, rule);
}

function limitOf(rule: Rule): readonly SearchLimit[] {
  if (rule.type === 'batchDistance' && rule.maxDistance !== undefined)
    return [{ kind: 'attribute', attribute: rule.batchAttribute, most: rule.maxDistance }];
  if (rule.type === 'latency' && rule.maxLatency !== undefined)
    return [{ kind: 'latency', most: rule.maxLatency }];
  return [];
}

/** The stage of a ticket that has waited for a time, and the one after it. */
export function stagesAt(
  stages: readonly SearchStage[],
  seconds: number,
): { readonly now: SearchStage | undefined; readonly next: SearchStage | undefined } {
  return {
    now: stages.findLast(({ fromSeconds }) => fromSeconds <= seconds),
    next: stages.find(({ fromSeconds }) => fromSeconds > seconds),
  };
}
