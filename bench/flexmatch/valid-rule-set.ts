import { parseRuleSet, type RuleSet } from '../../flexmatch';

/** @throws Error with the faults of a rule set that is not valid */
export function validRuleSet(body: string): RuleSet {
  const { ruleSet, errors } = parseRuleSet(body);
  if (ruleSet === undefined) throw new Error(errors.map((error) => error.message).join('; '));
  return ruleSet;
}
