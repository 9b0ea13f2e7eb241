import * as z from 'zod';
import { playerEventEnvelope } from '../../contract/player-events';
import { type Webhook, webhookOfQueue } from '../../contract/webhooks';
import { log } from '../shared/log';
import { sendEvent, type SenderParts } from './send';

/** A batch of a queue as Lambda hands it over (Lambda guide, "Using Lambda with Amazon SQS"). */
const queueEvent = z.object({
  Records: z.array(
    z.object({
      messageId: z.string(),
      receiptHandle: z.string(),
      body: z.string(),
      eventSourceARN: z.string(),
    }),
  ),
});
type QueueMessage = z.output<typeof queueEvent>['Records'][number];

/** The parts that handle a batch of queue messages. */
export interface ReceiverParts extends SenderParts {
  readonly webhooks: readonly Webhook[];
  /** `<project>-<environment>` */
  readonly resourcePrefix: string;
  /** Makes a message visible again after this many seconds, and not earlier. */
  postpone(
    message: { readonly queueArn: string; readonly receiptHandle: string },
    seconds: number,
  ): Promise<void>;
}

/** Messages to deliver again; the others are complete (Lambda guide, "Partial batch responses"). */
export interface QueueAnswer {
  readonly batchItemFailures: ReadonlyArray<{ readonly itemIdentifier: string }>;
}

/**
 * Sends the events of a batch of messages concurrently. A webhook or an event that fails does not stop the
 * others.
 */
export async function receiveMessages(parts: ReceiverParts, event: unknown): Promise<QueueAnswer> {
  const { Records } = queueEvent.parse(event);
  const again = await Promise.all(
    Records.map(async (message) => {
      try {
        return (await handle(parts, message)) ? [] : [message.messageId];
      } catch (error) {
        log('error', 'an event could not be sent', { messageId: message.messageId, error });
        return [message.messageId];
      }
    }),
  );
  return { batchItemFailures: again.flat().map((itemIdentifier) => ({ itemIdentifier })) };
}

/** @returns true when the message is complete */
async function handle(parts: ReceiverParts, message: QueueMessage): Promise<boolean> {
  const { eventSourceARN: queueArn, receiptHandle } = message;
  const name = webhookOfQueue(parts.resourcePrefix, queueArn);
  const webhook = parts.webhooks.find((known) => known.name === name);
  if (webhook === undefined) {
    // The webhook was removed from the environment while events waited for it.
    log('warn', 'an event is for a webhook that was removed', { queueArn });
    return true;
  }
  const { detail } = playerEventEnvelope.parse(JSON.parse(message.body));
  const sent = await sendEvent(parts, webhook, detail);
  if (sent === 'done') return true;
  await parts.postpone({ queueArn, receiptHandle }, sent.againInSeconds);
  return false;
}
