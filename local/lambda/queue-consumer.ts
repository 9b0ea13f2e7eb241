import * as z from 'zod';
import { type QueueMessage } from '../messages';
import { type FunctionPool } from './function-pool';

const partialFailure = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })),
});

/**
 * Lambda's event source mapping for a queue. It gives the function a batch of messages. Those that the
 * function names come again, or all when it fails (Lambda guide, "Using Lambda with Amazon SQS").
 */
export function queueConsumer(
  pool: FunctionPool,
  awsRegion: string,
): (messages: readonly QueueMessage[]) => Promise<ReadonlySet<string>> {
  return async (messages) => {
    const result = await pool.invoke({
      Records: messages.map(({ id, body, queueArn, receives }) => ({
        messageId: id,
        receiptHandle: id,
        body,
        attributes: { ApproximateReceiveCount: String(receives) },
        messageAttributes: {},
        eventSource: 'aws:sqs',
        eventSourceARN: queueArn,
        awsRegion,
      })),
    });
    if (!result.ok) throw new Error(result.error.errorMessage);
    const answer = partialFailure.parse(result.payload);
    return new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  };
}
