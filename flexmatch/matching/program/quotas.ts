import { type ExpressionNode, type PathNode } from '../../expressions/syntax';
import { type FilterRule } from '../../rule-set/rule-set';
import { slotsRead, typeOf } from './paths';
import { type Program, type Stage } from './program';
import { type Unit } from '../../roster/unit';

/** A countable property of a unit: its players with a role, or its sum of an attribute. */
export interface Trait {
  readonly key: string;
  readonly count: (unit: Unit) => number;
  /** For people: `"healer" in role`. */
  readonly shown: string;
  /** Names of the rules that need it. */
  readonly rules: readonly string[];
}

/** A limit of a rule on a trait's total over some teams. */
export interface Quota {
  readonly trait: number;
  readonly slots: readonly number[];
  /** By stage; 0 and Infinity where the rule has no such limit. */
  readonly least: readonly number[];
  readonly most: readonly number[];
}

/**
 * Quotas derived from the rules. They are necessary, never sufficient; the rules are still evaluated for
 * every match. With them a search sees early that a team still needs a role, or has enough of it.
 */
export interface Quotas {
  readonly traits: readonly Trait[];
  readonly quotas: readonly Quota[];
}

/** A number attribute counts as a quota up to this limit: flags and points, not skill. */
const maxPoints = 40;

/**
 * Players' numbers are added in another order here than in the rule, so sums may differ by rounding. This is
 * more than the rounding of numbers up to `maxCounted`.
 */
const rounding = 1e-6;

/** A sum of larger numbers may differ by more than `rounding`, so it gives no quota. */
export const maxCounted = 1e6;

/**
 * The most that a party adds to what teams need of a trait. A party is on one team, so a contribution beyond
 * that team's quota does not help another team. A negative contribution hurts no quota while its team has
 * none.
 */
export function contribution(count: number, cap: number): number {
  return Math.max(0, Math.min(count, cap));
}

interface Demand {
  readonly key: string;
  readonly shown: string;
  readonly count: (unit: Unit) => number;
  readonly slots: readonly number[];
  readonly least: number;
  readonly most: number;
}

/** Derives the quotas of a compiled rule set. */
export function deriveQuotas(program: Program): Quotas {
  const traits: Array<Trait & { readonly rules: string[] }> = [];
  const quotas = new Map<
    string,
    { trait: number; slots: readonly number[]; least: number[]; most: number[] }
  >();
  program.stages.forEach((stage, index) => {
    for (const rule of enforced(stage)) {
      for (const demand of demandsOf(rule, program)) {
        let trait = traits.findIndex(({ key }) => key === demand.key);
        if (trait === -1)
          trait = traits.push({ key: demand.key, count: demand.count, shown: demand.shown, rules: [] }) - 1;
        const names = traits[trait]?.rules;
        if (demand.least > 0 && names?.includes(rule.name) === false) names.push(rule.name);
        const key = `${trait}:${demand.slots.join(',')}`;
        const quota = quotas.get(key) ?? {
          trait,
          slots: demand.slots,
          least: program.stages.map(() => 0),
          most: program.stages.map(() => Infinity),
        };
        quotas.set(key, quota);
        quota.least[index] = Math.max(quota.least[index] ?? 0, demand.least);
        quota.most[index] = Math.min(quota.most[index] ?? Infinity, demand.most);
      }
    }
  });
  return { traits, quotas: [...quotas.values()] };
}

/** The rules that every match satisfies: those of the stage, and the parts of `and` statements. */
export function enforced(stage: Stage): FilterRule[] {
  return stage.rules.flatMap(({ rule }): FilterRule[] => {
    if (rule.type !== 'compound' || rule.statement.kind !== 'and') return [rule];
    return rule.statement.arguments.flatMap((part) => {
      const found = part.kind === 'rule' ? stage.byName.get(part.name)?.rule : undefined;
      return found === undefined ? [] : [found];
    });
  });
}

function demandsOf(rule: FilterRule, program: Program): Demand[] {
  switch (rule.type) {
    case 'collection':
      return rule.operation === 'contains' ? containsDemand(rule, program) : [];
    case 'comparison':
      return sumDemands(rule, program);
    default:
      return [];
  }
}

function containsDemand(rule: FilterRule & { type: 'collection' }, program: Program): Demand[] {
  const [measurement, more] = rule.measurements;
  if (measurement === undefined || more !== undefined || rule.reference?.kind !== 'string') return [];
  const path = pathUnderFlatten(measurement.node);
  if (path?.member.kind !== 'attribute') return [];
  const { name } = path.member;
  const { columns } = program;
  const wanted = rule.reference.value;
  const type = typeOf(name, columns);
  let count: Demand['count'];
  if (type === 'string_list') {
    const column = columns.listColumn(name, rule.partyAggregation);
    count = (unit) => (unit.lists[column]?.includes(wanted) === true ? unit.weight : 0);
  } else if (type === 'string') {
    const column = columns.stringColumn(name);
    count = (unit) => (unit.strings[column] ?? []).filter((value) => value === wanted).length;
  } else return [];
  return [
    {
      key: JSON.stringify(['contains', name, rule.partyAggregation, wanted]),
      shown: `${JSON.stringify(wanted)} in ${name}`,
      count,
      slots: slotsRead(path, program),
      least: rule.minCount ?? 0,
      most: rule.maxCount ?? Infinity,
    },
  ];
}

