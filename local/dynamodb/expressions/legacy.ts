import { type AttributeValue } from 'dynalite/db';
import { type Source, type Test } from './checked-condition';
import { type Change } from './update';

/**
 * The parameters that came before expressions (developer guide, "Legacy conditional parameters"): they mean
 * the same tests and changes.
 */
export interface LegacyCondition {
  readonly ComparisonOperator?: string;
  readonly AttributeValueList?: readonly AttributeValue[];
  readonly Exists?: boolean;
  readonly Value?: AttributeValue;
}

/** One entry of AttributeUpdates; the action is PUT when absent. */
export interface LegacyUpdate {
  readonly Action?: string;
  readonly Value?: AttributeValue;
}

const comparisons: Readonly<Record<string, '=' | '<>' | '<' | '<=' | '>' | '>='>> = {
  EQ: '=',
  NE: '<>',
  LT: '<',
  LE: '<=',
  GT: '>',
  GE: '>=',
};

/** Expected, QueryFilter or ScanFilter. Undefined: there are no conditions. */
export function legacyTest(
  conditions: Readonly<Record<string, LegacyCondition>>,
  conditionalOperator: string | undefined,
): Test | undefined {
  return Object.entries(conditions)
    .map(([name, condition]) => legacyCondition(name, condition))
    .reduce<Test | undefined>(
      (left, right) => (left ? { kind: conditionalOperator === 'OR' ? 'or' : 'and', left, right } : right),
      undefined,
    );
}

function legacyCondition(name: string, condition: LegacyCondition): Test {
  const { Exists, Value, AttributeValueList } = condition;
  const exists = (wanted: boolean): Test => ({ kind: 'exists', path: [name], wanted });
  if (Exists === false) return exists(false);
  const operand: Source = { kind: 'path', path: [name] };
  const list = (AttributeValueList ?? (Value ? [Value] : [])).map((value): Source => ({
    kind: 'value',
    value,
  }));
  const operator = condition.ComparisonOperator ?? 'EQ';
  if (operator === 'NULL' || operator === 'NOT_NULL') return exists(operator === 'NOT_NULL');
  if (operator === 'IN') return { kind: 'in', operand, list };
  const [first, second] = list;
  // The number of values was checked. A condition without a value demands only that the attribute exists.
  if (!first) return exists(true);
  const comparison = comparisons[operator];
  if (comparison) return { kind: 'compare', operator: comparison, left: operand, right: first };
  switch (operator) {
    case 'BETWEEN':
      return { kind: 'between', operand, low: first, high: second ?? first };
    case 'BEGINS_WITH':
      return { kind: 'beginsWith', operand, prefix: first };
    case 'CONTAINS':
      return { kind: 'contains', operand, part: first };
    default:
      // NOT_CONTAINS is false where the attribute is absent (measured on DynamoDB Local 3.3).
      return {
        kind: 'and',
        left: exists(true),
        right: { kind: 'not', inner: { kind: 'contains', operand, part: first } },
      };
  }
}

/** AttributeUpdates. */
export function legacyChanges(updates: Readonly<Record<string, LegacyUpdate>>): readonly Change[] {
  return Object.entries(updates).map(([name, { Action, Value }]): Change => {
    if (!Value) return { kind: 'remove', path: [name] };
    if (Action === 'ADD') return { kind: 'add', path: [name], value: Value };
    if (Action === 'DELETE') return { kind: 'delete', path: [name], value: Value };
    return { kind: 'set', path: [name], term: { kind: 'value', value: Value } };
  });
}
