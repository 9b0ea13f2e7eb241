/** Runs the tasks of each key in their order, even when some of them are asynchronous. */
export class Turns<Key> {
  readonly #open = new Map<Key, { last: Promise<void>; waiting: number }>();

  /** @param failed receives the error of a task; the next one runs all the same */
  constructor(readonly failed: (key: Key, error: unknown) => void) {}

  /**
   * Runs `work` now when no task of the key is running, else after it. Returns a promise while it is not
   * done.
   */
  take(key: Key, work: () => void | Promise<void>): void | Promise<void> {
    const open = this.#open.get(key);
    const started = open === undefined ? work() : open.last.then(work);
    if (started === undefined) return undefined;
    const turn = open ?? { last: started, waiting: 0 };
    turn.waiting += 1;
    turn.last = started
      .catch((error: unknown) => this.failed(key, error))
      .then(() => {
        turn.waiting -= 1;
        if (turn.waiting === 0) this.#open.delete(key);
      });
    this.#open.set(key, turn);
    return turn.last;
  }

  /** Pieces of work of this key that are not done. */
  waiting(key: Key): number {
    return this.#open.get(key)?.waiting ?? 0;
  }
}
