import { type OpenQuestions } from '../../engine-types';
import { type CompileContext } from '../../expressions/compile';
import { compileCollection } from '../../rules/collection';
import { compileComparison } from '../../rules/comparison';
import { type CompiledRule } from '../../rules/compiled-rule';
import { compileCompound } from '../../rules/compound';
import { compileDistance } from '../../rules/distance';
import { compileLatency, type CompiledLatencyRule, type LatencyReading } from '../../rules/latency';
import { compileBatchDistance } from '../../rules/spread';
import {
  type FilterRule,
  type Rule,
  type RuleSet,
  rulesInsideCompounds,
  type SortRule,
} from '../../rule-set/rule-set';
import { boundariesOf, expandedAt, type Slot, slotsOfTeams } from '../../rule-set/expanded';
import { Columns } from '../../roster/columns';
import { Roster } from '../../roster/unit';

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
  /** For judging one ticket alone; always left empty. */
  readonly scratch: Roster;
  /** Incremented while tickets are matched. */
  readonly work: { compared: number; judged: number };
}

/** Compiles a rule set. @param additionalPlayerCount slots that a match keeps free */
export function compileProgram(
  ruleSet: RuleSet,
  open: OpenQuestions,
  additionalPlayerCount: number,
): Program {
  const columns = new Columns(ruleSet.attributes);
  if (ruleSet.large && ruleSet.algorithm.batchingPreference === 'fastestRegion') columns.latency('avg');
  const { slots, slotsOf } = slotsOfTeams(ruleSet);
  const coversAll = (teams: 'all' | readonly string[]): boolean =>
    teams === 'all' || new Set(teams.flatMap((name) => [...slotsOf(name)])).size === slots.length;
  const attributeTypes = new Map(ruleSet.attributes.map((attribute) => [attribute.name, attribute.type]));
  const contextOf = (rule: FilterRule): CompileContext => ({
    columns,
    slotsOf,
    slotCount: slots.length,
    attributeType: (name) => attributeTypes.get(name) ?? 'string',
    numberAggregation:
      'partyAggregation' in rule &&
      rule.partyAggregation !== 'union' &&
      rule.partyAggregation !== 'intersection'
        ? rule.partyAggregation
        : 'avg',
    listAggregation: rule.type === 'collection' ? rule.partyAggregation : 'union',
    partyOnce: open.partyValue === 'once',
  });
  const reading: LatencyReading = {
    inclusive: open.latencyInclusive ?? true,
    common: open.commonLocation ?? true,
  };

  const boundaries = boundariesOf(ruleSet);
  const inside = rulesInsideCompounds(ruleSet.rules);
  const cache = new Map<Rule, CompiledRule>();
  const stages = [-Infinity, ...boundaries].map((age): Stage => {
    const { rules, minPlayers, maxPlayers } = expandedAt(ruleSet, { slots, slotsOf }, age);
    const byName = new Map<string, CompiledRule>();
    const latencyRules: CompiledLatencyRule[] = [];
    for (const rule of rules.filter(isFilter)) {
      let compiled = cache.get(rule);
      if (compiled === undefined || rule.type === 'compound')
        compiled = compileRule(rule, contextOf(rule), coversAll, byName, reading);
      cache.set(rule, compiled);
      byName.set(rule.name, compiled);
      if (isLatency(compiled) && !inside.has(rule.name)) latencyRules.push(compiled);
    }
    const most = maxPlayers.reduce((sum, size) => sum + size, 0) - additionalPlayerCount;
    return {
      minPlayers,
      maxPlayers,
      least: minPlayers.reduce((sum, size) => sum + size, 0),
      most,
      rules: [...byName.values()].filter(({ rule }) => !inside.has(rule.name)),
      byName,
      latencyRules,
    };
  });

  const sortRules = ruleSet.rules.filter(
    (rule): rule is SortRule => rule.type === 'absoluteSort' || rule.type === 'distanceSort',
  );
  return {
    ruleSet,
    columns,
    slots,
    boundaries,
    stages,
    sortRules,
    reading,
    ruleNames: ruleSet.rules.map((rule) => rule.name),
    partyOnce: open.partyValue === 'once',
    slotClass: slotClasses(ruleSet, slots, stages, slotsOf),
    largestTeam: Math.max(...stages.flatMap((stage) => stage.maxPlayers)),
    balanceColumn: balanceColumn(ruleSet, columns, stages),
    readsPlayerIds: JSON.stringify(ruleSet.rules).includes('"playerId"'),
    allSlots: slots.map((_, index) => index),
    scratch: new Roster(slots.length),
    work: { compared: 0, judged: 0 },
    oldestAge: ruleSet.algorithm.expansionAgeSelection === 'oldest',
  };
}

function isFilter(rule: Rule): rule is FilterRule {
  return rule.type !== 'absoluteSort' && rule.type !== 'distanceSort';
}

function isLatency(rule: CompiledRule): rule is CompiledLatencyRule {
  return rule.rule.type === 'latency';
}

function compileRule(
  rule: FilterRule,
  context: CompileContext,
  coversAll: (teams: 'all' | readonly string[]) => boolean,
  byName: ReadonlyMap<string, CompiledRule>,
  reading: LatencyReading,
): CompiledRule {
  switch (rule.type) {
    case 'comparison':
      return compileComparison(rule, context, coversAll);
    case 'distance':
      return compileDistance(rule, context, coversAll);
    case 'collection':
      return compileCollection(rule, context, coversAll);
    case 'batchDistance':
      return compileBatchDistance(rule, context);
    case 'latency':
      return compileLatency(rule, context, reading);
    case 'compound':
      return compileCompound(rule, new Map(byName));
  }
}

/** Slots that no rule distinguishes and that have the same sizes at every stage. */
function slotClasses(
  ruleSet: RuleSet,
  slots: readonly Slot[],
  stages: readonly Stage[],
  slotsOf: (name: string) => readonly number[],
): number[] {
  const named = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('kind' in value && value.kind === 'path' && 'teams' in value && Array.isArray(value.teams))
      named.add(JSON.stringify(value.teams));
    for (const inner of Object.values(value)) collect(inner);
  };
  collect(ruleSet.rules);
  collect(ruleSet.expansions);
  const selectors = [...named].map(
    (text) => new Set((JSON.parse(text) as string[]).flatMap((name) => [...slotsOf(name)])),
  );
  const classes = new Map<string, number>();
  return slots.map((_, slot) => {
    const signature = JSON.stringify([
      stages.map((stage) => [stage.minPlayers[slot], stage.maxPlayers[slot]]),
      selectors.map((selector) => selector.has(slot)),
    ]);
    const known = classes.get(signature);
    if (known !== undefined) return known;
    classes.set(signature, slot);
    return slot;
  });
}

/** The column of the first rule that compares teams by a number, or of `balancedAttribute`. */
function balanceColumn(ruleSet: RuleSet, columns: Columns, stages: readonly Stage[]): number | undefined {
  for (const compiled of stages[0]?.rules ?? []) {
    const { rule } = compiled;
    if (compiled.blind || (rule.type !== 'distance' && rule.type !== 'comparison')) continue;
    const text = JSON.stringify(rule.measurements);
    const index = columns.numbers.findIndex(
      (column) =>
        text.includes(`"kind":"attribute","name":${JSON.stringify(column.attribute)}`) &&
        column.aggregation === rule.partyAggregation,
    );
    if (index !== -1) return index;
  }
  const { balancedAttribute, strategy } = ruleSet.algorithm;
  return balancedAttribute === undefined || strategy !== 'balanced'
    ? undefined
    : columns.number(balancedAttribute, 'avg');
}
