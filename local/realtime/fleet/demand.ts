/** How long a start of a game session counts as demand (ms): about a short match and the search before it. */
export const demandMilliseconds = 30_000;

/**
 * How many game sessions were started lately. A process hosts one session, so as many may be needed again
 * soon: when players of short matches look for the next one, say.
 */
export class Demand {
  /** Times of starts, oldest first (ms of any steady clock). */
  readonly #starts: number[] = [];

  started(now: number): void {
    this.#starts.push(now);
  }

  lately(now: number): number {
    while ((this.#starts[0] ?? now) < now - demandMilliseconds) this.#starts.shift();
    return this.#starts.length;
  }
}
