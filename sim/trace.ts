import { fnv1a } from './chance';

/** The events of a world, line by line; the same seed gives the same lines on every machine. */
export class Trace {
  readonly #lines: string[] | undefined;
  readonly #elapsed: () => number;
  #low = 0x811c9dc5;
  #high = 0x01000193;
  #count = 0;

  /** @param keep whether the lines are kept, besides their hash */
  constructor(elapsed: () => number, keep: boolean) {
    this.#elapsed = elapsed;
    this.#lines = keep ? [] : undefined;
  }

  add(who: string, what: string): void {
    const line = `${this.#elapsed()} ${who}: ${what}`;
    this.#count += 1;
    this.#low = fnv1a(line, this.#low);
    this.#high = fnv1a(line, Math.imul(this.#high ^ this.#count, 0x85ebca6b));
    this.#lines?.push(line);
  }

  get lines(): readonly string[] {
    return this.#lines ?? [];
  }
  get count(): number {
    return this.#count;
  }

  /** Sixteen hexadecimal digits. */
  get hash(): string {
    return [this.#high, this.#low].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
  }
}
