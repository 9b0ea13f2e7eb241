import { type Json } from '../core/json';
import { type HostingAction } from '../core/match/views';
import { type MatchAction, type MatchStatus as RecordedStatus, type OfferKind } from '../core/match/log';
import { type ShownClock } from '../core/match/clock/clocks';
import { type RefusedCommand } from './refused-line';

/*
 * What the laptop's console asks and is answered: `GET /console/api/…` as JSON, and the same documents over
 * `GET /console/live?watch=…` whenever they change. Times are epoch milliseconds.
 */

/**
 * A player as lists name it. `name` is empty while it is unknown: a deleted player, or one of another
 * backend.
 */
export interface ConsolePlayer {
  readonly playerId: string;
  readonly name: string;
}

/** A part of a list; `total` rows fit the question. */
export interface ConsoleList<Row> {
  readonly total: number;
  readonly from: number;
  readonly rows: readonly Row[];
}

/** Something that must never be, and where to look at it. */
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

/** What happened lately, one value for each time. */
export interface NowSeries {
  readonly at: readonly number[];
  readonly waiting: readonly number[];
  readonly running: readonly number[];
}

export interface NowDocument {
  readonly environment: string;
  readonly region: string;
  readonly at: number;
  /** `virtual`: time stands until it is advanced. */
  readonly clock: 'real' | 'virtual';
  readonly broken: readonly BrokenInvariant[];
  /** Faults that are switched on, in words. */
  readonly faults: readonly string[];
  readonly waits: readonly WaitsRow[];
  readonly matches: { readonly running: number; readonly begun: number; readonly ended: number };
  readonly capacity: {
    readonly used: number;
    readonly free: number;
    readonly memoryBytes: number;
    readonly instances: number;
  };
  readonly series: NowSeries;
}

export type MatchStatus = 'starting' | RecordedStatus;

export interface ConsoleSeat extends ConsolePlayer {
  readonly team: number;
  readonly outcome?: 'win' | 'draw' | 'loss';
}

export interface MatchRow {
  readonly matchId: string;
  readonly game: string;
  readonly matchmaking: string;
  readonly status: MatchStatus;
  readonly seats: readonly ConsoleSeat[];
  readonly startedAt: number;
  readonly endedAt?: number;
  /** How it ended. */
  readonly reason?: string;
  /** Where it runs while it is active. */
  readonly hosting?: 'live' | 'placing' | 'asleep';
}

/** One entry of a log, whole: the console is its developer's. */
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
  /** The command that the line tells of. */
  readonly refused?: RefusedCommand;
}

/** What a viewer may see of the match after an entry. */
export interface SeenMatch {
  readonly viewer: 'spectator' | number;
  readonly view: Json;
  readonly legal: readonly Json[];
}

/** The match after an entry of its log, folded by the rules. */
export interface MatchMoment {
  readonly at: number;
  /** The whole state, which no player sees. */
  readonly state: Json;
  /** The state before the entry; absent at the start. */
  readonly before?: Json;
  readonly seen: readonly SeenMatch[];
  readonly toAct: readonly number[];
  readonly phase: string | null;
  readonly offer: { readonly offer: OfferKind; readonly by: number } | null;
  readonly clocks: readonly ShownClock[];
  /** Epoch milliseconds to which the clocks are read. */
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
  /** Why the rules could not show the moment. */
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

/** One moment in the life of a ticket. */
export interface TicketStep {
  readonly at: number;
  readonly what: string;
  readonly says: string;
}

/** One rule in the match that came nearest. */
export interface ExplainedRule {
  readonly name: string;
  readonly type: string;
  readonly passes: boolean;
  readonly measured: string;
  readonly limit: string;
  readonly insideCompound: boolean;
  /** Tickets without which the rule would hold. */
  readonly without?: readonly string[];
}

/** What the engine says of a ticket that searches, on the pool as it is now. Ids are tickets'. */
export interface TicketExplanationDocument {
  readonly verdict: string;
  readonly summary: string;
  /** Names of the players of each ticket that is named, by its id. */
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
    /** Whose age the expansions count from, when it makes a difference. */
    readonly age?: string;
    readonly rules: readonly ExplainedRule[];
    readonly short: ReadonlyArray<{ readonly team: string; readonly lacks: number }>;
  };
  /** Waiting alone helps at this time, the first first. */
  readonly waits: ReadonlyArray<{
    readonly at: number;
    readonly text: string;
    readonly mends: readonly string[];
  }>;
  /** What else would help. */
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
  /** One sentence a reason why it has no place yet. */
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
  /** Why its match would have no place if it were found now. */
  readonly outlook?: readonly string[];
}

/** Something with the id, or the name, that was looked for. */
export interface SearchHit {
  readonly kind: 'match' | 'ticket' | 'player' | 'process' | 'session';
  readonly title: string;
  readonly note: string;
  readonly address: string;
}

/** One answer of a watched path. */
export interface LiveAnswer {
  /** As the page asked: `/now`, `/tickets?from=0`. */
  readonly watch: string;
  readonly status: number;
  readonly body: unknown;
}

