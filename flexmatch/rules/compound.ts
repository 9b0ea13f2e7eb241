import { type Roster } from '../roster/unit';
import { type CompoundRule } from '../rule-set/rule-set';
import { statementHolds, statementRules, type StatementNode } from '../rule-set/statement';
import { type CompiledRule } from './compiled-rule';

/**
 * Guide, rule type "compound": a boolean expression over earlier rules, each evaluated on the whole match.
 */
export function compileCompound(
  rule: CompoundRule,
  compiled: ReadonlyMap<string, CompiledRule>,
): CompiledRule {
  const part = (name: string): CompiledRule => {
    const found = compiled.get(name);
    if (found === undefined) throw new Error(`compound rule ${rule.name} uses ${name} before it is compiled`);
    return found;
  };
  const names = [...new Set(statementRules(rule.statement))];
  const check = (roster: Roster): boolean =>
    statementHolds(rule.statement, (name) => part(name).check(roster));
  const prune = pruneOf(rule.statement, part);
  return {
    rule,
    check,
    blind: names.every((name) => part(name).blind),
    ...(prune === undefined ? {} : { prune }),
    measure: (roster) => {
      const verdicts = names.map((name) => `${name} ${part(name).check(roster) ? 'passes' : 'fails'}`);
      const passes = check(roster);
      return { passes, measured: verdicts.join(', '), limit: rule.text, gap: passes ? 0 : 1 };
    },
  };
}

/** `and` is lost once one part is lost, `or` once all parts are lost; `not` and `xor` can always change. */
function pruneOf(
  node: StatementNode,
  part: (name: string) => CompiledRule,
): ((roster: Roster) => boolean) | undefined {
  if (node.kind === 'rule') return part(node.name).prune;
  if (node.kind === 'not' || node.kind === 'xor') return undefined;
  const parts = node.arguments.map((argument) => pruneOf(argument, part));
  const known = parts.filter((prune) => prune !== undefined);
  if (node.kind === 'and')
    return known.length === 0 ? undefined : (roster) => known.every((prune) => prune(roster));
  return known.length < parts.length ? undefined : (roster) => known.some((prune) => prune(roster));
}
