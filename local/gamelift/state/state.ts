import { type ChangeSink, Collection, type Recorded } from './collection';
import { type DiskEvents, Journal, type JournalOptions } from './journal';

/** The whole state of the local GameLift: collections by name, in memory or on a journal. */
export class State {
  readonly #collections = new Map<string, object>();
  readonly #sources = new Map<string, () => Iterable<readonly [string, Recorded]>>();
  /** Read from the journal before the collection was requested. */
  readonly #unclaimed = new Map<string, Map<string, Recorded>>();
  readonly #changes: ChangeSink = {
    put: (collection, id, value) => this.#journal?.put(collection, id, value),
    remove: (collection, id) => this.#journal?.remove(collection, id),
  };
  #journal: Journal | undefined;

  /** State that ends with the process. */
  static memory(): State {
    return new State();
  }

  /**
   * State in a folder of its own.
   * @param disk hears when the disk refuses a write, and when it takes writes again
   * @throws Error when the folder cannot be read or is damaged
   */
  static async open(
    folder: string,
    disk: DiskEvents | DiskEvents['failed'],
    options: Pick<JournalOptions, 'linesBeforeSnapshot' | 'looked'> = {},
  ): Promise<State> {
    const state = new State();
    state.#journal = await Journal.open(
      {
        folder,
        ...options,
        ...(typeof disk === 'function' ? { failed: disk } : disk),
        everything: () => state.#everything(),
      },
      (name, id, value) => {
        const values = state.#unclaimed.get(name) ?? new Map<string, Recorded>();
        state.#unclaimed.set(name, values);
        if (value === undefined) values.delete(id);
        else values.set(id, value);
      },
    );
    return state;
  }

  /**
   * The collection of this name, created at the first call. Its values are plain JSON. The caller owns the
   * name: values that an earlier version of the program wrote under it are read as `Value`.
   */
  collection<Value extends Recorded>(name: string): Collection<Value> {
    const known = this.#collections.get(name);
    if (known !== undefined) return known as Collection<Value>;
    const collection = new Collection<Value>(name, this.#changes);
    for (const [id, value] of this.#unclaimed.get(name) ?? []) collection.restore(id, value as Value);
    this.#unclaimed.delete(name);
    this.#collections.set(name, collection);
    this.#sources.set(name, () => collection.entries());
    return collection;
  }

  /** True when a change would not survive the process yet; always false in memory. */
  get dirty(): boolean {
    return this.#journal?.dirty ?? false;
  }

  /** Why nothing can be written at the moment; undefined: no error. */
  get broken(): Error | undefined {
    return this.#journal?.broken;
  }

  /** Resolves once every change so far would survive the death of the process. */
  async flushed(): Promise<void> {
    await this.#journal?.flushed();
  }

  async close(): Promise<void> {
    await this.#journal?.close();
  }

  *#everything(): Generator<readonly [string, string, Recorded]> {
    for (const [name, values] of this.#unclaimed) for (const [id, value] of values) yield [name, id, value];
    for (const [name, entries] of this.#sources) for (const [id, value] of entries()) yield [name, id, value];
  }
}
