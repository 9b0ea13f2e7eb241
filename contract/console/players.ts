import { type HistoryOutcome } from '../../core/results';
import { type ConsolePlayer } from './console-player';
import { type MatchRow } from './matches';

export interface PlayerRow extends ConsolePlayer {
  /** When the newest ticket was opened, or the newest match began. */
  readonly seen: number;
  readonly waits: boolean;
}

/** A match in a player's history. */
export interface PlayedRow {
  readonly matchId: string;
  readonly game: string;
  readonly opponents: readonly ConsolePlayer[];
  readonly outcome: HistoryOutcome;
  readonly reason: string;
  readonly endedAt: number;
  readonly ratingBefore?: number;
  readonly ratingAfter?: number;
}

export interface PlayerDocument extends ConsolePlayer {
  readonly createdAt: number;
  /** Reason of the player's ban. */
  readonly ban?: string;
  readonly deletedAt?: number;
  readonly standings: ReadonlyArray<{
    readonly game: string;
    readonly rating: number;
    readonly provisional: boolean;
    readonly wins: number;
    readonly draws: number;
    readonly losses: number;
  }>;
  /** Boards that list the player. */
  readonly places: ReadonlyArray<{
    readonly board: string;
    readonly rank: number;
    readonly players: number;
    readonly score: number;
  }>;
  readonly running: readonly MatchRow[];
  /** Newest first. */
  readonly played: readonly PlayedRow[];
  readonly sessions: ReadonlyArray<{
    readonly sessionId: string;
    readonly device: string;
    readonly openedAt: number;
    readonly lastUsedAt: number;
  }>;
  readonly events: ReadonlyArray<{ readonly event: string; readonly at: number; readonly by: string }>;
  readonly openTicket?: string;
}

/** The console's commands for a player. */
export const playerDeeds = ['sign-out', 'rename', 'remove'] as const;

export type PlayerDeed = (typeof playerDeeds)[number];
