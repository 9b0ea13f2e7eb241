import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { webhookResource } from '../../contract/webhooks';
import { type Clock } from '../../core/clock';
import { openMessages, type QueueMessage } from './kept-messages';
import { type Consumer, Queues } from './queues';
import { serveAwsJson, ServiceRefusal } from '../aws-json-server';
import { type LookedJournal } from '../gamelift/state/looked-journal';
import { State } from '../gamelift/state/state';

export { type QueueMessage } from './kept-messages';

/** A webhook as its rule and its queue have it. */
export interface MessageTarget {
  readonly name: string;
  readonly types: readonly string[];
  readonly delaySeconds: number;
}

/** The bus and queues of a backend. */
export interface LocalMessagesOptions {
  /** Name of the bus. */
  readonly bus: string;
  /** `<project>-<environment>` */
  readonly resourcePrefix: string;
  readonly webhooks: readonly MessageTarget[];
  readonly region: string;
  readonly account: string;
  readonly clock: Clock;
  /** Where messages lie that wait; absent: in memory. */
  readonly folder?: string;
  /** The journal in that folder, read by a look for damage; absent: it is read when it is opened. */
  readonly looked?: LookedJournal;
  readonly batchSize: number;
  /** Hears of a message that was received too often. */
  bury(message: QueueMessage): void;
  log(line: string): void;
}

/** An event that was put on the bus. */
export interface BusEvent {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly source: string;
  readonly type: string;
  readonly detail: unknown;
  /** Webhooks whose rules took it. */
  readonly webhooks: readonly string[];
}

/** EventBridge and SQS on this machine, as far as events of players go through them. */
export interface LocalMessages {
  /** For AWS_ENDPOINT_URL_EVENTBRIDGE and AWS_ENDPOINT_URL_SQS. */
  readonly url: string;
  /** The newest events since the start, oldest first. */
  readonly events: () => readonly BusEvent[];
  /** Messages that are not done with. */
  readonly waiting: () => readonly QueueMessage[];
  /** Why no message is accepted at the moment; undefined: they are. */
  readonly trouble: () => string | undefined;
  /** From now on messages of the webhooks' queues are handed out. */
  consume(consumer: Consumer): void;
  /** The functions, which consume messages, and the stack close it: the second call waits for the first. */
  close(): Promise<void>;
}

/** How the queues in the cloud are made, too (stacks/constructs/webhook-queues.ts). */
const visibilityMs = 240_000;
const maxReceives = 30;
const maxEvents = 1000;

const putEvents = z.object({
  Entries: z
    .array(
      z.object({
        EventBusName: z.string(),
        Source: z.string().min(1),
        DetailType: z.string().min(1),
        Detail: z.string().transform((text): unknown => JSON.parse(text)),
        Time: z.number(),
      }),
    )
    .min(1)
    .max(10),
});
const changeVisibility = z.object({
  QueueUrl: z.string(),
  ReceiptHandle: z.string(),
  VisibilityTimeout: z.int().min(0).max(43_200),
});

/**
 * Starts the bus, a rule and a queue for each webhook.
 * @throws Error naming a damaged file of the messages
 */
export async function startLocalMessages(options: LocalMessagesOptions): Promise<LocalMessages> {
  const { folder, log } = options;
  const state = folder === undefined ? State.memory() : await openMessages(folder, log, options.looked);
  const queues = new Queues({
    clock: options.clock,
    batchSize: options.batchSize,
    visibilityMs,
    maxReceives,
    state,
    bury: options.bury,
    log,
  });
  const bus = new Bus(options, queues);
  const server = await serveAwsJson({
    name: 'This machine',
    codes: { invalid: 'ValidationException', internal: 'InternalException' },
    maxBytes: 1024 * 1024,
    operations: {
      'AWSEvents.PutEvents': async (input) => ({
        FailedEntryCount: 0,
        Entries: await Promise.all(putEvents.parse(input).Entries.map((entry) => bus.put(entry))),
      }),
      'AmazonSQS.ChangeMessageVisibility'(input) {
        const { ReceiptHandle, VisibilityTimeout } = changeVisibility.parse(input);
        if (!queues.postpone(ReceiptHandle, VisibilityTimeout * 1000))
          throw new ServiceRefusal('ReceiptHandleIsInvalid', 'The receipt handle is not one of a message.');
        return {};
      },
    },
  });
  const closeAll = async (): Promise<void> => {
    await queues.close();
    await server.close();
    await state.close();
  };
  let closing: Promise<void> | undefined;
  return {
    url: server.url,
    events: () => bus.events,
    waiting: () => queues.waiting,
    trouble: () => state.broken && `unhealthy: messages: nothing is kept: ${state.broken.message}`,
    consume: (consumer) => queues.consume(consumer),
    close: () => (closing ??= closeAll()),
  };
}

/** The bus, with a rule for each webhook. */
class Bus {
  /** The newest events, oldest first. */
  readonly events: BusEvent[] = [];
  readonly #options: LocalMessagesOptions;
  readonly #queues: Queues;

  constructor(options: LocalMessagesOptions, queues: Queues) {
    this.#options = options;
    this.#queues = queues;
  }

  async put(entry: z.output<typeof putEvents>['Entries'][number]): Promise<{ readonly EventId: string }> {
    const { bus, resourcePrefix, webhooks, region, account, clock } = this.#options;
    if (entry.EventBusName !== bus)
      throw new ServiceRefusal(
        'ResourceNotFoundException',
        `Event bus ${entry.EventBusName} does not exist.`,
      );
    const id = randomUUID();
    const takers = webhooks.filter(({ types }) => types.includes(entry.DetailType));
    const envelope = {
      version: '0',
      id,
      'detail-type': entry.DetailType,
      source: entry.Source,
      account,
      time: new Date(entry.Time * 1000).toISOString().replace(/\.\d+Z$/, 'Z'),
      region,
      resources: [],
      detail: entry.Detail,
    };
    for (const { name, delaySeconds } of takers)
      await this.#queues.add(
        `arn:aws:sqs:${region}:${account}:${webhookResource(resourcePrefix, name)}`,
        JSON.stringify(envelope),
        delaySeconds * 1000,
      );
    this.events.push({
      at: clock.now(),
      source: entry.Source,
      type: entry.DetailType,
      detail: entry.Detail,
      webhooks: takers.map(({ name }) => name),
    });
    this.events.splice(0, this.events.length - maxEvents);
    return { EventId: id };
  }
}
