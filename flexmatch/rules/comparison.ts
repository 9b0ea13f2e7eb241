import { compileExpression, type CompileContext } from '../expressions/compile';
import { type Value } from '../expressions/reduce';
import { type ExpressionNode } from '../expressions/syntax';
import { type Roster } from '../roster/unit';
import { type ComparisonRule } from '../rule-set/rule-set';
import { type CompiledRule, show } from './compiled-rule';
import { isTeamBlind, trendOf } from './monotony';
import { compileReference, everyLeaf, isUnevaluable, leaves, shownLeaves } from './values';

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

/**
 * Guide, rule type "comparison": with a reference, every measured value is compared with it; without one, all
 * must be equal, or all different.
 */
export function compileComparison(
  rule: ComparisonRule,
  context: CompileContext,
  coversAll: (teams: 'all' | readonly string[]) => boolean,
): CompiledRule {
  const measures = rule.measurements.map((measurement) =>
    compileExpression(
      measurement.node,
      // Across players, every player's own number is compared, so parties have no value of their own.
      rule.reference === undefined && isPlayersValues(measurement.node)
        ? { ...context, numberAggregation: 'each-player' }
        : context,
    ),
  );
  const trends = rule.measurements.map((measurement) => trendOf(measurement.node, context));
  const blindMeasures = rule.measurements.every((measurement) =>
    isTeamBlind(measurement.node, coversAll, true),
  );
  const { operation } = rule;
  const compares = compare(operation);

  if (rule.reference === undefined) {
    const equal = operation === '=';
    const judge = (roster: Roster, unevaluable: boolean): boolean => {
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
    const check = (roster: Roster): boolean => judge(roster, false);
    return {
      rule,
      check,
      blind: blindMeasures,
      ...(trends.every((trend) => trend === 'elements')
        ? { prune: (roster: Roster) => judge(roster, true) }
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

  const reference = compileReference(rule.reference, context);
  const referenceNode = rule.reference.kind === 'expression' ? rule.reference.value.node : undefined;
  const referenceTrend = referenceNode === undefined ? 'constant' : trendOf(referenceNode, context);
  /** @param unevaluable the answer when a side cannot be evaluated: further players may change that */
  const judge = (roster: Roster, unevaluable: boolean): boolean => {
    const limit = reference.evaluate(roster);
    if (limit === undefined) return true; // compared with the intersection of no lists
    if (!unevaluable && isUnevaluable(limit)) return false;
    for (const measure of measures) {
      const value = measure(roster);
      if (
        !everyLeaf(
          value,
          (leaf) => everyLeaf(limit, (other) => compares(leaf, other), unevaluable),
          unevaluable,
        )
      )
        return false;
    }
    return true;
  };
  const check = (roster: Roster): boolean => judge(roster, false);
  const upper = operation === '<' || operation === '<=';
  const lower = operation === '>' || operation === '>=';
  const hopelessOnceFalse = trends.every((trend) => {
    if (referenceTrend === 'constant' || referenceTrend === 'elements')
      return trend === 'elements' || (trend === 'up' && upper) || (trend === 'down' && lower);
    if (referenceTrend === 'up') return lower && (trend === 'elements' || trend === 'down');
    if (referenceTrend === 'down') return upper && (trend === 'elements' || trend === 'up');
    return false;
  });
  const gapOf = (leaf: Leaf, limit: Value): number => {
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
  };
  return {
    rule,
    check,
    blind: blindMeasures && (referenceNode === undefined || isTeamBlind(referenceNode, coversAll, true)),
    ...(hopelessOnceFalse ? { prune: (roster: Roster) => judge(roster, true) } : {}),
    measure: (roster) => {
      const limit = reference.evaluate(roster);
      const shown = measures.flatMap((measure) => shownLeaves(measure(roster)));
      const values = leaves(shown);
      return {
        passes: check(roster),
        get measured() {
          return show(shown.length === 1 ? shown[0] : shown);
        },
        get limit() {
          return `${operation} ${show(limit)}`;
        },
        gap: limit === undefined ? 0 : Math.max(0, ...values.map((value) => gapOf(value, limit))),
      };
    },
  };
}
