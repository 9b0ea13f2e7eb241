import { type Json } from '../core/json';
import { type HostingAction } from '../core/match/views';
import { type MatchAction, type MatchStatus as RecordedStatus, type OfferKind } from '../core/match/log';
import { type ShownClock } from '../core/match/clock/clocks';
import { type HistoryOutcome, type SeatOutcome } from '../core/results';
import { type PlayerEventType } from './player-events';
import { type RefusedCommand } from './refused-line';

/**
 * The requests and documents of the laptop's console: `GET /console/api/…` as JSON, and the same documents
 * over `GET /console/live?watch=…` after each change. Times are epoch milliseconds.
 */

/** A player in lists. `name` is empty while it is unknown: a deleted player, or one of another backend. */
export interface ConsolePlayer {
  readonly playerId: string;
  readonly name: string;
}

/** Part of a list; `total` is the number of matching rows. */
export interface ConsoleList<Row> {
  readonly total: number;
  readonly from: number;
  readonly rows: readonly Row[];
}

/** A broken invariant, and where to look at it. */
export interface BrokenInvariant {
  readonly says: string;
  /** Address in the console, such as `#/matches/…`. */
  readonly address: string;
}

/** Tickets of one matchmaking. Seconds; null without a sample in the last ten minutes. */
export interface WaitsRow {
  readonly matchmaking: string;
  readonly waiting: number;
  readonly longest: number | null;
  readonly matched: number;
  readonly p50: number | null;
  readonly p95: number | null;
}

/** Recent activity, one value for each time. */
export interface NowSeries {
  readonly at: readonly number[];
  readonly waiting: readonly number[];
  readonly running: readonly number[];
}

export interface NowDocument {
  readonly environment: string;
  readonly region: string;
  readonly at: number;
  readonly time: ConsoleTime;
  readonly broken: readonly BrokenInvariant[];
  /** Active faults, in words. */
  readonly faults: readonly string[];
  readonly waits: readonly WaitsRow[];
  readonly matches: { readonly running: number; readonly begun: number; readonly ended: number };
  readonly capacity: {
    readonly used: number;
    readonly free: number;
    readonly memoryBytes: number;
    readonly instances: number;
    /** The process that answers last; absent while none has been asked. */
    readonly slowest?: { readonly processId: string; readonly answerMs: number };
  };
  readonly series: NowSeries;
}

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
  /** Where it runs while it is active. */
  readonly hosting?: 'live' | 'placing' | 'asleep';
}

/** One entry of a log, complete: the console is for developers. */
export interface MatchLogRow {
  readonly sequence: number;
  readonly at: number;
  readonly seat: number | null;
  readonly action: MatchAction | HostingAction;
  readonly lagMs?: number;
}

/** A line of a script's log. */
export interface ScriptLogRow {
  readonly gameSessionId: string;
  readonly text: string;
  /** Absent in lines that continue another. */
  readonly at?: number;
  /** The refused command of the line. */
  readonly refused?: RefusedCommand;
}

/** The view of a seat or spectator after an entry. */
export interface SeenMatch {
  readonly viewer: 'spectator' | number;
  readonly view: Json;
  readonly legal: readonly Json[];
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
  readonly entries: readonly MatchLogRow[];
  readonly moment?: MatchMoment;
  /** Why the rules failed to show the match. */
  readonly failure?: string;
  readonly sessions: readonly MatchSession[];
  readonly ticketIds: readonly string[];
}

/** A game session that the match ran in, newest first. */
export interface MatchSession {
  readonly gameSessionId: string;
  readonly status: string;
  readonly since: number;
  readonly processId?: string;
  readonly pid?: number;
  readonly memoryBytes?: number;
}

export interface TicketRow {
  readonly ticketId: string;
  readonly players: readonly ConsolePlayer[];
  readonly game: string;
  readonly matchmaking: string;
  readonly status: string;
  readonly since: number;
  readonly endedAt?: number;
  readonly message?: string;
  readonly matchId?: string;
}

