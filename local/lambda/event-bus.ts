import fs from 'node:fs';
import path from 'node:path';
import { type EventEnvelope } from '../../contract/events';
import { type FunctionDeclaration } from '../../functions/declaration';
import { type Clock } from '../../core/clock';
import { pauseUntil } from '../system-clock';
import { type FunctionPool } from './function-pool';
import { type InvocationError } from './invocation';

/** An event that a function failed to handle in every attempt. */
export interface DeadLetter {
  readonly function: string;
  /** ISO 8601. */
  readonly at: string;
  readonly attempts: number;
  readonly error: InvocationError;
  readonly event: unknown;
}

/** The functions that receive events. */
export interface EventBusOptions {
  readonly declarations: readonly FunctionDeclaration[];
  readonly pools: ReadonlyMap<string, FunctionPool>;
  readonly clock: Clock;
  /** One JSON line per event that could not be delivered; absent: they are only logged. */
  readonly deadLetterFile?: string;
  /** Pauses between the attempts, milliseconds. Lambda waits one minute, then two; a laptop waits less. */
  readonly retryAfterMs: readonly number[];
  log(line: string): void;
}

/**
 * Delivers events to functions like EventBridge: each function with a matching pattern gets the event. A
 * failed delivery is retried, then the event goes to the dead-letter queue, which is a file here. So a
 * function may see an event twice, and late.
 */
export class EventBus {
  readonly #options: EventBusOptions;

  readonly #closing = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  /** Number of dead letters. */
  deadLetters = 0;

  constructor(options: EventBusOptions) {
    this.#options = options;
  }

  /**
   * Resolves when every function has handled the event, or it became a dead letter.
   * @throws Error when the local Lambda closes before that: the sender must send the event again
   */
  async deliver(envelope: EventEnvelope): Promise<void> {
    const targets = this.#options.declarations.filter(
      ({ trigger }) =>
        trigger.kind === 'eventbridge' &&
        trigger.source === envelope.source &&
        trigger.detailTypes.includes(envelope['detail-type']),
    );
    const deliveries = targets.map(({ name }) => this.#deliverTo(name, envelope));
    for (const delivery of deliveries) {
      this.#underWay.add(delivery);
      delivery.catch(() => undefined).finally(() => this.#underWay.delete(delivery));
    }
    await Promise.all(deliveries);
  }

  /** Resolves when no delivery is running; deliveries that wait for a retry are returned to their sender. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#underWay);
  }

  async #deliverTo(name: string, event: unknown): Promise<void> {
    const { pools, clock, retryAfterMs, log } = this.#options;
    const pool = pools.get(name);
    if (pool === undefined) return;
    for (let attempt = 1; ; attempt += 1) {
      const result = await pool.invoke(event);
      if (result.ok) return;
      const wait = retryAfterMs[attempt - 1];
      const closed =
        this.#closing.signal.aborted ||
        (wait !== undefined && !(await pauseUntil(this.#closing.signal, clock, wait)));
      if (closed) throw new Error(`the local Lambda closed before ${name} had handled an event`);
      if (wait === undefined) {
        log(
          `${name} did not handle an event after ${attempt} attempts: ${result.error.errorType}: ` +
            `${result.error.errorMessage}`,
        );
        this.#bury({
          function: name,
          at: new Date(clock.now()).toISOString(),
          attempts: attempt,
          error: result.error,
          event,
        });
        return;
      }
    }
  }

  #bury(letter: DeadLetter): void {
    this.deadLetters += 1;
    const { deadLetterFile } = this.#options;
    if (deadLetterFile === undefined) return;
    fs.mkdirSync(path.dirname(deadLetterFile), { recursive: true });
    fs.appendFileSync(deadLetterFile, `${JSON.stringify(letter)}\n`);
  }
}
