import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { createSecrets } from '../../../functions/webhooks/secrets';
import { deliveryLeaseMs, maxAttempts, pausesSeconds, sendEvent } from '../../../functions/webhooks/send';
import { createDeliveryStore } from '../../../store/deliveries';
import { tableNames } from '../support/backend';
import { clock, webhook, deliveries, anEvent, stores, taking, stateOf, dyingAt } from './webhook-stores';

export function events(): void {
  describe('an event', () => {
    it('is sent once, however often its event comes', async () => {
      const { parts, posts } = taking();
      const event = anEvent();
      for (let attempt = 0; attempt < 3; attempt += 1)
        expect(await sendEvent(parts, webhook, event)).toBe('done');
      expect(posts).toEqual([{ id: event.id, body: JSON.stringify(event), at: clock.time }]);
      expect(await stateOf(event)).toEqual(['delivered', 1, 'HTTP 204']);
    });

    it('is sent by one of many senders at once; the others retry when its lease is over', async () => {
      const { parts, posts } = taking();
      const event = anEvent();
      const sent = await Promise.all(Array.from({ length: 5 }, () => sendEvent(parts, webhook, event)));
      expect(posts).toHaveLength(1);
      expect(sent.filter((one) => one === 'done').length).toBeGreaterThanOrEqual(1);
      for (const one of sent)
        if (one !== 'done') expect(one).toEqual({ againInSeconds: deliveryLeaseMs / 1000 });
      clock.time += deliveryLeaseMs;
      expect(await sendEvent(parts, webhook, event)).toBe('done');
      expect(posts).toHaveLength(1);
    });

    it('stays with its second message when the first sender fails while that one is refused', async () => {
      const event = anEvent();
      const of = { webhook: webhook.name, eventId: event.id };
      expect(await deliveries.begin(of, clock.time, deliveryLeaseMs)).toEqual({ kind: 'yours', attempt: 1 });
      const client = new DynamoDBClient({
        region: 'us-east-1',
        endpoint: stores.url,
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      });
      // Between the refusal of the lease and the read of the delivery.
      client.middlewareStack.add(
        (next, { commandName }) =>
          async (given) => {
            if (commandName === 'QueryCommand') await deliveries.end(of, 1, 'waiting', 'HTTP 503');
            return next(given);
          },
        { step: 'initialize' },
      );
      const second = createDeliveryStore(DynamoDBDocumentClient.from(client), tableNames);
      const { parts, posts } = taking();
      expect(await sendEvent({ ...parts, deliveries: second }, webhook, event)).toEqual({
        againInSeconds: 1,
      });
      expect(await sendEvent(parts, webhook, event)).toBe('done');
      expect(posts).toHaveLength(1);
      client.destroy();
    });

    it('goes to each webhook independently', async () => {
      const { parts, posts } = taking();
      const event = anEvent();
      await sendEvent(parts, webhook, event);
      await sendEvent(parts, { ...webhook, name: 'mail' }, event);
      expect(posts).toHaveLength(2);
    });

    it('is retried with growing delays until the webhook is up', async () => {
      let up = false;
      const { parts, posts } = taking(() =>
        up ? Promise.resolve({ status: 200 }) : Promise.reject(new Error('connect ECONNREFUSED')),
      );
      const event = anEvent();
      for (const pause of pausesSeconds.slice(0, 4)) {
        expect(await sendEvent(parts, webhook, event)).toEqual({ againInSeconds: pause });
        clock.time += pause * 1000;
      }
      expect(await stateOf(event)).toEqual(['waiting', 4, 'connect ECONNREFUSED']);
      up = true;
      expect(await sendEvent(parts, webhook, event)).toBe('done');
      expect(posts.map(({ id }) => id)).toEqual(Array.from({ length: 5 }, () => event.id));
      expect(await stateOf(event)).toEqual(['delivered', 5, 'HTTP 200']);
    });

    it.each([199, 301, 400, 404, 429, 500])('is not accepted with status %d', async (status) => {
      const { parts } = taking(() => Promise.resolve({ status }));
      expect(await sendEvent(parts, webhook, anEvent())).toEqual({ againInSeconds: pausesSeconds[0] });
    });

    it('is given up after its last attempt, and sent if it is put back', async () => {
      let status = 503;
      const { parts, posts } = taking(() => Promise.resolve({ status }));
      const event = anEvent();
      for (let attempt = 1; attempt < maxAttempts; attempt += 1) {
        const sent = await sendEvent(parts, webhook, event);
        if (sent === 'done') throw new Error('not taken');
        clock.time += sent.againInSeconds * 1000;
      }
      expect(await sendEvent(parts, webhook, event)).toEqual({ againInSeconds: 0 });
      expect(await stateOf(event)).toEqual(['given-up', maxAttempts, 'HTTP 503']);
      expect(posts).toHaveLength(maxAttempts);
      status = 200;
      expect(await sendEvent(parts, webhook, event)).toBe('done');
      expect((await stateOf(event))?.slice(0, 2)).toEqual(['delivered', maxAttempts + 1]);
    });

    it('spreads its attempts, so that a webhook that comes up is not flooded', async () => {
      const { parts } = taking(() => Promise.resolve({ status: 500 }));
      const sent = await sendEvent({ ...parts, random: () => 0.99 }, webhook, anEvent());
      expect(sent).toEqual({ againInSeconds: Math.ceil((pausesSeconds[0] ?? 0) * 1.2475) });
    });

    it('waits for a secret that has no value yet', async () => {
      const { parts, posts } = taking();
      const event = anEvent();
      const missing = {
        ...parts,
        secretOf: createSecrets(
          () => Promise.resolve(undefined),
          () => clock.time,
        ),
      };
      expect(await sendEvent(missing, webhook, event)).toEqual({ againInSeconds: pausesSeconds[0] });
      expect(posts).toEqual([]);
      expect(await stateOf(event)).toEqual(['waiting', 1, 'the secret of webhook push has no value']);
    });

    it('reaches the webhook wherever its sender died, and twice only if the answer was lost', async () => {
      // Every edge of the sender: a call that is made, and a call whose answer is lost.
      for (const moment of ['before', 'after'] as const)
        for (let edge = 1; edge <= 5; edge += 1) {
          const event = anEvent();
          const { parts, posts } = taking();
          let calls = 0;
          const dying = dyingAt((what) => {
            calls += 1;
            return what === moment && calls === edge;
          }, parts);
          // A dead sender never answers: its message comes again when it is visible.
          const died = await Promise.race([
            sendEvent(dying, webhook, event).catch(() => 'threw'),
            dying.dead,
          ]);
          if (died === 'died') {
            expect(await sendEvent(parts, webhook, event)).not.toBe(undefined);
            clock.time += deliveryLeaseMs;
          }
          expect([moment, edge, await sendEvent(parts, webhook, event)]).toEqual([moment, edge, 'done']);
          expect(posts.length).toBeGreaterThanOrEqual(1);
          expect(posts.length).toBeLessThanOrEqual(died === 'died' ? 2 : 1);
          expect(new Set(posts.map(({ id, body }) => `${id} ${body}`)).size).toBe(1);
          expect((await stateOf(event))?.slice(0, 2)).toEqual(['delivered', expect.any(Number)]);
        }
    });

    it('that a late sender delivered stays delivered; its failure undoes no later success', async () => {
      const event = anEvent();
      const of = { webhook: webhook.name, eventId: event.id };
      await deliveries.begin(of, clock.time, deliveryLeaseMs);
      clock.time += deliveryLeaseMs;
      expect(await deliveries.begin(of, clock.time, deliveryLeaseMs)).toEqual({ kind: 'yours', attempt: 2 });
      await deliveries.end(of, 2, 'waiting', 'HTTP 500');
      await deliveries.end(of, 1, 'delivered', 'HTTP 200');
      await deliveries.end(of, 2, 'given-up', 'HTTP 500');
      expect(await stateOf(event)).toEqual(['delivered', 2, 'HTTP 200']);
      expect(await deliveries.begin(of, clock.time + deliveryLeaseMs, deliveryLeaseMs)).toEqual({
        kind: 'done',
      });
    });
  });
}
