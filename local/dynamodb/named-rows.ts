import { DynamoDbError } from './errors';
import { ExpressionError } from './expressions/expression-error';
import { type KeyCondition, keyConditionOf } from './expressions/key-condition';
import { References } from './expressions/references';
import { attributes, isRecord, names } from './fields';

type Request = Readonly<Record<string, unknown>>;

/** A row, or the rows of a query, that a call names. */
export interface NamedRows {
  readonly table: string;
  /** Partition key of the table, or of the index that the query reads. */
  readonly pk: string;
  /** Sort key; of a query the text that sort keys begin with; empty: all rows of the partition. */
  readonly sk: string;
  /** The index that a query reads. */
  readonly index?: string;
  /** A query reads more than one row. */
  readonly isQuery: boolean;
}

/** The rows that a request names by their keys, each once. */
export function rowsOf(fields: Request): readonly NamedRows[] {
  const found = new Map<string, NamedRows>();
  const look = (table: string, value: unknown): void => {
    if (!isRecord(value)) return;
    const pk = textOf(value['pk']);
    const sk = textOf(value['sk']) ?? '';
    if (pk !== undefined) found.set(JSON.stringify([table, pk, sk]), { table, pk, sk, isQuery: false });
  };
  for (const { table, request } of tableRequests(fields)) {
    const query = queriedRows(table, request);
    if (query !== undefined) return [query];
    look(table, request['Key']);
    look(table, request['Item']);
  }
  return [...found.values()];
}

/** The parts of a request, each on one table: one of an item, or those of a batch or transaction. */
function tableRequests(
  fields: Request,
): ReadonlyArray<{ readonly table: string; readonly request: Request }> {
  const { TableName: table, TransactItems: items, RequestItems: batch } = fields;
  if (typeof table === 'string') return [{ table, request: fields }];
  if (Array.isArray(items))
    return items
      .filter(isRecord)
      .flatMap((item) => Object.values(item).filter(isRecord))
      .map((request) => ({ table: String(request['TableName']), request }));
  if (!isRecord(batch)) return [];
  return Object.entries(batch).flatMap(([name, given]) =>
    [...keysOf(given), ...writesOf(given)].map((request) => ({ table: name, request })),
  );
}

/** Those of BatchGetItem. */
function keysOf(given: unknown): readonly Request[] {
  const keys: unknown = isRecord(given) ? given['Keys'] : undefined;
  return Array.isArray(keys) ? keys.map((key: unknown) => ({ Key: key })) : [];
}

/** Those of BatchWriteItem. */
function writesOf(given: unknown): readonly Request[] {
  return Array.isArray(given)
    ? given.filter(isRecord).flatMap((write) => Object.values(write).filter(isRecord))
    : [];
}

/** The partition that a query reads, and what it asks of the sort keys; undefined for another operation. */
function queriedRows(table: string, fields: Request): NamedRows | undefined {
  const expression = fields['KeyConditionExpression'];
  if (typeof expression !== 'string') return undefined;
  const index = fields['IndexName'];
  const conditions = conditionsOf(expression, fields);
  const equal = [...conditions].filter(([, { ComparisonOperator: operator }]) => operator === 'EQ');
  // A sort key may be given in full too: the partition's name comes first in every table and index here.
  const [partition] = equal.sort(([one], [other]) => Number(isSort(one)) - Number(isSort(other)));
  const pk = textOf(partition?.[1].AttributeValueList[0]);
  if (pk === undefined) return undefined;
  const sort = [...conditions].find(([name]) => name !== partition?.[0])?.[1];
  const isText = sort?.ComparisonOperator === 'EQ' || sort?.ComparisonOperator === 'BEGINS_WITH';
  return {
    table,
    pk,
    sk: isText ? (textOf(sort.AttributeValueList[0]) ?? '') : '',
    ...(typeof index === 'string' ? { index } : {}),
    isQuery: true,
  };
}

const isSort = (name: string): boolean => /sk$/.test(name);

/** Empty where the expression is invalid. */
function conditionsOf(expression: string, fields: Request): ReadonlyMap<string, KeyCondition> {
  try {
    const references = new References(
      names(fields, 'ExpressionAttributeNames'),
      attributes(fields, 'ExpressionAttributeValues'),
    );
    return keyConditionOf(expression, references).conditions;
  } catch (error) {
    if (error instanceof ExpressionError || error instanceof DynamoDbError) return new Map();
    throw error;
  }
}

function textOf(value: unknown): string | undefined {
  return isRecord(value) && typeof value['S'] === 'string' ? value['S'] : undefined;
}
