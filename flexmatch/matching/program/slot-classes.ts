import { pathsOf } from '../../rule-set/rule-paths';
import { type RuleSet } from '../../rule-set/rule-set';

/**
 * For each slot the first one of its class. Slots are of one class when no rule distinguishes them and they
 * have the same sizes at every stage.
 */
export function slotClasses(
  ruleSet: RuleSet,
  slotCount: number,
  stages: ReadonlyArray<{ readonly minPlayers: readonly number[]; readonly maxPlayers: readonly number[] }>,
  slotsOf: (team: string) => readonly number[],
): number[] {
  const expanded = ruleSet.expansions.flatMap(({ steps }) =>
    steps.flatMap(({ value }) => (typeof value === 'number' ? [] : [value.rule])),
  );
  const selectors = new Map<string, ReadonlySet<number>>();
  for (const { teams } of [...ruleSet.rules, ...expanded].flatMap(pathsOf))
    if (teams !== 'all')
      selectors.set(JSON.stringify(teams), new Set(teams.flatMap((name) => [...slotsOf(name)])));
  const classes = new Map<string, number>();
  return Array.from({ length: slotCount }, (_, slot) => {
    const signature = JSON.stringify([
      stages.map((stage) => [stage.minPlayers[slot], stage.maxPlayers[slot]]),
      [...selectors.values()].map((selector) => selector.has(slot)),
    ]);
    const known = classes.get(signature);
    if (known !== undefined) return known;
    classes.set(signature, slot);
    return slot;
  });
}