/** One step of a ticket. */
export interface TicketStep {
  readonly at: number;
  readonly what: string;
  readonly says: string;
}

/** One rule in the nearest match. */
export interface ExplainedRule {
  readonly name: string;
  readonly type: string;
  readonly passes: boolean;
  readonly measured: string;
  readonly limit: string;
  readonly insideCompound: boolean;
  /** Tickets without which the rule would pass. */
  readonly without?: readonly string[];
}

/** The engine's explanation of a searching ticket, for the current pool. Ids are those of tickets. */
export interface TicketExplanationDocument {
  readonly verdict: string;
  readonly summary: string;
  /** Names of the players of each ticket in the explanation, by its id. */
  readonly ticketNames: Readonly<Record<string, string>>;
  readonly ageSeconds: number;
  readonly pool: {
    readonly tickets: number;
    readonly players: number;
    readonly needed: number;
    readonly apart: ReadonlyArray<{
      readonly rule: string;
      readonly tickets: number;
      readonly ticketIds: readonly string[];
    }>;
    readonly lacks: readonly string[];
  };
  readonly nearest?: {
    readonly players: readonly ConsolePlayer[];
    readonly ticketIds: readonly string[];
    readonly ageSeconds: number;
    /** The ticket whose age counts for expansions, when the choice makes a difference. */
    readonly age?: string;
    readonly rules: readonly ExplainedRule[];
    readonly short: ReadonlyArray<{ readonly team: string; readonly lacks: number }>;
  };
  /** Times at which waiting alone helps, earliest first. */
  readonly waits: ReadonlyArray<{
    readonly at: number;
    readonly text: string;
    readonly mends: readonly string[];
  }>;
  /** Other changes that would help. */
  readonly changes: readonly string[];
}

/** The placement of the match that a ticket is in. */
export interface PlacementDocument {
  readonly placementId: string;
  readonly queue: string;
  readonly status: string;
  readonly since: number;
  readonly deadline: number;
  readonly failures: number;
  readonly freeProcesses: number;
  /** One sentence for each reason why it has no place yet. */
  readonly obstacles: readonly string[];
}

export interface TicketDocument extends TicketRow {
  readonly deadline: number;
  readonly attributes: ReadonlyArray<{
    readonly playerId: string;
    readonly values: Json;
    readonly latencyMs: Json;
  }>;
  readonly steps: readonly TicketStep[];
  readonly summary: string;
  readonly explanation?: TicketExplanationDocument;
  readonly placement?: PlacementDocument;
  /** Reasons why its match would have no place if it were found now. */
  readonly outlook?: readonly string[];
}

/** A match, player or other item whose id or name was searched for. */
export interface SearchHit {
  readonly kind: 'match' | 'ticket' | 'player' | 'process' | 'session';
  readonly title: string;
  readonly note: string;
  readonly address: string;
}

/** One answer of a watched path. */
export interface LiveAnswer {
  /** The watched path: `/now`, `/tickets?from=0`. */
  readonly watch: string;
  readonly status: number;
  readonly body: unknown;
}

export interface FleetProcess {
  readonly processId: string;
  readonly pid?: number;
  readonly port: number;
  /** The instance that its match was placed on; absent for a process without a match. */
  readonly instanceId?: string;
  readonly players: number;
  readonly memoryBytes?: number;
  /** How long its last answer took, or how long it owes one, in whole ms. */
  readonly answerMs?: number;
  /** Share of the last seconds in which its thread was busy. */
  readonly busyShare?: number;
  /** Stopped by the console: it does not answer until it is resumed or replaced. */
  readonly frozen: boolean;
  readonly session?: {
    readonly gameSessionId: string;
    readonly status: string;
    readonly seats: number;
    readonly since: number;
    readonly match?: {
      readonly matchId: string;
      readonly game: string;
      readonly players: readonly ConsolePlayer[];
    };
  };
}

