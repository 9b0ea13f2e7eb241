import { at } from '../../at';
import { type PoolEntry } from './entry';

/**
 * Finds the tickets that reach their next expansion step, earliest first: a binary heap of (time, ticket).
 */
export class StageClock {
  readonly #boundaries: readonly number[];

  #heap: Array<{ readonly at: number; readonly entry: PoolEntry }> = [];

  constructor(boundaries: readonly number[]) {
    this.#boundaries = boundaries;
  }

  /** Number of boundaries that an age has passed, for a ticket that enters at `now`. */
  stageAt(startTime: number, now: number): number {
    let stage = 0;
    while (stage < this.#boundaries.length && startTime + at(this.#boundaries, stage) <= now) stage += 1;
    return stage;
  }

  /** Schedules the ticket's next step, if there is one. */
  watch(entry: PoolEntry): void {
    const wait = this.#boundaries[entry.stage];
    if (wait === undefined) return;
    this.#heap.push({ at: entry.ticket.startTime + wait, entry });
    this.#rise(this.#heap.length - 1);
  }

  /** The earliest step of any living ticket. */
  next(): number | undefined {
    this.#drop();
    return this.#heap[0]?.at;
  }

  /** Removes the tickets whose step is due, with their stage raised; each is scheduled for its next step. */
  due(now: number): PoolEntry[] {
    const entries: PoolEntry[] = [];
    for (;;) {
      this.#drop();
      const first = this.#heap[0];
      if (first === undefined || first.at > now) return entries;
      this.#pop();
      first.entry.stage = this.stageAt(first.entry.ticket.startTime, now);
      entries.push(first.entry);
      this.watch(first.entry);
    }
  }

  #drop(): void {
    while (this.#heap[0] !== undefined && !this.#heap[0].entry.alive) this.#pop();
  }

  #pop(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const right = left + 1;
      let least = at;
      if (this.#time(left) < this.#time(least)) least = left;
      if (this.#time(right) < this.#time(least)) least = right;
      if (least === at) return;
      this.#swap(at, least);
      at = least;
    }
  }

  #rise(start: number): void {
    for (let at = start; at > 0;) {
      const parent = (at - 1) >> 1;
      if (this.#time(parent) <= this.#time(at)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #time(index: number): number {
    return this.#heap[index]?.at ?? Infinity;
  }

  #swap(a: number, b: number): void {
    const left = this.#heap[a];
    const right = this.#heap[b];
    if (left === undefined || right === undefined) return;
    this.#heap[a] = right;
    this.#heap[b] = left;
  }
}
