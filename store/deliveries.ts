import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { type TableName } from '../contract/tables';
import { defaultRetryPolicy, ifItHolds, type RetryPolicy, whileContended } from './contention';
import { deliveryRows } from './keys';
import { parseRow } from './row-fields';
import { type Table } from './table';

/**
 * The state of an event's delivery to a webhook.
 *
 * - `sending`: a sender has it, until its lease is over
 * - `waiting`: an attempt failed; a retry follows
 * - `delivered`: the webhook has accepted it
 * - `passed-over`: the event was no longer relevant
 * - `given-up`: the last attempt failed; it is in the dead-letter queue
 */
export const deliveryStatuses = ['sending', 'waiting', 'delivered', 'passed-over', 'given-up'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** The delivery of one event to one webhook. */
export interface WebhookDelivery {
  readonly webhook: string;
  readonly eventId: string;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  /** Epoch milliseconds of the newest attempt. */
  readonly at: number;
  /** The result of the newest attempt: an HTTP status, or an error in one line. */
  readonly answer?: string;
  /** Epoch milliseconds before which no other sender takes it. */
  readonly leaseUntil: number;
}

/** The answer to a sender that wants to send. */
export type Begun =
  | { readonly kind: 'yours'; readonly attempt: number }
  /** Already delivered, or passed over. */
  | { readonly kind: 'done' }
  /** Another sender has it. */
  | { readonly kind: 'busy'; readonly until: number };

/** The key of a delivery. */
export interface DeliveryOf {
  readonly webhook: string;
  readonly eventId: string;
}

/** The deliveries of events to webhooks. An event is sent once, whichever sender comes with it. */
export interface DeliveryStore {
  /**
   * Takes an event for one attempt. Of two senders one gets it.
   * @param leaseMs the time for which no other sender takes it, in case this one dies
   */
  begin(of: DeliveryOf, now: number, leaseMs: number): Promise<Begun>;
  /**
   * Records the result of an attempt. A later attempt of another sender stays, unless this one was delivered.
   */
  end(
    of: DeliveryOf,
    attempt: number,
    status: Exclude<DeliveryStatus, 'sending'>,
    answer: string,
  ): Promise<void>;
  /** The deliveries of an event to all webhooks. */
  ofEvent(eventId: string): Promise<readonly WebhookDelivery[]>;
}

/** Longer than a queue keeps failed events: an event that comes again finds its row. */
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

/** @param names the deliveries table's real name @param retry for tests: waiting and randomness */
export function createDeliveryStore(
  client: DynamoDBDocumentClient,
  names: Pick<Readonly<Record<TableName, string>>, 'deliveries'>,
  retry: RetryPolicy = defaultRetryPolicy,
): DeliveryStore {
  const TableName = names.deliveries;
  const table: Table = { client, TableName, retry };
  return {
    begin: (of, now, leaseMs) => begin(table, of, now, leaseMs),
    end: (of, attempt, status, answer) => end(table, of, attempt, status, answer),
    ofEvent: (eventId) => ofEvent(table, eventId),
  };
}

async function begin(table: Table, of: DeliveryOf, now: number, leaseMs: number): Promise<Begun> {
  const { client, TableName, retry } = table;
  const isFree = '#status <> :delivered AND #status <> :passed AND leaseUntil <= :now';
  const update = new UpdateCommand({
    TableName,
    Key: deliveryRows.delivery.key({ ...of }),
    UpdateExpression:
      'SET webhook = :webhook, eventId = :event, #status = :sending, attempts = ' +
      'if_not_exists(attempts, :none) + :one, #at = :now, leaseUntil = :until, expiresAt = :expires',
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
  const found = (await ofEvent(table, of.eventId)).find(({ webhook }) => webhook === of.webhook);
  // Only the status says that it is done: the other sender may have failed, and released it, meanwhile.
  const isDone = found?.status === 'delivered' || found?.status === 'passed-over';
  return isDone ? { kind: 'done' } : { kind: 'busy', until: found?.leaseUntil ?? now };
}

async function end(
  { retry, client, TableName }: Table,
  of: DeliveryOf,
  attempt: number,
  status: Exclude<DeliveryStatus, 'sending'>,
  answer: string,
): Promise<void> {
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
}

async function ofEvent(
  { retry, client, TableName }: Table,
  eventId: string,
): Promise<readonly WebhookDelivery[]> {
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
}
