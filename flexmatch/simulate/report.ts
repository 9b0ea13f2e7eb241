import { type Spread } from './statistics';

/**
 * What a simulation found. Times in seconds, latencies in milliseconds, shares between 0 and 1. Equal inputs
 * give equal reports.
 */
export interface SimulationReport {
  readonly ruleSet: string;
  readonly hours: number;
  readonly seed: number;
  readonly timeoutSeconds: number;
  readonly lookEverySeconds: number;
  /**
   * arrived = matched + timedOut + waiting (those that still waited at the end) + givenUp + declined (the
   * last two are 0 unless asked for).
   */
  readonly tickets: {
    readonly arrived: number;
    readonly matched: number;
    readonly timedOut: number;
    readonly waiting: number;
    /** Left before their time was over; present when patience was asked for. */
    readonly givenUp?: number;
    /** A player of the ticket did not accept a match; present when matches ask their players. */
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
  /** The same, by what tells tickets apart. */
  readonly groups: readonly WaitGroup[];
  readonly quality: Quality;
  readonly unmatched: Unmatched;
  readonly rules: readonly RuleReport[];
  /** Share of random line-ups that satisfy all rules, by the age of the match. */
  readonly validAtRandom: readonly PassRate[];
  readonly expansions: readonly ExpansionReport[];
  readonly pool: { readonly mean: number; readonly most: number };
  readonly series: Series;
  /** Looks at the pool in which a search ended with its budget: matches may have been missed. */
  readonly looksWithoutProof: number;
  readonly looks: number;
  readonly acceptance?: AcceptanceReport;
  readonly sessions?: SessionReport;
}

/**
 * What became of proposed matches. proposed = accepted + rejected + expired + those still open at the end.
 */
export interface AcceptanceReport {
  readonly proposed: number;
  readonly accepted: number;
  readonly rejected: number;
  /** Nobody rejected, and somebody stayed silent. */
  readonly expired: number;
  /** Tickets of failed proposals that searched on. */
  readonly ticketsReturned: number;
}

/** Game sessions over the time of the clock. */
export interface SessionReport {
  readonly begun: number;
  /** Sessions at once. */
  readonly concurrent: { readonly mean: number; readonly p95: number; readonly most: number };
  readonly playersLeft: number;
  readonly backfill: {
    readonly requests: number;
    readonly filled: number;
    readonly playersJoined: number;
  };
  /** As many as the sessions of each moment need. */
  readonly instances: { readonly perInstance: number; readonly hours: number; readonly most: number };
  readonly cost?: {
    readonly pricePerInstanceHour: number;
    readonly total: number;
    /** At the same load all day. */
    readonly perDay: number;
  };
}

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

export interface Quality {
  /**
   * Per number attribute: the largest less the smallest value in a match, and the same of the averages of its
   * teams.
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
  /** Tickets of which the nearest match was looked at; the shares of the others are taken from these. */
  readonly explained: number;
  readonly reasons: readonly Reason[];
}

export interface Reason {
  readonly code: string;
  /** `FairSkill fails`, `sent no latencies`. */
  readonly reason: string;
  /** Of all tickets that timed out. */
  readonly share: number;
  readonly tickets: number;
  /** One ticket's explanation. */
  readonly example: string;
}

export interface PassRate {
  readonly fromAgeSeconds: number;
  readonly share: number;
}

export interface RuleReport {
  readonly name: string;
  readonly type: string;
  /**
   * Of random line-ups of arriving tickets that fill the teams: the share that satisfies this rule, by the
   * age of the match.
   */
  readonly atRandom: readonly PassRate[];
  /** As in ruleEvaluationMetrics: verdicts while matches were sought around a ticket. */
  readonly passed: number;
  readonly failed: number;
}

export interface ExpansionReport {
  readonly target: string;
  /** Which value was in force when matches formed; the first is the rule's own, before any step. */
  readonly steps: ReadonlyArray<{
    readonly fromAgeSeconds: number;
    readonly value: string;
    readonly matches: number;
    readonly share: number;
  }>;
}

/** Equal stretches of time, in order. */
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
