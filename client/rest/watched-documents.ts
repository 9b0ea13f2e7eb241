import * as z from 'zod/mini';
import { hostingAction, matchAction } from '../../contract/match-action';
import { abandonReasons, offerKinds } from '../../core/match/log';
import { seatOutcomes } from '../../core/results';
import { type CommandedDocument, type MatchSeatDocument, type WatchedDocument } from './document-types';
import { json, type Reads } from './document-parts';

const watchedPosition = z.object({
  view: json,
  toAct: z.array(z.int()),
  offer: z.nullable(z.object({ offer: z.enum(offerKinds), by: z.int(), acceptedBy: z.array(z.int()) })),
  left: z.array(z.int()),
  phase: z.nullable(z.string()),
});
const shownClocks = z.nullable(
  z.object({
    now: z.int(),
    seats: z.array(
      z.object({
        remainingMs: z.number(),
        runsSince: z.nullable(z.int()),
        deadline: z.nullable(z.int()),
        periods: z.nullable(z.int()),
      }),
    ),
  }),
);
const matchEnd = z.object({
  places: z.array(z.int()),
  outcomes: z.array(z.enum(seatOutcomes)),
  scores: z.optional(z.array(z.number())),
  reason: z.string(),
  endedAt: z.int(),
  commands: z.int(),
  void: z.optional(z.literal(true)),
});
export const matchSeat = z.object({
  matchId: z.string(),
  seat: z.int(),
  asleep: z.boolean(),
  sequence: z.int(),
  position: z.extend(watchedPosition, { legal: z.array(json) }),
  clocks: shownClocks,
  result: z.nullable(matchEnd),
  abandoned: z.nullable(z.enum(abandonReasons)),
}) satisfies Reads<MatchSeatDocument>;
export const commanded = z.extend(matchSeat, { accepted: z.int() }) satisfies Reads<CommandedDocument>;

const watchedMoment = { position: watchedPosition, clocks: shownClocks };
export const watched = z.object({
  matchId: z.string(),
  game: z.string(),
  rulesVersion: z.int(),
  seats: z.array(z.string()),
  names: z.optional(z.array(z.nullable(z.string()))),
  teams: z.array(z.int()),
  options: json,
  startedAt: z.int(),
  delaySeconds: z.int(),
  start: z.optional(z.object(watchedMoment)),
  steps: z.array(
    z.object({
      sequence: z.int(),
      at: z.int(),
      seat: z.nullable(z.int()),
      action: z.union([matchAction, hostingAction]),
      ...watchedMoment,
    }),
  ),
  next: z.optional(z.int()),
  result: z.optional(matchEnd),
  abandoned: z.optional(z.enum(abandonReasons)),
}) satisfies Reads<WatchedDocument>;
