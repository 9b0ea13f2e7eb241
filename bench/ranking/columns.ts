import { type Steps, asSteps } from '../../core/ranking/score-order';
import { playerId, type PlayerId } from '../../core/ids';
import { maxScore } from './chance';

/** The player of a number. */
export function playerOf(index: number): PlayerId {
  return playerId(`p-00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`);
}
export function indexOf(player: string): number {
  return parseInt(player.slice(-12), 16);
}

/** Milliseconds since the epoch at which the bench begins. */
export const epoch = Date.UTC(2026, 10, 1);

/** The entries of one period, in columns: ten million rows as objects would not fit into memory. */
export class Columns {
  readonly #steps: Int32Array;
  readonly #at: Uint32Array;
  /** Players in the leaderboard's order, best first; computed by `sort`. */
  #order = new Uint32Array(0);

  constructor(players: number) {
    this.#steps = new Int32Array(players).fill(-1);
    this.#at = new Uint32Array(players);
  }

  steps(player: number): Steps | undefined {
    const steps = this.#steps[player] ?? -1;
    return steps < 0 ? undefined : asSteps(steps);
  }
  /** Epoch milliseconds. */
  at(player: number): number {
    return epoch + (this.#at[player] ?? 0);
  }
  set(player: number, steps: number, at: number): void {
    this.#steps[player] = steps;
    this.#at[player] = at - epoch;
  }

  /** The number of players with each score. */
  histogram(): Uint32Array {
    const counts = new Uint32Array(maxScore + 1);
    for (const steps of this.#steps) if (steps >= 0) counts[steps] = (counts[steps] ?? 0) + 1;
    return counts;
  }

  /** Sorts, best first; equal scores by time, then by player. */
  sort(): Uint32Array {
    const counts = this.histogram();
    let place = 0;
    for (let steps = maxScore; steps >= 0; steps -= 1) {
      const count = counts[steps] ?? 0;
      counts[steps] = place;
      place += count;
    }
    const order = new Uint32Array(place);
    for (const [player, steps] of this.#steps.entries()) {
      if (steps < 0) continue;
      const next = counts[steps] ?? 0;
      order[next] = player;
      counts[steps] = next + 1;
    }
    for (let from = 0; from < order.length;) {
      const steps = this.#steps[order[from] ?? 0];
      let to = from + 1;
      while (to < order.length && this.#steps[order[to] ?? 0] === steps) to += 1;
      if (to - from > 1)
        order
          .subarray(from, to)
          .sort((one, other) => (this.#at[one] ?? 0) - (this.#at[other] ?? 0) || other - one);
      from = to;
    }
    this.#order = order;
    return order;
  }

  get order(): Uint32Array {
    return this.#order;
  }
}
