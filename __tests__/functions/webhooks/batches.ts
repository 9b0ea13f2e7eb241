import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { playerEventSource } from '../../../contract/player-events';
import { type Post } from '../../../functions/webhooks/post';
import { receiveMessages } from '../../../functions/webhooks/receive';
import { pausesSeconds } from '../../../functions/webhooks/send';
import { webhook, anEvent, taking, stateOf } from './webhook-stores';

export function batches(): void {
  describe('a batch of messages', () => {
    const messageOf = (event: unknown, queue = 'turnlift-test-webhook-push') => ({
      messageId: randomUUID(),
      receiptHandle: randomUUID(),
      eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${queue}`,
      body: JSON.stringify({ source: playerEventSource, 'detail-type': 'your-turn', detail: event }),
    });

    it('is sent at once; failed messages are retried, and delay no other', async () => {
      const [good, bad] = [anEvent(), anEvent()];
      const { parts } = taking();
      const postponed: unknown[] = [];
      const receiving = {
        ...parts,
        post: ((_webhook, headers) =>
          Promise.resolve({ status: headers['webhook-id'] === good.id ? 200 : 500 })) satisfies Post,
        webhooks: [webhook],
        resourcePrefix: 'turnlift-test',
        postpone: ({ receiptHandle }: { readonly receiptHandle: string }, seconds: number) => {
          postponed.push([receiptHandle, seconds]);
          return Promise.resolve();
        },
      };
      const messages = [
        messageOf(bad),
        messageOf({ type: 'your-turn', id: 'nonsense' }),
        messageOf(good),
        messageOf(anEvent(), 'turnlift-test-webhook-gone'),
      ];
      const answer = await receiveMessages(receiving, { Records: messages });
      expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual([
        messages[0]?.messageId,
        messages[1]?.messageId,
      ]);
      expect(postponed).toEqual([[messages[0]?.receiptHandle, pausesSeconds[0]]]);
      expect((await stateOf(good))?.slice(0, 2)).toEqual(['delivered', 1]);
    });
  });
}
