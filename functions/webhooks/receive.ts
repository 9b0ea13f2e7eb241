import * as z from 'zod';
import { playerEventEnvelope } from '../../contract/player-events';
import { type Webhook, webhookOfQueue } from '../../contract/webhooks';
import { log } from '../shared/log';
import { sendEvent, type SenderParts } from './send';

/** What Lambda hands over of a queue (Lambda guide, "Using Lambda with Amazon SQS"). */
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

export interface ReceiverParts extends SenderParts {
  readonly webhooks: readonly Webhook[];
  /** `<project>-<environment>` */
  readonly resourcePrefix: string;
  /** Lets a message come again after so many seconds, and not earlier. */
  postpone(
    message: { readonly queueArn: string; readonly receiptHandle: string },
    seconds: number,
  ): Promise<void>;
}

/** Messages that come again; the others are done with (Lambda guide, "Partial batch responses"). */
export interface QueueAnswer {
  readonly batchItemFailures: ReadonlyArray<{ readonly itemIdentifier: string }>;
}

/**
 * Sends the events of a batch of messages, all at once. One webhook's trouble, or one event's, is not the
 * others'.
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

/** @returns true when the message is done with */
async function handle(parts: ReceiverParts, message: QueueMessage): Promise<boolean> {
  const { eventSourceARN: queueArn, receiptHandle } = message;
  const name = webhookOfQueue(parts.resourcePrefix, queueArn);
  const webhook = parts.webhooks.find((known) => known.name === name);
  if (webhook === undefined) {
    // It was taken out of the environment while events waited for it.
    log('warn', 'an event is for a webhook that is not there any more', { queueArn });
    return true;
  }
  const { detail } = playerEventEnvelope.parse(JSON.parse(message.body));
  const sent = await sendEvent(parts, webhook, detail);
  if (sent === 'done') return true;
  await parts.postpone({ queueArn, receiptHandle }, sent.againInSeconds);
  return false;
}
