/** Counts the unanswered messages of each connection. */
export class WaitingMessages {
  readonly #most: number;
  readonly #waiting = new Map<number, number>();

  /** @param most maximum for one connection */
  constructor(most: number) {
    this.#most = most;
  }

  /** Counts a message. @returns false when the connection has too many already: it is not counted */
  add(peerId: number): boolean {
    const waiting = this.#waiting.get(peerId) ?? 0;
    if (waiting >= this.#most) return false;
    this.#waiting.set(peerId, waiting + 1);
    return true;
  }

  /** Removes an answered message. */
  remove(peerId: number): void {
    const left = (this.#waiting.get(peerId) ?? 1) - 1;
    if (left <= 0) this.#waiting.delete(peerId);
    else this.#waiting.set(peerId, left);
  }

  forget(peerId: number): void {
    this.#waiting.delete(peerId);
  }
}
