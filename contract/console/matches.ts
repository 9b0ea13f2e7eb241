import { type Json } from '../../core/json';
import { type ShownClock } from '../../core/match/clock/clocks';
import { type MatchAction, type MatchStatus as RecordedStatus, type OfferKind } from '../../core/match/log';
import { type HostingAction } from '../../core/match/match-event';
import { type SeatOutcome } from '../../core/results';
import { type RefusedCommand } from '../refused-line';
import { type ConsolePlayer } from './console-player';
import { type PlacementDocument } from './tickets';

export type MatchStatus = 'starting' | RecordedStatus;

export interface ConsoleSeat extends ConsolePlayer {
  readonly team: number;
  readonly outcome?: SeatOutcome;
}

export interface MatchRow {
  readonly matchId: string;
  readonly game: string;
  readonly matchmaking: string;
  readonly status: MatchStatus;
  readonly seats: readonly ConsoleSeat[];
  readonly startedAt: number;
  readonly endedAt?: number;
  /** How the match ended. */
  readonly reason?: string;
  /** A seat never played: the match has neither winner nor loser, and its seats have no outcome. */
  readonly isVoid?: true;
  /** Where it runs while it is active. */
  readonly hosting?: 'live' | 'placing' | 'asleep';
}

/** One entry of a log, complete: the console is for developers. */
export interface LogEntryRow {
  readonly sequence: number;
  readonly at: number;
  readonly seat: number | null;
  readonly action: MatchAction | HostingAction;
  readonly lagMs?: number;
}

/** A line of a process's log. */
export interface ProcessLogRow {
  readonly text: string;
  /** Absent in lines that continue another. */
  readonly at?: number;
}

/** A line of the log of a process that ran a match. */
export interface ScriptLogRow extends ProcessLogRow {
  readonly gameSessionId: string;
  /** The refused command of the line. */
  readonly refused?: RefusedCommand;
}

/** The view of a seat or spectator after an entry. */
export interface SeenMatch {
  readonly viewer: 'spectator' | number;
  readonly view: Json;
  readonly legal: readonly Json[];
  /** The newest command, where the viewer may see it and the view still shows it. */
  readonly last?: Json;
}

/** The match after an entry of its log, folded by the rules. */
export interface MatchMoment {
  readonly at: number;
  /** The whole state, which players never see. */
  readonly state: Json;
  /** The state before the entry; absent at the start. */
  readonly before?: Json;
  readonly seen: readonly SeenMatch[];
  readonly toAct: readonly number[];
  readonly phase: string | null;
  readonly offer: { readonly offer: OfferKind; readonly by: number } | null;
  readonly clocks: readonly ShownClock[];
  /** The time at which the clocks are read, in epoch milliseconds. */
  readonly clocksAt: number;
}

export interface MatchDocument extends MatchRow {
  readonly options: Json;
  readonly rated: boolean;
  readonly rulesVersion: number;
  readonly seed: string;
  readonly attempt: number;
  readonly epoch: number;
  readonly entries: readonly LogEntryRow[];
  readonly moment?: MatchMoment;
  /** Why the rules failed to show the match. */
  readonly failure?: string;
  readonly sessions: readonly MatchSession[];
  readonly ticketIds: readonly string[];
  /** While it waits for a place. */
  readonly placement?: PlacementDocument;
}

/** A game session that the match ran in, newest first. */
export interface MatchSession {
  readonly gameSessionId: string;
  readonly status: string;
  readonly since: number;
  /** When it ended, and how. */
  readonly endedAt?: number;
  readonly ended?: string;
  readonly processId?: string;
  readonly pid?: number;
  readonly memoryBytes?: number;
}

/** A practice match that continues from an entry of another match. */
export interface ForkedMatch {
  readonly matchId: string;
}
