import batchGetItem from 'dynalite/actions/batchGetItem';
import createTable from 'dynalite/actions/createTable';
import deleteItem from 'dynalite/actions/deleteItem';
import getItem from 'dynalite/actions/getItem';
import listTables from 'dynalite/actions/listTables';
import listTagsOfResource from 'dynalite/actions/listTagsOfResource';
import putItem from 'dynalite/actions/putItem';
import query from 'dynalite/actions/query';
import scan from 'dynalite/actions/scan';
import tagResource from 'dynalite/actions/tagResource';
import untagResource from 'dynalite/actions/untagResource';
import updateItem from 'dynalite/actions/updateItem';
import { type Callback, type DynaliteStore } from 'dynalite/db';
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

/**
 * dynalite's actions by the operation's name on the wire. Deletes and updates of tables are ours (tables.ts,
 * indexes.ts).
 */
export const actions = {
  BatchGetItem: batchGetItem,
  CreateTable: createTable,
  DeleteItem: deleteItem,
  GetItem: getItem,
  ListTables: listTables,
  ListTagsOfResource: listTagsOfResource,
  PutItem: putItem,
  Query: query,
  Scan: scan,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateItem: updateItem,
} as const;

export type DynaliteAction = keyof typeof actions;

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
  Scan: scanRules,
  TagResource: tagResourceRules,
  UntagResource: untagResourceRules,
  UpdateItem: withAllOld(updateItemRules),
} as const satisfies Record<string, Rules>;

export type ValidatedOperation = keyof typeof rules;

/** Reads a request as the service does, error texts included. @throws ServiceError */
export function parseRequest(
  operation: ValidatedOperation,
  request: object,
  store: DynaliteStore,
): Record<string, unknown> {
  return parseWith(rules[operation], request, store);
}

/** The same for an operation whose rules are ours. @throws ServiceError */
export function parseWith(
  given: { readonly types: Types; readonly custom?: Custom | undefined },
  request: object,
  store: DynaliteStore,
): Record<string, unknown> {
  const parsed = checkTypes(structuredClone(request), given.types);
  checkValidations(parsed, given.types, given.custom, store);
  return parsed;
}

/** Runs one of dynalite's actions on a store, or on an overlay of it. @throws ServiceError */
export async function act(
  operation: DynaliteAction,
  store: DynaliteStore,
  request: object,
): Promise<Record<string, unknown>> {
  return promised((callback) => actions[operation](store, request, callback));
}

/** A callback as a promise. */
export function promised<Value>(run: (callback: Callback<Value>) => void): Promise<Value> {
  return new Promise((resolve, reject) => {
    run((error, value) => {
      if (error) reject(error instanceof Error ? error : new Error(String(error)));
      else resolve(value);
    });
  });
}
