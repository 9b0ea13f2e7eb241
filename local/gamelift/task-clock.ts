/**
 * Time as a value that can be advanced: the due queue is plain data, and the real clock only sets a timer for
 * its first task.
 */

import { type Clock } from '../../core/clock';
import { systemClock } from '../system-clock';
import { type LocalTime } from '../time/local-time';

/** A task that runs later; the clock does not wait for a promise. */
export type Task = () => void | Promise<void>;

/**
 * The clock of the local GameLift: it has points of time, and an end. `at` returns how to prevent the task.
 */
export interface TaskClock extends Clock {
  after(delayMs: number, task: Task): () => void;
  /**
   * Runs the task once, at or after this time (milliseconds since the epoch); tasks due at the same time run
   * in the order in which they were added.
   */
  at(time: number, task: Task): () => void;
  /** Seconds since the epoch, as the API writes times. */
  seconds(): number;
  /** The time that it and the scripts of fleets go by, where that can be stopped and put forward. */
  readonly time?: LocalTime | undefined;
  close(): void;
}

interface Due {
  readonly time: number;
  readonly order: number;
  task: Task | undefined;
}

/** A binary heap by time, then by order. Cancelled tasks stay until they come up. */
class DueQueue {
  readonly #heap: Due[] = [];
  #order = 0;
  #cancelled = 0;

