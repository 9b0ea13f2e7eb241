import { type GameResult } from '../game-rules';
import { type Conduct } from './conduct';
import {
  type CommandId,
  type GameName,
  type MatchId,
  type MatchmakingName,
  type PlayerId,
  type Seat,
} from '../ids';
import { type Json } from '../json';

/** What a match is before its first command: everything that the fold needs besides the commands. */
export interface MatchHeader {
  readonly matchId: MatchId;
  readonly game: GameName;
  readonly rulesVersion: number;
  /** Seed of the match's randomness: 128 bits as 32 hexadecimal digits (core/match/seed.ts). */
  readonly seed: string;
  /** Seat 0 first. */
  readonly seats: readonly PlayerId[];
  /** Team of each seat, seat 0 first. In a game without teams every seat is a team of its own. */
  readonly teams: readonly number[];
  /** The options that the players asked for, complete with defaults; an empty object when the game has none. */
  readonly options: Json;
  /** The matchmaking that made the match. */
  readonly matchmaking: MatchmakingName;
  /** True when the result changes ratings, statistics and boards. */
  readonly rated: boolean;
  /** Epoch milliseconds. */
  readonly startedAt: number;
}

/** What a seat did. `play` is the game's own command; the others belong to every game. */
export type MatchAction =
  | { readonly kind: 'play'; readonly command: Json }
  | { readonly kind: 'resign' }
  | { readonly kind: 'offer'; readonly offer: 'draw' }
  | { readonly kind: 'answer'; readonly offer: 'draw'; readonly accept: boolean }
  /**
   * Written by the match itself when a seat stayed away too long; `everyone`: no seat was left, so that
   * nobody wins.
   */
  | { readonly kind: 'abandon'; readonly everyone?: true };

/** One accepted command: a row of the match. Sequence numbers are 1, 2, 3 … without a gap. */
export interface LogEntry {
  readonly sequence: number;
  readonly commandId: CommandId;
  readonly seat: Seat;
  /** Epoch milliseconds at which the match accepted it. */
  readonly at: number;
  readonly action: MatchAction;
}

/**
 * Why a match ended without a result: its server was lost and the match did not go on, or its rules failed.
 */
export const abandonReasons = ['server-lost', 'rules-failed'] as const;
export type AbandonReason = (typeof abandonReasons)[number];

/** A match that has ended. */
export interface MatchOutcome {
  readonly result: GameResult;
  /** Epoch milliseconds. */
  readonly endedAt: number;
  /** Number of log entries. */
  readonly commands: number;
  readonly conduct: Conduct;
}
