import {
  type BatchGetCommandInput,
  type DeleteCommandInput,
  type GetCommandInput,
  type PutCommandInput,
  type QueryCommandInput,
  type TransactGetCommandInput,
  type TransactWriteCommandInput,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { type Item } from 'dynalite/db';
import { type TableName, tableNames } from '../../contract/tables';
import { applyUpdate } from '../../local/dynamodb/expressions/apply-update';
import { DynamoDbError } from '../../local/dynamodb/errors';
import { conditionOf } from '../../local/dynamodb/expressions/condition';
import { holds } from '../../local/dynamodb/expressions/evaluate';
import { keyConditionOf } from '../../local/dynamodb/expressions/key-condition';
import { References } from '../../local/dynamodb/expressions/references';
import { updateOf } from '../../local/dynamodb/expressions/update';
import { attributeOf, attributesNamed } from '../../local/dynamodb/expressions/value';
import { tables as declarations } from '../../store/tables';
import { fromItem, toItem } from './attribute-values';
import { cancelled, conditionFailed, type CancelledItem } from './refusals';
import { Table, type Write } from './table';

type Answer = Readonly<Record<string, unknown>>;
type Names = Readonly<Record<string, string>> | undefined;
type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** The parts of a write that decide whether it is applied. */
interface Conditional {
  readonly ConditionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Names;
  readonly ExpressionAttributeValues?: Readonly<Record<string, unknown>> | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: string | undefined;
}

/** A checked write: its effect on the item. */
interface Checked {
  readonly table: Table;
  readonly key: Item;
  readonly holds: boolean;
  readonly before: Item | undefined;
  /** Absent: the item is unchanged (a condition check). */
  readonly change?: { readonly after: Item | undefined };
  readonly shown: Item | undefined;
  /** Why the change cannot be applied to the current item. */
  readonly refusal?: DynamoDbError;
}

/** Called for every committed write. The order counts the writes of its table. */
export type Committed = (write: Write, order: number) => void;

/**
 * An in-memory DynamoDB with synchronous calls: items, conditions, transactions, indexes. Faults on the way
 * to it are injected elsewhere. The local DynamoDB's own evaluator reads the expressions.
 */
export class Database {
  readonly #tables: ReadonlyMap<string, Table>;
  readonly #committed: Committed;
  /** Client request tokens of transactions that were committed. */
  readonly #tokens = new Set<string>();

  /** @param names real names of the tables */
  constructor(names: Readonly<Record<TableName, string>>, committed: Committed) {
    this.#tables = new Map(tableNames.map((name) => [names[name], new Table(declarations[name])]));
    this.#committed = committed;
  }

  table(name: string | undefined): Table {
    const table = this.#tables.get(name ?? '');
    if (table === undefined) throw new RangeError(`there is no table ${String(name)}`);
    return table;
  }

  get({ TableName, Key }: GetCommandInput): Answer {
    const item = this.table(TableName).get(toItem(Key ?? {}));
    return item === undefined ? {} : { Item: fromItem(item) };
  }

  /** Items that do not exist are omitted. All keys are processed. */
  batchGet({ RequestItems = {} }: BatchGetCommandInput): Answer {
    const Responses = Object.fromEntries(
      Object.entries(RequestItems).map(([TableName, { Keys = [] }]) => [
        TableName,
        Keys.flatMap((Key) => {
          const item = this.table(TableName).get(toItem(Key));
          return item === undefined ? [] : [fromItem(item)];
        }),
      ]),
    );
    return { Responses, UnprocessedKeys: {} };
  }

  transactGet({ TransactItems = [] }: TransactGetCommandInput): Answer {
    return { Responses: TransactItems.map(({ Get }) => (Get === undefined ? {} : this.get(Get))) };
  }

  put(input: PutCommandInput): Answer {
    return this.#single(this.#checkPut(input), input.ReturnValues);
  }

  delete(input: DeleteCommandInput): Answer {
    return this.#single(this.#checkDelete(input), input.ReturnValues);
  }

  update(input: UpdateCommandInput): Answer {
    return this.#single(this.#checkUpdate(input), input.ReturnValues);
  }

  /**
   * All writes or none. @param token the client's own: a repeated token is the same transaction
   * @throws TransactionCanceledException
   */
  transactWrite({ TransactItems = [] }: TransactWriteCommandInput, token: string): Answer {
    if (this.#tokens.has(token)) return {};
    const checked = TransactItems.map((item) => this.#check(item));
    const keys = checked.map(({ table, key }) =>
      JSON.stringify([
        table.declaration.table,
        ...table.keyNames(undefined).map((name) => attributeOf(key, name)?.S),
      ]),
    );
    if (new Set(keys).size < keys.length)
      throw new RangeError('Transaction request cannot include multiple operations on one item');
    if (checked.some(({ holds: passes, refusal }) => !passes || refusal !== undefined))
      throw cancelled(
        checked.map((one): CancelledItem =>
          one.holds
            ? { Code: one.refusal === undefined ? 'None' : 'ValidationError' }
            : { Code: 'ConditionalCheckFailed', ...(one.shown === undefined ? {} : { Item: one.shown }) },
        ),
      );
    this.#tokens.add(token);
    for (const one of checked) this.#commit(one);
    return {};
  }

  query(input: QueryCommandInput): Answer {
    const { TableName, IndexName, KeyConditionExpression = '', ScanIndexForward, Limit, Select } = input;
    const table = this.table(TableName);
    const references = this.#references(input);
    const { conditions } = keyConditionOf(KeyConditionExpression, references);
    const page = table.query(IndexName, conditions, {
      forward: ScanIndexForward !== false,
      limit: Limit ?? Infinity,
      ...(input.ExclusiveStartKey === undefined ? {} : { after: toItem(input.ExclusiveStartKey) }),
    });
    const filter =
      input.FilterExpression === undefined ? undefined : conditionOf(input.FilterExpression, references);
    const items = filter === undefined ? page.items : page.items.filter((item) => holds(filter.test, item));
    const { last } = page;
    return {
      Count: items.length,
      ScannedCount: page.items.length,
      ...(Select === 'COUNT' ? {} : { Items: items.map(fromItem) }),
      ...(last === undefined
        ? {}
        : {
            LastEvaluatedKey: fromItem(attributesNamed(last, table.keyNames(IndexName))),
          }),
    };
  }

  #single(checked: Checked, returned: string | undefined): Answer {
    if (!checked.holds) throw conditionFailed(checked.shown);
    if (checked.refusal !== undefined) throw checked.refusal;
    const after = this.#commit(checked);
    switch (returned) {
      case 'ALL_NEW':
      case 'UPDATED_NEW':
        return { Attributes: after === undefined ? undefined : fromItem(after) };
      case 'ALL_OLD':
      case 'UPDATED_OLD':
        return checked.before === undefined ? {} : { Attributes: fromItem(checked.before) };
      default:
        return {};
    }
  }

  #commit({ table, key, change }: Checked): Item | undefined {
    if (change === undefined) return undefined;
    const { write, order } = table.write(key, change.after);
    this.#committed(write, order);
    return change.after;
  }

  #check({ Put, Update, Delete, ConditionCheck }: TransactItem): Checked {
    if (Put !== undefined) return this.#checkPut(Put);
    if (Update !== undefined) return this.#checkUpdate(Update);
    if (Delete !== undefined) return this.#checkDelete(Delete);
    if (ConditionCheck === undefined) throw new RangeError('a member of a transaction is empty');
    return this.#checked(ConditionCheck.TableName, toItem(ConditionCheck.Key ?? {}), ConditionCheck);
  }

  #checkPut(input: Pick<PutCommandInput, 'TableName' | 'Item'> & Conditional): Checked {
    const item = toItem(input.Item ?? {});
    return { ...this.#checked(input.TableName, item, input), change: { after: item } };
  }

  #checkDelete(input: Pick<DeleteCommandInput, 'TableName' | 'Key'> & Conditional): Checked {
    return {
      ...this.#checked(input.TableName, toItem(input.Key ?? {}), input),
      change: { after: undefined },
    };
  }

  #checkUpdate(
    input: Pick<UpdateCommandInput, 'TableName' | 'Key' | 'UpdateExpression'> & Conditional,
  ): Checked {
    const key = toItem(input.Key ?? {});
    const references = this.#references(input);
    const checked = this.#checked(input.TableName, key, input, references);
    if (!checked.holds) return checked;
    const { changes } = updateOf(input.UpdateExpression ?? '', references);
    try {
      return { ...checked, change: { after: applyUpdate(checked.before ?? key, changes) } };
    } catch (error) {
      if (error instanceof DynamoDbError) return { ...checked, refusal: error };
      throw error;
    }
  }

  #checked(
    name: string | undefined,
    key: Item,
    input: Conditional,
    references = this.#references(input),
  ): Checked {
    const table = this.table(name);
    const before = table.get(key);
    const { ConditionExpression: condition } = input;
    const passes = condition === undefined || holds(conditionOf(condition, references).test, before ?? {});
    const shown = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' ? before : undefined;
    return { table, key, before, holds: passes, shown };
  }

  #references({
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  }: Conditional): References {
    return new References(names, values === undefined ? undefined : toItem(values));
  }
}
