import { type LevelDb, type Operation } from 'dynalite/db';
import { isRecord } from './fields';
import { corruptionError } from './ledger';

const laggingPrefix = 'lagging~';
const globalIndex = 'index-global~';

/**
 * Global secondary indexes follow their table after a while, as on AWS ("all global secondary indexes are
 * eventually consistent"), when the fault layer says so. Entries that are held back lie in LevelDB with the
 * write that made them, so that even a process that is killed meanwhile leaves no index behind.
 */
export class IndexLag {
  readonly #milliseconds: () => number;
  readonly #held = new Map<string, readonly Operation[]>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #next = 0;
  #write: (operations: readonly Operation[]) => Promise<void> = () => Promise.resolve();

  constructor(milliseconds: () => number) {
    this.#milliseconds = milliseconds;
  }

  /** Takes out what has to wait; `write` is called with it when its time has come. */
  hold(
    operations: readonly Operation[],
    write: (late: readonly Operation[]) => Promise<void>,
  ): readonly Operation[] {
    const wait = this.#milliseconds();
    if (wait <= 0 && this.#held.size === 0) return operations;
    const late = operations.filter(({ key }) => key.startsWith(globalIndex));
    if (late.length === 0) return operations;
    this.#write = write;
    this.#next += 1;
    const key = laggingPrefix + String(this.#next).padStart(16, '0');
    this.#held.set(key, late);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#releaseUpTo(key).catch(() => undefined);
    }, wait);
    timer.unref();
    this.#timers.add(timer);
    return [
      ...operations.filter((operation) => !operation.key.startsWith(globalIndex)),
      { type: 'put', key, value: late },
    ];
  }

  /** Writes everything that is held back. */
  async flush(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    const last = [...this.#held.keys()].at(-1);
    if (last !== undefined) await this.#releaseUpTo(last);
  }

  /** At the start: what a killed process held back. */
  async recover(db: LevelDb): Promise<void> {
    for await (const [key, value] of db.iterator({ gte: laggingPrefix, lt: `${laggingPrefix}~` })) {
      await db.batch([...heldOperations(value), { type: 'del', key }]);
    }
  }

  // In order of the writes: an entry must never overtake an older one of the same item.
  async #releaseUpTo(last: string): Promise<void> {
    const ready: Operation[] = [];
    for (const [key, operations] of this.#held) {
      if (key > last) break;
      ready.push(...operations, { type: 'del', key });
      this.#held.delete(key);
    }
    if (ready.length > 0) await this.#write(ready);
  }
}

/** @throws Error when a value of the database is not a list of operations */
function heldOperations(value: unknown): readonly Operation[] {
  if (!Array.isArray(value) || !value.every(isOperation))
    throw corruptionError('a row of the database is not a list of held index entries');
  return value;
}

function isOperation(value: unknown): value is Operation {
  return isRecord(value) && typeof value.key === 'string' && (value.type === 'put' || value.type === 'del');
}
