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
  type MatchEnding,
  type MatchStatus,
  type SleepEntry,
} from '../core/match/log';
import { type AwaitedTurn } from '../core/match/turns';
import { type Counting, type HistoryOutcome } from '../core/results';
import { type Page, type PageRequest } from './pages';

/**
 * Where a match runs, according to its row. The log decides who owns it: the row is written after the claim
 * and may lag behind.
 */
export type HostingState =
  /** A process of the game session has claimed it. */
  | { readonly kind: 'live'; readonly attempt: number }
  /** The placement of a new game session was begun: its id follows from the attempt. */
  | { readonly kind: 'placing'; readonly attempt: number }
  /** No process has it; the next attempt may begin at `retryAt`. */
  | { readonly kind: 'asleep'; readonly attempt: number; readonly retryAt: number };

/** A match according to its row. */
export interface MatchRecord {
  readonly header: MatchHeader;
  /** `abandoned`: it has no result and is not counted; `reason` says why. */
  readonly status: MatchStatus;
  /** The epoch of the newest game session that is known to have claimed the match. */
  readonly ownerEpoch: number;
  /** Absent until the first game session has claimed the match. */
  readonly gameSessionId?: GameSessionId;
  readonly hosting: HostingState & {
    /** Epoch milliseconds. */
    readonly since: number;
  };

  /** Epoch milliseconds of an owner's last sign of life; entries of the log are signs of life as well. */
  readonly aliveAt?: number;
  /** Epoch milliseconds until which the sweeper leaves it alone; absent once the match has ended. */
  readonly attendedAt?: number;
  readonly ending?: MatchEnding;
  /** With an ending: how the match is counted. */
  readonly counted?: Counting;
  /** With status `abandoned`. */
  readonly reason?: AbandonReason;
}

/** Who takes a match over: the process of a game session, or a function that has to write. */
export type Claimant = { readonly gameSessionId: GameSessionId } | { readonly functionName: string };

/** A match with its whole log: claimed, or ended already. */
export interface Claimed extends MatchRecord {
  /** Up to the claim, if one was written. `ownerEpoch` is the claimant's, unless the match has ended. */
  readonly entries: readonly LogEntry[];
}

/** One entry of a player's history. */
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
  /** Opponents whose seats bots played, at least at the end; absent without any. */
  readonly bots?: readonly PlayerId[];
  /** 1 is the best; equal seats share a place. */
  readonly place: number;
  readonly outcome: HistoryOutcome;
  /** How the match is counted. */
  readonly counted: Counting;
  /** Absent when the game has no points. */
  readonly score?: number;
  readonly reason: string;
  readonly endedAt: number;
  /** Absent when the match was not rated. */
  readonly ratingBefore?: number;
  readonly ratingAfter?: number;
}

