/** FlexMatch rule sets: parse and check them, match tickets by them, and explain what did not match. */
export * from './engine-types';
export { parseRuleSet, maxBodyCharacters, type RuleSetReading } from './rule-set/parse';
export { type Problem, type ProblemCode, type WarningCode } from './rule-set/problems';
export {
  type Algorithm,
  type AttributeDeclaration,
  type BatchDistanceRule,
  type CollectionRule,
  type ComparisonRule,
  type CompoundRule,
  type DistanceRule,
  type ExpandableProperty,
  type Expansion,
  type ExpansionStep,
  type ExpansionTarget,
  type Expression,
  type LatencyRule,
  type ListAggregation,
  type Reference,
  type Rule,
  type RuleSet,
  type SortRule,
  type TeamDeclaration,
  teamNames,
} from './rule-set/rule-set';
export { type AttributeType } from './engine-types';
export {
  openQuestionFlags,
  type OpenQuestionFlag,
  type OpenQuestionAnswers,
  readOpenQuestions,
} from './open-questions';
export { type CallNode, type ExpressionNode, type Member, type PathNode } from './expressions/syntax';
export { type ValueType } from './expressions/types';
export { type StatementNode } from './rule-set/statement';
export { realtimeBackfillWarning } from './realtime-backfill';
export { createMatchmaker } from './matching/matchmaker';
export { explainTicket, Explainer, type ExplainOptions } from './explain/explain';
export {
  type LocationReach,
  type NearestMatch,
  type RuleVerdict,
  shortReasons,
  type TicketExplanation,
} from './explain/explanation';
export { type Change } from './explain/change';
export { type AgeWord, type Blocking, type Lack } from './explain/relations';
export { type Obstacle } from './matching/pool/entry';
export { runCase, type CaseRun, type TimedMatch } from './cases/evaluate';
export { answerCase, type CaseAnswer } from './cases/answer';
export { CaseError, readCase, type MatchCase } from './cases/case-file';
export {
  readJson,
  type JsonObject,
  type JsonReading,
  type JsonValue,
  type TextPosition,
} from './json/reader';
