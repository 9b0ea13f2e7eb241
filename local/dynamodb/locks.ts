/** Gives a lock back. */
export type ReleaseLock = () => void;

/**
 * Locks of items and of tables. A write takes its table shared and its items exclusive; a change of the
 * table's indexes takes the table exclusive, so that nothing is written while an index is filled. Waiters are
 * served in order of arrival.
 */
export class Locks {
  readonly #tails = new Map<string, Promise<void>>();
  readonly #tables = new Map<
    string,
    {
      shared: number;
      exclusive: boolean;
      waiting: Array<{ mode: 'shared' | 'exclusive'; grant: () => void }>;
    }
  >();

  /**
   * Locks all keys at once. Keys are queued in one synchronous step, so two callers stand in the same order
   * at every key that they share: no deadlock.
   */
  async items(keys: Iterable<string>): Promise<ReleaseLock> {
    let release: ReleaseLock = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const before: Promise<void>[] = [];
    const mine = new Map<string, Promise<void>>();
    for (const key of new Set(keys)) {
      const tail = this.#tails.get(key);
      if (tail) before.push(tail);
      const next = tail ? tail.then(() => released) : released;
      this.#tails.set(key, next);
      mine.set(key, next);
    }
    await Promise.all(before);
    return () => {
      for (const [key, tail] of mine) if (this.#tails.get(key) === tail) this.#tails.delete(key);
      release();
    };
  }

  /** Locks a table against, or for, a change of its shape. */
  table(name: string, mode: 'shared' | 'exclusive'): Promise<ReleaseLock> {
    const gate = this.#tables.get(name) ?? { shared: 0, exclusive: false, waiting: [] };
    this.#tables.set(name, gate);
    const admit = (): void => {
      while (gate.waiting[0] !== undefined) {
        const next = gate.waiting[0];
        if (gate.exclusive || (next.mode === 'exclusive' && gate.shared > 0)) return;
        gate.waiting.shift();
        if (next.mode === 'exclusive') gate.exclusive = true;
        else gate.shared += 1;
        next.grant();
      }
      if (gate.shared === 0 && !gate.exclusive) this.#tables.delete(name);
    };
    return new Promise((resolve) => {
      const grant = (): void =>
        resolve(() => {
          if (mode === 'exclusive') gate.exclusive = false;
          else gate.shared -= 1;
          admit();
        });
      gate.waiting.push({ mode, grant });
      admit();
    });
  }

  /** Tables shared, in order of their names, then items. */
  async forWriting(tables: Iterable<string>, keys: Iterable<string>): Promise<ReleaseLock> {
    const releases: ReleaseLock[] = [];
    for (const name of [...new Set(tables)].sort()) releases.push(await this.table(name, 'shared'));
    releases.push(await this.items(keys));
    return () => {
      for (const release of releases.reverse()) release();
    };
  }
}
