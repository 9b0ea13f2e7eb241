import { type GameResult, type LeaveReason } from '../game-rules';
import {
  type CommandId,
  type GameName,
  type MatchId,
  type MatchmakingName,
  type PlayerId,
  type Seat,
} from '../ids';
import { type Json } from '../json';
import { type UnratedReason } from '../results';

/** How the players of a match were brought together. */
export const matchOrigins = ['matchmaking', 'invitation', 'rematch', 'practice'] as const;
export type MatchOrigin = (typeof matchOrigins)[number];

/** A seat that the game's bot plays. */
export interface BotSeat {
  readonly seat: Seat;
  /** Name of the bot's level. */
  readonly strength: string;
}

/** A match before its first command: the input of the fold besides the entries. */
export interface MatchHeader {
  readonly matchId: MatchId;
  readonly game: GameName;
  readonly rulesVersion: number;
  /** Seed of the match's randomness: 128 bits as 32 hexadecimal digits (core/match/seed.ts). */
  readonly seed: string;
  /** Seat 0 first. The seat of a bot has an id that no player has (core/bots/bot-ids.ts). */
  readonly seats: readonly PlayerId[];
  /** Seats that bots play from the start, lowest first. */
  readonly bots: readonly BotSeat[];
  /** Team of each seat, seat 0 first. In a game without teams every seat is a team of its own. */
  readonly teams: readonly number[];
  /**
   * The options that the players asked for, complete with defaults; an empty object when the game has none.
   */
  readonly options: Json;
  readonly origin: MatchOrigin;
  /** The matchmaking that made the match; null for a match that was arranged without one. */
  readonly matchmaking: MatchmakingName | null;
  /** True when the result changes ratings and leaderboards. */
  readonly rated: boolean;
  /**
   * Why it does not. Absent while `rated`; also absent in older rows, where the matchmaking was not rated.
   */
  readonly unratedBecause?: UnratedReason;
  /** Epoch milliseconds. */
  readonly startedAt: number;
}

/**
 * The offers that seats can agree on: to end the match as a draw, or to undo the last command of the seat
 * that asks.
 */
export const offerKinds = ['draw', 'takeback'] as const;
export type OfferKind = (typeof offerKinds)[number];

/** An action of a seat. `play` is the game's own command; the others belong to every game. */
export type MatchAction =
  | { readonly kind: 'play'; readonly command: Json }
  | { readonly kind: 'resign' }
  /** Ends a match in which a seat has not played yet: it does not count. */
  | { readonly kind: 'abort' }
  | { readonly kind: 'offer'; readonly offer: OfferKind }
  | { readonly kind: 'answer'; readonly offer: OfferKind; readonly accept: boolean }
  /** In matches of days: additional days for the running turn. */
  | { readonly kind: 'vacation'; readonly days: number }
  /** Written by the match itself: the seat is connected again, after this many ms. */
  | { readonly kind: 'return'; readonly awayMs: number }
  /**
   * Written by the match itself when a seat stayed away too long. `everyone`: no seat was left, so no seat
   * wins.
   */
  | { readonly kind: 'abandon'; readonly everyone?: true }
  /** Written by the match itself: the seat's player has left it, and a bot takes over the seat. */
  | { readonly kind: 'bot'; readonly strength: string; readonly because: LeaveReason };

/** One accepted command. */
export interface CommandEntry {
  readonly kind: 'command';
  readonly sequence: number;
  readonly commandId: CommandId;
  readonly seat: Seat;
  /** Epoch milliseconds at which the match accepted it. */
  readonly at: number;
  readonly action: MatchAction;
  /** Round trip of the sender in ms, as the server measured it; absent where clocks do not need it. */
  readonly lagMs?: number;
  /** Set for a bot's command. */
  readonly bot?: true;
}

/**
 * The time of seats has run out, of all of them at the same moment. The game decides the effect
 * (`onTimeout`).
 */
export interface TimeoutEntry {
  readonly kind: 'timeout';
  readonly sequence: number;
  readonly at: number;
  /** Lowest first. */
  readonly seats: readonly Seat[];
  /** The command played for each of the seats, where the game's effect is a command; null for none. */
  readonly commands?: readonly Json[];
}

/**
 * A process takes over the match. Its epoch is one above the previous epoch. The next write of a former owner
 * fails on this entry, which stops that owner.
 */
export interface ClaimEntry {
  readonly kind: 'claim';
  readonly sequence: number;
  /** Epoch milliseconds at which the new owner was ready: the time before it is not charged to any seat. */
  readonly at: number;
  readonly epoch: number;
  /** Epoch milliseconds at which the former owner was last known to run: clocks are charged up to then. */
  readonly aliveAt?: number;
}

