import { constantOf, type TeamSizes } from './constant-verdicts';
import { type Findings } from './problems';
import { type RuleSource } from './parse-rules';
import { type Expansion, type Rule, type TeamDeclaration, teamNames } from './rule-set';

/** Warns about rules that never fail or never hold, and about party values where no party fits. */
export function warnOfConstantRules(
  rules: readonly Rule[],
  sources: ReadonlyMap<string, RuleSource>,
  teams: readonly TeamDeclaration[],
  expansions: readonly Expansion[],
  findings: Findings,
): void {
  const all = teams.flatMap((team) => {
    const sizes = sizesOf(team, expansions);
    return teamNames(team).map((name): TeamSizes => ({ name, base: team.name, ...sizes }));
  });
  const most = Math.max(0, ...all.map((place) => place.most));
  for (const rule of rules) {
    const source = sources.get(rule.name);
    if (source === undefined) continue;
    // A rule with expansions is evaluated at each of its steps: all must agree.
    const variants = [
      rule,
      ...expansions.flatMap(({ target, steps }) =>
        target.kind === 'rule' && target.rule === rule.name
          ? steps.flatMap(({ value }) => (typeof value === 'object' ? [value.rule] : []))
          : [],
      ),
    ];
    const [first, ...others] = variants.map((variant) => constantOf(variant, all, rules));
    if (first !== undefined && others.every((other) => other?.verdict === first.verdict))
      findings.warn(
        source.path,
        first.verdict === 'holds' ? 'no-effect' : 'never-matches',
        first.verdict === 'holds'
          ? `the rule "${rule.name}" can never fail: ${first.why}`
          : `the rule "${rule.name}" can never hold: ${first.why}`,
      );
    if (most < 2 && source.object['partyAggregation'] !== undefined)
      findings.warn(
        `${source.path}.partyAggregation`,
        'no-effect',
        `no team has room for a party (at most ${most} player), and every larger party never matches: ` +
          'partyAggregation does nothing',
      );
  }
}

/** Smallest minPlayers and largest maxPlayers over the steps. */
function sizesOf(
  team: TeamDeclaration,
  expansions: readonly Expansion[],
): { readonly least: number; readonly most: number } {
  let least = team.minPlayers;
  let most = team.maxPlayers;
  for (const { target, steps } of expansions) {
    if (target.kind !== 'teams') continue;
    if (!target.teams.some((name) => name === team.name || teamNames(team).includes(name))) continue;
    for (const { value } of steps) {
      if (typeof value !== 'number') continue;
      if (target.property === 'minPlayers') least = Math.min(least, value);
      else most = Math.max(most, value);
    }
  }
  return { least, most };
}
