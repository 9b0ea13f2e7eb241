/** FlexMatch rule sets: parse and check them, match tickets by them, and explain what did not match. */
export * from './engine-types';
export { parseRuleSet, longestBody, type RuleSetReading } from './rule-set/parse';
export { type Problem, type ProblemCode, type WarningCode } from './rule-set/problems';
export {
  type Rule,
  type RuleSet,
  type AttributeDeclaration,
  type Expansion,
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
export { realtimeBackfillWarning } from './realtime-backfill';
export { createMatchmaker } from './matching/matchmaker';
export { explainTicket, Explainer, type ExplainOptions } from './explain/explain';
export {
  type NearestMatch,
  type RuleVerdict,
  shortReasons,
  type TicketExplanation,
} from './explain/explanation';
export { type Change } from './explain/change';
export { type Obstacle } from './matching/pool/entry';
export { runCase, type CaseRun, type TimedMatch } from './cases/evaluate';
export { answerCase, type CaseAnswer } from './cases/answer';
export { CaseError, readCase, type MatchCase } from './cases/case-file';
export { readJson, type JsonReading, type JsonValue } from './json/reader';