  static #before(a: Due, b: Due): boolean {
    return a.time < b.time || (a.time === b.time && a.order < b.order);
  }

  add(time: number, task: Task): () => void {
    const due: Due = { time, order: this.#order++, task };
    this.#heap.push(due);
    this.#up(this.#heap.length - 1);
    return () => {
      if (due.task === undefined) return;
      due.task = undefined;
      this.#cancelled += 1;
      if (this.#cancelled > 1000 && this.#cancelled > this.#heap.length / 2) this.#sweep();
    };
  }

  next(): Due | undefined {
    for (;;) {
      const first = this.#heap[0];
      if (first === undefined || first.task !== undefined) return first;
      this.#take();
      this.#cancelled -= 1;
    }
  }

  /** Removes and returns the first task if it is due by then. */
  takeDue(time: number): { readonly time: number; readonly task: Task } | undefined {
    const first = this.next();
    if (first?.task === undefined || first.time > time) return undefined;
    const { task } = first;
    first.task = undefined;
    this.#take();
    return { time: first.time, task };
  }

  #take(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#down(0);
  }

  #sweep(): void {
    const live = this.#heap.filter((due) => due.task !== undefined);
    this.#heap.length = 0;
    for (const due of live) {
      this.#heap.push(due);
      this.#up(this.#heap.length - 1);
    }
    this.#cancelled = 0;
  }

  #up(start: number): void {
    for (let index = start; index > 0;) {
      const parent = (index - 1) >> 1;
      if (!this.#swapIfBefore(index, parent)) return;
      index = parent;
    }
  }

  #down(start: number): void {
    for (let index = start; ;) {
      const left = 2 * index + 1;
      const right = left + 1;
      const [leftDue, rightDue] = [this.#heap[left], this.#heap[right]];
      if (leftDue === undefined) return;
      const child = rightDue !== undefined && DueQueue.#before(rightDue, leftDue) ? right : left;
      if (!this.#swapIfBefore(child, index)) return;
      index = child;
    }
  }

  #swapIfBefore(lower: number, upper: number): boolean {
    const [a, b] = [this.#heap[lower], this.#heap[upper]];
    if (a === undefined || b === undefined || !DueQueue.#before(a, b)) return false;
    this.#heap[lower] = b;
    this.#heap[upper] = a;
    return true;
  }
}

type Failed = (error: unknown) => void;

/**
 * The computer's own time, or one that follows it. A task that throws is reported to `failed` and stops
 * nothing else.
 */
export class RealClock implements TaskClock {
  readonly #failed: Failed;
  readonly #base: Clock;
  readonly time: LocalTime | undefined;

  readonly #queue = new DueQueue();
  #cancel: () => void = () => undefined;
  #armedFor = Infinity;
  #closed = false;

  /** @param time absent: the computer's */
  constructor(failed: Failed, time?: LocalTime) {
    this.#failed = failed;
    this.time = time;
    this.#base = time ?? systemClock;
  }

  now(): number {
    return this.#base.now();
  }
  seconds(): number {
    return this.#base.now() / 1000;
  }
  after(delayMs: number, task: Task): () => void {
    return this.at(this.#base.now() + delayMs, task);
  }

  at(time: number, task: Task): () => void {
    const cancel = this.#queue.add(time, task);
    this.#arm();
    return cancel;
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
  }

  #arm(): void {
    const next = this.#queue.next();
    if (next === undefined || this.#closed || next.time >= this.#armedFor) return;
    this.#cancel();
    this.#armedFor = next.time;
    // A timeout holds at most 2^31-1 ms; a longer wait checks the queue in between.
    const wait = Math.min(Math.max(0, next.time - this.#base.now()), 2 ** 31 - 1);
    this.#cancel = this.#base.after(wait, () => this.#run());
  }

  #run(): void {
    this.#armedFor = Infinity;
    const now = this.#base.now();
    for (
      let due = this.#queue.takeDue(now);
      due !== undefined && !this.#closed;
      due = this.#queue.takeDue(now)
    ) {
      try {
        Promise.resolve(due.task()).catch(this.#failed);
      } catch (error) {
        this.#failed(error);
      }
    }
    this.#arm();
  }
}

/** Time that stands still until its owner advances it; every task runs at exactly its own time. */
export class VirtualClock implements TaskClock {
  readonly #failed: Failed;
  readonly #from: { readonly now?: number; readonly moved?: (now: number) => void };

  readonly #queue = new DueQueue();
  #now: number;
  #advancing: Promise<void> = Promise.resolve();

  /**
   * @param start time of second 0, in milliseconds since the epoch
   * @param from.now initial time, when that is not the start
   * @param from.moved called with every new time
   */
  constructor(
    readonly start: number,
    failed: Failed,
    from: { readonly now?: number; readonly moved?: (now: number) => void } = {},
  ) {
    this.#failed = failed;
    this.#from = from;

    this.#now = from.now ?? start;
  }

  now(): number {
    return this.#now;
  }
  seconds(): number {
    return this.#now / 1000;
  }
  at(time: number, task: Task): () => void {
    return this.#queue.add(Math.max(time, this.#now), task);
  }
  after(delayMs: number, task: Task): () => void {
    return this.at(this.#now + delayMs, task);
  }
  close(): void {
    /* nothing runs by itself */
  }

  /**
   * Runs everything that is due up to this time (milliseconds since the epoch), each task at its own time and
   * one after the other, including tasks that those tasks add. Concurrent calls run one after the other.
   * @throws RangeError when the time has passed already
   */
  advanceTo(time: number): Promise<void> {
    const advanced = this.#advancing.then(() => this.#advance(time));
    this.#advancing = advanced.catch(() => undefined);
    return advanced;
  }

  async #advance(time: number): Promise<void> {
    if (time < this.#now)
      throw new RangeError(
        `the clock stands at ${(this.#now - this.start) / 1000} s and does not go back to ` +
          `${(time - this.start) / 1000} s`,
      );
    for (let due = this.#queue.takeDue(time); due !== undefined; due = this.#queue.takeDue(time)) {
      this.#move(Math.max(this.#now, due.time));
      try {
        const running = due.task();
        if (running !== undefined) await running;
      } catch (error) {
        this.#failed(error);
      }
    }
    this.#move(time);
  }

  #move(time: number): void {
    if (time === this.#now) return;
    this.#now = time;
    this.#from.moved?.(time);
  }
}
