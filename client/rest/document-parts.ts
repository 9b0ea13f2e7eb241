import * as z from 'zod/mini';
import { type Json } from '../../core/json';

/** A schema whose values are documents of a type: it is compared by the compiler (`satisfies`). */
export type Reads<Document> = z.ZodMiniType<Document>;

export const json: Reads<Json> = z.json();

/** Where a player connects to play. */
export const connection = z.object({
  ipAddress: z.string(),
  dnsName: z.optional(z.string()),
  tls: z.boolean(),
  port: z.int(),
  playerSessionId: z.string(),
});
