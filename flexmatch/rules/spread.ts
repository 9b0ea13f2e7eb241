import { at } from '../at';
import { type CompileContext } from '../expressions/compile';
import { type Roster } from '../roster/unit';
import { type BatchDistanceRule } from '../rule-set/rule-set';
import { type CompiledRule, show } from './compiled-rule';

/** Guide, rule type "batchDistance": numbers are within maxDistance of each other, strings are all equal. */
export function compileBatchDistance(rule: BatchDistanceRule, context: CompileContext): CompiledRule {
  return context.attributeType(rule.batchAttribute) === 'string'
    ? compileEqualStrings(rule, context.columns.stringColumn(rule.batchAttribute))
    : compileSpread(rule, context.columns.numberColumn(rule.batchAttribute, rule.partyAggregation));
}

function compileEqualStrings(rule: BatchDistanceRule, column: number): CompiledRule {
  const check = (roster: Roster): boolean => {
    let first: string | undefined;
    for (const slot of roster.slots) {
      for (const unit of slot)
        for (const value of unit.strings[column] ?? []) {
          first ??= value;
          if (value !== first) return false;
        }
    }
    return true;
  };
  return {
    rule,
    check,
    prune: check,
    blind: true,
    measure: (roster) => {
      const values = roster.slots.flatMap((slot) =>
        slot.flatMap((unit) => [...(unit.strings[column] ?? [])]),
      );
      return {
        passes: check(roster),
        get measured() {
          return show(values);
        },
        limit: 'all equal',
        gap: Math.max(0, new Set(values).size - 1),
      };
    },
  };
}

function compileSpread(rule: BatchDistanceRule, column: number): CompiledRule {
  const most = rule.maxDistance ?? 0;
  const spread = (roster: Roster): number => {
    let low = Infinity;
    let high = -Infinity;
    for (const slot of roster.slots) {
      for (const unit of slot) {
        const value = at(unit.numbers, column);
        if (value < low) low = value;
        if (value > high) high = value;
      }
    }
    return high < low ? 0 : high - low;
  };
  const check = (roster: Roster): boolean => spread(roster) <= most;
  return {
    rule,
    check,
    prune: check,
    blind: true,
    measure: (roster) => ({
      passes: check(roster),
      get measured() {
        return `spread ${show(spread(roster))}`;
      },
      get limit() {
        return `at most ${show(most)}`;
      },
      gap: Math.max(0, spread(roster) - most),
    }),
  };
}