/**
 * The owner gives up the match, which has no owner until the next claim. Its epoch is one above the owner's.
 */
export interface SleepEntry {
  readonly kind: 'sleep';
  readonly sequence: number;
  readonly at: number;
  readonly epoch: number;
}

/** The match ends without a result. It is the last entry. */
export interface EndEntry {
  readonly kind: 'end';
  readonly sequence: number;
  readonly at: number;
  readonly reason: AbandonReason;
}

/**
 * A row of the match. Sequence numbers are 1, 2, 3 … without a gap over all kinds. Every entry is sent to
 * players, so the sequence that a client follows has no gap either.
 *
 * The log is the lock: an entry is written on condition that its number is free, so its writer has read all
 * entries before it. The first owner (epoch 1) is the process that created the match; it needs no claim.
 */
export type LogEntry = CommandEntry | TimeoutEntry | ClaimEntry | SleepEntry | EndEntry;

/** An entry of play: what a seat did, or that its time ran out. */
export type CourseEntry = CommandEntry | TimeoutEntry;

/** Whether an entry is a command of a seat. */
export const isCommand = (entry: LogEntry): entry is CommandEntry => entry.kind === 'command';

/** Epoch of the process that creates a match. */
export const firstEpoch = 1;

/** The ownership of a match. */
export interface Ownership {
  /** Rises with every claim, and when the owner gives up the match. */
  readonly epoch: number;
  /** True while the match has no owner, because the last one gave it up. */
  readonly asleep: boolean;
}

/** The ownership of a match by its whole log. */
export function ownershipOf(entries: readonly LogEntry[]): Ownership {
  const newest = entries.findLast((entry) => entry.kind === 'claim' || entry.kind === 'sleep');
  return newest === undefined
    ? { epoch: firstEpoch, asleep: false }
    : { epoch: newest.epoch, asleep: newest.kind === 'sleep' };
}

/**
 * The state of a match, as its row has it. `abandoned` is an end without a result (`AbandonReason`). A match
 * that a seat abandoned (`LeaveReason`) can be finished.
 */
export const matchStatuses = ['active', 'finished', 'abandoned'] as const;
export type MatchStatus = (typeof matchStatuses)[number];

/** When a match is ended because its processes die one after another. */
export const futileClaims = {
  /** This many consecutive claims, with no play between them … */
  most: 5,
  /** … within this many ms. Servers that are lost one by one over a day do not end a match. */
  withinMs: 600_000,
  /** This many, when reading the log itself may be what ends the process: then it is not read again. */
  unread: 10,
} as const;

/**
 * How many consecutive processes, the newest included, have claimed the match and died before anything was
 * played. A client sends an unanswered command again, so a command that ends the process would end every
 * process. Only claims close to the newest count. An owner whose later heartbeat is recorded (`aliveAt` of
 * the next claim) was not ended by a repeated command. So a player who forces servers to be replaced gains
 * nothing.
 */
export function claimsWithoutPlay(entries: readonly LogEntry[]): number {
  const played = entries.findLastIndex((entry) => entry.kind !== 'claim' && !isReturn(entry));
  const claims = entries.slice(played + 1).filter((entry) => entry.kind === 'claim');
  const newest = claims.at(-1)?.at ?? 0;
  const afterLife = claims.findLastIndex(
    ({ aliveAt = 0 }, index) => aliveAt > (claims[index - 1]?.at ?? Infinity),
  );
  return claims.slice(Math.max(0, afterLife)).filter(({ at }) => newest - at <= futileClaims.withinMs).length;
}

/** Each process writes this entry for players who reconnect to it. */
const isReturn = (entry: LogEntry): boolean => entry.kind === 'command' && entry.action.kind === 'return';

/**
 * Why a match is abandoned: it ended without a result. Either its server was lost and the match could not be
 * resumed, or its rules failed, or a player cancelled the ticket while it was being placed.
 */
export const abandonReasons = ['server-lost', 'rules-failed', 'cancelled'] as const;
export type AbandonReason = (typeof abandonReasons)[number];

/** A match that has ended. */
export interface MatchEnding {
  readonly result: GameResult;
  /** Epoch milliseconds. */
  readonly endedAt: number;
  /** Sequence number of the entry that ended it. */
  readonly commands: number;
  readonly conduct: Conduct;
}

/** The conduct of the seats of a match, as far as fair rating needs it. */
export interface Conduct {
  /** Commands that each seat has played, seat 0 first. */
  readonly turns: readonly number[];
  /** Seats that left before the end, in the order in which they left. */
  readonly left: ReadonlyArray<{ readonly seat: Seat; readonly reason: LeaveReason }>;
  /** Seats that bots played at the end, lowest first. */
  readonly bots: readonly Seat[];
}
