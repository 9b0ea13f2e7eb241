import { type Json } from '../../core/json';
import { type Change } from '../../flexmatch/explain/change';
import { type NearestMatch, type TicketExplanation } from '../../flexmatch/explain/explanation';
import { type ConsolePlayer } from './console-player';

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

/** The engine's explanation of a searching ticket, for the current pool. Ids are those of tickets. */
export interface TicketExplanationDocument extends Pick<
  TicketExplanation,
  'verdict' | 'summary' | 'ageSeconds' | 'noStepHelps'
> {
  /** Names of the players of each ticket in the explanation, by its id. */
  readonly ticketNames: Readonly<Record<string, string>>;
  readonly pool: Pick<TicketExplanation['pool'], 'tickets' | 'players' | 'needed'> & {
    readonly apart: NonNullable<TicketExplanation['pool']['apart']>;
    readonly lacks: readonly string[];
  };
  readonly nearest?: Pick<NearestMatch, 'ticketIds' | 'ageSeconds' | 'rules' | 'short'> & {
    readonly players: readonly ConsolePlayer[];
    /** The ticket whose age counts for expansions, when the choice makes a difference. */
    readonly age?: string;
  };
  /** Times at which waiting alone helps, earliest first. `at` is in epoch milliseconds. */
  readonly waits: ReadonlyArray<Pick<Extract<Change, { kind: 'wait' }>, 'at' | 'text' | 'mends'>>;
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

/** What the row of a ticket tells its player while GameLift says something else. */
export interface HeardStatus {
  /** Status of the row. */
  readonly status: string;
  readonly eventsHeld: boolean;
  /** The number of GameLift's events that were not delivered yet. */
  readonly undelivered: number;
}

export interface TicketDocument extends TicketRow {
  /** Absent while the row and GameLift say the same. */
  readonly heard?: HeardStatus;
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
