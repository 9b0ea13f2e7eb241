import * as z from 'zod/mini';
import { consoleTime } from './faults';
import { consoleMatchRow } from './matches';

/** A broken invariant, and where to look at it. */
export const brokenInvariant = z.object({
  says: z.string(),
  /** Address in the console, such as `#/matches/…`. */
  address: z.string(),
});
export type BrokenInvariant = z.output<typeof brokenInvariant>;

/** Tickets of one matchmaking. Seconds; null without a sample in the last ten minutes. */
export const waitsRow = z.object({
  matchmaking: z.string(),
  waiting: z.number(),
  longest: z.nullable(z.number()),
  matched: z.number(),
  p50: z.nullable(z.number()),
  p95: z.nullable(z.number()),
});
export type WaitsRow = z.output<typeof waitsRow>;

/** Recent activity, one value for each time. */
export const nowSeries = z.object({
  at: z.readonly(z.array(z.number())),
  waiting: z.readonly(z.array(z.number())),
  running: z.readonly(z.array(z.number())),
});
export type NowSeries = z.output<typeof nowSeries>;

export const nowDocument = z.object({
  environment: z.string(),
  region: z.string(),
  at: z.number(),
  time: consoleTime,
  broken: z.readonly(z.array(brokenInvariant)),
  /** Active faults, in words. */
  faults: z.readonly(z.array(z.string())),
  /** Players' tickets stay as they are: GameLift's events are held. */
  eventsHeld: z.boolean(),
  waits: z.readonly(z.array(waitsRow)),
  matches: z.object({
    running: z.number(),
    /** In the last minute. */
    begun: z.number(),
    ended: z.number(),
    newest: z.readonly(z.array(consoleMatchRow)),
  }),
  capacity: z.object({
    used: z.number(),
    free: z.number(),
    memoryBytes: z.number(),
    instances: z.number(),
    /** The process that answers last; absent while none has been asked. */
    slowest: z.exactOptional(
      z.object({
        processId: z.string(),
        answerMs: z.number(),
      }),
    ),
  }),
  series: nowSeries,
});
export type NowDocument = z.output<typeof nowDocument>;
