import * as z from 'zod/mini';
import { consolePlayer } from './console-player';

export const consoleLeaderboard = z.object({
  board: z.string(),
  game: z.string(),
  periods: z.readonly(z.array(z.string())),
});
export type ConsoleLeaderboard = z.output<typeof consoleLeaderboard>;
export const consoleLeaderboards = z.readonly(z.array(consoleLeaderboard));

export const consoleLeaderboardEntry = z.extend(consolePlayer, {
  rank: z.number(),
  score: z.number(),
  at: z.number(),
});
export type ConsoleLeaderboardEntry = z.output<typeof consoleLeaderboardEntry>;

/** The cost of a read: calls of DynamoDB, and their capacity units. */
export const capacityCost = z.object({
  calls: z.number(),
  units: z.number(),
});
export type CapacityCost = z.output<typeof capacityCost>;

/** A player's own place, read alone. */
export const consoleLeaderboardPlace = z.extend(consolePlayer, {
  rank: z.number(),
  players: z.number(),
  cost: capacityCost,
});
export type ConsoleLeaderboardPlace = z.output<typeof consoleLeaderboardPlace>;

export const consoleLeaderboardDetail = z.extend(consoleLeaderboard, {
  period: z.string(),
  entries: z.readonly(z.array(consoleLeaderboardEntry)),
  cost: capacityCost,
  /** Of the player in the middle, else of the first one shown; absent on an empty page. */
  place: z.exactOptional(consoleLeaderboardPlace),
  /** Cursor of the next page. */
  cursor: z.exactOptional(z.string()),
});
export type ConsoleLeaderboardDetail = z.output<typeof consoleLeaderboardDetail>;
