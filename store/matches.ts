import {
  type GameName,
  type GameSessionId,
  type MatchId,
  type MatchmakingName,
  type PlayerId,
  type PlayerSessionId,
  type Seat,
} from '../core/ids';
import {
  type AbandonReason,
  type ClaimEntry,
  type EndEntry,
  type LogEntry,
  type MatchHeader,
  type MatchOutcome,
  type MatchStatus,
  type SleepEntry,
} from '../core/match/log';
import { type AwaitedTurn } from '../core/match/turns';
import { type Counting, type SeatOutcome } from '../core/results';
import { type Page, type PageRequest } from './pages';

/**
 * Where a match runs, as far as its row knows. The log decides who owns it: the row is written after the
 * claim and may be behind.
 */
export type Hosting =
  /** A process of the game session has claimed it. */
  | { readonly kind: 'live'; readonly attempt: number }
  /** A placement of a new game session was begun: its id follows from the attempt. */
  | { readonly kind: 'placing'; readonly attempt: number }
  /** No process has it; the next attempt may begin at `retryAt`. */
  | { readonly kind: 'asleep'; readonly attempt: number; readonly retryAt: number };

/** A match as its row has it. */
export interface MatchRecord {
  readonly header: MatchHeader;
  /** `abandoned`: it has no result and counts nowhere; `reason` says why. */
  readonly status: MatchStatus;
  /** Of the newest game session that is known to have claimed the match. */
  readonly ownerEpoch: number;
  /** Absent before the first game session has claimed the match. */
  readonly gameSessionId?: GameSessionId;
  readonly hosting: Hosting & {
    /** Epoch milliseconds. */
    readonly since: number;
  };
  /** Epoch milliseconds at which an owner last said that it runs; entries of the log say so as well. */
  readonly aliveAt?: number;
  /** Epoch milliseconds from which on it is left alone for a while; absent once the match has ended. */
  readonly attendedAt?: number;
  readonly outcome?: MatchOutcome;
  /** With an outcome: what the match counts as. */
  readonly counted?: Counting;
  /** With status `abandoned`. */
  readonly reason?: AbandonReason;
}

/** Who takes a match over: the process of a game session, or a function that has something to write. */
export type Claimant = { readonly gameSessionId: GameSessionId } | { readonly functionName: string };

/** A match with its whole log: claimed, or ended already. */
export interface Claimed extends MatchRecord {
  /**
   * Up to the claim, where there was one to write. `ownerEpoch` is the claimant's, unless the match has
   * ended.
   */
  readonly entries: readonly LogEntry[];
}

/** One line of a player's history. */
export interface HistoryEntry {
  readonly matchId: MatchId;
  readonly game: GameName;
  readonly seat: Seat;
  /** Null where the players found each other without matchmaking. */
  readonly matchmaking: MatchmakingName | null;
  readonly rated: boolean;
  /** Players of other teams. */
  readonly opponents: readonly PlayerId[];
  readonly teammates: readonly PlayerId[];
  /** Those of them whose seats bots played, at the end at the latest; absent without any. */
  readonly bots?: readonly PlayerId[];
  /** 1 is the best; equal seats share a place. */
  readonly place: number;
  /** `void`: a seat never played, so nobody has won or lost. */
  readonly outcome: SeatOutcome | 'void';
  /** What the match counts as. */
  readonly counted: Counting;
  /** Absent when the game has no points. */
  readonly score?: number;
  readonly reason: string;
  readonly endedAt: number;
  /** Absent when the match was not rated. */
  readonly ratingBefore?: number;
  readonly ratingAfter?: number;
}

/** Somebody else owns the match now: this process must stop speaking for it. */
export class OwnershipLost extends Error {}
/**
 * The match has ended, with a result or abandoned: nothing can be added to it. Nobody speaks for it any more,
 * so whoever handles OwnershipLost handles this too.
 */
export class MatchEnded extends OwnershipLost {}
/** The log already has another entry of this sequence number, written by the same owner. */
export class SequenceTaken extends Error {
  constructor(
    message: string,
    readonly by: LogEntry,
  ) {
    super(message);
  }
}

