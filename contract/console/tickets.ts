import { type Json } from '../../core/json';
import { type ConsolePlayer } from './players';

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
