/** How long a start of a game session counts as demand (ms): about a short match and the search before it. */
export const demandMs = 30_000;

/**
 * The number of recently started game sessions. A process hosts one session, so the same number may be needed
 * again soon, for example when players of short matches search for the next one.
 */
export class Demand {
  /** Times of starts, oldest first (ms of any steady clock). */
  readonly #starts: number[] = [];

  started(now: number): void {
    this.#starts.push(now);
  }

  lately(now: number): number {
    while ((this.#starts[0] ?? now) < now - demandMs) this.#starts.shift();
    return this.#starts.length;
  }
}
