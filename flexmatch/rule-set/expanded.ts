import { type Rule, type RuleSet, teamNames } from './rule-set';

/** One team of a match: a declared team, or one of the equal teams of a quantity. */
export interface Slot {
  readonly name: string;
  /** Index of the declaration. */
  readonly team: number;
}

/** The teams of a match. */
export interface TeamSlots {
  readonly slots: readonly Slot[];
  /** Positions of the teams that a name means: one team, or all equal ones of a declaration. */
  slotsOf(name: string): readonly number[];
}

export function slotsOfTeams(ruleSet: RuleSet): TeamSlots {
  const slots: Slot[] = ruleSet.teams.flatMap((team, index) =>
    teamNames(team).map((name) => ({ name, team: index })),
  );
  const slotsByName = new Map<string, number[]>();
  slots.forEach((slot, index) => slotsByName.set(slot.name, [index]));
  ruleSet.teams.forEach((team, index) =>
    slotsByName.set(
      team.name,
      slots.flatMap((slot, position) => (slot.team === index ? [position] : [])),
    ),
  );
  return { slots, slotsOf: (name) => slotsByName.get(name) ?? [] };
}

/** Waiting times of all expansion steps in seconds, ascending. */
export function boundariesOf({ expansions }: RuleSet): readonly number[] {
  return [
    ...new Set(expansions.flatMap((expansion) => expansion.steps.map((step) => step.waitTimeSeconds))),
  ].sort((a, b) => a - b);
}

/** Rules and team sizes at an age: of each expansion the last reached step holds. */
export function expandedAt(
  ruleSet: RuleSet,
  { slots, slotsOf }: TeamSlots,
  age: number,
): {
  readonly rules: readonly Rule[];
  /** By slot. */
  readonly minPlayers: readonly number[];
  readonly maxPlayers: readonly number[];
} {
  const rules = new Map(ruleSet.rules.map((rule) => [rule.name, rule]));
  const minPlayers = slots.map((slot) => ruleSet.teams[slot.team]?.minPlayers ?? 0);
  const maxPlayers = slots.map((slot) => ruleSet.teams[slot.team]?.maxPlayers ?? 0);
  for (const { target, steps } of ruleSet.expansions) {
    const step = steps.findLast((candidate) => candidate.waitTimeSeconds <= age);
    if (step === undefined) continue;
    if (target.kind === 'teams' && typeof step.value === 'number') {
      const sizes = target.property === 'minPlayers' ? minPlayers : maxPlayers;
      for (const slot of target.teams.flatMap((name) => [...slotsOf(name)])) sizes[slot] = step.value;
    }
    if (target.kind === 'rule' && typeof step.value === 'object') {
      const current = rules.get(target.rule);
      // Two expansions may change two properties of one rule: only this expansion's property is taken over.
      if (current !== undefined) rules.set(target.rule, merge(current, step.value.rule, target.property));
    }
  }
  return { rules: [...rules.values()], minPlayers, maxPlayers };
}

const merged = new WeakMap<Rule, WeakMap<Rule, Map<string, Rule>>>();

function merge(current: Rule, changed: Rule, property: string): Rule {
  const key = property === 'referenceValue' ? 'reference' : property;
  const byChange = merged.get(current) ?? new WeakMap<Rule, Map<string, Rule>>();
  merged.set(current, byChange);
  const byProperty = byChange.get(changed) ?? new Map<string, Rule>();
  byChange.set(changed, byProperty);
  const known = byProperty.get(property);
  if (known !== undefined) return known;
  const made: Rule = Object.assign(
    { ...current },
    Object.fromEntries(Object.entries(changed).filter(([name]) => name === key)),
  );
  byProperty.set(property, made);
  return made;
}