export interface FleetProcess {
  readonly processId: string;
  readonly pid?: number;
  readonly port: number;
  /** The machine that its match was placed on; a process that waits for one is of none yet. */
  readonly instanceId?: string;
  readonly players: number;
  readonly memoryBytes?: number;
  /** Stopped by the console: it answers nothing until it is resumed or replaced. */
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

/** What the console does to a process; `spot-loss` ends all of its location. */
export const processDeeds = ['kill', 'freeze', 'resume', 'spot-loss'] as const;
export type ProcessDeed = (typeof processDeeds)[number];

export interface PlayerRow extends ConsolePlayer {
  /** When the newest ticket was opened, or the newest match began. */
  readonly seen: number;
  readonly waits: boolean;
}

/** A match of a player, as the player's history has it. */
export interface PlayedRow {
  readonly matchId: string;
  readonly game: string;
  readonly opponents: readonly ConsolePlayer[];
  readonly outcome: 'win' | 'draw' | 'loss' | 'void';
  readonly reason: string;
  readonly endedAt: number;
  readonly ratingBefore?: number;
  readonly ratingAfter?: number;
}

export interface PlayerDocument extends ConsolePlayer {
  readonly createdAt: number;
  /** Why the player may not play. */
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
  /** Boards on which the player has a place. */
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

/** What the console does to a player. */
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
  /** The next page. */
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
  /** Capacity units, reads and writes together; 0 of a service without them. */
  readonly units: number;
  readonly error?: string;
  /** The same call for a shell. */
  readonly shell: string;
}

/** One action with everything that was called for it. */
export interface CallTree {
  readonly id: string;
  /** `script`: calls of a Realtime script, which no request has asked for. */
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
  /** Calls are recorded from the first look at this page on, while someone looks. */
  readonly since: number;
  readonly trees: readonly CallTree[];
}

/** Use of a table since calls are recorded. */
export interface TableRow {
  readonly table: string;
  readonly calls: number;
  readonly units: number;
  readonly refused: number;
  /** By kind of row, the dearest first. */
  readonly entities: ReadonlyArray<{
    readonly entity: string;
    readonly calls: number;
    readonly units: number;
  }>;
  /** By operation, the dearest first. */
  readonly operations: ReadonlyArray<{
    readonly operation: string;
    readonly calls: number;
    readonly units: number;
  }>;
  /** Partitions that used most units. */
  readonly hotKeys: ReadonlyArray<{ readonly pk: string; readonly calls: number; readonly units: number }>;
}

/** The stream of a table: its newest records, and how far each function has read it. */
export interface TableStream {
  readonly table: string;
  /** Number of the newest record; they count from 1. */
  readonly newest: number;
  readonly readers: ReadonlyArray<{
    readonly function: string;
    readonly behind: number;
    readonly refused: number;
    /** The kinds of rows that it hears of, by the beginning of their sort keys; empty: all. */
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

/** A row as the table has it; hashes of secrets are left out. */
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

export interface FaultsDocument {
  readonly dynamodb: {
    /** Chances of a call, 0 to 1. */
    readonly throttling: number;
    readonly transactionConflict: number;
    readonly indexLagMs: number;
  };
  readonly events: {
    readonly ways: readonly EventFault[];
    /** Nothing is delivered until it is let go. */
    readonly held: boolean;
    readonly undelivered: number;
  };
  readonly clock: 'real' | 'virtual';
  readonly hosting: string;
}

/** A matchmaking whose rule set the lab may change. */
export interface LabRuleSet {
  readonly matchmaking: string;
  /** Of its file in game/rule-sets/. */
  readonly name: string;
  /** As the file has it. */
  readonly text: string;
  readonly timeoutSeconds: number;
  /** Tickets that wait for it now. */
  readonly waiting: number;
}

export interface LabDocument {
  readonly ruleSets: readonly LabRuleSet[];
}

/** A ticket of the running pool, as the rule engine takes it. Start times are seconds after the oldest. */
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
  /** More wait than are given. */
  readonly more: boolean;
  /** Seconds after the oldest ticket at which the pool was read. */
  readonly now: number;
}

/** What the lab saves: a file of the team's own. */
export const labFiles = ['rule-sets', 'cases'] as const;
export type LabFile = (typeof labFiles)[number];

/** Where something was saved, from the project's folder. */
export interface LabSaved {
  readonly file: string;
}

/** A practice match that goes on from an entry of another. */
export interface ForkedMatch {
  readonly matchId: string;
}

/** How far an event is with a webhook. `queued`: no attempt was made yet. */
export interface EventDelivery {
  readonly webhook: string;
  readonly status: 'queued' | 'sending' | 'waiting' | 'delivered' | 'passed-over' | 'given-up';
  readonly attempts: number;
  /** What became of the newest attempt. */
  readonly answer?: string;
}

/** What a player was to hear. */
export interface EventRow {
  readonly id: string;
  readonly type: string;
  /** Epoch milliseconds at which it was put on the bus, for the first time since the start. */
  readonly at: number;
  /** How often it was put on the bus: streams tell things twice. */
  readonly told: number;
  readonly player?: ConsolePlayer;
  readonly matchId?: string;
  /** The event as webhooks get it. */
  readonly body: string;
  readonly deliveries: readonly EventDelivery[];
}

export interface EventsDocument {
  readonly bus: string;
  readonly webhooks: ReadonlyArray<{ readonly name: string; readonly url: string }>;
  /** Newest first. */
  readonly events: readonly EventRow[];
}
