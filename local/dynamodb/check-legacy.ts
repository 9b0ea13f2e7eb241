import { type AttributeValue } from 'dynalite/db';
import { type RequestFields } from './dynalite';
import { DynamoDbError, invalidParameter } from './errors';
import { checkValue } from './expressions/check-value';
import { type LegacyCondition, type LegacyUpdate } from './expressions/legacy';
import { type AttributeType, order, typeOf } from './expressions/value';
import { structures, texts } from './fields';

/** How many values an operator takes: at least, and at most. */
const operands: Readonly<Record<string, readonly [least: number, most: number]>> = {
  NULL: [0, 0],
  NOT_NULL: [0, 0],
  IN: [1, Number.POSITIVE_INFINITY],
  BETWEEN: [2, 2],
};
const scalars: readonly AttributeType[] = ['S', 'N', 'B'];
/** Types that an operator takes; absent: all (API reference, "Condition"). */
const operandTypes: Readonly<Record<string, readonly AttributeType[]>> = {
  LE: scalars,
  LT: scalars,
  GE: scalars,
  GT: scalars,
  CONTAINS: scalars,
  NOT_CONTAINS: scalars,
  BEGINS_WITH: ['S', 'B'],
  IN: scalars,
  BETWEEN: scalars,
};

const emptyName = 'Empty attribute name';

/**
 * Checks the parameters that came before expressions, and stores their values as items have them.
 * @throws DynamoDbError ValidationException
 */
export function checkLegacy(fields: RequestFields): void {
  if (texts(fields, 'AttributesToGet')?.includes(''))
    throw new DynamoDbError('ValidationException', emptyName);
  for (const field of ['QueryFilter', 'ScanFilter', 'KeyConditions', 'Expected'])
    replace<LegacyCondition>(fields, field, (name, condition) => {
      const values = condition.AttributeValueList?.map(normalize);
      const checked = {
        ...condition,
        ...(values === undefined ? {} : { AttributeValueList: values }),
        ...(condition.Value === undefined ? {} : { Value: normalize(condition.Value) }),
      };
      if (field === 'Expected') checkExpected(name, checked);
      if (checked.ComparisonOperator !== undefined) checkOperands(checked.ComparisonOperator, checked);
      return checked;
    });
  replace<LegacyUpdate>(fields, 'AttributeUpdates', (_name, update) => {
    const checked = { ...update, ...(update.Value === undefined ? {} : { Value: normalize(update.Value) }) };
    checkUpdate(checked);
    return checked;
  });
  checkConditionalOperator(fields);
}

/** AND and OR need something that they join. */
function checkConditionalOperator(fields: RequestFields): void {
  if (fields.ConditionalOperator === undefined) return;
  const joined = ['QueryFilter', 'ScanFilter', 'Expected'].flatMap((field) =>
    Object.keys(structures<LegacyCondition>(fields, field) ?? {}),
  );
  if (joined.length === 0)
    throw new DynamoDbError(
      'ValidationException',
      'ConditionalOperator cannot be used without Filter or Expected',
    );
  if (joined.length === 1)
    throw new DynamoDbError(
      'ValidationException',
      'ConditionalOperator can only be used when Filter or Expected has two or more elements',
    );
}

function replace<Structure extends object>(
  fields: RequestFields,
  field: string,
  by: (name: string, structure: Structure) => Structure,
): void {
  const given = structures<Structure>(fields, field);
  if (given && Object.hasOwn(given, '')) throw new DynamoDbError('ValidationException', emptyName);
  if (given)
    fields[field] = Object.fromEntries(
      Object.entries(given).map(([name, structure]) => [name, by(name, structure)]),
    );
}

function normalize(value: AttributeValue): AttributeValue {
  const checked = checkValue(value);
  if (checked.value === undefined) throw new DynamoDbError('ValidationException', checked.refused);
  return checked.value;
}

function checkExpected(name: string, condition: LegacyCondition): void {
  const { AttributeValueList, ComparisonOperator, Exists, Value } = condition;
  if (AttributeValueList && Value)
    throw invalidParameter(`Value and AttributeValueList cannot be used together for Attribute: ${name}`);
  if (ComparisonOperator !== undefined) {
    if (Exists !== undefined)
      throw invalidParameter(`Exists and ComparisonOperator cannot be used together for Attribute: ${name}`);
    if (!/NULL$/.test(ComparisonOperator) && !AttributeValueList && !Value)
      throw invalidParameter(
        `Value or AttributeValueList must be used with ComparisonOperator: ${ComparisonOperator} for ` +
          `Attribute: ${name}`,
      );
    return;
  }
  if (AttributeValueList)
    throw invalidParameter(
      `AttributeValueList can only be used with a ComparisonOperator for Attribute: ${name}`,
    );
  if (Exists !== false && !Value)
    throw invalidParameter(
      `Value must be provided when Exists is ${String(Exists ?? null)} for Attribute: ${name}`,
    );
  if (Exists === false && Value)
    throw invalidParameter(`Value cannot be used when Exists is false for Attribute: ${name}`);
}

function checkOperands(operator: string, { AttributeValueList, Value }: LegacyCondition): void {
  const values = AttributeValueList ?? (Value ? [Value] : []);
  const [least, most] = operands[operator] ?? [1, 1];
  if (values.length < least || values.length > most)
    throw invalidParameter(`Invalid number of argument(s) for the ${operator} ComparisonOperator`);
  const types = new Set(values.map(typeOf));
  if (types.size > 1)
    throw invalidParameter('AttributeValues inside AttributeValueList must be of same type');
  for (const type of types)
    if (operandTypes[operator]?.includes(type) === false)
      throw invalidParameter(`ComparisonOperator ${operator} is not valid for ${type} AttributeValue type`);
  const [low, high] = values;
  if (operator === 'BETWEEN' && low && high && (order(low, high) ?? 0) > 0)
    throw new DynamoDbError(
      'ValidationException',
      'The BETWEEN condition was provided a range where the lower bound is greater than the upper bound',
    );
}

function checkUpdate({ Action, Value }: LegacyUpdate): void {
  if (Action !== undefined && !['ADD', 'DELETE', 'PUT'].includes(Action))
    throw new DynamoDbError(
      'ValidationException',
      `1 validation error detected: Value '${Action}' at 'attributeUpdates.member.action' failed to ` +
        'satisfy constraint: Member must satisfy enum value set: [ADD, DELETE, PUT]',
    );
  if (!Value) {
    if (Action === 'DELETE') return;
    throw invalidParameter('Only DELETE action is allowed when no attribute value is specified');
  }
  const type = typeOf(Value);
  if (Action === 'DELETE' && !['SS', 'NS', 'BS'].includes(type))
    throw invalidParameter(`DELETE action with value is not supported for the type ${type}`);
  if (Action === 'ADD' && !['SS', 'NS', 'BS', 'N', 'L'].includes(type))
    throw invalidParameter(`ADD action is not supported for the type ${type}`);
}
