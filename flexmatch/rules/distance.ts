import { type CompileContext, slotsOfPath } from '../expressions/compile';
import { type ExpressionNode } from '../expressions/syntax';
import { type DistanceRule } from '../rule-set/rule-set';
import { type CompiledRule, show } from './compiled-rule';
import { isTeamBlind, leafText, trendOf } from './monotony';
import { holdsForAll, leaves, shownLeaves, sidesOf } from './values';

/**
 * Guide, rule type "distance": minDistance <= |measured - reference| <= maxDistance for every measured value.
 */
export function compileDistance(
  rule: DistanceRule,
  context: CompileContext,
  coversAll: (teams: 'all' | readonly string[]) => boolean,
): CompiledRule {
  const sides = sidesOf(rule.measurements, rule.reference, context);
  const { measures, reference } = sides;
  const referenceNode = rule.reference.kind === 'expression' ? rule.reference.value.node : undefined;
  const least = rule.minDistance ?? 0;
  const most = rule.maxDistance ?? Infinity;
  const within = (value: number | string, other: number | string): boolean => {
    if (typeof value !== 'number' || typeof other !== 'number') return false;
    const distance = Math.abs(value - other);
    return distance >= least && distance <= most;
  };
  const check = holdsForAll(sides, within, false);
  return {
    rule,
    check,
    blind:
      rule.measurements.every((measurement) => isTeamBlind(measurement.node, coversAll, true)) &&
      (referenceNode === undefined || isTeamBlind(referenceNode, coversAll, true)),
    ...(isHopelessOnceFalse(rule, context)
      ? {
          prune: holdsForAll(
            sidesOf(rule.measurements, rule.reference, { ...context, noLists: 'undecided' }),
            within,
            true,
          ),
        }
      : {}),
    measure: (roster) => {
      const target = reference.evaluate(roster);
      const shown = measures.flatMap((measure) => shownLeaves(measure(roster)));
      return {
        passes: check(roster),
        get measured() {
          return show(shown.length === 1 ? shown[0] : shown);
        },
        get limit() {
          return `${boundsText(rule)} from ${show(target)}`;
        },
        gap: gapOf(leaves(shown), leaves(target), rule),
      };
    },
  };
}

/** Whether further players cannot make the rule pass again once it fails. */
function isHopelessOnceFalse(
  { measurements, reference, minDistance }: DistanceRule,
  context: CompileContext,
): boolean {
  return measurements.every(({ node }) =>
    reference.kind === 'expression'
      ? minDistance === undefined && onlyMovesApart(node, reference.value.node, context)
      : trendOf(node, context) === 'elements',
  );
}

type Leaf = number | string;

/** The most by which a distance of two numbers misses its bounds. */
function gapOf(
  values: readonly Leaf[],
  targets: readonly Leaf[],
  { minDistance: least = 0, maxDistance: most = Infinity }: DistanceRule,
): number {
  let gap = 0;
  for (const value of values) {
    for (const target of targets) {
      if (typeof value !== 'number' || typeof target !== 'number') continue;
      const distance = Math.abs(value - target);
      gap = Math.max(gap, least - distance, distance - most);
    }
  }
  return gap;
}

const boundsText = ({ minDistance, maxDistance }: DistanceRule): string =>
  [
    ...(minDistance === undefined ? [] : [`at least ${show(minDistance)}`]),
    ...(maxDistance === undefined ? [] : [`at most ${show(maxDistance)}`]),
  ].join(' and ');

/**
 * The maximum against the minimum of the same values, or single values against an extreme of the same values:
 * further players can only increase it.
 */
function onlyMovesApart(
  measured: ExpressionNode,
  reference: ExpressionNode,
  context: CompileContext,
): boolean {
  const extreme = (
    node: ExpressionNode,
  ): { readonly name: 'min' | 'max'; readonly of: string } | undefined => {
    if (node.kind !== 'call' || (node.name !== 'min' && node.name !== 'max')) return undefined;
    const of = leafText(node.argument);
    const oneList = node.argument.kind === 'call' || !slotsOfPath(node.argument, context).several;
    return of === undefined || !oneList ? undefined : { name: node.name, of };
  };
  const target = extreme(reference);
  if (target === undefined) return false;
  const source = extreme(measured);
  if (source !== undefined) return source.of === target.of && source.name !== target.name;
  return leafText(measured) === target.of;
}
