import * as z from 'zod/mini';
import { directions, periodKinds } from '../../core/ranking/score-change';
import {
  type DeclaredLeaderboardDocument,
  type LeaderboardStretchDocument,
  type LeaderboardDocument,
  type LeaderboardEntryDocument,
  type PlayerPlaceDocument,
} from './document-types';
import { type Reads } from './document-parts';

export const leaderboards = z.object({
  boards: z.array(
    z.object({
      board: z.string(),
      game: z.string(),
      metric: z.string(),
      direction: z.enum(directions),
      decimals: z.int(),
      periods: z.array(z.enum(periodKinds)),
      visibility: z.enum(['public', 'players']),
    }) satisfies Reads<DeclaredLeaderboardDocument>,
  ),
});
const entryFields = {
  rank: z.int(),
  playerId: z.string(),
  displayName: z.optional(z.string()),
  country: z.optional(z.string()),
  avatar: z.optional(z.string()),
  score: z.number(),
  at: z.int(),
};
export const leaderboardEntry = z.object(entryFields) satisfies Reads<LeaderboardEntryDocument>;
export const playerPlace = z.object({
  ...entryFields,
  sharedBy: z.int(),
  players: z.int(),
  percentile: z.number(),
  asOf: z.int(),
}) satisfies Reads<PlayerPlaceDocument>;
const stretchFields = {
  board: z.string(),
  period: z.string(),
  direction: z.enum(directions),
  decimals: z.int(),
  items: z.array(leaderboardEntry),
};
export const leaderboardStretch = z.object(stretchFields) satisfies Reads<LeaderboardStretchDocument>;
export const leaderboard = z.object({
  ...stretchFields,
  begins: z.optional(z.object({ rank: z.int(), score: z.number(), players: z.int() })),
  cursor: z.optional(z.string()),
}) satisfies Reads<LeaderboardDocument>;
