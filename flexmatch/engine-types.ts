/**
 * The door of the rule engine: what the local GameLift, the CLI and the simulator use. Times are seconds on
 * the caller's clock.
 */

/** number = N, string = S, array = SL, object = SDM. */
export type AttributeValue = string | number | readonly string[] | Readonly<Record<string, number>>;

export interface TicketPlayer {
  readonly playerId: string;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** Location → milliseconds. Absent: the player sent none. */
  readonly latencyMs?: Readonly<Record<string, number>>;
  /** Only in backfill tickets: the team the player is on. */
  readonly team?: string;
}

export interface PoolTicket {
  readonly ticketId: string;
  /** When the ticket started, for its age and its place in line; a ticket that comes back keeps it. */
  readonly startTime: number;
  readonly players: readonly TicketPlayer[];
  /** Present: a request to fill a running session. */
  readonly backfill?: { readonly gameSessionArn?: string };
}

export interface RuleEvaluationMetric {
  readonly ruleName: string;
  readonly passedCount: number;
  readonly failedCount: number;
}

export interface FormedMatch {
  /**
   * In the order of the rule set; a quantity team appears as name_1 … name_n. A team without players is
   * present and empty.
   */
  readonly teams: ReadonlyArray<{ readonly name: string; readonly playerIds: readonly string[] }>;
  readonly ticketIds: readonly string[];
  /** The backfill ticket of the match, if it has one. */
  readonly backfillTicketId?: string;
  readonly ruleEvaluationMetrics: readonly RuleEvaluationMetric[];
  /**
   * Locations acceptable to all under the latency rules, best first; undefined when no rule speaks of
   * latency.
   */
  readonly locations?: readonly string[];
}

export interface TickOutcome {
  /** Their tickets have left the pool. */
  readonly matches: readonly FormedMatch[];
  /** True when the search budget ended a search: a match may have been missed in this tick. */
  readonly budgetEnded: boolean;
}

/**
 * Where the documents of FlexMatch leave a question open, and that are switches (docs/rule-sets.md, "Where
 * the documentation is open").
 */
export interface OpenQuestions {
  /**
   * How a party stands in expressions. Default: its value once for each member. `once`: one value a party,
   * equal strings of its members are one, and `count(…players)` counts parties.
   */
  readonly partyValue?: 'each-member' | 'once';
  /** Default true: `<=`. */
  readonly latencyInclusive?: boolean;
  /** Default true. */
  readonly commonLocation?: boolean;
  /** Tickets in one batch before the pool is cut. */
  readonly batchSize?: number;
  /** `fullest`: the fullest valid match of this tick; `first`: the first valid one. Default fullest. */
  readonly fill?: 'fullest' | 'first';
}

export interface MatchmakerOptions {
  readonly seed: number;
  readonly additionalPlayerCount?: number;
  readonly openQuestions?: OpenQuestions;
  /** Candidate evaluations a tick may spend per anchor. */
  readonly searchBudget?: number;
  /** Off: every ticket is compared with every other. Same answers, for the property test. */
  readonly indexes?: boolean;
}

/** What a matchmaker has done since it was made: a measure that does not depend on the machine. */
export interface MatchmakerWork {
  /**
   * Tickets held against another by what the index knows of both; in large matches also steps of packing
   * parties into teams.
   */
  readonly compared: number;
  /** Rules judged on a whole or partial match. */
  readonly judged: number;
}

export interface Matchmaker {
  /** @throws Error when a ticket of this id is in the pool */
  add(ticket: PoolTicket): void;
  /** False when no such ticket is in the pool. */
  remove(ticketId: string): boolean;
  has(ticketId: string): boolean;
  readonly size: number;
  /** Forms every match it can at this time. `now` never goes back. */
  tick(now: number): TickOutcome;
  /**
   * The next time after `now` at which an unchanged pool may match (the next expansion step of any ticket),
   * if any.
   */
  nextChange(now: number): number | undefined;
  readonly work: MatchmakerWork;
  /** How often each rule passed and failed for a ticket so far. */
  metrics(ticketId: string): readonly RuleEvaluationMetric[];
}
