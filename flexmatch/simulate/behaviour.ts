/** The behaviour of players and sessions besides waiting. An absent part is not simulated. */
export interface Behaviour {
  /** Proposed matches ask their players for acceptance. */
  readonly acceptance?: {
    /** Share of players who accept, 0 to 1; half of the others reject, half stay silent. */
    readonly share: number;
    /** AcceptanceTimeoutSeconds of the matchmaking configuration. */
    readonly timeoutSeconds: number;
  };

  /** Mean time after which a ticket is given up, in seconds; exponential. */
  readonly patienceSeconds?: number;
  readonly sessions?: {
    /** Mean length of a game session, in minutes; exponential. */
    readonly minutes: number;
    /** Share of players who leave before the end, 0 to 1. */
    readonly leaveShare: number;
    /** Sessions with an open slot ask for backfill. */
    readonly backfill: boolean;
    readonly perInstance: number;
    /** In any currency; absent: costs are not reported. */
    readonly instancePricePerHour?: number;
  };
}

/**
 * Randomness that depends only on the seed, the question and the person. So the same ticket has the same
 * patience and acceptance under every rule set.
 */
export class BehaviourChance {
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed | 0;
  }

  /** At least 0, below 1. */
  of(question: string, whom: string): number {
    let hash = this.#seed ^ 0x811c9dc5;
    const text = `${question}\n${whom}`;
    for (let place = 0; place < text.length; place += 1)
      hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
    hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
    return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
  }

  /** Exponential, in whole seconds of at least 1. */
  seconds(question: string, whom: string, mean: number): number {
    return Math.max(1, Math.round(-Math.log(1 - this.of(question, whom)) * mean));
  }
}

/** Scheduled events, earliest first; events at equal times keep the order in which they were added. */
export class Agenda {
  readonly #due = new Map<number, Array<() => void>>();
  readonly #times: number[] = [];

  /** @param at seconds on the virtual clock */
  add(at: number, happens: () => void): void {
    const known = this.#due.get(at);
    if (known !== undefined) {
      known.push(happens);
      return;
    }
    this.#due.set(at, [happens]);
    let low = 0;
    let high = this.#times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      // latest first, so that the next event is taken from the end
      if ((this.#times[middle] ?? 0) > at) low = middle + 1;
      else high = middle;
    }
    this.#times.splice(low, 0, at);
  }

  get next(): number {
    return this.#times.at(-1) ?? Infinity;
  }

  /** Runs all events that are due. */
  run(now: number): void {
    while (this.next <= now) {
      const at = this.#times.pop() ?? now;
      const due = this.#due.get(at) ?? [];
      this.#due.delete(at);
      for (const happens of due) happens();
    }
  }
}
