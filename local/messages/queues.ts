import { randomUUID } from 'node:crypto';
import { type Clock } from '../../core/clock';
import { messageOf } from '../../core/message-of';
import { type Collection } from '../gamelift/state/collection';
import { type State } from '../gamelift/state/state';
import { messagesIn, type QueueMessage } from './kept-messages';

/** Takes messages of one queue. @returns ids of those that come again @throws when all do */
export type Consumer = (messages: readonly QueueMessage[]) => Promise<ReadonlySet<string>>;

/** The clock, the place and the failures of the queues. */
export interface QueuesOptions {
  readonly clock: Clock;
  /** Where messages lie until they are done with. */
  readonly state: State;
  /** Most messages that a consumer gets at once. */
  readonly batchSize: number;
  /** A message that a consumer has got is hidden for so long, unless it says otherwise. */
  readonly visibilityMs: number;
  /** A message that was received so often, and comes again, is buried. */
  readonly maxReceives: number;
  bury(message: QueueMessage): void;
  log(line: string): void;
}

/**
 * Queues of SQS as far as an event source mapping and its function see them. A message is hidden while a
 * consumer has it, and is delivered again unless it is deleted. After a maximum number of deliveries it moves
 * to the dead letters. An accepted message is on disk before the answer, so that `kill -9` loses no message.
 * While the disk is full, messages are not accepted; those that wait are delivered, and what became of them
 * is written once there is room.
 */
export class Queues {
  readonly #options: QueuesOptions;
  readonly #messages: Collection<QueueMessage>;
  #consumer: Consumer | undefined;
  #cancel: (() => void) | undefined;
  #busy: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: QueuesOptions) {
    this.#options = options;
    this.#messages = messagesIn(options.state);
  }

  /** Messages that are not done with. */
  get waiting(): readonly QueueMessage[] {
    return [...this.#messages.values()];
  }

  /** @throws Error when the disk refuses the message: it is not delivered then */
  async add(queueArn: string, body: string, delayMs: number): Promise<void> {
    const { clock, state } = this.#options;
    if (state.broken !== undefined) throw state.broken;
    const message = { id: randomUUID(), queueArn, body, visibleAt: clock.now() + delayMs, receives: 0 };
    this.#keep(message);
    try {
      await state.flushed();
    } catch (error) {
      this.#drop(message);
      throw error;
    }
    this.#wake();
  }

  /** Hides a message for so long from now on. @returns false when there is none of that receipt */
  postpone(receiptHandle: string, delayMs: number): boolean {
    const message = this.#messages.get(receiptHandle);
    if (message === undefined) return false;
    this.#keep({ ...message, visibleAt: this.#options.clock.now() + delayMs });
    return true;
  }

  /** From now on messages are handed out. */
  consume(consumer: Consumer): void {
    this.#consumer = consumer;
    this.#wake();
  }

  /** Resolves when no consumer has a message; those that wait stay where they are. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel?.();
    await this.#busy;
  }

  #wake(): void {
    this.#cancel?.();
    if (this.#closed || this.#consumer === undefined) return;
    const next = Math.min(...this.waiting.map(({ visibleAt }) => visibleAt));
    if (next === Infinity) return;
    const { clock } = this.#options;
    this.#cancel = clock.after(Math.max(0, next - clock.now()), () => {
      this.#busy = this.#busy
        .then(() => this.#handOut())
        .catch((error: unknown) => this.#options.log(`messages were not handed out: ${messageOf(error)}`))
        .finally(() => this.#wake());
    });
  }

  async #handOut(): Promise<void> {
    const { clock } = this.#options;
    const due = this.waiting.filter(({ visibleAt }) => visibleAt <= clock.now());
    const queues = new Set(due.map(({ queueArn }) => queueArn));
    await Promise.all([...queues].map((arn) => this.#hand(due.filter(({ queueArn }) => queueArn === arn))));
  }

  async #hand(due: readonly QueueMessage[]): Promise<void> {
    const { clock, batchSize, visibilityMs, maxReceives, bury } = this.#options;
    const batch = due.slice(0, batchSize).flatMap((message) => {
      if (message.receives >= maxReceives) {
        bury(message);
        this.#drop(message);
        return [];
      }
      const visibleAt = clock.now() + visibilityMs;
      return [this.#keep({ ...message, visibleAt, receives: message.receives + 1 })];
    });
    if (batch.length === 0 || this.#consumer === undefined) return;
    let again: ReadonlySet<string>;
    try {
      again = await this.#consumer(batch);
    } catch {
      return; // all of them are visible again in time
    }
    for (const message of batch) if (!again.has(message.id)) this.#drop(message);
  }

  #keep(message: QueueMessage): QueueMessage {
    return this.#messages.put(message.id, message);
  }

  #drop({ id }: QueueMessage): void {
    this.#messages.delete(id);
  }
}
