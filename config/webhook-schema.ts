import * as z from 'zod';
import { playerEventTypes } from '../core/player-event-types';
import { partName } from './names-of-parts';

/** A Lambda function's environment holds 4 KB altogether. */
const maxWebhookText = 2_000;
const maxWebhooks = 10;

const secret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/, 'must be whsec_ and 24 to 64 bytes in base64');

const fields = {
  url: z.url({ protocol: /^https?$/, abort: true }).max(500),
  types: z.array(z.enum(playerEventTypes)).min(1),
  /** Seconds that an event waits before it is sent: a turn that is over by then is not reported. */
  delaySeconds: z.int().min(0).max(900).default(10),
};

/** By a name of your own, which the queue and the secret of the webhook have. */
function named<Fields extends z.ZodRawShape>(shape: Fields) {
  return z
    .record(partName(20), z.strictObject(shape))
    .default({})
    .superRefine((webhooks, context) => {
      const [count, characters] = [Object.keys(webhooks).length, JSON.stringify(webhooks).length];
      if (count > maxWebhooks) context.addIssue(`has ${count} webhooks, at most ${maxWebhooks} are allowed`);
      if (characters > maxWebhookText)
        context.addIssue(
          `has ${characters} characters as JSON, at most ${maxWebhookText} are allowed: they are in a ` +
            "function's environment",
        );
    });
}

/** Where events of players go. The value of a secret is put into Secrets Manager by hand. */
export const cloudWebhooks = named(fields);
/** The same on a laptop, where secrets are none. */
export const laptopWebhooks = named({ ...fields, secret });
