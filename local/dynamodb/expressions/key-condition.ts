import { type AttributeValue } from 'dynalite/db';
import { type DynamoDbError, invalid } from '../errors';
import { ConditionCheck } from './check-condition';
import { type Source, type Test } from './checked-condition';
import { ExpressionError } from './expression-error';
import { parseCondition } from './parse-condition';
import { Problems } from './problems';
import { type Path, type References } from './references';
import { type Condition } from './syntax';

/** The condition on one key attribute, in the words of the older KeyConditions. */
export interface KeyCondition {
  readonly ComparisonOperator: 'EQ' | 'LT' | 'LE' | 'GT' | 'GE' | 'BETWEEN' | 'BEGINS_WITH';
  readonly AttributeValueList: readonly AttributeValue[];
}

/** The conditions of a query by key attribute, and the paths that they name. */
export interface KeyConditionExpression {
  readonly conditions: ReadonlyMap<string, KeyCondition>;
  readonly paths: readonly Path[];
}

const comparisons = { '=': 'EQ', '<': 'LT', '<=': 'LE', '>': 'GT', '>=': 'GE' } as const;
const mirrored = { '=': 'EQ', '<': 'GT', '<=': 'GE', '>': 'LT', '>=': 'LE' } as const;

/** Reads and checks a KeyConditionExpression. @throws ExpressionError, DynamoDbError */
export function keyConditionOf(expression: string, references: References): KeyConditionExpression {
  const syntax = parseCondition(expression);
  const problems = new Problems();
  const check = new ConditionCheck(references, problems);
  const test = check.condition(syntax);
  problems.raise();
  refuseOperators(syntax);
  if (test === undefined) throw new ExpressionError('Syntax error');
  const conditions = new Map<string, KeyCondition>();
  collect(test, conditions);
  return { conditions, paths: check.paths };
}

/** Operators that no index answers. */
function refuseOperators(condition: Condition): void {
  const invalidOperator = (operator: string): DynamoDbError =>
    invalid(`Invalid operator used in KeyConditionExpression: ${operator}`);
  switch (condition.kind) {
    case 'and':
      refuseOperators(condition.left);
      refuseOperators(condition.right);
      return;
    case 'or':
    case 'not':
    case 'in':
      throw invalidOperator(condition.kind.toUpperCase());
    case 'function':
      if (condition.name !== 'begins_with') throw invalidOperator(condition.name);
      return;
    case 'compare':
      if (condition.operator === '<>') throw invalidOperator('<>');
      return;
    case 'between':
      return;
  }
}

function collect(test: Test, conditions: Map<string, KeyCondition>): void {
  switch (test.kind) {
    case 'and':
      collect(test.left, conditions);
      collect(test.right, conditions);
      return;
    case 'compare': {
      const { left, right, operator } = test;
      if (operator === '<>') return;
      refuseNested([left, right]);
      if (left.kind === 'path') add(conditions, left.path, comparisons[operator], [right]);
      else if (right.kind === 'path') add(conditions, right.path, mirrored[operator], [left]);
      else throw noKey();
      return;
    }
    case 'between':
      refuseNested([test.operand, test.low, test.high]);
      add(conditions, keyOf(test.operand, 'BETWEEN'), 'BETWEEN', [test.low, test.high]);
      return;
    case 'beginsWith':
      refuseNested([test.operand, test.prefix]);
      add(conditions, keyOf(test.operand, 'begins_with'), 'BEGINS_WITH', [test.prefix]);
      return;
    default:
      throw new Error(`the operator was to be refused before: ${test.kind}`);
  }
}

function refuseNested(sources: readonly Source[]): void {
  if (sources.some(({ kind }) => kind === 'size'))
    throw invalid('KeyConditionExpressions cannot contain nested operations');
}

function keyOf(source: Source, operator: string): Path {
  if (source.kind === 'path') return source.path;
  throw invalid(
    `Invalid condition in KeyConditionExpression: ${operator} operator must have the key attribute as ` +
      'its first operand',
  );
}

function noKey(): DynamoDbError {
  return invalid('Invalid condition in KeyConditionExpression: No key attribute specified');
}

function add(
  conditions: Map<string, KeyCondition>,
  path: Path,
  operator: KeyCondition['ComparisonOperator'],
  operands: readonly Source[],
): void {
  const values = operands.flatMap((source) => (source.kind === 'value' ? [source.value] : []));
  if (values.length < operands.length)
    throw invalid(
      'Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition',
    );
  const [name] = path;
  if (conditions.has(name)) throw invalid('KeyConditionExpressions must only contain one condition per key');
  conditions.set(name, { ComparisonOperator: operator, AttributeValueList: values });
}
