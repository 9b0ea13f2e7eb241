import { type ExpressionNode, type PathNode } from '../expressions/syntax';
import { type Findings } from './problems';
import { type RuleSource } from './parse-rules';
import {
  type CollectionRule,
  type ComparisonRule,
  type DistanceRule,
  type Expansion,
  type Expression,
  type Rule,
  type TeamDeclaration,
  teamNames,
} from './rule-set';

/** A verdict that does not depend on the players. */
type Constant = { readonly verdict: 'holds' | 'fails'; readonly why: string } | undefined;

/** A team of a match, with its sizes over all steps. */
interface Place {
  readonly name: string;
  readonly base: string;
  readonly least: number;
  readonly most: number;
}

/** The places of the teams that a path names, at any step of the expansions. */
interface Places {
  readonly teams: readonly string[];
  readonly least: number;
  readonly most: number;
}

/** Warns about rules that never fail or never hold, and about party values where no party fits. */
export function warnOfConstantRules(
  rules: readonly Rule[],
  sources: ReadonlyMap<string, RuleSource>,
  teams: readonly TeamDeclaration[],
  expansions: readonly Expansion[],
  findings: Findings,
): void {
  const all = teams.flatMap((team) => {
    const sizes = sizesOf(team, expansions);
    return teamNames(team).map((name): Place => ({ name, base: team.name, ...sizes }));
  });
  const most = Math.max(0, ...all.map((place) => place.most));
  for (const rule of rules) {
    const source = sources.get(rule.name);
    if (source === undefined) continue;
    // A rule with expansions is judged at each of its steps: all must agree.
    const variants = [
      rule,
      ...expansions.flatMap(({ target, steps }) =>
        target.kind === 'rule' && target.rule === rule.name
          ? steps.flatMap(({ value }) => (typeof value === 'object' ? [value.rule] : []))
          : [],
      ),
    ];
    const [first, ...others] = variants.map((variant) => constantOf(variant, all));
    if (first !== undefined && others.every((other) => other?.verdict === first.verdict))
      findings.warn(
        source.path,
        first.verdict === 'holds' ? 'no-effect' : 'never-matches',
        first.verdict === 'holds'
          ? `the rule "${rule.name}" can never fail: ${first.why}`
          : `the rule "${rule.name}" can never hold: ${first.why}`,
      );
    if (most < 2 && source.object['partyAggregation'] !== undefined)
      findings.warn(
        `${source.path}.partyAggregation`,
        'no-effect',
        `no team has room for a party (at most ${most} player), and every larger party never matches: partyAggregation does nothing`,
      );
  }
}

/** Smallest minPlayers and largest maxPlayers over the steps. */
function sizesOf(
  team: TeamDeclaration,
  expansions: readonly Expansion[],
): { readonly least: number; readonly most: number } {
  let least = team.minPlayers;
  let most = team.maxPlayers;
  for (const { target, steps } of expansions) {
    if (target.kind !== 'teams') continue;
    if (!target.teams.some((name) => name === team.name || teamNames(team).includes(name))) continue;
    for (const { value } of steps) {
      if (typeof value !== 'number') continue;
      if (target.property === 'minPlayers') least = Math.min(least, value);
      else most = Math.max(most, value);
    }
  }
  return { least, most };
}

function constantOf(rule: Rule, all: readonly Place[]): Constant {
  const places = (path: PathNode): Places => {
    const { teams } = path;
    const named =
      teams === 'all' ? all : all.filter(({ name, base }) => teams.includes(name) || teams.includes(base));
    return {
      teams: named.map(({ name }) => name),
      least: named.reduce((sum, { least }) => sum + least, 0),
      most: named.reduce((sum, { most }) => sum + most, 0),
    };
  };
  switch (rule.type) {
    case 'distance':
      return ofDistance(rule, places);
    case 'comparison':
      return ofComparison(rule, places);
    case 'collection':
      return ofCollection(rule, places);
    default:
      return undefined;
  }
}

/**
 * An expression in a form in which equal values compare equal: for one team, the list of teams' values equals
 * the value of all players.
 */
function canonical(node: ExpressionNode, places: (path: PathNode) => Places): string {
  if (node.kind === 'path') return JSON.stringify([places(node).teams, node.member]);
  const inner = canonical(node.argument, places);
  const flattens =
    node.name === 'flatten' && node.argument.kind === 'path' && places(node.argument).teams.length === 1;
  return flattens ? inner : `${node.name}(${inner})`;
}

function sameOnBothSides(
  measurements: readonly Expression[],
  reference: ExpressionNode,
  places: (path: PathNode) => Places,
): boolean {
  const single = pathOf(reference);
  // A list compared with itself compares each value with every other.
  if (single === undefined || (places(single).teams.length !== 1 && measurements.some(isList))) return false;
  if (reference.kind === 'path' || onlyFlattens(reference)) return false;
  const text = canonical(reference, places);
  return measurements.every(({ node }) => canonical(node, places) === text);
}

