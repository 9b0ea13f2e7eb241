import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { type TableName } from '../contract/tables';
import { defaultRetryPolicy, ifItHolds, type RetryPolicy, whileContended } from './contention';
import { deliveryRows } from './keys';
import { parseRow } from './row-fields';

/**
 * How far an event is with a webhook.
 *
 * - `sending`: a sender has it, until its lease is over
 * - `waiting`: an attempt failed; it is tried again
 * - `delivered`: the webhook has taken it
 * - `passed-over`: there was nothing to tell any more
 * - `given-up`: the last attempt failed; it lies with the failures
 */
export const deliveryStatuses = ['sending', 'waiting', 'delivered', 'passed-over', 'given-up'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

export interface Delivery {
  readonly webhook: string;
  readonly eventId: string;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  /** Epoch milliseconds of the newest attempt. */
  readonly at: number;
  /** What became of the newest attempt: an HTTP status, or an error in one line. */
  readonly answer?: string;
  /** Epoch milliseconds: no other sender takes it before. */
  readonly leaseUntil: number;
}

/** What a sender that wants to send is told. */
export type Begun =
  | { readonly kind: 'yours'; readonly attempt: number }
  /** Delivered already, or passed over. */
  | { readonly kind: 'done' }
  /** Another sender has it. */
  | { readonly kind: 'busy'; readonly until: number };

export interface DeliveryOf {
  readonly webhook: string;
  readonly eventId: string;
}

/** Which events have reached which webhook: the place where an event is sent once, whoever comes with it. */
export interface DeliveryStore {
  /**
   * Takes an event for one attempt. Of two senders one gets it.
   * @param leaseMs no other sender takes it for so long, in case this one dies
   */
  begin(of: DeliveryOf, now: number, leaseMs: number): Promise<Begun>;
  /**
   * Says what became of an attempt. A later attempt of another sender stands, unless this one was delivered.
   */
  end(
    of: DeliveryOf,
    attempt: number,
    status: Exclude<DeliveryStatus, 'sending'>,
    answer: string,
  ): Promise<void>;
  /** All webhooks that an event has begun to go to. */
  ofEvent(eventId: string): Promise<readonly Delivery[]>;
}

/** Longer than a queue keeps what failed: whatever comes again meets its row. */
const keptSeconds = 30 * 24 * 60 * 60;

const schema = z.object({
  webhook: z.string(),
  eventId: z.string(),
  status: z.enum(deliveryStatuses),
  attempts: z.int(),
  at: z.number(),
  answer: z.exactOptional(z.string()),
  leaseUntil: z.number(),
});

/** @param names the deliveries table's real name @param retry for tests: waiting and chance */
export function createDeliveryStore(
  client: DynamoDBDocumentClient,
  names: Pick<Readonly<Record<TableName, string>>, 'deliveries'>,
  retry: RetryPolicy = defaultRetryPolicy,
): DeliveryStore {
  const TableName = names.deliveries;

  return {
    async begin(of, now, leaseMs) {
      const isFree = '#status <> :delivered AND #status <> :passed AND leaseUntil <= :now';
      const update = new UpdateCommand({
        TableName,
        Key: deliveryRows.delivery.key({ ...of }),
        UpdateExpression:
          'SET webhook = :webhook, eventId = :event, #status = :sending, attempts = if_not_exists(attempts, :none) + :one, #at = :now, leaseUntil = :until, expiresAt = :expires',
        ConditionExpression: `attribute_not_exists(pk) OR (${isFree})`,
        ExpressionAttributeNames: { '#status': 'status', '#at': 'at' },
        ExpressionAttributeValues: {
          ':webhook': of.webhook,
          ':event': of.eventId,
          ':sending': 'sending',
          ':delivered': 'delivered',
          ':passed': 'passed-over',
          ':none': 0,
          ':one': 1,
          ':now': now,
          ':until': now + leaseMs,
          ':expires': Math.ceil(now / 1000) + keptSeconds,
        },
        ReturnValues: 'ALL_NEW',
      });
      try {
        const { Attributes = {} } = await whileContended(retry, () => client.send(update));
        return { kind: 'yours', attempt: parseRow(schema, Attributes).attempts };
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
      const found = (await this.ofEvent(of.eventId)).find(({ webhook }) => webhook === of.webhook);
      return found === undefined || found.leaseUntil > now
        ? { kind: 'busy', until: found?.leaseUntil ?? now }
        : { kind: 'done' };
    },

    async end(of, attempt, status, answer) {
      const sent = status === 'delivered';
      await ifItHolds(retry, () =>
        client.send(
          new UpdateCommand({
            TableName,
            Key: deliveryRows.delivery.key({ ...of }),
            UpdateExpression: 'SET #status = :status, answer = :answer, leaseUntil = :over',
            ConditionExpression: sent ? 'attribute_exists(pk)' : 'attempts = :attempt AND #status = :sending',
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: {
              ':status': status,
              ':answer': answer,
              ':over': 0,
              ...(sent ? {} : { ':attempt': attempt, ':sending': 'sending' }),
            },
          }),
        ),
      );
    },

    async ofEvent(eventId) {
      const { Items = [] } = await whileContended(retry, () =>
        client.send(
          new QueryCommand({
            TableName,
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: { ':pk': deliveryRows.delivery.partition({ eventId }) },
            ConsistentRead: true,
          }),
        ),
      );
      return Items.map((row) => parseRow(schema, row));
    },
  };
}