/** `sum(…)` of players' numbers against a constant: each team's, or that of several teams together. */
function sumDemands(rule: FilterRule & { type: 'comparison' }, program: Program): Demand[] {
  if (rule.reference?.kind !== 'number' || rule.operation === '!=') return [];
  const limit = rule.reference.value;
  if (!(limit >= 0 && limit <= maxPoints)) return [];
  const { operation } = rule;
  return rule.measurements.flatMap(({ node }): Demand[] => {
    if (node.kind !== 'call' || node.name !== 'sum') return [];
    const path = pathUnderFlatten(node.argument);
    if (path?.member.kind !== 'attribute') return [];
    const { name } = path.member;
    if (typeOf(name, program.columns) !== 'number') return [];
    const column = program.columns.numberColumn(name, rule.partyAggregation);
    const slots = slotsRead(path, program);
    const together = node.argument.kind === 'call' || slots.length === 1;
    return (together ? [slots] : slots.map((slot) => [slot])).map((own) => ({
      key: JSON.stringify(['sum', name, rule.partyAggregation]),
      shown: `points of ${name}`,
      count: (unit) => (unit.numbers[column] ?? 0) * unit.weight,
      slots: own,
      least: operation === '<' || operation === '<=' ? 0 : Math.max(0, limit - rounding),
      most: operation === '>' || operation === '>=' ? Infinity : limit + rounding,
    }));
  });
}

function pathUnderFlatten(node: ExpressionNode): PathNode | undefined {
  if (node.kind === 'path') return node;
  return node.name === 'flatten' ? pathUnderFlatten(node.argument) : undefined;
}

/** The mildest form of the quotas over a range of stages. */
export interface QuotaBounds {
  readonly quotas: ReadonlyArray<{
    readonly trait: number;
    readonly slots: readonly number[];
    readonly least: number;
    readonly most: number;
  }>;
  /** By trait: the minimum total of a whole match. */
  readonly totals: readonly number[];
  /** By trait: the maximum contribution of one party to the total. */
  readonly caps: readonly number[];
  /** By trait: the maximum total of a whole match; Infinity where some team is not limited. */
  readonly limits: readonly number[];
}

/**
 * @param from first stage of the range
 * @param to last stage of the range
 * @param teams number of teams of a match
 */
export function quotaBounds(
  { traits, quotas }: Quotas,
  from: number,
  to: number,
  teams: number,
): QuotaBounds {
  const mild = quotas.map(({ trait, slots, least, most }) => ({
    trait,
    slots,
    least: Math.min(...least.slice(from, to + 1)),
    most: Math.max(...most.slice(from, to + 1)),
  }));
  const totals = traits.map((_, trait) => {
    // Quotas over disjoint teams add up.
    const counted = new Set<number>();
    let total = 0;
    const own = mild.filter((quota) => quota.trait === trait && quota.least > 0);
    for (const { slots, least } of own.sort((a, b) => a.slots.length - b.slots.length)) {
      if (slots.some((slot) => counted.has(slot))) {
        total = Math.max(total, least);
        continue;
      }
      for (const slot of slots) counted.add(slot);
      total += least;
    }
    return total;
  });
  const caps = traits.map((_, trait) =>
    Math.max(0, ...mild.map((quota) => (quota.trait === trait ? quota.least : 0))),
  );
  return {
    caps,
    quotas: mild.filter(({ least, most }) => least > 0 || most < Infinity),
    totals,
    limits: traits.map((_, trait) =>
      limitOf(
        mild.filter((quota) => quota.trait === trait && quota.most < Infinity),
        teams,
      ),
    ),
  };
}

/** The maximum total over all teams by quotas of one trait, of which each limits some teams. */
function limitOf(
  limited: ReadonlyArray<{ readonly slots: readonly number[]; readonly most: number }>,
  teams: number,
): number {
  let limit = Infinity;
  const covered = new Set<number>();
  let total = 0;
  for (const { slots, most } of limited.toSorted((a, b) => a.slots.length - b.slots.length)) {
    if (slots.length === teams) limit = Math.min(limit, most);
    // Quotas over disjoint teams add up.
    if (slots.some((slot) => covered.has(slot))) continue;
    for (const slot of slots) covered.add(slot);
    total += most;
  }
  return covered.size === teams ? Math.min(limit, total) : limit;
}
