import { compileExpression, type CompileContext } from '../expressions/compile';
import { type Value } from '../expressions/reduce';
import { type ExpressionNode } from '../expressions/syntax';
import { type Roster } from '../roster/unit';
import { type ComparisonRule, type Reference } from '../rule-set/rule-set';
import { type CompiledRule, show } from './compiled-rule';
import { isTeamBlind, type Trend, trendOf } from './monotony';
import { everyLeaf, leaves, shownLeaves, holdsForAll, sidesOf } from './values';

type Leaf = number | string;

function compare(operation: ComparisonRule['operation']): (a: Leaf, b: Leaf) => boolean {
  switch (operation) {
    case '<':
      return (a, b) => a < b;
    case '<=':
      return (a, b) => a <= b;
    case '=':
      return (a, b) => a === b;
    case '!=':
      return (a, b) => a !== b;
    case '>':
      return (a, b) => a > b;
    case '>=':
      return (a, b) => a >= b;
  }
}

/** Whether the expression is players' values, not a computed value. */
export function isPlayersValues(node: ExpressionNode): boolean {
  return node.kind === 'path' || (node.name === 'flatten' && isPlayersValues(node.argument));
}

type CoversAll = (teams: 'all' | readonly string[]) => boolean;

/**
 * Guide, rule type "comparison": with a reference, every measured value is compared with it; without one, all
 * must be equal, or all different.
 */
export function compileComparison(
  rule: ComparisonRule,
  context: CompileContext,
  coversAll: CoversAll,
): CompiledRule {
  return rule.reference === undefined
    ? compileAmongPlayers(rule, context, coversAll)
    : compileWithReference(rule, rule.reference, context, coversAll);
}

/** All measured values are equal, or all are different. */
function compileAmongPlayers(
  rule: ComparisonRule,
  context: CompileContext,
  coversAll: CoversAll,
): CompiledRule {
  const measures = rule.measurements.map(({ node }) =>
    compileExpression(
      node,
      // Every player's own number is compared, so parties have no value of their own.
      isPlayersValues(node) ? { ...context, numberAggregation: 'each-player' } : context,
    ),
  );
  const equal = rule.operation === '=';
  const holds = (roster: Roster, unevaluable: boolean): boolean => {
    let first: Leaf | undefined;
    const seen = new Set<Leaf>();
    const fits = (leaf: Leaf): boolean => {
      if (equal) {
        first ??= leaf;
        return leaf === first;
      }
      const fresh = !seen.has(leaf);
      seen.add(leaf);
      return fresh;
    };
    return measures.every((measure) => everyLeaf(measure(roster), fits, unevaluable));
  };
  const check = (roster: Roster): boolean => holds(roster, false);
  return {
    rule,
    check,
    blind: rule.measurements.every(({ node }) => isTeamBlind(node, coversAll, true)),
    ...(rule.measurements.every(({ node }) => trendOf(node, context) === 'elements')
      ? { prune: (roster: Roster) => holds(roster, true) }
      : {}),
    measure: (roster) => {
      const values = measures.flatMap((measure) => leaves(measure(roster)));
      const different = new Set(values).size;
      return {
        passes: check(roster),
        get measured() {
          return show(values);
        },
        limit: equal ? 'all equal' : 'all different',
        gap: equal ? Math.max(0, different - 1) : values.length - different,
      };
    },
  };
}

/** Each measured value is compared with each value of the reference. */
function compileWithReference(
  rule: ComparisonRule,
  given: Reference,
  context: CompileContext,
  coversAll: CoversAll,
): CompiledRule {
  const sides = sidesOf(rule.measurements, given, context);
  const { measures, reference } = sides;
  const referenceNode = given.kind === 'expression' ? given.value.node : undefined;
  const compares = compare(rule.operation);
  const check = holdsForAll(sides, compares, false);
  const trend = referenceNode === undefined ? 'constant' : trendOf(referenceNode, context);
  return {
    rule,
    check,
    blind:
      rule.measurements.every(({ node }) => isTeamBlind(node, coversAll, true)) &&
      (referenceNode === undefined || isTeamBlind(referenceNode, coversAll, true)),
    ...(isHopelessOnceFalse(rule, trend, context)
      ? {
          prune: holdsForAll(
            sidesOf(rule.measurements, given, { ...context, noLists: 'undecided' }),
            compares,
            true,
          ),
        }
      : {}),
    measure: (roster) => {
      const limit = reference.evaluate(roster);
      const shown = measures.flatMap((measure) => shownLeaves(measure(roster)));
      const gaps = leaves(shown).map((value) => gapOf(value, limit, compares));
      return {
        passes: check(roster),
        get measured() {
          return show(shown.length === 1 ? shown[0] : shown);
        },
        get limit() {
          return `${rule.operation} ${show(limit)}`;
        },
        gap: Math.max(0, ...gaps),
      };
    },
  };
}

/** Whether further players cannot make the rule pass again once it fails. */
function isHopelessOnceFalse(
  { measurements, operation }: ComparisonRule,
  reference: Trend | 'constant',
  context: CompileContext,
): boolean {
  const upper = operation === '<' || operation === '<=';
  const lower = operation === '>' || operation === '>=';
  return measurements.every(({ node }) => {
    const trend = trendOf(node, context);
    if (reference === 'constant' || reference === 'elements')
      return trend === 'elements' || (trend === 'up' && upper) || (trend === 'down' && lower);
    if (reference === 'up') return lower && (trend === 'elements' || trend === 'down');
    if (reference === 'down') return upper && (trend === 'elements' || trend === 'up');
    return false;
  });
}

/** The largest distance of a value from the values of the reference that it fails against. */
function gapOf(leaf: Leaf, limit: Value, compares: (leaf: Leaf, other: Leaf) => boolean): number {
  let gap = 0;
  everyLeaf(limit, (other) => {
    if (!compares(leaf, other))
      gap = Math.max(
        gap,
        typeof leaf === 'number' && typeof other === 'number' ? Math.abs(leaf - other) || 1 : 1,
      );
    return true;
  });
  return gap;
}
