import { type EventEnvelope } from '../../contract/events';
import { type Common } from '../host';
import { type Containers } from './containers';
import { timeoutSeconds } from './declarations';

/** Lambda retries an asynchronous call after one and after two minutes (Lambda guide, "async retries"). */
const retriesMs = [60_000, 120_000];
const sweepIntervalMs = 60_000;

/** Asynchronous calls of functions: EventBridge's rule and its schedule. */
export class Triggers {
  readonly #common: Common;
  readonly #containers: Containers;
  #stopped = false;

  constructor(common: Common, containers: Containers) {
    this.#common = common;
    this.#containers = containers;
  }

  /** Delivers a matchmaking event to its function, at least once. */
  event(envelope: EventEnvelope): void {
    // The event crosses a wire, so it is JSON.
    const event: unknown = JSON.parse(JSON.stringify(envelope));
    const times = this.#common.faults.happens('event-handled-twice', 'rule') ? 2 : 1;
    for (let time = 0; time < times; time += 1) this.#attempt(event, 0);
  }

  /** Starts the schedule of the sweeper. */
  schedule(): void {
    const { clock, faults } = this.#common;
    clock.after(sweepIntervalMs, () => {
      if (this.#stopped) return;
      const times = faults.happens('sweep-twice', 'schedule') ? 2 : 1;
      for (let time = 0; time < times; time += 1)
        void this.#containers.run('match-sweeper', {}, timeoutSeconds('match-sweeper'));
      this.schedule();
    });
  }

  stop(): void {
    this.#stopped = true;
  }

  #attempt(event: unknown, attempt: number): void {
    const { clock, violation } = this.#common;
    this.#containers.run('matchmaking-events', event, timeoutSeconds('matchmaking-events')).then(
      (execution) => {
        const wait = retriesMs[attempt];
        if (!('answer' in execution) && wait !== undefined)
          clock.after(wait, () => this.#attempt(event, attempt + 1));
      },
      (error: unknown) => violation('world', String(error)),
    );
  }
}
