/**
 * Counts the unanswered messages of each connection. One without any stays in the map until it is forgotten:
 * to delete and add it again with each message costs several times as much.
 */
export class WaitingMessages {
  readonly #maxMessages: number;
  readonly #waiting = new Map<number, number>();

  /** @param maxMessages maximum for one connection */
  constructor(maxMessages: number) {
    this.#maxMessages = maxMessages;
  }

  /** Counts a message. @returns false when the connection has too many already: it is not counted */
  add(peerId: number): boolean {
    const waiting = this.#waiting.get(peerId) ?? 0;
    if (waiting >= this.#maxMessages) return false;
    this.#waiting.set(peerId, waiting + 1);
    return true;
  }

  /** Removes an answered message. */
  remove(peerId: number): void {
    const waiting = this.#waiting.get(peerId);
    if (waiting !== undefined) this.#waiting.set(peerId, Math.max(0, waiting - 1));
  }

  forget(peerId: number): void {
    this.#waiting.delete(peerId);
  }
}
