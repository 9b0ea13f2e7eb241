/**
 * One kind of entity by id, with indexes. Every change is passed to the journal as a whole value, so that
 * replaying is idempotent.
 */

/** An entity must survive JSON unchanged. Undefined members are omitted by JSON and stay absent. */
export type Recorded = object;

/** Receives every change of a collection, in order. */
export interface ChangeSink {
  put(collection: string, id: string, value: Recorded): void;
  remove(collection: string, id: string): void;
}

/** Entities by a key that is computed from them. */
export class Index<Value extends Recorded> {
  readonly #keysOf: (value: Value) => readonly string[];
  readonly #find: (id: string) => Value | undefined;

  readonly #ids = new Map<string, Set<string>>();

  constructor(keysOf: (value: Value) => readonly string[], find: (id: string) => Value | undefined) {
    this.#keysOf = keysOf;
    this.#find = find;
  }

  /** In the order in which they got the key. */
  get(key: string): Value[] {
    const found: Value[] = [];
    for (const id of this.#ids.get(key) ?? []) {
      const value = this.#find(id);
      if (value !== undefined) found.push(value);
    }
    return found;
  }

  count(key: string): number {
    return this.#ids.get(key)?.size ?? 0;
  }

  keys(): IterableIterator<string> {
    return this.#ids.keys();
  }

  changed(id: string, before: Value | undefined, after: Value | undefined): void {
    const old = before === undefined ? [] : this.#keysOf(before);
    const now = after === undefined ? [] : this.#keysOf(after);
    for (const key of old) {
      if (now.includes(key)) continue;
      const ids = this.#ids.get(key);
      ids?.delete(id);
      if (ids?.size === 0) this.#ids.delete(key);
    }
    for (const key of now) {
      const ids = this.#ids.get(key);
      if (ids === undefined) this.#ids.set(key, new Set([id]));
      else ids.add(id);
    }
  }
}

/** Values are immutable: `put` is the only way to write. */
export class Collection<Value extends Recorded> {
  readonly #changes: ChangeSink;

  readonly #values = new Map<string, Value>();
  readonly #indexes: Index<Value>[] = [];

  constructor(
    readonly name: string,
    changes: ChangeSink,
  ) {
    this.#changes = changes;
  }

  get size(): number {
    return this.#values.size;
  }
  get(id: string): Value | undefined {
    return this.#values.get(id);
  }
  has(id: string): boolean {
    return this.#values.has(id);
  }

  /** In the order in which they were first put. */
  values(): IterableIterator<Value> {
    return this.#values.values();
  }
  entries(): IterableIterator<[string, Value]> {
    return this.#values.entries();
  }

  put(id: string, value: Value): Value {
    this.restore(id, value);
    this.#changes.put(this.name, id, value);
    return value;
  }

  /** False when it did not exist. */
  delete(id: string): boolean {
    if (!this.forget(id)) return false;
    this.#changes.remove(this.name, id);
    return true;
  }

  /** A new index; it includes existing entities. */
  index(keysOf: (value: Value) => readonly string[]): Index<Value> {
    const index = new Index(keysOf, (id) => this.#values.get(id));
    for (const [id, value] of this.#values) index.changed(id, undefined, value);
    this.#indexes.push(index);
    return index;
  }

  /** `put` without writing to the journal: for replaying it. */
  restore(id: string, value: Value): void {
    const before = this.#values.get(id);
    this.#values.set(id, value);
    for (const index of this.#indexes) index.changed(id, before, value);
  }

  /** `delete` without writing to the journal. */
  forget(id: string): boolean {
    const before = this.#values.get(id);
    if (before === undefined) return false;
    this.#values.delete(id);
    for (const index of this.#indexes) index.changed(id, before, undefined);
    return true;
  }
}
