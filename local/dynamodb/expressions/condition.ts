import { ConditionCheck } from './check-condition';
import { parseCondition } from './parse-condition';
import { Problems } from './problems';
import { type Test } from './checked-condition';
import { type Path, type References } from './references';

/** A parsed condition or filter whose placeholders are replaced. */
export interface ConditionExpression {
  readonly test: Test;
  /** Every path that stands in it. */
  readonly paths: readonly Path[];
}

/** Reads and checks a ConditionExpression or FilterExpression. @throws ExpressionError */
export function conditionOf(expression: string, references: References): ConditionExpression {
  const syntax = parseCondition(expression);
  const problems = new Problems();
  const check = new ConditionCheck(references, problems);
  const test = check.condition(syntax);
  problems.raise();
  // An undefined test has left a problem, which was raised above.
  if (test === undefined) throw new Error(`a condition was neither refused nor understood: ${expression}`);
  return { test, paths: check.paths };
}