/** Another process owns the match now: this process must not act for it any more. */
export class OwnershipLost extends Error {}
/**
 * The match has ended, with a result or abandoned: it is final and has no owner. Code that handles
 * OwnershipLost also handles this.
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

/** Matches and their logs. Every change is conditional, so a repeated or late call changes nothing. */
export interface MatchStore {
  /**
   * Creates the match (epoch 1), or takes over an existing one: same header, next epoch. A match that has
   * ended is returned unchanged. A match that has not begun ends (`cancelled`) when it was made void, or when
   * a player of it was deleted or is banned.
   */
  claim(header: MatchHeader, gameSessionId: GameSessionId): Promise<Claimed>;
  /**
   * Writes a match that has no game session yet: its first placement is to be begun. From then on the players
   * find it, and the first process claims it (`takeOver`). An existing match is returned unchanged.
   * @throws PlayersRemoved when a player of it was deleted or is banned (may-play.ts): nothing was written
   */
  arrange(header: MatchHeader): Promise<MatchRecord>;
  /**
   * Takes over an existing match: a claim becomes the newest entry of its log. A match that has ended is
   * returned unchanged; undefined when the match is unknown.
   */
  takeOver(matchId: MatchId, claimant: Claimant): Promise<Claimed | undefined>;
  /**
   * Makes a match void that has not begun: when a server claims it, it ends without a result (`cancelled`).
   * @returns `begun` when a server has already claimed it
   */
  voidBeforeBegin(matchId: MatchId): Promise<'voided' | 'begun'>;
  /** Whether a match was made void before it began. */
  isVoid(matchId: MatchId): Promise<boolean>;
  /**
   * Makes one entry durable, if its sequence number is free. Repeating it with the same entry, by the same
   * owner, has no further effect. The entry before it must exist: its owner has read or written it.
   * @param turns that begin with the entry and whose players are away, for events to them
   * @throws OwnershipLost (MatchEnded when the match has ended) | SequenceTaken
   */
  append(
    matchId: MatchId,
    ownerEpoch: number,
    entry: Exclude<LogEntry, ClaimEntry>,
    turns?: readonly AwaitedTurn[],
  ): Promise<void>;
  /**
   * The owner puts the match to sleep, by an entry that is a claim without an owner. While it is the newest
   * claim, functions append entries of its epoch without a claim of their own. Repeating it with the same
   * entry has no further effect.
   * @param lookAt epoch milliseconds from which `unattended` lists the match; null: from now on
   * @param turns that wait for players, for events to them
   * @throws as append
   */
  sleep(
    matchId: MatchId,
    ownerEpoch: number,
    entry: SleepEntry,
    lookAt: number | null,
    turns?: readonly AwaitedTurn[],
  ): Promise<void>;
  /** Warns players whose time runs low: once for each deadline, however often it is called. */
  warn(matchId: MatchId, turns: readonly AwaitedTurn[]): Promise<void>;
  /**
   * Ends the match in one transaction: match row, histories, and unless it is unrated all players' standings,
   * whose stream leaderboards and records follow. The log already has the end, so any process may record it,
   * and repeating it changes nothing.
   * @throws MatchEnded when the match was abandoned | StoreContended (contention.ts): nothing was written,
   * retry
   */
  finish(matchId: MatchId, ending: MatchEnding): Promise<'recorded' | 'already-recorded'>;
  get(matchId: MatchId): Promise<MatchRecord | undefined>;
  /** Entries after `afterSequence` (0: all), in order; at most `limit` of them (absent: all). */
  log(matchId: MatchId, afterSequence?: number, limit?: number): Promise<readonly LogEntry[]>;
  /** The newest entry of the log. */
  newest(matchId: MatchId): Promise<LogEntry | undefined>;
  /** Stores the seat of each player session; written before a player learns of the session. */
  seatPlayerSessions(
    matchId: MatchId,
    seats: ReadonlyArray<{ readonly playerSessionId: PlayerSessionId; readonly playerId: PlayerId }>,
  ): Promise<void>;
  /** The player of a player session, if it is one of this match. */
  playerOfSession(matchId: MatchId, playerSessionId: PlayerSessionId): Promise<PlayerId | undefined>;
  /**
   * For the sweeper: active matches that were last claimed or attended to before a time. They come in pages,
   * the longest unattended of each page first.
   */
  unattended(before: number): AsyncIterable<readonly MatchId[]>;
  /**
   * Makes the sweeper leave the match alone until a while after `at` (epoch milliseconds). It fails when the
   * owner has changed since the row was read, or the match was hastened.
   */
  attend(read: Pick<MatchRecord, 'header' | 'ownerEpoch' | 'attendedAt'>, at: number): Promise<void>;
  /**
   * Schedules a look at a sleeping match a while after `at`, and not later, since work on it may stay
   * unfinished. It is called before that work begins, so that a process may die at any line.
   */
  hasten(matchId: MatchId, at: number): Promise<void>;
  /**
   * The owner's sign of life at a time (epoch milliseconds). The next claim charges clocks up to then, and a
   * server with a recent sign of life is not replaced because of a player's report. It has no effect once
   * another process owns the match.
   */
  markAlive(matchId: MatchId, ownerEpoch: number, at: number): Promise<void>;
  /**
   * The match is played by this version of its rules from now on. Only for a match in which nothing was
   * played: the owner opens it by the rules that it has.
   * @returns false once another owns the match, or it has ended
   */
  beginUnder(matchId: MatchId, ownerEpoch: number, rulesVersion: number): Promise<boolean>;
  /**
   * Begins the next attempt to place the match.
   * @returns the changed match, or undefined when it has changed since it was read: look again
   */
  startPlacing(match: MatchRecord, at: number): Promise<MatchRecord | undefined>;
  /**
   * Records that no process has the match, and that the next attempt may begin at `retryAt`.
   * @returns as startPlacing
   */
  markAsleep(match: MatchRecord, at: number, retryAt: number): Promise<MatchRecord | undefined>;
  /**
   * Ends a match without a result, by an entry of this owner: no standing, history or leaderboard changes.
   * Repeating it changes nothing.
   * @throws OwnershipLost (MatchEnded when it has ended otherwise) | SequenceTaken
   */
  abandon(matchId: MatchId, ownerEpoch: number, end: EndEntry): Promise<void>;
  /**
   * Running matches with a seat of the player, in no order. Where a player may have one running match,
   * opening a ticket checks this.
   */
  running(playerId: PlayerId): Promise<readonly MatchRecord[]>;
  /** Newest first. */
  history(playerId: PlayerId, page: PageRequest): Promise<Page<HistoryEntry>>;
}
