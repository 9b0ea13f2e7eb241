import * as z from 'zod/mini';
import { type TimeControl } from '../core/match/clock/time-control';

const count = z.int().check(z.gte(0));

/** The time control of a match, as players see it. */
export const timeControl: z.ZodMiniType<TimeControl> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none'), idleMs: z.exactOptional(count) }),
  z.object({ kind: z.literal('per-turn'), turnMs: count }),
  z.object({ kind: z.literal('fischer'), baseMs: count, incrementMs: count }),
  z.object({ kind: z.literal('bronstein'), baseMs: count, delayMs: count }),
  z.object({ kind: z.literal('us-delay'), baseMs: count, delayMs: count }),
  z.object({ kind: z.literal('byo-yomi'), baseMs: count, periods: count, periodMs: count }),
  z.object({ kind: z.literal('days'), daysPerTurn: count, vacationDays: z.exactOptional(count) }),
]);
