import { type OpenQuestions } from '../../engine-types';
import { type CompileContext } from '../../expressions/compile';
import { compileCollection } from '../../rules/collection';
import { compileComparison } from '../../rules/comparison';
import { type CompiledRule } from '../../rules/compiled-rule';
import { compileCompound } from '../../rules/compound';
import { compileDistance } from '../../rules/distance';
import { compileLatency, type LatencyReading } from '../../rules/latency';
import { compileBatchDistance } from '../../rules/spread';
import { type FilterRule, type RuleSet } from '../../rule-set/rule-set';
import { type Columns } from '../../roster/columns';

/** The context in which the rules of a rule set are compiled. */
export interface RuleCompilation {
  readonly ruleSet: RuleSet;
  readonly columns: Columns;
  readonly slotCount: number;
  readonly slotsOf: (team: string) => readonly number[];
  readonly reading: LatencyReading;
  readonly open: OpenQuestions;
}

/** @param byName the compiled rules that a compound statement may name */
export function compileRule(
  rule: FilterRule,
  compilation: RuleCompilation,
  byName: ReadonlyMap<string, CompiledRule>,
): CompiledRule {
  const context = contextOf(rule, compilation);
  const coversAll = (teams: 'all' | readonly string[]): boolean =>
    teams === 'all' ||
    new Set(teams.flatMap((name) => [...compilation.slotsOf(name)])).size === compilation.slotCount;
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
      return compileLatency(rule, context, compilation.reading);
    case 'compound':
      return compileCompound(rule, new Map(byName));
  }
}

function contextOf(
  rule: FilterRule,
  { ruleSet, columns, slotCount, slotsOf, open }: RuleCompilation,
): CompileContext {
  const types = new Map(ruleSet.attributes.map((attribute) => [attribute.name, attribute.type]));
  return {
    columns,
    slotsOf,
    slotCount,
    attributeType: (name) => types.get(name) ?? 'string',
    numberAggregation:
      'partyAggregation' in rule &&
      rule.partyAggregation !== 'union' &&
      rule.partyAggregation !== 'intersection'
        ? rule.partyAggregation
        : 'avg',
    listAggregation: rule.type === 'collection' ? rule.partyAggregation : 'union',
    partyOnce: open.partyValue === 'once',
    noLists: 'empty',
  };
}
