import * as z from 'zod/mini';
import { type HeadToHeadDocument, type RatingCurveDocument, type StatisticsDocument } from './document-types';
import { type Reads } from './document-parts';

const tally = z.object({ wins: z.int(), draws: z.int(), losses: z.int() });

export const statistics = z.object({
  playerId: z.string(),
  game: z.string(),
  played: z.int(),
  ...tally.shape,
  abandoned: z.int(),
  voided: z.int(),
  rated: z.int(),
  rating: z.number(),
  provisional: z.boolean(),
  ratedAt: z.optional(z.int()),
  streak: z.object({ current: z.int(), longest: z.int() }),
  turns: z.int(),
  milliseconds: z.int(),
  bySeat: z.array(tally),
  byOption: z.record(z.string(), tally),
}) satisfies Reads<StatisticsDocument>;

export const ratingCurve = z.object({
  playerId: z.string(),
  game: z.string(),
  from: z.string(),
  to: z.string(),
  days: z.array(z.object({ day: z.string(), rating: z.number() })),
}) satisfies Reads<RatingCurveDocument>;

export const headToHead = z.object({
  playerId: z.string(),
  opponent: z.string(),
  games: z.array(z.object({ game: z.string(), ...tally.shape, ratedWithinDay: z.int() })),
}) satisfies Reads<HeadToHeadDocument>;
