import { type Spread } from './statistics';

/**
 * The result of a simulation. Times in seconds, latencies in milliseconds, shares between 0 and 1. Equal
 * inputs give equal reports.
 */
export interface SimulationReport {
  readonly ruleSet: string;
  readonly hours: number;
  readonly seed: number;
  readonly timeoutSeconds: number;
  readonly lookEverySeconds: number;
  /**
   * arrived = matched + timedOut + waiting (tickets still waiting at the end) + givenUp + declined (the last
   * two are 0 unless simulated).
   */
  readonly tickets: {
    readonly arrived: number;
    readonly matched: number;
    readonly timedOut: number;
    readonly waiting: number;
    /** Given up before the timeout; present when patience is simulated. */
    readonly givenUp?: number;
    /** A player of the ticket did not accept a match; present when acceptance is simulated. */
    readonly declined?: number;
    readonly matchedShare: number;
    readonly timedOutShare: number;
  };
  readonly players: { readonly arrived: number; readonly matched: number };
  readonly matches: {
    readonly formed: number;
    readonly perMinute: number;
    readonly players: Spread;
    /** Share of matches with every place taken. */ readonly fullShare: number;
  };

  /** Of matched tickets, from start to match. */
  readonly waitSeconds: Spread;
  /** The same, by groups of tickets. */
  readonly groups: readonly WaitGroup[];
  readonly quality: Quality;
  readonly unmatched: Unmatched;
  readonly rules: readonly RuleReport[];
  /** Share of random line-ups that satisfy all rules, by the age of the match. */
  readonly validAtRandom: readonly PassRate[];
  readonly expansions: readonly ExpansionReport[];
  readonly pool: { readonly mean: number; readonly most: number };
  readonly series: Series;
  /** Evaluations of the pool in which a search ran out of budget: matches may have been missed. */
  readonly looksWithoutProof: number;
  readonly looks: number;
  readonly acceptance?: AcceptanceReport;
  readonly sessions?: SessionReport;
}

/**
 * The outcomes of proposed matches. proposed = accepted + rejected + expired + those still open at the end.
 */
export interface AcceptanceReport {
  readonly proposed: number;
  readonly accepted: number;
  readonly rejected: number;
  /** No player rejected, and at least one did not answer. */
  readonly expired: number;
  /** Tickets of failed proposals that searched again. */
  readonly ticketsReturned: number;
}

/** Game sessions over the time of the clock. */
export interface SessionReport {
  readonly begun: number;
  /** Concurrent sessions. */
  readonly concurrent: { readonly mean: number; readonly p95: number; readonly most: number };
  readonly playersLeft: number;
  readonly backfill: {
    readonly requests: number;
    readonly filled: number;
    readonly playersJoined: number;
  };

  /** Instances as needed by the sessions of each moment. */
  readonly instances: { readonly perInstance: number; readonly hours: number; readonly most: number };
  readonly cost?: {
    readonly pricePerInstanceHour: number;
    readonly total: number;
    /** At the same load all day. */
    readonly perDay: number;
  };
}

/** Waiting times of tickets by one property. Shares are 0 to 1, percentiles are seconds. */
export interface WaitGroup {
  /** `region`, `party size`, `hour`, a number attribute, or `deciles of` one. */
  readonly by: string;
  readonly rows: ReadonlyArray<{
    readonly name: string;
    readonly arrived: number;
    readonly matchedShare: number;
    readonly timedOutShare: number;
    readonly p50: number;
    readonly p95: number;
    readonly p99: number;
  }>;
}

/** The quality of the matches that formed. */
export interface Quality {
  /**
   * Per number attribute: the largest minus the smallest value in a match, and the same for the averages of
   * its teams.
   */
  readonly attributes: ReadonlyArray<{
    readonly name: string;
    readonly spread: Spread;
    readonly betweenTeams?: Spread;
  }>;
  /**
   * The slowest player's latency at the location that suits the match best; absent when players send none.
   */
  readonly worstLatencyMs?: Spread;
  readonly locations: ReadonlyArray<{
    readonly name: string;
    readonly matches: number;
    readonly share: number;
  }>;
}

/** Why tickets timed out. */
export interface Unmatched {
  readonly timedOut: number;
  /** Tickets whose nearest match was computed; the shares of the others are extrapolated from these. */
  readonly explained: number;
  readonly reasons: readonly TimeoutReason[];
}

/** Why tickets timed out. Only a sample is explained; `tickets` and `share` are scaled up from it. */
export interface TimeoutReason {
  readonly code: string;
  /** `FairSkill fails`, `sent no latencies`. */
  readonly reason: string;
  /** Share of all tickets that timed out. */
  readonly share: number;
  readonly tickets: number;
  /** The explanation of one ticket. */
  readonly example: string;
}

/** The share (0 to 1) of line-ups that satisfy a rule from an age on. */
export interface PassRate {
  readonly fromAgeSeconds: number;
  readonly share: number;
}

/** How often a rule holds: at random, and in the search. */
export interface RuleReport {
  readonly name: string;
  readonly type: string;
  /**
   * Of random line-ups of arriving tickets that fill the teams: the share that satisfies this rule, by the
   * age of the match.
   */
  readonly atRandom: readonly PassRate[];
  /** As in ruleEvaluationMetrics: verdicts while matches were searched around a ticket. */
  readonly passed: number;
  readonly failed: number;
}

/** The matches by the step of an expansion that was in force. Shares are 0 to 1. */
export interface ExpansionReport {
  readonly target: string;
  /** The value in force when matches formed; the first is the rule's own, before any step. */
  readonly steps: ReadonlyArray<{
    readonly fromAgeSeconds: number;
    readonly value: string;
    readonly matches: number;
    readonly share: number;
  }>;
}

/** Equal intervals of time, in order. */
export interface Series {
  readonly bucketSeconds: number;
  readonly buckets: ReadonlyArray<{
    readonly from: number;
    readonly arrived: number;
    readonly matches: number;
    readonly timedOut: number;
    /** Tickets in the pool, on average. */ readonly pool: number;
  }>;
}
