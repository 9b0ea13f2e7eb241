import { type CompileContext, type Evaluation } from '../expressions/compile';
import { compileOccurrences } from '../expressions/occurrences';
import { type Value } from '../expressions/reduce';
import { type Roster } from '../roster/unit';
import { type CollectionRule } from '../rule-set/rule-set';
import { type CompiledRule, show } from './compiled-rule';
import { isTeamBlind, type Trend, trendOf } from './monotony';
import { collectionsOf, compileMeasurements, compileReference, leaves } from './values';

type CoversAll = (teams: 'all' | readonly string[]) => boolean;

/**
 * Guide, rule type "collection". Limits are checked on the complete match; `prune` checks those that further
 * tickets cannot satisfy any more.
 */
export function compileCollection(
  rule: CollectionRule,
  context: CompileContext,
  coversAll: CoversAll,
): CompiledRule {
  const inputs = inputsOf(rule, context, coversAll);
  switch (rule.operation) {
    case 'intersection':
      return compileIntersection(rule, inputs);
    case 'contains':
      return compileContains(rule, inputs, context, coversAll);
    case 'reference_intersection_count':
      return compileReferenceCount(rule, inputs, context, coversAll);
  }
}

/** The inputs of all operations of a rule. */
interface Inputs {
  readonly measures: readonly Evaluation[];
  /** The collections that a measurement yields. */
  readonly collections: (index: number, roster: Roster) => ReadonlyArray<readonly Value[]>;
  readonly least: number;
  readonly most: number;
  /** Whether a count is within both limits. */
  readonly allows: (count: number) => boolean;
  /** Whether every measurement has this trend. */
  readonly all: (wanted: Trend) => boolean;
  /** Some measurement is a list of strings by teams. */
  readonly grouped: boolean;
  /** No measurement depends on the teams of the players. */
  readonly blind: boolean;
  /** Every measurement yields players' own lists. */
  readonly ownLists: boolean;
  readonly shownLimit: string;
  readonly gapOf: (count: number) => number;
}

function inputsOf(rule: CollectionRule, context: CompileContext, coversAll: CoversAll): Inputs {
  const { measurements } = rule;
  const measures = compileMeasurements(measurements, context);
  const least = rule.minCount ?? 0;
  const most = rule.maxCount ?? Infinity;
  const trends = measurements.map((measurement) => trendOf(measurement.node, context));
  // A list of players' lists is the same for any grouping by teams; a list of strings by teams is not.
  const grouped = measurements.some(({ type }) => type.element === 'string' && type.depth > 1);
  return {
    measures,
    collections: (index, roster) => {
      const type = measurements[index]?.type;
      return type === undefined ? [] : collectionsOf(measures[index]?.(roster), type);
    },
    least,
    most,
    allows: (count) => count >= least && count <= most,
    all: (wanted) => trends.every((trend) => trend === wanted),
    grouped,
    blind: measurements.every(({ node }) => isTeamBlind(node, coversAll, !grouped)),
    ownLists: measurements.every(({ type }) => type.element === 'string_list'),
    shownLimit: [
      ...(rule.minCount === undefined ? [] : [`at least ${least}`]),
      ...(rule.maxCount === undefined ? [] : [`at most ${most}`]),
    ].join(' and '),
    gapOf: (count) => Math.max(0, least - count, count - most),
  };
}

/** The number of values that all collections have in common. */
function compileIntersection(rule: CollectionRule, inputs: Inputs): CompiledRule {
  const { measures, collections, least, allows } = inputs;
  const common = (roster: Roster): Value[] | undefined => {
    let values: Value[] | undefined;
    for (let index = 0; index < measures.length; index += 1) {
      for (const list of collections(index, roster))
        values = values === undefined ? [...new Set(list)] : inBoth(values, list);
    }
    return values;
  };
  // Without collections nothing is in common.
  const check = (roster: Roster): boolean => allows(common(roster)?.length ?? 0);
  // The first players may still come.
  const enough = (roster: Roster): boolean => (common(roster)?.length ?? Infinity) >= least;
  const prunable =
    rule.minCount !== undefined && inputs.all('elements') && !inputs.grouped && inputs.ownLists;
  return {
    rule,
    check,
    blind: inputs.blind,
    ...(prunable ? { prune: enough } : {}),
    measure: (roster) => {
      const values = common(roster) ?? [];
      return {
        passes: allows(values.length),
        get measured() {
          return `${values.length} in common ${show(values)}`;
        },
        limit: inputs.shownLimit,
        gap: inputs.gapOf(values.length),
      };
    },
  };
}

