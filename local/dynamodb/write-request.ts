import { type DynaliteStore, type Item } from 'dynalite/db';
import { type CapacityDetail, capacityDetail } from './capacity';
import { DynamoDbError } from './errors';
import { type Test } from './expressions/checked-condition';
import { type LegacyCondition, legacyChanges, legacyTest, type LegacyUpdate } from './expressions/legacy';
import { type Path } from './expressions/references';
import { type Change } from './expressions/update';
import { attributes, structures, text } from './fields';
import { parseItemRequest } from './request-expressions';

/** An operation that writes one item. */
export type WriteOperation = 'PutItem' | 'UpdateItem' | 'DeleteItem';

/** A write of one item, read and checked as far as that goes without its table. */
export interface WriteRequest {
  readonly operation: WriteOperation;
  readonly tableName: string;
  /** The whole item of a PutItem, the key of the others. */
  readonly item: Item;
  /** The condition on the present item; undefined: none. */
  readonly test: Test | undefined;
  readonly changes: readonly Change[];
  /** The changes came as AttributeUpdates: errors have other texts. */
  readonly legacyChanges: boolean;
  /** Every path of its expressions. */
  readonly paths: readonly Path[];
  readonly returnValues: string;
  /** ReturnValuesOnConditionCheckFailure is ALL_OLD. */
  readonly itemOnFailure: boolean;
  readonly capacity: CapacityDetail;
}

/** @throws ServiceError */
export function parseWrite(operation: WriteOperation, request: object, store: DynaliteStore): WriteRequest {
  const { fields, expressions } = parseItemRequest(operation, request, store);
  const returnValues = text(fields, 'ReturnValues') ?? 'NONE';
  if (operation === 'DeleteItem' && !['NONE', 'ALL_OLD'].includes(returnValues))
    throw new DynamoDbError('ValidationException', 'Return values set to invalid value');
  const updates = structures<LegacyUpdate>(fields, 'AttributeUpdates');
  const expected = structures<LegacyCondition>(fields, 'Expected');
  return {
    operation,
    tableName: text(fields, 'TableName') ?? '',
    item: attributes(fields, operation === 'PutItem' ? 'Item' : 'Key') ?? {},
    test:
      expressions.condition?.test ?? (expected && legacyTest(expected, text(fields, 'ConditionalOperator'))),
    changes: expressions.update?.changes ?? (updates ? legacyChanges(updates) : []),
    legacyChanges: updates !== undefined,
    paths: [...(expressions.update?.paths ?? []), ...(expressions.condition?.paths ?? [])],
    returnValues,
    itemOnFailure: fields.ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
    capacity: capacityDetail(fields),
  };
}
