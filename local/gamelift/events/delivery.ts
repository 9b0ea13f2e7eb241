import { messageOf } from '../../../core/message-of';
import { type EventEnvelope } from '../../../contract/events';
import { type TaskClock } from '../task-clock';
import { type Collection } from '../state/collection';
import { type State } from '../state/state';

/** The destination of an event: EventBridge, or the SNS topic that a configuration or a queue names. */
export interface AddressedEvent {
  readonly envelope: EventEnvelope;
  /** ARN of the topic; absent: EventBridge. */
  readonly topic?: string;
}

/** Accepts an event; when it throws or rejects, the event is delivered again later. */
export type EventSink = (delivery: AddressedEvent) => void | Promise<void>;

/** Where and how often events are delivered. */
export interface EventDeliveryOptions {
  readonly sink: EventSink;
  /** When to deliver each copy, in milliseconds from now. */
  readonly copies: () => readonly number[];
  /** Maximum number of concurrent deliveries. */
  readonly atOnce?: number;
}

interface Waiting extends AddressedEvent {
  readonly attempts: number;
}

const firstRetryMs = 200;
const maxRetryMs = 30_000;
/** EventBridge retries for 24 hours (EventBridge guide, "retry policy"). */
const giveUpSeconds = 24 * 3600;

/**
 * At-least-once delivery. Undelivered events are part of the state. An event is delivered only once the state
 * that it describes is on the disk, so that a receiver never learns of something that a crash undoes.
 */
export class EventDelivery {
  readonly #state: State;
  readonly #clock: TaskClock;
  readonly #options: EventDeliveryOptions;
  readonly #log: (line: string) => void;

  readonly #waiting: Collection<Waiting>;
  readonly #ready: string[] = [];
  #underWay = 0;
  #closed = false;
  #held = false;

  constructor(state: State, clock: TaskClock, options: EventDeliveryOptions, log: (line: string) => void) {
    this.#state = state;
    this.#clock = clock;
    this.#options = options;
    this.#log = log;

    this.#waiting = state.collection('undeliveredEvents');
  }

  /** After a start: delivers what was not delivered before. */
  recover(): void {
    for (const id of this.#waiting.entries()) this.#ready.push(id[0]);
    this.#work();
  }

  /** True: nothing is delivered until it is released. */
  get held(): boolean {
    return this.#held;
  }
  set held(held: boolean) {
    this.#held = held;
    this.#work();
  }

  /** Number of deliveries that wait or are running. */
  get open(): number {
    return this.#waiting.size;
  }

  add(delivery: AddressedEvent): void {
    for (const [copy, delay] of this.#options.copies().entries()) {
      const id = `${delivery.envelope.id}/${delivery.topic ?? ''}/${copy}`;
      this.#waiting.put(id, { ...delivery, attempts: 0 });
      if (delay === 0) this.#ready.push(id);
      else
        this.#clock.after(delay, () => {
          this.#ready.push(id);
          this.#work();
        });
    }
    // In a later turn of the event loop: the caller first completes the change that the event describes.
    setImmediate(() => this.#work());
  }

  /** Starts no further delivery; resolves when the running ones are over, after two seconds at most. */
  async close(): Promise<void> {
    this.#closed = true;
    const deadline = performance.now() + 2000;
    while (this.#underWay > 0 && performance.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 5));
  }

  #work(): void {
    while (!this.#closed && !this.#held && this.#underWay < (this.#options.atOnce ?? 16)) {
      const id = this.#ready.shift();
      if (id === undefined) return;
      const waiting = this.#waiting.get(id);
      if (waiting === undefined) continue;
      this.#underWay += 1;
      void this.#deliver(id, waiting).finally(() => {
        this.#underWay -= 1;
        this.#work();
      });
    }
  }

  async #deliver(id: string, waiting: Waiting): Promise<void> {
    try {
      if (this.#state.dirty) await this.#state.flushed();
      await this.#options.sink({
        envelope: waiting.envelope,
        ...(waiting.topic === undefined ? {} : { topic: waiting.topic }),
      });
      this.#waiting.delete(id);
    } catch (error) {
      const { id: event, time } = waiting.envelope;
      if (this.#clock.now() - Date.parse(time) > giveUpSeconds * 1000) {
        this.#log(`event ${event} was not accepted for 24 hours and is dropped: ${String(error)}`);
        this.#waiting.delete(id);
        return;
      }
      const attempts = waiting.attempts + 1;
      this.#waiting.put(id, { ...waiting, attempts });
      this.#log(`event ${event} was not accepted (attempt ${attempts}): ${messageOf(error)}`);
      this.#clock.after(Math.min(maxRetryMs, firstRetryMs * 2 ** Math.min(attempts - 1, 10)), () => {
        this.#ready.push(id);
        this.#work();
      });
    }
  }
}
