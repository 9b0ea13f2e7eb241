/**
 * How long tickets of a matchmaker have lately waited for a match: a mean in which newer tickets weigh more.
 */
export class Waits {
  readonly #means = new Map<string, number>();

  /** @param seconds from the start of a ticket until its match was made */
  add(configurationName: string, seconds: number): void {
    const mean = this.#means.get(configurationName);
    this.#means.set(configurationName, mean === undefined ? seconds : mean + (seconds - mean) / 8);
  }

  /** Seconds, or undefined while no match was made. */
  estimate(configurationName: string): number | undefined {
    return this.#means.get(configurationName);
  }
}
