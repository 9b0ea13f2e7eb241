import { type AttributeValue, type Item } from 'dynalite/db';
import { attributeOf, beginsWith, order } from '../../local/dynamodb/expressions/value';
import { type KeyCondition } from '../../local/dynamodb/expressions/key-condition';
import { type KeySchema, type TableDeclaration } from '../../store/tables';

/** One change of an item. */
export interface Write {
  readonly table: TableDeclaration;
  readonly key: string;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

/** A part of the items of a query or scan. */
export interface ItemPage {
  readonly items: readonly Item[];
  /** The item after which the next page begins. */
  readonly last?: Item;
}

/** The entries of one secondary index, as far as changes have reached it. */
class IndexEntries {
  readonly #entries = new Map<string, { readonly order: number; readonly item: Item | undefined }>();

  /** Changes may arrive late and out of order: the newest of an item wins. */
  change(key: string, order: number, item: Item | undefined): void {
    if ((this.#entries.get(key)?.order ?? -1) < order) this.#entries.set(key, { order, item });
  }

  items(): Item[] {
    return [...this.#entries.values()].flatMap(({ item }) => (item === undefined ? [] : [item]));
  }
}

/** The items of one table, in partitions, and its secondary indexes. */
export class Table {
  readonly #partitions = new Map<string, Map<string, Item>>();
  readonly #indexes = new Map<string, IndexEntries>();
  #writes = 0;

  constructor(readonly declaration: TableDeclaration) {
    for (const { name } of declaration.globalSecondaryIndexes) this.#indexes.set(name, new IndexEntries());
  }

  get(key: Item): Item | undefined {
    return this.#partitions.get(this.#partitionOf(key))?.get(this.#sortOf(key));
  }

  /** Every item, in the order in which they were first put. */
  *items(): Generator<Item> {
    for (const partition of this.#partitions.values()) yield* partition.values();
  }

  partition(pk: string): Item[] {
    return [...(this.#partitions.get(pk)?.values() ?? [])];
  }

  /** Replaces an item; undefined deletes it. @returns the change, and its number */
  write(key: Item, after: Item | undefined): { readonly write: Write; readonly order: number } {
    const pk = this.#partitionOf(key);
    const sk = this.#sortOf(key);
    const partition = this.#partitions.get(pk) ?? new Map<string, Item>();
    this.#partitions.set(pk, partition);
    const before = partition.get(sk);
    if (after === undefined) partition.delete(sk);
    else partition.set(sk, after);
    this.#writes += 1;
    return {
      write: { table: this.declaration, key: JSON.stringify([pk, sk]), before, after },
      order: this.#writes,
    };
  }

  /** Applies a change to an index. */
  index(name: string, { key, after }: Write, order: number): void {
    const index = this.declaration.globalSecondaryIndexes.find((candidate) => candidate.name === name);
    const inIndex =
      after !== undefined &&
      index !== undefined &&
      attributeOf(after, index.partitionKey.name) !== undefined &&
      (index.sortKey === undefined || attributeOf(after, index.sortKey.name) !== undefined);
    this.#indexes.get(name)?.change(key, order, inIndex ? after : undefined);
  }

  /** Reads a page of a partition of the table, or of an index. */
  query(
    indexName: string | undefined,
    conditions: ReadonlyMap<string, KeyCondition>,
    { forward, limit, after }: { readonly forward: boolean; readonly limit: number; readonly after?: Item },
  ): ItemPage {
    const schema = this.#schemaOf(indexName);
    const wanted = [...conditions];
    const found =
      indexName === undefined
        ? this.partition(textOf(conditions.get(schema.partitionKey.name)?.AttributeValueList[0]))
        : (this.#indexes.get(indexName)?.items() ?? []);
    const direction = forward ? 1 : -1;
    const inOrder = (left: Item, right: Item): number => direction * this.#order(schema, left, right);
    const items = found
      .filter((item) => wanted.every(([name, condition]) => meets(attributeOf(item, name), condition)))
      .filter((item) => after === undefined || inOrder(item, after) > 0)
      .sort(inOrder);
    const page = items.slice(0, limit);
    const last = page.at(-1);
    // DynamoDB also returns a last key when the limit was reached by the very last item, unless that item is
    // at the inclusive end of the range. An index can hold more items there.
    const isEnd =
      indexName === undefined &&
      last !== undefined &&
      this.#endsAt(last, conditions.get(this.declaration.sortKey?.name ?? ''), forward);
    return page.length === limit && last !== undefined && !isEnd ? { items: page, last } : { items: page };
  }

  /** Whether an item is at the inclusive end of a range of sort keys. */
  #endsAt(item: Item, range: KeyCondition | undefined, forward: boolean): boolean {
    const { ComparisonOperator, AttributeValueList = [] } = range ?? {};
    const isInclusive = ComparisonOperator === 'BETWEEN' || ComparisonOperator === (forward ? 'LE' : 'GE');
    const end = isInclusive ? AttributeValueList.at(forward ? -1 : 0) : undefined;
    const own = attributeOf(item, this.declaration.sortKey?.name ?? '');
    return end !== undefined && own !== undefined && order(own, end) === 0;
  }

  /** The attributes that name an item's place in the table and in an index. */
  keyNames(indexName: string | undefined): readonly string[] {
    const schemas = [this.declaration, ...(indexName === undefined ? [] : [this.#schemaOf(indexName)])];
    return [
      ...new Set(
        schemas.flatMap(({ partitionKey, sortKey }) =>
          sortKey ? [partitionKey.name, sortKey.name] : [partitionKey.name],
        ),
      ),
    ];
  }

  #schemaOf(indexName: string | undefined): KeySchema {
    if (indexName === undefined) return this.declaration;
    const index = this.declaration.globalSecondaryIndexes.find(({ name }) => name === indexName);
    if (index === undefined)
      throw new RangeError(`table ${this.declaration.table} has no index ${indexName}`);
    return index;
  }

  #order(schema: KeySchema, left: Item, right: Item): number {
    const by = (name: string | undefined): number => {
      const [one, other] = name === undefined ? [] : [attributeOf(left, name), attributeOf(right, name)];
      return (one && other && order(one, other)) ?? 0;
    };
    return (
      by(schema.sortKey?.name) || by(this.declaration.partitionKey.name) || by(this.declaration.sortKey?.name)
    );
  }

  #partitionOf(item: Item): string {
    return textOf(attributeOf(item, this.declaration.partitionKey.name));
  }
  #sortOf(item: Item): string {
    const { sortKey } = this.declaration;
    return sortKey === undefined ? '' : textOf(attributeOf(item, sortKey.name));
  }
}

function textOf(value: AttributeValue | undefined): string {
  if (value?.S === undefined || value.S === '')
    throw new RangeError('a key attribute is absent, or not a text');
  return value.S;
}

function meets(value: AttributeValue | undefined, condition: KeyCondition): boolean {
  const [first, second] = condition.AttributeValueList;
  if (value === undefined || first === undefined) return false;
  if (condition.ComparisonOperator === 'BEGINS_WITH') return beginsWith(value, first);
  const difference = order(value, first);
  if (difference === undefined) return false;
  switch (condition.ComparisonOperator) {
    case 'EQ':
      return difference === 0;
    case 'LT':
      return difference < 0;
    case 'LE':
      return difference <= 0;
    case 'GT':
      return difference > 0;
    case 'GE':
      return difference >= 0;
    case 'BETWEEN':
      return difference >= 0 && second !== undefined && (order(value, second) ?? 1) <= 0;
  }
}
