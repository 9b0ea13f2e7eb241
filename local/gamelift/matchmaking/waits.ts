/** Average recent waiting time of a matchmaker's tickets: an exponential moving average. */
export class Waits {
  readonly #means = new Map<string, number>();

  /** @param seconds from the start of a ticket until its match was made */
  add(configurationName: string, seconds: number): void {
    const mean = this.#means.get(configurationName);
    this.#means.set(configurationName, mean === undefined ? seconds : mean + (seconds - mean) / 8);
  }

  /** Seconds, or undefined before the first match. */
  estimate(configurationName: string): number | undefined {
    return this.#means.get(configurationName);
  }
}
