import * as z from 'zod/mini';
import { type Json } from '../core/json';
import { abandonReasons, type MatchAction } from '../core/match/log';

const json: z.ZodMiniType<Json> = z.json();

/** What a seat did, as it stands in rows and messages. */
export const matchAction: z.ZodMiniType<MatchAction> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('play'), command: json }),
  z.object({ kind: z.literal('resign') }),
  z.object({ kind: z.literal('offer'), offer: z.literal('draw') }),
  z.object({ kind: z.literal('answer'), offer: z.literal('draw'), accept: z.boolean() }),
  z.object({ kind: z.literal('abandon'), everyone: z.exactOptional(z.literal(true)) }),
]);

/** What happened to the match itself. */
export const hostingAction = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('claim'), epoch: z.int().check(z.gte(1)) }),
  z.object({ kind: z.literal('sleep'), epoch: z.int().check(z.gte(1)) }),
  z.object({ kind: z.literal('end'), reason: z.enum(abandonReasons) }),
]);
