import { type OpenQuestions } from '../../engine-types';
import { type CompiledRule } from '../../rules/compiled-rule';
import { type CompiledLatencyRule, type LatencyReading } from '../../rules/latency';
import {
  type FilterRule,
  type Rule,
  type RuleSet,
  rulesInsideCompounds,
  type SortRule,
} from '../../rule-set/rule-set';
import { boundariesOf, expandedAt, type Slot, slotsOfTeams } from '../../rule-set/expanded';
import { pathOf, pathsOf } from '../../rule-set/rule-paths';
import { Columns } from '../../roster/columns';
import { Roster } from '../../roster/unit';
import { compileRule, type RuleCompilation } from './compile-rule';
import { slotClasses } from './slot-classes';

/** The rule set at an age: after the expansion steps whose waiting time has passed. */
export interface Stage {
  readonly minPlayers: readonly number[];
  readonly maxPlayers: readonly number[];
  /** Sum of the minima. */
  readonly least: number;
  /**
   * Maximum number of players of a match: the sum of the maxima without the slots that AdditionalPlayerCount
   * keeps free.
   */
  readonly most: number;
  /** Rules that a match must satisfy; those inside compound statements are not among them. */
  readonly rules: readonly CompiledRule[];
  /** Every filter rule by name, for explanations. */
  readonly byName: ReadonlyMap<string, CompiledRule>;
  readonly latencyRules: readonly CompiledLatencyRule[];
}

/** A rule set compiled for matching. */
export interface Program {
  readonly ruleSet: RuleSet;
  readonly columns: Columns;
  readonly slots: readonly Slot[];
  /** Waiting times of all expansion steps, ascending. Stage k holds after k of them. */
  readonly boundaries: readonly number[];
  readonly stages: readonly Stage[];
  readonly sortRules: readonly SortRule[];
  readonly ruleNames: readonly string[];
  readonly partyOnce: boolean;
  readonly reading: LatencyReading;
  /** Slots of equal class can be exchanged without changing any verdict. */
  readonly slotClass: readonly number[];
  /** Largest team at any stage. */
  readonly largestTeam: number;
  /** The number column whose balance between teams the rules require; guides the order of assignment. */
  readonly balanceColumn: number | undefined;
  /** A rule looks at player ids, so equal tickets are not interchangeable. */
  readonly readsPlayerIds: boolean;
  readonly oldestAge: boolean;
  readonly allSlots: readonly number[];
  /** For evaluating the rules on one ticket alone; always left empty. */
  readonly scratch: Roster;
  /** Incremented while tickets are matched. */
  readonly work: { compared: number; evaluated: number };
}

/** Compiles a rule set. @param additionalPlayerCount slots that a match keeps free */
export function compileProgram(
  ruleSet: RuleSet,
  open: OpenQuestions,
  additionalPlayerCount: number,
): Program {
  const columns = new Columns(ruleSet.attributes);
  if (ruleSet.large && ruleSet.algorithm.batchingPreference === 'fastestRegion') columns.latencyColumn('avg');
  const { slots, slotsOf } = slotsOfTeams(ruleSet);
  const reading: LatencyReading = {
    inclusive: open.latencyInclusive ?? true,
    common: open.commonLocation ?? true,
  };
  const slotCount = slots.length;
  const stages = compileStages(
    { ruleSet, columns, slots, slotCount, slotsOf, reading, open },
    additionalPlayerCount,
  );
  return {
    ruleSet,
    columns,
    slots,
    boundaries: boundariesOf(ruleSet),
    stages,
    sortRules: ruleSet.rules.filter((rule) => !isFilter(rule)),
    reading,
    ruleNames: ruleSet.rules.map((rule) => rule.name),
    partyOnce: open.partyValue === 'once',
    slotClass: slotClasses(ruleSet, slotCount, stages, slotsOf),
    largestTeam: Math.max(...stages.flatMap((stage) => stage.maxPlayers)),
    balanceColumn: balanceColumn(ruleSet, columns, stages),
    readsPlayerIds: stages.some((stage) =>
      [...stage.byName.values()].some(({ rule }) => readsPlayerIds(rule)),
    ),
    allSlots: slots.map((_, index) => index),
    scratch: new Roster(slotCount),
    work: { compared: 0, evaluated: 0 },
    oldestAge: ruleSet.algorithm.expansionAgeSelection === 'oldest',
  };
}

function compileStages(
  compilation: RuleCompilation & { readonly slots: readonly Slot[] },
  additionalPlayerCount: number,
): readonly Stage[] {
  const { ruleSet } = compilation;
  const inside = rulesInsideCompounds(ruleSet.rules);
  const cache = new Map<Rule, CompiledRule>();
  return [-Infinity, ...boundariesOf(ruleSet)].map((age): Stage => {
    const { rules, minPlayers, maxPlayers } = expandedAt(ruleSet, compilation, age);
    const byName = new Map<string, CompiledRule>();
    const latencyRules: CompiledLatencyRule[] = [];
    for (const rule of rules.filter(isFilter)) {
      let compiled = cache.get(rule);
      // A compound rule refers to the rules of its own stage.
      if (compiled === undefined || rule.type === 'compound')
        compiled = compileRule(rule, compilation, byName);
      cache.set(rule, compiled);
      byName.set(rule.name, compiled);
      if (isLatency(compiled) && !inside.has(rule.name)) latencyRules.push(compiled);
    }
    return {
      minPlayers,
      maxPlayers,
      least: minPlayers.reduce((sum, size) => sum + size, 0),
      most: maxPlayers.reduce((sum, size) => sum + size, 0) - additionalPlayerCount,
      rules: [...byName.values()].filter(({ rule }) => !inside.has(rule.name)),
      byName,
      latencyRules,
    };
  });
}

function isFilter(rule: Rule): rule is FilterRule {
  return rule.type !== 'absoluteSort' && rule.type !== 'distanceSort';
}

function isLatency(rule: CompiledRule): rule is CompiledLatencyRule {
  return rule.rule.type === 'latency';
}

const readsPlayerIds = (rule: Rule): boolean =>
  pathsOf(rule).some(({ member }) => member.kind === 'playerId');

/** The column of the first rule that compares teams by a number, or of `balancedAttribute`. */
function balanceColumn(ruleSet: RuleSet, columns: Columns, stages: readonly Stage[]): number | undefined {
  for (const { rule, blind } of stages[0]?.rules ?? []) {
    if (blind || (rule.type !== 'distance' && rule.type !== 'comparison')) continue;
    const measured = new Set(
      rule.measurements.flatMap(({ node }) => {
        const { member } = pathOf(node);
        return member.kind === 'attribute' ? [member.name] : [];
      }),
    );
    const index = columns.numbers.findIndex(
      (column) => measured.has(column.attribute) && column.aggregation === rule.partyAggregation,
    );
    if (index !== -1) return index;
  }
  const { balancedAttribute, strategy } = ruleSet.algorithm;
  return balancedAttribute === undefined || strategy !== 'balanced'
    ? undefined
    : columns.numberColumn(balancedAttribute, 'avg');
}