export interface MatchStore {
  /**
   * Creates the match (epoch 1), or takes over one that exists: same header, next epoch. A match that has
   * ended is returned as it is.
   */
  claim(header: MatchHeader, gameSessionId: GameSessionId): Promise<Claimed>;
  /**
   * Writes a match that no game session has yet: its first placement is to be begun. The players find it from
   * then on, and the first process claims it (`takeOver`). One that exists is returned as it is.
   */
  arrange(header: MatchHeader): Promise<MatchRecord>;
  /**
   * Takes over a match that exists: a claim becomes the newest entry of its log. A match that has ended is
   * returned as it is; undefined when there is none.
   */
  takeOver(matchId: MatchId, claimant: Claimant): Promise<Claimed | undefined>;
  /**
   * A match that has not begun is void: when a server claims it, it ends without a result (`cancelled`).
   * @returns `begun` when a server has claimed it already
   */
  voidBeforeBegin(matchId: MatchId): Promise<'voided' | 'begun'>;
  /**
   * Makes one entry durable, on condition that its sequence number is free. Repeating it with the same entry,
   * by the same owner, is the same write. The entry before it must stand: its owner has read or written it.
   * @param turns that begin with the entry and that players are to hear of, since they are away
   * @throws OwnershipLost (MatchEnded when the match has ended) | SequenceTaken
   */
  append(
    matchId: MatchId,
    ownerEpoch: number,
    entry: Exclude<LogEntry, ClaimEntry>,
    turns?: readonly AwaitedTurn[],
  ): Promise<void>;
  /**
   * The owner lays the match down, by an entry that is a claim by nobody. While it is the newest claim,
   * functions append entries of its epoch without a claim of their own. Repeating it with the same entry is
   * the same write.
   * @param lookAt epoch milliseconds from which `unattended` tells of the match; null: from now on
   * @param turns that wait for players, who are to hear of them
   * @throws as append
   */
  sleep(
    matchId: MatchId,
    ownerEpoch: number,
    entry: SleepEntry,
    lookAt: number | null,
    turns?: readonly AwaitedTurn[],
  ): Promise<void>;
  /** Has players warned that their time runs low: once for each deadline, however often it is said. */
  warn(matchId: MatchId, turns: readonly AwaitedTurn[]): Promise<void>;
  /**
   * Ends the match in one transaction: match row, histories, and unless it is unrated all players' standings,
   * whose stream boards and records follow. The log has its end already, so that any process may record it,
   * and repeating it changes nothing.
   * @throws MatchEnded when the match was abandoned | StoreContended (contention.ts): nothing was written, try
   *   again
   */
  finish(matchId: MatchId, outcome: MatchOutcome): Promise<'recorded' | 'already-recorded'>;
  get(matchId: MatchId): Promise<MatchRecord | undefined>;
  /** Entries after `afterSequence` (0: all), in order; at most `limit` of them (all). */
  log(matchId: MatchId, afterSequence?: number, limit?: number): Promise<readonly LogEntry[]>;
  /** The newest entry of the log. */
  newest(matchId: MatchId): Promise<LogEntry | undefined>;
  /** Remembers which player session sits where; written before a player learns of the session. */
  seatPlayerSessions(
    matchId: MatchId,
    seats: ReadonlyArray<{ readonly playerSessionId: PlayerSessionId; readonly playerId: PlayerId }>,
  ): Promise<void>;
  /** Who comes with this player session, if it is one of this match. */
  playerOfSession(matchId: MatchId, playerSessionId: PlayerSessionId): Promise<PlayerId | undefined>;
  /**
   * Active matches that were claimed, or attended, before a time: page by page, the longest unattended of
   * each page first. For the sweeper.
   */
  unattended(before: number): AsyncIterable<readonly MatchId[]>;
  /**
   * The match is left alone by the sweeper for a while from `at` on (epoch milliseconds); only while the row
   * is of the owner that was read, and nothing was hastened since.
   */
  attend(read: Pick<MatchRecord, 'header' | 'ownerEpoch' | 'attendedAt'>, at: number): Promise<void>;
  /**
   * A sleeping match is to be looked at a while from `at` on, and not later: something about it may be left
   * unfinished. Said before it is begun, so that a process may die at any line.
   */
  hasten(matchId: MatchId, at: number): Promise<void>;
  /**
   * The owner runs at a moment (epoch milliseconds). The claim that follows charges clocks up to then, and a
   * server that said so a moment ago is not replaced on a player's word. Nothing happens once another owns
   * it.
   */
  markAlive(matchId: MatchId, ownerEpoch: number, at: number): Promise<void>;
  /**
   * The match is played by this version of its rules from now on. Only for a match in which nothing was
   * played: the owner opens it by the rules that it has.
   * @returns false once another owns the match, or it has ended
   */
  beginUnder(matchId: MatchId, ownerEpoch: number, rulesVersion: number): Promise<boolean>;
  /**
   * The match is to be placed anew: the next attempt begins.
   * @returns the match as it is now, or undefined when it is not any more as it was read: look again
   */
  startPlacing(match: MatchRecord, at: number): Promise<MatchRecord | undefined>;
  /**
   * No process has the match, and the next attempt may begin at `retryAt`.
   * @returns as startPlacing
   */
  layDown(match: MatchRecord, at: number, retryAt: number): Promise<MatchRecord | undefined>;
  /**
   * Ends a match without a result, by an entry of this owner: no standing, history or board changes.
   * Repeating it changes nothing.
   * @throws OwnershipLost (MatchEnded when it has ended otherwise) | SequenceTaken
   */
  abandon(matchId: MatchId, ownerEpoch: number, end: EndEntry): Promise<void>;
  /**
   * Matches that run and have a seat of the player, in no order. Where one player may have one running match,
   * opening a ticket asks here.
   */
  running(playerId: PlayerId): Promise<readonly MatchRecord[]>;
  /** Newest first. */
  history(playerId: PlayerId, page: PageRequest): Promise<Page<HistoryEntry>>;
}
