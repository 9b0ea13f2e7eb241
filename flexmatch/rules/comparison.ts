import { type CompileContext, type Value } from '../expressions/compile';
import { type Roster } from '../matching/unit';
import { type ComparisonRule } from '../rule-set/rule-set';
import { type CompiledRule, show } from './compiled-rule';
import { isTeamBlind, trendOf } from './monotony';
import { compileMeasurements, compileReference, everyLeaf, leaves } from './values';

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

/**
 * Guide, rule type "comparison": against a reference every measured value must compare; without one all are
 * equal, or all different.
 */
export function compileComparison(
  rule: ComparisonRule,
  context: CompileContext,
  coversAll: (teams: 'all' | readonly string[]) => boolean,
): CompiledRule {
  const measures = compileMeasurements(rule.measurements, context);
  const trends = rule.measurements.map((measurement) => trendOf(measurement.node, context));
  const blindMeasures = rule.measurements.every((measurement) =>
    isTeamBlind(measurement.node, coversAll, true),
  );
  const { operation } = rule;
  const compares = compare(operation);

  if (rule.reference === undefined) {
    const equal = operation === '=';
    const check = (roster: Roster): boolean => {
      if (equal) {
        let first: Leaf | undefined;
        for (const measure of measures) {
          if (
            !everyLeaf(measure(roster), (leaf) => {
              first ??= leaf;
              return leaf === first;
            })
          )
            return false;
        }
        return true;
      }
      const seen = new Set<Leaf>();
      for (const measure of measures) {
        if (
          !everyLeaf(measure(roster), (leaf) => {
            const fresh = !seen.has(leaf);
            seen.add(leaf);
            return fresh;
          })
        )
          return false;
      }
      return true;
    };
    return {
      rule,
      check,
      blind: blindMeasures,
      ...(trends.every((trend) => trend === 'elements') ? { prune: check } : {}),
      measure: (roster) => {
        const values = measures.flatMap((measure) => leaves(measure(roster)));
        const different = new Set(values).size;
        return {
          passes: check(roster),
          measured: show(values),
          limit: equal ? 'all equal' : 'all different',
          gap: equal ? Math.max(0, different - 1) : values.length - different,
        };
      },
    };
  }

  const reference = compileReference(rule.reference, context);
  const referenceNode = rule.reference.kind === 'expression' ? rule.reference.value.node : undefined;
  const referenceTrend = referenceNode === undefined ? 'constant' : trendOf(referenceNode, context);
  const check = (roster: Roster): boolean => {
    const limit = reference.evaluate(roster);
    if (limit === undefined) return true; // compared with nobody
    for (const measure of measures) {
      if (!everyLeaf(measure(roster), (leaf) => everyLeaf(limit, (other) => compares(leaf, other))))
        return false;
    }
    return true;
  };
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
    ...(hopelessOnceFalse ? { prune: check } : {}),
    measure: (roster) => {
      const limit = reference.evaluate(roster);
      const values = measures.flatMap((measure) => leaves(measure(roster)));
      return {
        passes: check(roster),
        measured: show(values.length === 1 ? values[0] : values),
        limit: `${operation} ${show(limit)}`,
        gap: limit === undefined ? 0 : Math.max(0, ...values.map((value) => gapOf(value, limit))),
      };
    },
  };
}
