/** FlexMatch rule sets: parse and check them, match tickets by them, and explain what did not match. */
export * from './engine-types';
export { parseRuleSet, longestBody, type RuleSetReading } from './rule-set/parse';
export { type Problem, type ProblemCode, type WarningCode } from './rule-set/problems';
export { type Rule, type RuleSet, type AttributeDeclaration, type AttributeType, type Expansion, type TeamDeclaration, teamNames } from './rule-set/rule-set';
export { createMatchmaker } from './matching/matchmaker';
