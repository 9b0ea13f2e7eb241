/** The work of each key in the order in which it came, while some of it takes time. */
export class Turns<Key> {
  readonly #open = new Map<Key, { last: Promise<void>; waiting: number }>();

  /** @param failed is told what a piece of work threw or rejected with; the next one starts all the same */
  constructor(readonly failed: (key: Key, error: unknown) => void) {}

  /** Runs `work` now when nothing of the key is open, else after it. A promise while it is not done. */
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
