import * as z from 'zod/mini';
import { leaveReasons } from '../core/game-rules';
import { abandonReasons, type MatchAction, offerKinds } from '../core/match/log';
import { json } from './json';

/** An action of a seat, as rows and messages have it. */
export const matchAction: z.ZodMiniType<MatchAction> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('play'), command: json }),
  z.object({ kind: z.literal('resign') }),
  z.object({ kind: z.literal('abort') }),
  z.object({ kind: z.literal('offer'), offer: z.enum(offerKinds) }),
  z.object({ kind: z.literal('answer'), offer: z.enum(offerKinds), accept: z.boolean() }),
  z.object({ kind: z.literal('vacation'), days: z.int().check(z.gte(1)) }),
  z.object({ kind: z.literal('return'), awayMs: z.int().check(z.gte(0)) }),
  z.object({ kind: z.literal('abandon'), everyone: z.exactOptional(z.literal(true)) }),
  z.object({ kind: z.literal('bot'), strength: z.string(), because: z.enum(leaveReasons) }),
]);

/** An action on the match itself. */
export const hostingAction = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('timeout'),
    seats: z.array(z.int().check(z.gte(0))),
    commands: z.exactOptional(z.array(json)),
  }),
  z.object({
    kind: z.literal('claim'),
    epoch: z.int().check(z.gte(1)),
    aliveAt: z.exactOptional(z.number()),
  }),
  z.object({ kind: z.literal('sleep'), epoch: z.int().check(z.gte(1)) }),
  z.object({ kind: z.literal('end'), reason: z.enum(abandonReasons) }),
]);
