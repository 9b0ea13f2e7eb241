import { type FormedMatch, type Matchmaker } from '../../../flexmatch/engine-types';
import { type Ticket } from '../../../flexmatch/lifecycle/ticket';
import { type TaskClock, VirtualClock } from '../task-clock';
import { poolTicket } from './engine';

/**
 * In real time several arrivals share one pass of the engine. After a long pass the next one waits longer, so
 * that calls are answered in between.
 */
const leastPauseMs = 5;
const maxPauseMs = 2000;
const pausePerWork = 3;

/** The pool's source of tickets, and the receiver of its matches and failures. */
export interface PoolEvents {
  /** Tickets that are waiting to be searched for: they become SEARCHING and are given to the engine. */
  arrivals(): readonly Ticket[];
  formed(matches: readonly FormedMatch[]): void;
  failed(error: unknown): void;
}

/** One matchmaker's tickets in the engine, and the schedule of the engine's passes. */
export class Pool {
  readonly #clock: TaskClock;
  readonly #events: PoolEvents;

  #engine: Matchmaker;
  #planned: { readonly time: number; readonly cancel: () => void } | undefined;
  #lastWork = 0;
  #budgetEnded = false;
  #closed = false;

  constructor(engine: Matchmaker, clock: TaskClock, events: PoolEvents) {
    this.#clock = clock;
    this.#events = events;

    this.#engine = engine;
  }

  get size(): number {
    return this.#engine.size;
  }

  /** Whether the last search ran out of budget: a match may have been missed. */
  get budgetEnded(): boolean {
    return this.#budgetEnded;
  }
  has(ticketId: string): boolean {
    return this.#engine.has(ticketId);
  }
  metrics(ticketId: string): ReturnType<Matchmaker['metrics']> {
    return this.#engine.metrics(ticketId);
  }

  /** Replaces the engine (for a new rule set) and keeps the tickets. */
  replaceEngine(engine: Matchmaker, tickets: Iterable<Ticket>): void {
    this.#engine = engine;
    for (const ticket of tickets) engine.add(poolTicket(ticket));
    this.changed();
  }

  add(ticket: Ticket): void {
    this.#engine.add(poolTicket(ticket));
    this.changed();
  }

  remove(ticketId: string): void {
    this.#engine.remove(ticketId);
  }

  /** Schedules a pass soon; with a virtual clock at the current time, once the clock is advanced. */
  changed(): void {
    this.#plan(this.#clock.now() + this.#pause());
  }

  close(): void {
    this.#closed = true;
    this.#planned?.cancel();
  }

  /** A ticket that the engine refuses must not block the others. */
  #admit(ticket: Ticket): void {
    try {
      this.#engine.add(poolTicket(ticket));
    } catch (error) {
      this.#events.failed(error);
    }
  }

  #pause(): number {
    if (this.#clock instanceof VirtualClock) return 0;
    return Math.min(maxPauseMs, Math.max(leastPauseMs, pausePerWork * this.#lastWork));
  }

  #plan(time: number): void {
    if (this.#closed || (this.#planned !== undefined && this.#planned.time <= time)) return;
    this.#planned?.cancel();
    this.#planned = { time, cancel: this.#clock.at(time, () => this.#look()) };
  }

  #look(): void {
    this.#planned = undefined;
    const started = performance.now();
    try {
      for (const ticket of this.#events.arrivals()) this.#admit(ticket);
      const now = this.#clock.seconds();
      const { matches, budgetEnded } = this.#engine.tick(now);
      this.#budgetEnded = budgetEnded;
      this.#lastWork = performance.now() - started;
      if (matches.length > 0) this.#events.formed(matches);
      const next = this.#engine.size === 0 ? undefined : this.#engine.nextChange(now);
      if (next !== undefined)
        this.#plan(Math.max(Math.ceil(next * 1000), this.#clock.now() + Math.max(1, this.#pause())));
      if (budgetEnded) this.#plan(this.#clock.now() + 1000);
    } catch (error) {
      this.#lastWork = performance.now() - started;
      this.#events.failed(error);
      if (this.#engine.size > 0) this.#plan(this.#clock.now() + maxPauseMs);
    }
  }
}