const isList = ({ type }: Expression): boolean => type.depth > 0;

function onlyFlattens(node: ExpressionNode): boolean {
  return node.kind === 'path' || (node.name === 'flatten' && onlyFlattens(node.argument));
}

function pathOf(node: ExpressionNode): PathNode | undefined {
  return node.kind === 'path' ? node : pathOf(node.argument);
}

function ofDistance(rule: DistanceRule, places: (path: PathNode) => Places): Constant {
  if (rule.reference.kind !== 'expression') return undefined;
  if (!sameOnBothSides(rule.measurements, rule.reference.value.node, places)) return undefined;
  const why = `measurement and reference are the same value (${rule.reference.value.text}), so their distance is always 0`;
  return { verdict: (rule.minDistance ?? 0) > 0 ? 'fails' : 'holds', why };
}

function ofComparison(rule: ComparisonRule, places: (path: PathNode) => Places): Constant {
  const { operation, reference } = rule;
  if (reference === undefined) {
    const [only, more] = rule.measurements;
    if (only === undefined || more !== undefined || only.type.depth > 0) return undefined;
    return { verdict: 'holds', why: 'it measures one value, which has no other to compare with' };
  }
  if (reference.kind === 'expression') {
    if (!sameOnBothSides(rule.measurements, reference.value.node, places)) return undefined;
    return {
      verdict: operation === '=' || operation === '<=' || operation === '>=' ? 'holds' : 'fails',
      why: `measurement and reference are the same value (${reference.value.text})`,
    };
  }
  const [measurement, more] = rule.measurements;
  if (reference.kind !== 'number' || measurement === undefined || more !== undefined) return undefined;
  const counted = countedPlaces(measurement.node, places);
  return counted === undefined ? undefined : ofRange(counted, operation, reference.value);
}

/** The range of a count of players of one team. */
function countedPlaces(node: ExpressionNode, places: (path: PathNode) => Places): Places | undefined {
  if (node.kind !== 'call' || node.name !== 'count') return undefined;
  const path = node.argument.kind === 'path' ? node.argument : pathOf(node.argument);
  if (path === undefined || path.member.kind === 'team' || path.member.kind === 'attribute') return undefined;
  const found = places(path);
  const together = node.argument.kind === 'call' && onlyFlattens(node.argument);
  return together || found.teams.length === 1 ? found : undefined;
}

function ofRange(
  { least, most, teams }: Places,
  operation: ComparisonRule['operation'],
  limit: number,
): Constant {
  const why = `${teams.join(', ')} ${teams.length === 1 ? 'has' : 'have'} ${least} to ${most} players`;
  const always: Record<ComparisonRule['operation'], boolean> = {
    '<': most < limit,
    '<=': most <= limit,
    '=': least === limit && most === limit,
    '!=': limit < least || limit > most,
    '>': least > limit,
    '>=': least >= limit,
  };
  const never: Record<ComparisonRule['operation'], boolean> = {
    '<': least >= limit,
    '<=': least > limit,
    '=': limit < least || limit > most,
    '!=': least === limit && most === limit,
    '>': most <= limit,
    '>=': most < limit,
  };
  if (always[operation]) return { verdict: 'holds', why };
  return never[operation] ? { verdict: 'fails', why } : undefined;
}

function ofCollection(rule: CollectionRule, places: (path: PathNode) => Places): Constant {
  const { operation, minCount = 0, maxCount = Infinity, reference } = rule;
  if (minCount === 0 && maxCount === Infinity)
    return { verdict: 'holds', why: 'minCount is 0, and there is no maxCount' };
  if (operation === 'reference_intersection_count' && reference?.kind === 'list') {
    const values = new Set(reference.value).size;
    if (minCount > values)
      return { verdict: 'fails', why: `minCount is ${minCount}, and the reference has ${values} values` };
    return minCount === 0 && maxCount >= values
      ? { verdict: 'holds', why: `maxCount is ${maxCount}, and the reference has ${values} values` }
      : undefined;
  }
  const [measurement, more] = rule.measurements;
  if (operation !== 'contains' || measurement === undefined || more !== undefined) return undefined;
  const path = pathOf(measurement.node);
  if (path === undefined || !onlyFlattens(measurement.node)) return undefined;
  const { most } = places(path);
  if (minCount > most)
    return { verdict: 'fails', why: `minCount is ${minCount}, and the teams have ${most} places` };
  return minCount === 0 && maxCount >= most
    ? { verdict: 'holds', why: `maxCount is ${maxCount}, and the teams have ${most} places` }
    : undefined;
}
