import * as z from 'zod/mini';
import { historyOutcomes } from '../../core/results';
import { consolePlayer } from './console-player';
import { consoleMatchRow } from './matches';

export const playerRow = z.extend(consolePlayer, {
  /** When the newest ticket was opened, or the newest match began. */
  seen: z.number(),
  waits: z.boolean(),
});
export type PlayerRow = z.output<typeof playerRow>;

/** A match in a player's history. */
export const playedRow = z.object({
  matchId: z.string(),
  game: z.string(),
  opponents: z.readonly(z.array(consolePlayer)),
  outcome: z.enum(historyOutcomes),
  reason: z.string(),
  endedAt: z.number(),
  ratingBefore: z.exactOptional(z.number()),
  ratingAfter: z.exactOptional(z.number()),
});
export type PlayedRow = z.output<typeof playedRow>;

export const consolePlayerDetail = z.extend(consolePlayer, {
  createdAt: z.number(),
  /** Reason of the player's ban. */
  ban: z.exactOptional(z.string()),
  deletedAt: z.exactOptional(z.number()),
  standings: z.readonly(
    z.array(
      z.object({
        game: z.string(),
        rating: z.number(),
        provisional: z.boolean(),
        wins: z.number(),
        draws: z.number(),
        losses: z.number(),
      }),
    ),
  ),
  /** Leaderboards that list the player. */
  places: z.readonly(
    z.array(
      z.object({
        board: z.string(),
        rank: z.number(),
        players: z.number(),
        score: z.number(),
      }),
    ),
  ),
  running: z.readonly(z.array(consoleMatchRow)),
  /** Newest first. */
  played: z.readonly(z.array(playedRow)),
  sessions: z.readonly(
    z.array(
      z.object({
        sessionId: z.string(),
        device: z.string(),
        openedAt: z.number(),
        lastUsedAt: z.number(),
      }),
    ),
  ),
  events: z.readonly(
    z.array(
      z.object({
        event: z.string(),
        at: z.number(),
        by: z.string(),
      }),
    ),
  ),
  openTicket: z.exactOptional(z.string()),
});
export type ConsolePlayerDetail = z.output<typeof consolePlayerDetail>;

/** The console's commands for a player. */
export const playerActions = ['sign-out', 'rename', 'remove'] as const;

export type PlayerAction = (typeof playerActions)[number];
