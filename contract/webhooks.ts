import * as z from 'zod';
import { playerEventTypes } from '../core/player-event-types';
import { resourceName } from './names';

/**
 * The webhooks that get events, as functions get them in `TURNLIFT_WEBHOOKS`: made from an environment's file
 * (definition/webhooks.ts).
 */
const webhook = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/)
    .max(20),
  url: z.url(),
  types: z.array(z.enum(playerEventTypes)).min(1),
  /** The addresses that its name may resolve to: of the public internet alone, or of this machine too. */
  reach: z.enum(['public', 'loopback']),
});
export type Webhook = z.infer<typeof webhook>;

/** @throws Error when the text is not a list of webhooks */
export function parseWebhooks(text: string): readonly Webhook[] {
  return z.array(webhook).parse(JSON.parse(text));
}

/** The name of a webhook's queue, and of the secret that signs its events. */
export function webhookResource(prefix: string, name: string): string {
  return resourceName(prefix, `webhook-${name}`);
}

/** The webhook of a queue; undefined when the queue is not one of this environment. */
export function webhookOfQueue(prefix: string, queueArn: string): string | undefined {
  const start = webhookResource(prefix, '');
  const name = queueArn.slice(queueArn.lastIndexOf(':') + 1);
  return name.startsWith(start) && name.length > start.length ? name.slice(start.length) : undefined;
}

/** Headers of a request to a webhook (standardwebhooks.com, version 1). */
export const webhookHeaders = {
  id: 'webhook-id',
  timestamp: 'webhook-timestamp',
  signature: 'webhook-signature',
} as const;

/** The prefix of a secret; base64 of its bytes follows. */
export const webhookSecretPrefix = 'whsec_';