export interface FleetDocument {
  readonly fleets: ReadonlyArray<{
    readonly fleetId: string;
    readonly status: string;
    readonly locations: ReadonlyArray<{
      readonly location: string;
      readonly status: string;
      readonly free: number;
      readonly instances: ReadonlyArray<{ readonly instanceId: string; readonly status: string }>;
      readonly processes: readonly FleetProcess[];
    }>;
  }>;
}

/** The console's commands for a process; `spot-loss` ends all processes of its location. */
export const processDeeds = ['kill', 'freeze', 'resume', 'spot-loss'] as const;
export type ProcessDeed = (typeof processDeeds)[number];

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

export interface BoardRow {
  readonly board: string;
  readonly game: string;
  readonly periods: readonly string[];
}

export interface BoardEntryRow extends ConsolePlayer {
  readonly rank: number;
  readonly score: number;
  readonly at: number;
}

export interface BoardDocument extends BoardRow {
  readonly period: string;
  readonly entries: readonly BoardEntryRow[];
  /** Cursor of the next page. */
  readonly cursor?: string;
}

/** A call of an AWS API. */
export interface ServiceCall {
  readonly service: 'dynamodb' | 'gamelift';
  readonly operation: string;
  readonly at: number;
  readonly milliseconds: number;
  readonly tables: readonly string[];
  readonly keys: readonly string[];
  /** Capacity units, reads and writes together; 0 for a service without units. */
  readonly units: number;
  readonly error?: string;
  /** The same call for a shell. */
  readonly shell: string;
}

/** One action with all calls that it made. */
export interface CallTree {
  readonly id: string;
  /** `script`: calls of a Realtime script outside of any request. */
  readonly kind: 'rest' | 'event' | 'script';
  readonly title: string;
  readonly at: number;
  readonly milliseconds: number;
  readonly status: string;
  readonly failed: boolean;
  readonly units: number;
  readonly players: readonly ConsolePlayer[];
  readonly calls: readonly ServiceCall[];
  /** The same request for a shell; its token and secrets are left out. */
  readonly shell?: string;
}

export interface CallsDocument {
  /** Calls are recorded from the first view of this page on, as long as it is open. */
  readonly since: number;
  readonly trees: readonly CallTree[];
}

/** Use of a table since recording began. */
export interface TableRow {
  readonly table: string;
  readonly calls: number;
  readonly units: number;
  readonly refused: number;
  /** By kind of row, most expensive first. */
  readonly entities: ReadonlyArray<{
    readonly entity: string;
    readonly calls: number;
    readonly units: number;
  }>;
  /** By operation, most expensive first. */
  readonly operations: ReadonlyArray<{
    readonly operation: string;
    readonly calls: number;
    readonly units: number;
  }>;
  /** Partitions that used most units. */
  readonly hotKeys: ReadonlyArray<{ readonly pk: string; readonly calls: number; readonly units: number }>;
}

/** The stream of a table: its newest records, and the position of each function. */
export interface TableStream {
  readonly table: string;
  /** Number of the newest record; they count from 1. */
  readonly newest: number;
  readonly readers: ReadonlyArray<{
    readonly function: string;
    readonly behind: number;
    readonly refused: number;
    /** The kinds of rows that it follows, by the prefix of their sort keys; empty: all. */
    readonly sortKeys: readonly string[];
  }>;
  /** Newest first. */
  readonly records: ReadonlyArray<{
    readonly number: number;
    readonly at: number;
    readonly change: 'INSERT' | 'MODIFY' | 'REMOVE';
    readonly entity: string;
    readonly pk: string;
    readonly sk: string;
  }>;
}

export interface TablesDocument {
  readonly since: number;
  readonly tables: readonly TableRow[];
  readonly streams: readonly TableStream[];
}

/** A row of a table, without hashes of secrets. */
export interface ItemRow {
  readonly entity: string;
  readonly pk: string;
  readonly sk: string;
  readonly fields: Json;
}

