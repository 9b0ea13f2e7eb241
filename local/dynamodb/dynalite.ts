import { type DynaliteStore } from 'dynalite/db';
import { checkTypes, checkValidations, type Custom, type Types } from 'dynalite/validations';
import * as batchGetItemRules from 'dynalite/validations/batchGetItem';
import * as batchWriteItemRules from 'dynalite/validations/batchWriteItem';
import * as createTableRules from 'dynalite/validations/createTable';
import * as deleteItemRules from 'dynalite/validations/deleteItem';
import * as getItemRules from 'dynalite/validations/getItem';
import * as listTablesRules from 'dynalite/validations/listTables';
import * as listTagsOfResourceRules from 'dynalite/validations/listTagsOfResource';
import * as putItemRules from 'dynalite/validations/putItem';
import * as queryRules from 'dynalite/validations/query';
import * as scanRules from 'dynalite/validations/scan';
import * as tagResourceRules from 'dynalite/validations/tagResource';
import * as untagResourceRules from 'dynalite/validations/untagResource';
import * as updateItemRules from 'dynalite/validations/updateItem';
import { DynamoDbError } from './errors';

/** A request's fields by name; their shapes are what the rules say. */
export type RequestFields = Record<string, unknown>;

interface Rules {
  readonly types: Types;
  readonly custom: Custom | undefined;
}

const onConditionFailure: Types = {
  ReturnValuesOnConditionCheckFailure: { type: 'String', enum: ['ALL_OLD', 'NONE'] },
};
const withAllOld = (rules: Rules): Rules => ({
  types: { ...rules.types, ...onConditionFailure },
  custom: rules.custom,
});

/** Fields of CreateTable that came after dynalite. */
const newerTableFields: Types = {
  StreamSpecification: {
    type: 'FieldStruct<StreamSpecification>',
    children: {
      StreamEnabled: { type: 'Boolean', notNull: true },
      StreamViewType: { type: 'String', enum: ['NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY'] },
    },
  },
  DeletionProtectionEnabled: { type: 'Boolean' },
  Tags: {
    type: 'List',
    children: {
      type: 'ValueStruct<Tag>',
      children: { Key: { type: 'String', notNull: true }, Value: { type: 'String', notNull: true } },
    },
  },
};

const rules = {
  BatchGetItem: batchGetItemRules,
  BatchWriteItem: batchWriteItemRules,
  CreateTable: { types: { ...createTableRules.types, ...newerTableFields }, custom: createTableRules.custom },
  DeleteItem: withAllOld(deleteItemRules),
  GetItem: getItemRules,
  ListTables: listTablesRules,
  ListTagsOfResource: listTagsOfResourceRules,
  PutItem: withAllOld(putItemRules),
  Query: queryRules,
  Scan: { types: { ...scanRules.types, ConsistentRead: 'Boolean' }, custom: scanRules.custom },
  TagResource: tagResourceRules,
  UntagResource: untagResourceRules,
  UpdateItem: withAllOld(updateItemRules),
} as const satisfies Record<string, Rules>;

/** An operation whose request dynalite's rules check. */
export type ValidatedOperation = keyof typeof rules;

/** Expressions, and what belongs to them alone: they are read by our own parser. */
const ofExpressions = [
  'UpdateExpression',
  'ConditionExpression',
  'KeyConditionExpression',
  'FilterExpression',
  'ProjectionExpression',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
] as const;

/** A request in the shape that the API declares. @throws ServiceError */
export function shapeOf(operation: ValidatedOperation, request: object, store: DynaliteStore): RequestFields {
  return parseWith({ types: rules[operation].types }, request, store);
}

/**
 * The rules between the fields of a request, without those of its expressions.
 * @throws DynamoDbError ValidationException
 */
export function checkRequestFields(
  operation: ValidatedOperation,
  request: RequestFields,
  store: DynaliteStore,
): void {
  const rest = structuredClone(request);
  for (const field of ofExpressions) delete rest[field];
  const refused = rules[operation].custom?.(rest, store);
  if (refused) throw new DynamoDbError('ValidationException', refused);
}

/** Reads a request as the service does, error texts included. @throws ServiceError */
export function parseRequest(
  operation: ValidatedOperation,
  request: object,
  store: DynaliteStore,
): RequestFields {
  const fields = shapeOf(operation, request, store);
  checkRequestFields(operation, fields, store);
  return fields;
}

/** The same for an operation whose rules are ours. @throws ServiceError */
export function parseWith(
  given: { readonly types: Types },
  request: object,
  store: DynaliteStore,
): RequestFields {
  const parsed = withProto(checkTypes(withoutProto(request), given.types));
  refuseNulls(parsed);
  checkValidations(parsed, given.types, undefined, store);
  return parsed;
}

/**
 * dynalite copies maps by assignment, which drops a member named `__proto__`. Meanwhile it has another name,
 * with a character that no name in a request is likely to have.
 */
const [protoName, standIn] = ['__proto__', '__proto__\u{10ffff}'];
const withoutProto = (request: object): Record<string, unknown> => renameFields(request, protoName, standIn);
const withProto = (fields: Record<string, unknown>): RequestFields =>
  renameFields(fields, standIn, protoName);

function renameFields(fields: object, from: string, to: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name === from ? to : name, renameIn(value, from, to)]),
  );
}

function renameIn(value: unknown, from: string, to: string): unknown {
  if (Array.isArray(value)) return value.map((one) => renameIn(one, from, to));
  return typeof value === 'object' && value !== null ? renameFields(value, from, to) : value;
}

/** Fields that are null count as absent; in lists and maps nothing may be null. */
function refuseNulls(value: unknown): void {
  if (typeof value !== 'object') return;
  if (value === null)
    throw new DynamoDbError(
      'ValidationException',
      'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
    );
  for (const inner of Object.values(value)) refuseNulls(inner);
}
