import { type Item, type LevelDb, type Operation, type TableDescription } from 'dynalite/db';
import { DynamoDbError } from './errors';
import { type ItemChange, itemKey as keyInTable } from './write-set';
import { attributeOf, attributesNamed } from './expressions/value';
import { isItem } from './fields';
import { ttlSettingPrefix } from './keys';

const duePrefix = 'ttl-due~';
/** A time further back than this is taken for a mistake (developer guide, "Time to Live: formatting"). */
const fiveYears = 5 * 365 * 24 * 60 * 60;

const dueKey = (table: string, at: number, itemKey: string): string =>
  `${duePrefix}${table}~${String(at).padStart(16, '0')}~${itemKey}`;

/**
 * Which attribute ends an item's life, and which items' time has come: an index by time, written with the
 * items.
 */
export class TimeToLive {
  readonly #db: LevelDb;
  readonly #attributes = new Map<string, string>();

  private constructor(db: LevelDb) {
    this.#db = db;
  }

  static async open(db: LevelDb): Promise<TimeToLive> {
    const timeToLive = new TimeToLive(db);
    for await (const [key, value] of db.iterator({ gte: ttlSettingPrefix, lt: `${ttlSettingPrefix}~` })) {
      timeToLive.#attributes.set(key.slice(ttlSettingPrefix.length), String(value));
    }
    return timeToLive;
  }

  tables(): readonly string[] {
    return [...this.#attributes.keys()];
  }

  describe(table: string): Record<string, unknown> {
    const attribute = this.#attributes.get(table);
    return attribute === undefined
      ? { TimeToLiveStatus: 'DISABLED' }
      : { TimeToLiveStatus: 'ENABLED', AttributeName: attribute };
  }

  /**
   * Switches TTL on or off. `items` are those that the table has already.
   * @returns the operations to write
   * @throws DynamoDbError ValidationException when the setting is as requested, or is for another attribute
   */
  async set(
    table: TableDescription,
    attribute: string,
    enabled: boolean,
    items: AsyncIterable<Item>,
  ): Promise<readonly Operation[]> {
    const name = table.TableName;
    const current = this.#attributes.get(name);
    if (enabled && current !== undefined)
      throw new DynamoDbError(
        'ValidationException',
        current === attribute
          ? 'TimeToLive is already enabled'
          : `TimeToLive is active on a different AttributeName: current AttributeName is ${current}`,
      );
    if (!enabled && current === undefined)
      throw new DynamoDbError('ValidationException', 'TimeToLive is already disabled');
    if (!enabled && current !== attribute)
      throw new DynamoDbError(
        'ValidationException',
        `TimeToLive is active on a different AttributeName: current AttributeName is ${String(current)}`,
      );
    if (!enabled) return this.forget(name);
    this.#attributes.set(name, attribute);
    const operations: Operation[] = [{ type: 'put', key: ttlSettingPrefix + name, value: attribute }];
    for await (const item of items)
      operations.push(...this.operations([{ table, before: undefined, after: item }]));
    return operations;
  }

  /** Ends TTL for a table. @returns what to write; the index by time is cleared lazily, by the sweeps */
  forget(table: string): readonly Operation[] {
    if (!this.#attributes.delete(table)) return [];
    return [{ type: 'del', key: ttlSettingPrefix + table }];
  }

  /** Keeps the index by time in step with changed items. */
  operations(changes: readonly ItemChange[]): readonly Operation[] {
    return changes.flatMap(({ table, before, after }): Operation[] => {
      const attribute = this.#attributes.get(table.TableName);
      const item = after ?? before;
      if (attribute === undefined || item === undefined) return [];
      const itemKey = keyInTable(table, item);
      const was = expiry(before, attribute);
      const is = expiry(after, attribute);
      if (was === is) return [];
      return [
        ...(was === undefined ? [] : [{ type: 'del', key: dueKey(table.TableName, was, itemKey) } as const]),
        ...(is === undefined
          ? []
          : [{ type: 'put', key: dueKey(table.TableName, is, itemKey), value: keyOf(item, table) } as const]),
      ];
    });
  }

  /**
   * Items whose time has come. The index may be behind (a cleared setting): look at the item before deleting
   * it.
   */
  async due(
    table: string,
    nowSeconds: number,
    limit: number,
  ): Promise<ReadonlyArray<{ readonly dueKey: string; readonly key: Item }>> {
    const due: Array<{ dueKey: string; key: Item }> = [];
    const range = {
      gte: dueKey(table, Math.max(0, nowSeconds - fiveYears), ''),
      lt: dueKey(table, nowSeconds + 1, ''),
      limit,
    };
    for await (const [key, value] of this.#db.iterator(range))
      due.push({ dueKey: key, key: dueItemKey(value) });
    return due;
  }

  isExpired(table: string, item: Item | undefined, nowSeconds: number): boolean {
    const attribute = this.#attributes.get(table);
    const at = attribute === undefined ? undefined : expiry(item, attribute);
    return at !== undefined && at <= nowSeconds && at > nowSeconds - fiveYears;
  }
}

/** Whole epoch seconds, or undefined when the attribute is not a number. */
function expiry(item: Item | undefined, attribute: string): number | undefined {
  const text = item && attributeOf(item, attribute)?.N;
  const at = text === undefined ? Number.NaN : Math.floor(Number(text));
  return at >= 0 && at < 1e15 ? at : undefined;
}

function keyOf(item: Item, table: TableDescription): Item {
  return attributesNamed(
    item,
    table.KeySchema.map(({ AttributeName }) => AttributeName),
  );
}

/** @throws Error when a value of the database is not the key of an item */
function dueItemKey(value: unknown): Item {
  if (!isItem(value)) throw new Error('a row of the database is not the key of an item');
  return value;
}
