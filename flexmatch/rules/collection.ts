import { type CompileContext } from '../expressions/compile';
import { type Value } from '../expressions/reduce';
import { type Roster } from '../roster/unit';
import { type CollectionRule } from '../rule-set/rule-set';
import { type CompiledRule, show } from './compiled-rule';
import { isTeamBlind, trendOf } from './monotony';
import { collectionsOf, compileMeasurements, compileReference, leaves } from './values';

/**
 * Guide, rule type "collection". Limits are judged on the complete match; `prune` judges those that further
 * tickets cannot satisfy any more.
 */
export function compileCollection(
  rule: CollectionRule,
  context: CompileContext,
  coversAll: (teams: 'all' | readonly string[]) => boolean,
): CompiledRule {
  const measures = compileMeasurements(rule.measurements, context);
  const collections = (index: number, roster: Roster): ReadonlyArray<readonly Value[]> => {
    const type = rule.measurements[index]?.type;
    return type === undefined ? [] : collectionsOf(measures[index]?.(roster), type);
  };
  const least = rule.minCount ?? 0;
  const most = rule.maxCount ?? Infinity;
  const trends = rule.measurements.map((measurement) => trendOf(measurement.node, context));
  const all = (wanted: (typeof trends)[number]): boolean => trends.every((trend) => trend === wanted);
  // A list of players' lists is the same for any grouping by teams; a list of strings by teams is not.
  const grouped = rule.measurements.some(
    (measurement) => measurement.type.element === 'string' && measurement.type.depth > 1,
  );
  const blindMeasures = rule.measurements.every((measurement) =>
    isTeamBlind(measurement.node, coversAll, !grouped),
  );
  const shownLimit = [
    ...(rule.minCount === undefined ? [] : [`at least ${least}`]),
    ...(rule.maxCount === undefined ? [] : [`at most ${most}`]),
  ].join(' and ');
  const gapOf = (count: number): number => Math.max(0, least - count, count - most);

  switch (rule.operation) {
    case 'intersection': {
      const common = (roster: Roster): Value[] | undefined => {
        let values: Value[] | undefined;
        for (let index = 0; index < measures.length; index += 1) {
          for (const list of collections(index, roster))
            values = values === undefined ? [...new Set(list)] : inBoth(values, list);
        }
        return values;
      };
      // An empty match has neither common nor different values.
      const count = (roster: Roster): number | undefined => common(roster)?.length;
      const check = (roster: Roster): boolean => {
        const n = count(roster);
        return n === undefined || (n >= least && n <= most);
      };
      const enough = (roster: Roster): boolean => {
        const n = count(roster);
        return n === undefined || n >= least;
      };
      return {
        rule,
        check,
        blind: blindMeasures,
        ...(rule.minCount !== undefined &&
        all('elements') &&
        !grouped &&
        rule.measurements.every((measurement) => measurement.type.element === 'string_list')
          ? { prune: enough }
          : {}),
        measure: (roster) => {
          const values = common(roster) ?? [];
          return {
            passes: check(roster),
            get measured() {
              return `${values.length} in common ${show(values)}`;
            },
            limit: shownLimit,
            gap: gapOf(values.length),
          };
        },
      };
    }
    case 'contains': {
      const wanted = rule.reference?.kind === 'string' ? rule.reference.value : '';
      const inLists = rule.measurements.map((measurement) => measurement.type.element === 'string_list');
      const count = (roster: Roster): number => {
        let n = 0;
        measures.forEach((measure, index) => {
          if (inLists[index] === true) {
            for (const list of collections(index, roster)) if (list.includes(wanted)) n += 1;
          } else for (const leaf of leaves(measure(roster))) if (leaf === wanted) n += 1;
        });
        return n;
      };
      const check = (roster: Roster): boolean => {
        const n = count(roster);
        return n >= least && n <= most;
      };
      return {
        rule,
        check,
        blind: rule.measurements.every((measurement) => isTeamBlind(measurement.node, coversAll, true)),
        ...(rule.maxCount !== undefined && all('elements')
          ? { prune: (roster: Roster) => count(roster) <= most }
          : {}),
        measure: (roster) => ({
          passes: check(roster),
          get measured() {
            return `${count(roster)} with ${show(wanted)}`;
          },
          limit: shownLimit,
          gap: gapOf(count(roster)),
        }),
      };
    }
    case 'reference_intersection_count': {
      const reference = rule.reference === undefined ? undefined : compileReference(rule.reference, context);
      const referenceNode = rule.reference?.kind === 'expression' ? rule.reference.value.node : undefined;
      const referenceTrend = referenceNode === undefined ? 'constant' : trendOf(referenceNode, context);
      const counts = (roster: Roster): number[] | undefined => {
        const value = reference?.evaluate(roster);
        if (value === undefined) return undefined;
        const wanted = new Set(leaves(value));
        return measures.flatMap((_, index) =>
          collections(index, roster).map((list) => {
            const found = new Set<Value>();
            for (const item of list)
              if ((typeof item === 'string' || typeof item === 'number') && wanted.has(item)) found.add(item);
            return found.size;
          }),
        );
      };
      const holds = (roster: Roster, from: number, to: number): boolean => {
        const found = counts(roster);
        return found === undefined || found.every((n) => n >= from && n <= to);
      };
      const check = (roster: Roster): boolean => holds(roster, least, most);
      // Players' own lists never change; lists of strings (ids) may gain a value with further players.
      const fixedLists =
        all('elements') &&
        rule.measurements.every((measurement) => measurement.type.element === 'string_list');
      const growing = all('elements');
      const lowerHopeless =
        rule.minCount !== undefined &&
        ((fixedLists && (referenceTrend === 'constant' || referenceTrend === 'shrinking')) ||
          (all('shrinking') && referenceTrend !== 'elements' && referenceTrend !== 'none'));
      const upperHopeless =
        rule.maxCount !== undefined &&
        growing &&
        (referenceTrend === 'constant' || referenceTrend === 'elements');
      const from = lowerHopeless ? least : 0;
      const to = upperHopeless ? most : Infinity;
      return {
        rule,
        check,
        blind: blindMeasures && (referenceNode === undefined || isTeamBlind(referenceNode, coversAll, true)),
        ...(lowerHopeless || upperHopeless ? { prune: (roster: Roster) => holds(roster, from, to) } : {}),
        measure: (roster) => {
          const found = counts(roster) ?? [];
          return {
            passes: check(roster),
            get measured() {
              return `${show(found)} in ${show(leaves(reference?.evaluate(roster)))}`;
            },
            get limit() {
              return `${shownLimit} each`;
            },
            gap: Math.max(0, ...found.map(gapOf)),
          };
        },
      };
    }
  }
}

/** Lists up to this length are searched linearly; longer ones become a set. */
const shortList = 12;

function inBoth(values: Value[], list: readonly Value[]): Value[] {
  if (values.length === 0) return values;
  if (list.length <= shortList || values.length <= 2) return values.filter((value) => list.includes(value));
  const set = new Set(list);
  return values.filter((value) => set.has(value));
}
