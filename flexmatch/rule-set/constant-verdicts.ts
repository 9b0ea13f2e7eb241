import { type ExpressionNode, type PathNode } from '../expressions/syntax';
import {
  type CollectionRule,
  type ComparisonRule,
  type CompoundRule,
  type DistanceRule,
  type Expression,
  type Rule,
} from './rule-set';
import { statementHolds, type StatementNode, statementRules } from './statement';

/** A verdict that does not depend on the players. */
export type Constant = { readonly verdict: 'holds' | 'fails'; readonly why: string } | undefined;

/** A team of a match, with its sizes over all steps. */
export interface TeamSizes {
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

/** A verdict that is the same for all players. */
export function constantOf(rule: Rule, all: readonly TeamSizes[], rules: readonly Rule[]): Constant {
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
    case 'latency':
      return (rule.maxLatency ?? 1) < 1
        ? { verdict: 'fails', why: `maxLatency is ${rule.maxLatency}, and a latency is at least 1 ms` }
        : undefined;
    case 'compound':
      return ofStatement(rule, rules);
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
  if (places(single).teams.length !== 1 && measurements.some(isList)) return false;
  if (reference.kind === 'path' || onlyFlattens(reference)) return false;
  const text = canonical(reference, places);
  return measurements.every(({ node }) => canonical(node, places) === text);
}

const isList = ({ type }: Expression): boolean => type.depth > 0;

function onlyFlattens(node: ExpressionNode): boolean {
  return node.kind === 'path' || (node.name === 'flatten' && onlyFlattens(node.argument));
}

function pathOf(node: ExpressionNode): PathNode {
  return node.kind === 'path' ? node : pathOf(node.argument);
}

function ofDistance(rule: DistanceRule, places: (path: PathNode) => Places): Constant {
  if (rule.reference.kind !== 'expression') return undefined;
  if (!sameOnBothSides(rule.measurements, rule.reference.value.node, places)) return undefined;
  const why =
    `measurement and reference are the same value (${rule.reference.value.text}), so their distance is ` +
    'always 0';
  return { verdict: (rule.minDistance ?? 0) > 0 ? 'fails' : 'holds', why };
}

function ofComparison(rule: ComparisonRule, places: (path: PathNode) => Places): Constant {
  const { operation, reference } = rule;
  if (reference === undefined) {
    const [only, more] = rule.measurements;
    if (only === undefined || more !== undefined || !isSingle(only, places)) return undefined;
    return { verdict: 'holds', why: 'it measures one value, which has no other to compare with' };
  }
  if (reference.kind === 'expression') {
    if (!sameOnBothSides(rule.measurements, reference.value.node, places))
      return ofOrder(rule.measurements, operation, reference.value, places);
    return {
      verdict: operation === '=' || operation === '<=' || operation === '>=' ? 'holds' : 'fails',
      why: `measurement and reference are the same value (${reference.value.text})`,
    };
  }
  const [measurement, more] = rule.measurements;
  if (reference.kind !== 'number' || measurement === undefined || more !== undefined) return undefined;
  const counted = countedPlaces(measurement.node, places);
  if (counted !== undefined) return ofRange(counted, operation, reference.value);
  return measurement.node.kind === 'call' && measurement.node.name === 'stddev'
    ? ofDeviation(operation, reference.value)
    : undefined;
}

/** Functions of one list, from its smallest value to its largest. An average may be off by a rounding. */
const inOrder = ['min', 'median', 'max'];

/** The smallest value of a list is never larger than its largest. */
function ofOrder(
  measurements: readonly Expression[],
  operation: ComparisonRule['operation'],
  reference: Expression,
  places: (path: PathNode) => Places,
): Constant {
  if (operation !== '<' && operation !== '>') return undefined;
  const rank = ({ node }: Expression): number => (node.kind === 'call' ? inOrder.indexOf(node.name) : -1);
  const to = rank(reference);
  const isNever = (from: number): boolean => from >= 0 && (operation === '>' ? from <= to : from >= to);
  if (to < 0 || !measurements.every((measurement) => isNever(rank(measurement)))) return undefined;
  const listOf = ({ node }: Expression): string | undefined =>
    node.kind === 'call' ? canonical(node.argument, places) : undefined;
  const single = pathOf(reference.node);
  if (places(single).teams.length !== 1 && measurements.some(isList)) return undefined;
  if (!measurements.every((measurement) => listOf(measurement) === listOf(reference))) return undefined;
  return { verdict: 'fails', why: `${reference.text} and the measurement are of the same values` };
}

/** One value: of all players, or of a list of teams with one team. */
function isSingle({ node, type }: Expression, places: (path: PathNode) => Places): boolean {
  if (type.depth === 0) return true;
  if (node.kind === 'path' || node.name === 'flatten' || node.name === 'set_intersection') return false;
  const path = pathOf(node);
  return type.depth === 1 && places(path).teams.length === 1;
}

function ofDeviation(operation: ComparisonRule['operation'], limit: number): Constant {
  const why = 'a standard deviation is at least 0';
  const never = operation === '<' ? limit <= 0 : (operation === '<=' || operation === '=') && limit < 0;
  if (never) return { verdict: 'fails', why };
  const always = operation === '>=' ? limit <= 0 : (operation === '>' || operation === '!=') && limit < 0;
  return always ? { verdict: 'holds', why } : undefined;
}

/** Rules of one statement whose verdicts are tried in every combination. */
const maxCombined = 10;

/** The verdict of a statement where it is the same for all verdicts of its rules. */
function ofStatement({ statement }: CompoundRule, rules: readonly Rule[]): Constant {
  const statements = new Map(
    rules.flatMap((rule) => (rule.type === 'compound' ? [[rule.name, rule.statement] as const] : [])),
  );
  const basic = (node: StatementNode): readonly string[] =>
    statementRules(node).flatMap((name) => {
      const inner = statements.get(name);
      return inner === undefined ? [name] : basic(inner);
    });
  const names = [...new Set(basic(statement))];
  if (names.length > maxCombined) return undefined;
  const holds = (node: StatementNode, combination: number): boolean =>
    statementHolds(node, (name) => {
      const inner = statements.get(name);
      return inner === undefined
        ? ((combination >> names.indexOf(name)) & 1) === 1
        : holds(inner, combination);
    });
  const verdicts = new Set(
    Array.from({ length: 2 ** names.length }, (_, combination) => holds(statement, combination)),
  );
  const [always, other] = verdicts;
  if (always === undefined || other !== undefined) return undefined;
  return {
    verdict: always ? 'holds' : 'fails',
    why: `it ${always ? 'holds' : 'fails'} for every combination of verdicts of ${names.join(', ')}`,
  };
}

/** The range of a count of players of one team. */
function countedPlaces(node: ExpressionNode, places: (path: PathNode) => Places): Places | undefined {
  if (node.kind !== 'call' || node.name !== 'count') return undefined;
  const path = node.argument.kind === 'path' ? node.argument : pathOf(node.argument);
  if (path.member.kind === 'team' || path.member.kind === 'attribute') return undefined;
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
  if (!onlyFlattens(measurement.node)) return undefined;
  const { most } = places(path);
  if (minCount > most)
    return { verdict: 'fails', why: `minCount is ${minCount}, and the teams have ${most} places` };
  return minCount === 0 && maxCount >= most
    ? { verdict: 'holds', why: `maxCount is ${maxCount}, and the teams have ${most} places` }
    : undefined;
}
