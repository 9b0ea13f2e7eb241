import { parseRuleSet, type RuleSet } from '../../../flexmatch';
import { type RuleSetJson } from './language';

/** The rule set as the engine reads it. @throws Error with its problems when the engine refuses it */
export function parseRules(json: RuleSetJson): RuleSet {
  const { ruleSet, errors } = parseRuleSet(JSON.stringify(json));
  if (ruleSet === undefined) throw new Error(JSON.stringify(errors));
  return ruleSet;
}
