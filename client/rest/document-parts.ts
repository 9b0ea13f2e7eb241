import * as z from 'zod/mini';

export { json } from '../../contract/json';

/** A schema whose values are documents of a type: it is compared by the compiler (`satisfies`). */
export type Reads<Document> = z.ZodMiniType<Document>;

/** Where a player connects to play. */
export const connection = z.object({
  ipAddress: z.string(),
  dnsName: z.optional(z.string()),
  tls: z.boolean(),
  port: z.int(),
  playerSessionId: z.string(),
});