/** The number of collections, or of single strings, that contain the reference value. */
function compileContains(
  rule: CollectionRule,
  inputs: Inputs,
  context: CompileContext,
  coversAll: CoversAll,
): CompiledRule {
  const { measures, collections, most, allows } = inputs;
  const wanted = rule.reference?.kind === 'string' ? rule.reference.value : '';
  const counts = rule.measurements.map(({ node, type }, index): ((roster: Roster) => number) => {
    const direct = compileOccurrences(node, wanted, context);
    if (direct !== undefined) return direct;
    return type.element === 'string_list'
      ? (roster) => collections(index, roster).filter((list) => list.includes(wanted)).length
      : (roster) => leaves(measures[index]?.(roster)).filter((leaf) => leaf === wanted).length;
  });
  const count = (roster: Roster): number => {
    let sum = 0;
    for (const one of counts) sum += one(roster);
    return sum;
  };
  const check = (roster: Roster): boolean => allows(count(roster));
  return {
    rule,
    check,
    blind: rule.measurements.every((measurement) => isTeamBlind(measurement.node, coversAll, true)),
    ...(rule.maxCount !== undefined && inputs.all('elements')
      ? { prune: (roster: Roster) => count(roster) <= most }
      : {}),
    measure: (roster) => {
      const n = count(roster);
      return {
        passes: allows(n),
        get measured() {
          return `${n} with ${show(wanted)}`;
        },
        limit: inputs.shownLimit,
        gap: inputs.gapOf(n),
      };
    },
  };
}

/** For each collection, the number of its values that are among those of the reference. */
function compileReferenceCount(
  rule: CollectionRule,
  inputs: Inputs,
  context: CompileContext,
  coversAll: CoversAll,
): CompiledRule {
  const reference = rule.reference === undefined ? undefined : compileReference(rule.reference, context);
  const referenceNode = rule.reference?.kind === 'expression' ? rule.reference.value.node : undefined;
  const counts = (roster: Roster): readonly number[] =>
    countsIn(inputs, reference?.evaluate(roster) ?? [], roster);
  const check = (roster: Roster): boolean => counts(roster).every(inputs.allows);
  const trend = referenceNode === undefined ? 'constant' : trendOf(referenceNode, context);
  const hopeless = hopelessLimits(rule, inputs, trend);
  return {
    rule,
    check,
    blind: inputs.blind && (referenceNode === undefined || isTeamBlind(referenceNode, coversAll, true)),
    ...(hopeless.lower || hopeless.upper ? { prune: pruneCounts(rule, hopeless, context, coversAll) } : {}),
    measure: (roster) => {
      const found = counts(roster);
      return {
        passes: check(roster),
        get measured() {
          return `${show(found)} in ${show(leaves(reference?.evaluate(roster)))}`;
        },
        get limit() {
          return `${inputs.shownLimit} each`;
        },
        gap: Math.max(0, ...found.map(inputs.gapOf)),
      };
    },
  };
}

/** For each collection, how many of its values are among those of a reference. */
function countsIn({ measures, collections }: Inputs, reference: Value, roster: Roster): readonly number[] {
  const wanted = new Set(leaves(reference));
  return measures.flatMap((_, index) =>
    collections(index, roster).map((list) => {
      const found = new Set<Value>();
      for (const item of list)
        if ((typeof item === 'string' || typeof item === 'number') && wanted.has(item)) found.add(item);
      return found.size;
    }),
  );
}

/** Checks a partial match: a reference without lists holds, because further players may bring some. */
function pruneCounts(
  rule: CollectionRule,
  hopeless: Hopeless,
  given: CompileContext,
  coversAll: CoversAll,
): (roster: Roster) => boolean {
  const context: CompileContext = { ...given, noLists: 'undecided' };
  const inputs = inputsOf(rule, context, coversAll);
  const reference = rule.reference === undefined ? undefined : compileReference(rule.reference, context);
  const from = hopeless.lower ? inputs.least : 0;
  const to = hopeless.upper ? inputs.most : Infinity;
  return (roster) => {
    const value = reference?.evaluate(roster);
    return value === undefined || countsIn(inputs, value, roster).every((n) => n >= from && n <= to);
  };
}

interface Hopeless {
  readonly lower: boolean;
  readonly upper: boolean;
}

/** The limits that further players cannot satisfy once they are missed. */
function hopelessLimits(
  rule: CollectionRule,
  { all, ownLists }: Inputs,
  reference: Trend | 'constant',
): Hopeless {
  // Players' own lists never change; lists of strings (ids) may gain a value with further players.
  const fixedLists = all('elements') && ownLists;
  return {
    lower:
      rule.minCount !== undefined &&
      ((fixedLists && (reference === 'constant' || reference === 'shrinking')) ||
        (all('shrinking') && reference !== 'elements' && reference !== 'none')),
    upper:
      rule.maxCount !== undefined &&
      all('elements') &&
      (reference === 'constant' || reference === 'elements'),
  };
}

/** Lists up to this length are searched linearly; longer ones become a set. */
const shortList = 12;

function inBoth(values: Value[], list: readonly Value[]): Value[] {
  if (values.length === 0) return values;
  if (list.length <= shortList || values.length <= 2) return values.filter((value) => list.includes(value));
  const set = new Set(list);
  return values.filter((value) => set.has(value));
}
