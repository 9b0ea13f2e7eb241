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

/** One accepted command. */
export interface CommandEntry {
  readonly kind: 'command';
  readonly sequence: number;
  readonly commandId: CommandId;
  readonly seat: Seat;
  /** Epoch milliseconds at which the match accepted it. */
  readonly at: number;
  readonly action: MatchAction;
}

/**
 * A process takes the match over. Its epoch is one above the epoch before. Whatever a former owner writes next
 * meets this entry, so that it falls silent.
 */
export interface ClaimEntry {
  readonly kind: 'claim';
  readonly sequence: number;
  /** Epoch milliseconds at which the new owner was ready: the time before it is nobody's. */
  readonly at: number;
  readonly epoch: number;
}

/** The owner lays the match down: nobody owns it until the next claim. Its epoch is one above the owner's. */
export interface SleepEntry {
  readonly kind: 'sleep';
  readonly sequence: number;
  readonly at: number;
  readonly epoch: number;
}

/** The match ends without a result. Nothing follows. */
export interface EndEntry {
  readonly kind: 'end';
  readonly sequence: number;
  readonly at: number;
  readonly reason: AbandonReason;
}

/**
 * A row of the match. Sequence numbers are 1, 2, 3 … without a gap over all kinds, and players are told of every
 * entry: what a client follows has no gap either.
 *
 * The log is the lock: an entry is written on condition that its number is free, so whoever writes it has read
 * all before it. The first owner (epoch 1) is the process that created the match; it needs no claim.
 */
export type LogEntry = CommandEntry | ClaimEntry | SleepEntry | EndEntry;

export const isCommand = (entry: LogEntry): entry is CommandEntry => entry.kind === 'command';

/** Epoch of the process that creates a match. */
export const firstEpoch = 1;

/** Who owns a match. */
export interface Ownership {
  /** Rises with every claim, and when the owner lays the match down. */
  readonly epoch: number;
  /** True while nobody owns the match: the last owner laid it down. */
  readonly asleep: boolean;
}

/** Who owns a match by its whole log. */
export function ownershipOf(entries: readonly LogEntry[]): Ownership {
  const newest = entries.findLast((entry) => entry.kind === 'claim' || entry.kind === 'sleep');
  return newest === undefined
    ? { epoch: firstEpoch, asleep: false }
    : { epoch: newest.epoch, asleep: newest.kind === 'sleep' };
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
  /** Sequence number of the entry that ended it. */
  readonly commands: number;
  readonly conduct: Conduct;
}
