/**
 * All budgets of searches. A unit is one candidate that is followed, or one player put on a team, unless
 * stated otherwise.
 */
export const budgets = {
  /** Default budget of an anchor in an evaluation of the pool. */
  anchor: 20_000,
  /** Minimum budget of every anchor, even when others have used up the shared budget. */
  leastAllowance: 40,
  /**
   * Minimum number of tickets that every anchor may look at, even when others have used up the shared number.
   */
  leastLooks: 64,
  /**
   * Budget of a search inside one of several batches; the search over the whole pool can still find what it
   * misses.
   */
  inBatch: 600,
  /**
   * Consecutive searches without a match after which a batch counts as exhausted: its rest goes to the search
   * over the whole pool.
   */
  batchPatience: 12,
  /** Minimum budget for the team assignment of one set of tickets. */
  leastAssignment: 200,
  /** Budget for the sets on the way back from a search that ran out of budget. */
  grace: 120,
  /** Candidates of each kind that are drawn where another order than that of the line is tried. */
  sampleOfKind: 16,
  /** The first pass, which finds the usual match. */
  shortSearch: 100,
  /** In a long search, maximum number of candidates that are filtered again for each ticket that joins. */
  mostNarrowed: 400,
  /** Number of nodes after which equal tickets are recognized, which costs more than a short search. */
  longSearch: 48,
  /** The budget of a ticket is halved after each search that ran out of budget, down to this share. */
  leastRetryShare: 1 / 16,
  /**
   * Number of times that an unchanged pool is searched again around tickets whose search ran out of budget.
   */
  retriesAtRest: 4,
} as const;

/** One pass over the candidates. */
export interface SearchPass {
  /** Number of candidates that are followed at each step. */
  readonly width: number;
  readonly limit: number;
  /**
   * `line`: the order of the line (or of the sort rules). `scarce`: suppliers of scarce traits first. `near`:
   * those nearest to the anchor first. A number: random, by the number of the draw.
   */
  readonly order: 'line' | 'scarce' | 'near' | number;
}

/**
 * A short search in exact order is enough for small pools and the usual match of large ones. Where it fails,
 * the first choices are often the reason, so few candidates are followed at each step before the exact search
 * uses up the budget.
 */
export const searchPasses: readonly SearchPass[] = [
  { width: Infinity, limit: budgets.shortSearch, order: 'line' },
  { width: Infinity, limit: 4_000, order: 'scarce' },
  { width: 3, limit: 400, order: 'near' },
  { width: 3, limit: 1_500, order: 'line' },
  { width: 6, limit: 3_000, order: 'near' },
  { width: Infinity, limit: Infinity, order: 'scarce' },
  { width: Infinity, limit: Infinity, order: 'line' },
];

/**
 * Passes after a search that ran out of budget: the same order would end at the same point, so each pass
 * draws the candidates again. The rest of the budget may still prove that there is no match.
 */
export const shuffledPasses: readonly SearchPass[] = [
  { width: 3, limit: 400, order: 0 },
  { width: 2, limit: 800, order: 1 },
  { width: 4, limit: 1_500, order: 2 },
  { width: 3, limit: 3_000, order: 3 },
  { width: 3, limit: Infinity, order: 4 },
  { width: Infinity, limit: Infinity, order: 'scarce' },
  { width: Infinity, limit: Infinity, order: 'line' },
];
