import { type DynaliteStore } from 'dynalite/db';
import { validateExpressionParams } from 'dynalite/validations';
import { checkLegacy } from './check-legacy';
import { checkRequestFields, type RequestFields, shapeOf, type ValidatedOperation } from './dynalite';
import { DynamoDbError } from './errors';
import { checkValues } from './expressions/check-value';
import { type ConditionExpression, conditionOf } from './expressions/condition';
import { ExpressionError } from './expressions/expression-error';
import { type KeyConditionExpression, keyConditionOf } from './expressions/key-condition';
import { projectionOf } from './expressions/projection';
import { maxNameBytes, type Path, References } from './expressions/references';
import { type UpdateExpression, updateOf } from './expressions/update';
import { attributes, names, text } from './fields';

/** Parameters of an operation that are expressions, and the older ones that may not stand beside them. */
const parameters: Readonly<
  Partial<
    Record<ValidatedOperation, { readonly expressions: readonly string[]; readonly older: readonly string[] }>
  >
> = {
  PutItem: { expressions: ['ConditionExpression'], older: ['Expected', 'ConditionalOperator'] },
  DeleteItem: { expressions: ['ConditionExpression'], older: ['Expected', 'ConditionalOperator'] },
  UpdateItem: {
    expressions: ['UpdateExpression', 'ConditionExpression'],
    older: ['AttributeUpdates', 'Expected', 'ConditionalOperator'],
  },
  GetItem: { expressions: ['ProjectionExpression'], older: ['AttributesToGet'] },
  Query: {
    expressions: ['ProjectionExpression', 'FilterExpression', 'KeyConditionExpression'],
    older: ['AttributesToGet', 'QueryFilter', 'ConditionalOperator', 'KeyConditions'],
  },
  Scan: {
    expressions: ['ProjectionExpression', 'FilterExpression'],
    older: ['AttributesToGet', 'ScanFilter', 'ConditionalOperator'],
  },
};

/** The expressions of a request, read and checked. */
export interface Expressions {
  readonly update?: UpdateExpression;
  readonly condition?: ConditionExpression;
  readonly keyCondition?: KeyConditionExpression;
  readonly filter?: ConditionExpression;
  readonly projection?: readonly Path[];
}

/**
 * Reads a request for items: its shape, its values, the rules between its fields, its expressions.
 * @throws ServiceError
 */
export function parseItemRequest(
  operation: ValidatedOperation,
  request: object,
  store: DynaliteStore,
): { readonly fields: RequestFields; readonly expressions: Expressions } {
  const fields = shapeOf(operation, request, store);
  const { expressions, older } = parameters[operation] ?? { expressions: [], older: [] };
  const mixed = validateExpressionParams(fields, expressions, [...older]);
  if (mixed !== undefined) throw new DynamoDbError('ValidationException', mixed);
  for (const field of ['Item', 'Key', 'ExclusiveStartKey']) normalize(fields, field);
  checkLegacy(fields);
  checkOtherFields(operation, fields, store);
  return { fields, expressions: readExpressions(fields) };
}

/** Reads the expressions among some fields. @throws DynamoDbError ValidationException */
export function readExpressions(fields: RequestFields): Expressions {
  const references = new References(
    names(fields, 'ExpressionAttributeNames'),
    attributes(fields, 'ExpressionAttributeValues'),
  );
  const read = <Expression>(
    parameter: string,
    as: (expression: string, references: References) => Expression,
  ): Expression | undefined => {
    const expression = text(fields, parameter);
    if (expression === undefined) return undefined;
    try {
      return as(expression, references);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      throw new DynamoDbError('ValidationException', `Invalid ${parameter}: ${error.message}`);
    }
  };
  const update = read('UpdateExpression', updateOf);
  const condition = read('ConditionExpression', conditionOf);
  const keyCondition = read('KeyConditionExpression', keyConditionOf);
  const filter = read('FilterExpression', conditionOf);
  const projection = read('ProjectionExpression', projectionOf);
  references.refuseUnused();
  return {
    ...(update === undefined ? {} : { update }),
    ...(condition === undefined ? {} : { condition }),
    ...(keyCondition === undefined ? {} : { keyCondition }),
    ...(filter === undefined ? {} : { filter }),
    ...(projection === undefined ? {} : { projection }),
  };
}

/** Values as they are stored. @throws DynamoDbError ValidationException */
export function normalize(fields: RequestFields, field: string): void {
  const given = attributes(fields, field);
  if (!given) return;
  if (Object.hasOwn(given, '')) throw new DynamoDbError('ValidationException', 'Empty attribute name');
  if (Object.keys(given).some((name) => Buffer.byteLength(name) > maxNameBytes))
    throw new DynamoDbError(
      'ValidationException',
      `Attribute name is too large, must be less than ${maxNameBytes + 1} bytes`,
    );
  const checked = checkValues(given);
  if ('refused' in checked)
    throw new DynamoDbError(
      'ValidationException',
      field === 'ExclusiveStartKey' && !/numeric value|significant digits|magnitude/.test(checked.refused)
        ? `The provided starting key is invalid: ${checked.refused}`
        : checked.refused,
    );
  fields[field] = checked.values;
}

/** Checks the fields that are left once values, older parameters and expressions were checked here. */
function checkOtherFields(operation: ValidatedOperation, fields: RequestFields, store: DynaliteStore): void {
  const rest: RequestFields = { ...fields };
  for (const field of ['Expected', 'QueryFilter', 'ScanFilter', 'AttributeUpdates', 'KeyConditions'])
    delete rest[field];
  const hasKeys = fields.KeyConditions !== undefined || fields.KeyConditionExpression !== undefined;
  if (operation === 'Query' && hasKeys) rest.KeyConditions = { key: { ComparisonOperator: 'NULL' } };
  checkRequestFields(operation, rest, store);
}
