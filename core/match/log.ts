import { type GameResult, type LeaveReason } from '../game-rules';
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
import { type UnratedReason } from '../results';

/** Who brought the players of a match together. */
export const matchOrigins = ['matchmaking', 'invitation', 'rematch', 'practice'] as const;
export type MatchOrigin = (typeof matchOrigins)[number];

/** A seat that the game's bot plays. */
export interface BotSeat {
  readonly seat: Seat;
  /** Name of the bot's level. */
  readonly strength: string;
}

/** What a match is before its first command: everything that the fold needs besides the commands. */
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
  /** The matchmaking that made the match; null where the players found each other without one. */
  readonly matchmaking: MatchmakingName | null;
  /** True when the result changes ratings and boards. */
  readonly rated: boolean;
  /**
   * Why it does not. Absent while `rated`; in matches of before it was told, the matchmaking is not rated.
   */
  readonly unratedBecause?: UnratedReason;
  /** Epoch milliseconds. */
  readonly startedAt: number;
}

/**
 * What seats can agree on: to end the match as a draw, or that the last command of the seat that asks is
 * undone.
 */
export const offerKinds = ['draw', 'takeback'] as const;
export type OfferKind = (typeof offerKinds)[number];

/** What a seat did. `play` is the game's own command; the others belong to every game. */
export type MatchAction =
  | { readonly kind: 'play'; readonly command: Json }
  | { readonly kind: 'resign' }
  /** Ends a match in which a seat has not played yet: it counts nowhere. */
  | { readonly kind: 'abort' }
  | { readonly kind: 'offer'; readonly offer: OfferKind }
  | { readonly kind: 'answer'; readonly offer: OfferKind; readonly accept: boolean }
  /** In matches of days: so many days more for the running turn. */
  | { readonly kind: 'vacation'; readonly days: number }
  /** Written by the match itself: the seat is here again, after so many ms. */
  | { readonly kind: 'return'; readonly awayMs: number }
  /**
   * Written by the match itself when a seat stayed away too long; `everyone`: no seat was left, so that
   * nobody wins.
   */
  | { readonly kind: 'abandon'; readonly everyone?: true }
  /** Written by the match itself: the seat's player has left it, and a bot plays on for the seat. */
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
  /** A bot's command. */
  readonly bot?: true;
}

/**
 * The time of seats has run out, of all of them in the same moment. What it does is the game's (`onTimeout`).
 */
export interface TimeoutEntry {
  readonly kind: 'timeout';
  readonly sequence: number;
  readonly at: number;
  /** Lowest first. */
  readonly seats: readonly Seat[];
  /** What was played for each of the seats, where the game has a command played; null for none. */
  readonly commands?: readonly Json[];
}

/**
 * A process takes the match over. Its epoch is one above the epoch before. Whatever a former owner writes
 * next meets this entry, so that it falls silent.
 */
export interface ClaimEntry {
  readonly kind: 'claim';
  readonly sequence: number;
  /** Epoch milliseconds at which the new owner was ready: the time before it is nobody's. */
  readonly at: number;
  readonly epoch: number;
  /** Epoch milliseconds at which the former owner was last known to run: up to then, clocks are charged. */
  readonly aliveAt?: number;
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
 * A row of the match. Sequence numbers are 1, 2, 3 … without a gap over all kinds, and players are told of
 * every entry: what a client follows has no gap either.
 *
 * The log is the lock: an entry is written on condition that its number is free, so whoever writes it has
 * read all before it. The first owner (epoch 1) is the process that created the match; it needs no claim.
 */
export type LogEntry = CommandEntry | TimeoutEntry | ClaimEntry | SleepEntry | EndEntry;

/** An entry of the match's own course: what a seat did, or that its time ran out. */
export type CourseEntry = CommandEntry | TimeoutEntry;

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

/** Where a match stands, as its row says. `abandoned`: it ended without a result. */
export const matchStatuses = ['active', 'finished', 'abandoned'] as const;
export type MatchStatus = (typeof matchStatuses)[number];

/** When a match is given up because its processes die one after another. */
export const futileClaims = {
  /** So many claims in a row, with nothing played between them … */
  most: 5,
  /** … within so many ms. Servers that are lost one by one over a day do not end a match. */
  withinMs: 600_000,
  /** So many, when the log itself may be what kills: then it is not read again. */
  unread: 10,
} as const;

/**
 * How many processes in a row have claimed the match and died before anything was played, the newest
 * included. A client sends a command that was not answered again: one that ends the process would end every
 * process. Only claims close to the newest count. An owner that said that it runs (`aliveAt` of the claim
 * after it) was not ended by what was sent to it again: so a player who has servers replaced gains nothing by
 * it.
 */
export function claimsInVain(entries: readonly LogEntry[]): number {
  const played = entries.findLastIndex((entry) => entry.kind !== 'claim' && !isReturn(entry));
  const claims = entries.slice(played + 1).filter((entry) => entry.kind === 'claim');
  const newest = claims.at(-1)?.at ?? 0;
  const afterLife = claims.findLastIndex(
    ({ aliveAt = 0 }, index) => aliveAt > (claims[index - 1]?.at ?? Infinity),
  );
  return claims.slice(Math.max(0, afterLife)).filter(({ at }) => newest - at <= futileClaims.withinMs).length;
}

/** Each process writes this of players who come back to it. */
const isReturn = (entry: LogEntry): boolean => entry.kind === 'command' && entry.action.kind === 'return';

/**
 * Why a match ended without a result: its server was lost and the match did not go on, its rules failed, or a
 * player cancelled the ticket while the match was being placed.
 */
export const abandonReasons = ['server-lost', 'rules-failed', 'cancelled'] as const;
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
