/**
 * The public interface of the rule engine, for the local GameLift, the CLI and the simulator. Times are
 * seconds on the caller's clock.
 */

/** number = N, string = S, array = SL, object = SDM. */
export type AttributeValue = string | number | readonly string[] | Readonly<Record<string, number>>;

/** A player of a ticket, with the values that rules read. */
export interface TicketPlayer {
  readonly playerId: string;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** Location → milliseconds. Absent: the player sent no latencies. */
  readonly latencyMs?: Readonly<Record<string, number>>;
  /** Only in backfill tickets: the team the player is on. */
  readonly team?: string;
}

/** A ticket as the matcher receives it. Its id is unique in the pool. */
export interface PoolTicket {
  readonly ticketId: string;
  /** The start of the ticket, for its age and its place in line; a returned ticket keeps it. */
  readonly startTime: number;
  readonly players: readonly TicketPlayer[];
  /** Present: a request to fill a running session. */
  readonly backfill?: { readonly gameSessionArn?: string };
}

/** Verdicts of one rule while the match was searched, as in the event of GameLift. */
export interface RuleEvaluationMetric {
  readonly ruleName: string;
  readonly passedCount: number;
  readonly failedCount: number;
}

/** A match that satisfies the rule set at the age of its tickets. */
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
   * Locations that all players accept under the latency rules, best first; undefined when no rule uses
   * latency.
   */
  readonly locations?: readonly string[];
}

/** The result of one evaluation of the pool. */
export interface TickOutcome {
  /** Their tickets have left the pool. */
  readonly matches: readonly FormedMatch[];
  /** True when a search ran out of budget: a match may have been missed in this tick. */
  readonly budgetEnded: boolean;
}

/**
 * Switches for questions that the documents of FlexMatch leave open (docs/rule-sets.md, "Where the
 * documentation is open").
 */
export interface OpenQuestions {
  /**
   * The value of a party in expressions. Default: its value once for each member. `once`: one value per
   * party, equal strings of its members are merged, and `count(…players)` counts parties.
   */
  readonly partyValue?: 'each-member' | 'once';
  /** Default true: `<=`. */
  readonly latencyInclusive?: boolean;
  /** Default true: one location must suit all players. */
  readonly commonLocation?: boolean;
  /** Maximum number of tickets in one batch. */
  readonly batchSize?: number;
  /** `fullest`: the fullest valid match of this tick; `first`: the first valid one. Default fullest. */
  readonly fill?: 'fullest' | 'first';
}

/** The configuration of a matcher. Equal seeds and calls give equal matches. */
export interface MatchmakerOptions {
  readonly seed: number;
  readonly additionalPlayerCount?: number;
  readonly openQuestions?: OpenQuestions;
  /** Budget of candidate evaluations per anchor in a tick. */
  readonly searchBudget?: number;
  /**
   * False: every ticket is compared with every other. The answers are the same; used by the property test.
   */
  readonly indexes?: boolean;
}

/** Work counters of a matchmaker since its creation: a measure that does not depend on the machine. */
export interface MatchmakerWork {
  /**
   * Comparisons of two tickets by their indexed facts; in large matches also steps of packing parties into
   * teams.
   */
  readonly compared: number;
  /** Evaluations of rules on a whole or partial match. */
  readonly evaluated: number;
}

/** A pool of tickets under one rule set. It reads no clock and draws no chance besides its seed. */
export interface Matchmaker {
  /** @throws Error when the pool has a ticket with this id */
  add(ticket: PoolTicket): void;
  /** False when the pool has no such ticket. */
  remove(ticketId: string): boolean;
  /** Whether a ticket waits here. */
  has(ticketId: string): boolean;
  readonly size: number;
  /** Forms all matches that are possible at this time. `now` never decreases. */
  tick(now: number): TickOutcome;
  /**
   * The next time after `now` at which an unchanged pool may match (the next expansion step of any ticket),
   * if any.
   */
  nextChange(now: number): number | undefined;
  readonly work: MatchmakerWork;
  /** Counts of passed and failed evaluations of each rule for a ticket. */
  metrics(ticketId: string): readonly RuleEvaluationMetric[];
}

export const attributeTypes = ['string', 'number', 'string_list', 'string_number_map'] as const;

export type AttributeType = (typeof attributeTypes)[number];
