import { at } from '../../at';
import { type ExpressionNode } from '../../expressions/syntax';
import { type DistanceRule } from '../../rule-set/rule-set';
import { slotsRead, typeOf } from './paths';
import { type Program, type Stage } from './program';
import { enforced } from './quotas';

/** A rule that keeps the average of some teams near that of the other teams, or of all of them. */
export interface AverageGap {
  readonly column: number;
  /** By slot: it is one of the teams whose average is measured. */
  readonly measured: readonly boolean[];
  readonly against: 'others' | 'all';
  /** The maximum distance of the two averages. */
  readonly most: number;
}

/** Derives the gaps of each stage of a compiled rule set. */
export function deriveAverageGaps(program: Program): ReadonlyArray<readonly AverageGap[]> {
  // Where a party counts once, the number of values in a match is not known beforehand.
  if (program.partyOnce) return program.stages.map(() => []);
  return program.stages.map((stage) => gapsOf(stage, program));
}

function gapsOf(stage: Stage, program: Program): AverageGap[] {
  return enforced(stage).flatMap((rule) => (rule.type === 'distance' ? ofRule(rule, program) : []));
}

function ofRule({ measurements, reference, maxDistance, partyAggregation }: DistanceRule, program: Program) {
  if (maxDistance === undefined || reference.kind !== 'expression') return [];
  const targets = averagesOf(reference.value.node, program);
  return measurements.flatMap(({ node }) =>
    averagesOf(node, program).flatMap((one) =>
      targets.flatMap((other): AverageGap[] => {
        if (one.attribute !== other.attribute) return [];
        const measured = program.slots.map((_, slot) => one.slots.includes(slot));
        const covered = measured.filter((own, slot) => own !== other.slots.includes(slot)).length;
        const isAll = other.slots.length === program.slots.length;
        if (!isAll && covered < program.slots.length) return [];
        const column = program.columns.numberColumn(one.attribute, partyAggregation);
        return [{ column, measured, against: isAll ? 'all' : 'others', most: maxDistance }];
      }),
    ),
  );
}

interface Average {
  readonly attribute: string;
  readonly slots: readonly number[];
}

/** The averages that an expression yields: one of all its teams, or one of each. */
function averagesOf(node: ExpressionNode, program: Program): Average[] {
  if (node.kind !== 'call' || node.name !== 'avg') return [];
  const { argument } = node;
  const flat = argument.kind === 'call' && argument.name === 'flatten';
  const path = flat ? argument.argument : argument;
  if (path.kind !== 'path' || path.member.kind !== 'attribute') return [];
  const { name: attribute } = path.member;
  if (typeOf(attribute, program.columns) !== 'number') return [];
  const slots = slotsRead(path, program);
  return flat ? [{ attribute, slots }] : slots.map((slot) => ({ attribute, slots: [slot] }));
}

/** The range of a number. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/**
 * Whether the averages can be within the distance, when the measured teams get `count` of all players and a
 * sum in a range.
 * @param all number of players of the match, and the sum of their values
 */
export function canBeNear(
  { against, most }: AverageGap,
  count: number,
  sum: Range,
  all: { readonly count: number; readonly sum: number },
  rounding: number,
): boolean {
  const others = all.count - count;
  // An empty team has no average, so the rule fails.
  if (count === 0 || (against === 'others' && others === 0)) return false;
  const gap = (own: number): number =>
    own / count - (against === 'all' ? all.sum / all.count : (all.sum - own) / others);
  return gap(sum.low) <= most + rounding && gap(sum.high) >= -most - rounding;
}

/** The sums of the lowest values, by their number, of values that are ascending. */
export function sumsOf(ascending: readonly number[]): number[] {
  const sums = [0];
  for (const value of ascending) sums.push(at(sums, sums.length - 1) + value);
  return sums;
}
