/**
 * The rule set as it applies at an age: the last step reached of every expansion, counted from the start of
 * the ticket.
 */
import { type ExpansionJson, type RuleSetJson, teamsOf } from './language';

export function ruleSetAt(ruleSet: RuleSetJson, age: number): RuleSetJson {
  const copy = structuredClone(ruleSet);
  // Teams of a quantity can be targets one by one, so they are written out first.
  copy.teams = teamsOf(ruleSet).map(({ name, min, max }) => ({ name, minPlayers: min, maxPlayers: max }));
  for (const expansion of ruleSet.expansions ?? []) {
    const value = [...expansion.steps].reverse().find((step) => step.waitTimeSeconds <= age)?.value;
    if (value === undefined) continue;
    const [, kind, inside = '', property = ''] =
      /^(rules|teams)\[(.*)\]\.(\w+)$/.exec(expansion.target) ?? [];
    if (kind === 'rules') {
      const rule = copy.rules?.find((one) => one.name === inside);
      if (rule !== undefined) Object.assign(rule, { [property]: value });
    } else {
      const names = inside.split(',').map((name) => name.trim());
      teamsOf(ruleSet).forEach((team, index) => {
        if (inside === '*' || names.includes(team.name) || names.includes(team.base))
          Object.assign(copy.teams[index] ?? {}, { [property]: value });
      });
    }
  }
  return copy;
}

/** All ages at which a property changes. */
export function boundariesOf(expansions: readonly ExpansionJson[] = []): number[] {
  return [
    ...new Set(expansions.flatMap((expansion) => expansion.steps.map((step) => step.waitTimeSeconds))),
  ].sort((a, b) => a - b);
}