export interface PartitionDocument {
  readonly table: string;
  readonly pk: string;
  readonly items: readonly ItemRow[];
  /** There are more rows than are shown. */
  readonly more: boolean;
}

export const eventFaults = ['duplicate', 'reorder', 'delay'] as const;
export type EventFault = (typeof eventFaults)[number];

/** The time that everything of the backend goes by. */
export interface ConsoleTime {
  /** Epoch milliseconds at which it stands; null while it runs. */
  readonly stoppedAt: number | null;
  /** Milliseconds that it is ahead of this machine's; negative behind it. */
  readonly aheadMs: number;
}

export const timeDeeds = ['stop', 'go', 'step'] as const;
/** The longest step, in seconds. */
export const longestStepSeconds = 30 * 86_400;

export interface FaultsDocument {
  readonly dynamodb: {
    /** Probabilities for each call, 0 to 1. */
    readonly throttling: number;
    readonly transactionConflict: number;
    readonly indexLagMs: number;
  };
  readonly events: {
    readonly ways: readonly EventFault[];
    /** Events are held back until they are released. */
    readonly held: boolean;
    readonly undelivered: number;
  };
  readonly time: ConsoleTime;
  readonly hosting: string;
}

/** A matchmaking whose rule set can be changed in the lab. */
export interface LabRuleSet {
  readonly matchmaking: string;
  /** Name of its file in game/rule-sets/. */
  readonly name: string;
  /** Content of the file. */
  readonly text: string;
  readonly timeoutSeconds: number;
  /** The number of tickets that wait for it. */
  readonly waiting: number;
}

export interface LabDocument {
  readonly ruleSets: readonly LabRuleSet[];
}

/** A ticket of the running pool, in the form of the rule engine. Start times are seconds after the oldest. */
export interface LabTicket {
  readonly ticketId: string;
  readonly startTime: number;
  readonly players: readonly {
    readonly playerId: string;
    readonly attributes: Readonly<
      Record<string, string | number | readonly string[] | Readonly<Record<string, number>>>
    >;
    readonly latencyMs?: Readonly<Record<string, number>>;
  }[];
}

export interface LabPool {
  readonly tickets: readonly LabTicket[];
  /** More tickets wait than are listed. */
  readonly more: boolean;
  /** Seconds after the oldest ticket at which the pool was read. */
  readonly now: number;
}

/** The kinds of files that the lab saves for the team. */
export const labFiles = ['rule-sets', 'cases'] as const;
export type LabFile = (typeof labFiles)[number];

/** Path of the saved file, from the project's folder. */
export interface LabSaved {
  readonly file: string;
}

/** A practice match that continues from an entry of another match. */
export interface ForkedMatch {
  readonly matchId: string;
}

/** Delivery of an event to a webhook. `queued`: no attempt was made yet. */
export interface EventDelivery {
  readonly webhook: string;
  readonly status: 'queued' | 'sending' | 'waiting' | 'delivered' | 'passed-over' | 'given-up';
  readonly attempts: number;
  /** Result of the newest attempt. */
  readonly answer?: string;
}

/** An event for a player. */
export interface EventRow {
  readonly id: string;
  readonly type: PlayerEventType;
  /** Epoch milliseconds at which it was put on the bus, for the first time since the start. */
  readonly at: number;
  /** How often it was put on the bus: streams may repeat it. */
  readonly told: number;
  readonly player: ConsolePlayer;
  readonly game: string;
  /** Who has asked, of an invitation and a rematch. */
  readonly from?: ConsolePlayer;
  /** How the match ended for the player, of a result: such as `win, line`. */
  readonly outcome?: string;
  readonly matchId?: string;
  /** The event in the form of webhooks. */
  readonly body: string;
  readonly deliveries: readonly EventDelivery[];
}

export interface EventsDocument {
  readonly bus: string;
  readonly webhooks: ReadonlyArray<{ readonly name: string; readonly url: string }>;
  /** Newest first. */
  readonly events: readonly EventRow[];
}
