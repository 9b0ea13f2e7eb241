import {
  type GameName,
  type GameSessionId,
  type MatchId,
  type MatchmakingName,
  type PlayerId,
  type PlayerSessionId,
  type Seat,
} from '../core/ids';
import { type AbandonReason, type LogEntry, type MatchHeader, type MatchOutcome } from '../core/match/log';
import { type Counting, type SeatOutcome } from '../core/results';
import { type Page, type PageRequest } from './pages';

/** A match as its row has it. */
export interface MatchRecord {
  readonly header: MatchHeader;
  /** `abandoned`: it has no result and counts nowhere; `reason` says why. */
  readonly status: 'active' | 'finished' | 'abandoned';
  /** Rises with every process that takes the match over; each write is conditional on it. */
  readonly ownerEpoch: number;
  readonly gameSessionId: GameSessionId;
  /** Sequence number of the newest log entry; 0 before the first. */
  readonly lastSequence: number;
  readonly outcome?: MatchOutcome;
  /** With an outcome: what the match counts as. */
  readonly counted?: Counting;
  /** With status `abandoned`. */
  readonly reason?: AbandonReason;
}

/** One line of a player's history. */
export interface HistoryEntry {
  readonly matchId: MatchId;
  readonly game: GameName;
  readonly seat: Seat;
  readonly matchmaking: MatchmakingName;
  readonly rated: boolean;
  /** Players of other teams. */
  readonly opponents: readonly PlayerId[];
  readonly teammates: readonly PlayerId[];
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
/** The log already has an entry of this sequence number. */
export class SequenceTaken extends Error {}

export interface MatchStore {
  /**
   * Creates the match (epoch 1), or takes over one that exists: same header, next epoch. A match that has
   * ended is returned as it is.
   */
  claim(header: MatchHeader, gameSessionId: GameSessionId): Promise<MatchRecord>;
  /**
   * Makes one entry durable. Repeating it with the same entry, by the same owner, is the same write.
   * @throws OwnershipLost (MatchEnded when the match has ended) | SequenceTaken | RangeError when the entry
   *   before it is missing
   */
  append(matchId: MatchId, ownerEpoch: number, entry: LogEntry): Promise<void>;
  /**
   * Ends the match in one transaction: match row, histories, and unless it is unrated all players' standings,
   * whose stream boards and records follow. Repeating it changes nothing.
   * @throws OwnershipLost (MatchEnded when the match was abandoned) | StoreContended (contention.ts): nothing
   *   was written, try again
   */
  finish(
    matchId: MatchId,
    ownerEpoch: number,
    outcome: MatchOutcome,
  ): Promise<'recorded' | 'already-recorded'>;
  get(matchId: MatchId): Promise<MatchRecord | undefined>;
  /** Entries after `afterSequence` (0: all), in order; at most `limit` of them (all). */
  log(matchId: MatchId, afterSequence?: number, limit?: number): Promise<readonly LogEntry[]>;
  /** Remembers which player session sits where; written before a player learns of the session. */
  seatPlayerSessions(
    matchId: MatchId,
    seats: ReadonlyArray<{ readonly playerSessionId: PlayerSessionId; readonly playerId: PlayerId }>,
  ): Promise<void>;
  /** Who comes with this player session, if it is one of this match. */
  playerOfSession(matchId: MatchId, playerSessionId: PlayerSessionId): Promise<PlayerId | undefined>;
  /**
   * Active matches that were claimed, or attended, before a time: the longest unattended first. For the
   * sweeper.
   */
  unattended(before: number, limit: number): Promise<readonly MatchId[]>;
  /**
   * Somebody looked, and the owner with this epoch lives: the match is left alone for a while. `at`: epoch
   * milliseconds.
   */
  attend(matchId: MatchId, ownerEpoch: number, at: number): Promise<void>;
  /**
   * Ends a match without a result: no standing, history or board changes. Only while this owner's epoch and
   * this newest sequence number stand; false when they do not, or the match has ended: the faster writer is
   * right.
   */
  abandon(
    matchId: MatchId,
    ownerEpoch: number,
    lastSequence: number,
    reason: AbandonReason,
  ): Promise<boolean>;
  /** Newest first. */
  history(playerId: PlayerId, page: PageRequest): Promise<Page<HistoryEntry>>;
}
