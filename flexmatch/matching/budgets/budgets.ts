/**
 * All budgets of searches and caches, each named by what it counts. An evaluation is one candidate that is
 * followed, or one player put on a team. A read is one ticket that a search around an anchor looks at.
 */
export const budgets = {
  /** Default budget of a search around an anchor, in one evaluation of the pool. */
  anchorEvaluations: 20_000,
  /** Minimum budget of every anchor, even when others have used up the shared budget. */
  leastAnchorEvaluations: 40,
  /** Shared by the anchors of one round, beside what each anchor adds: a multiple of an anchor's budget. */
  roundOfAnchors: 4,
  roundEvaluationsPerAnchor: 4,
  /** Shared by the searches inside of all batches: a multiple of an anchor's budget. */
  batchesOfAnchors: 1,
  /** The same where the rule set asks for sorted batches. */
  sortedBatchesOfAnchors: 400,
  /**
   * Budget of a search inside one of several batches; the search over the whole pool can still find what it
   * misses.
   */
  batchAnchorEvaluations: 600,
  /**
   * Consecutive searches without a match after which a batch counts as exhausted: its rest goes to the search
   * over the whole pool.
   */
  maxBatchFailures: 12,
  /** A search that costs at most this is not counted against what a round shares. */
  maxFreeEvaluations: 20,
  /** Evaluations after which a proof of no match is kept for tickets of the same profile. */
  maxUnsharedEvaluations: 100,
  /** The budget of a ticket is halved after each search that ran out of budget, down to this share. */
  leastRetryShare: 1 / 16,
  /**
   * Number of times that an unchanged pool is searched again around tickets whose search ran out of budget.
   */
  maxRetriesAtRest: 4,

  /** Minimum number of reads of every anchor, even when others have used up the shared number. */
  leastAnchorReads: 64,
  /** Shared by the anchors of one round. */
  readsPerEvaluation: 50,
  readsPerAnchor: 50,
  /** A comparison of two tickets that name hundreds of locations counts as this number of reads. */
  readsPerLongComparison: 32,
  /** Tickets earlier in line, left without a proof, that a search tries as well. */
  maxEarlierAnchors: 64,

  /** The first pass, which finds the usual match. */
  shortPassEvaluations: 100,
  /** Number of nodes after which equal tickets are recognized, which costs more than a short search. */
  maxShortSearchNodes: 48,
  /** In a long search, maximum number of candidates that are filtered again for each ticket that joins. */
  maxNarrowedCandidates: 400,
  /** Candidates of each kind that are drawn where another order than that of the line is tried. */
  maxSampledOfKind: 16,
  /** Minimum budget for the team assignment of one set of tickets. */
  leastAssignmentEvaluations: 200,
  /** Budget for the sets on the way back from a search that ran out of budget. */
  graceEvaluations: 120,

  /** Placements of a party on a team before a packing question of a small match is answered with "maybe". */
  maxPlacements: 2_000,
  /** Placements of a party on a team in one packing by sizes; then it is returned without a proof. */
  maxPackingSteps: 20_000,
  /** Cached packing questions of small matches; then the cache is cleared. */
  maxKnownPackings: 50_000,
  /** The same for the supplies of sets of kinds. */
  maxKnownSupplies: 5_000,
  /** The same for packings by sizes. */
  maxKnownSizePackings: 4_000,

  /** Steps of all searches for large matches in one evaluation of the pool: by the budget of an anchor. */
  largeStepsPerEvaluation: 50,
  /** The same: per ticket of the families that are searched. */
  largeStepsPerTicket: 100,
  /** Failed searches in a group before tickets that cannot have a match are filtered out. */
  maxFirstGroupFailures: 16,
  /** Tickets tried for a match of the nearest ones, beside what each of its players adds. */
  nearestTickets: 200,
  nearestTicketsPerPlayer: 8,
} as const;

/** One pass over the candidates. */
export interface SearchPass {
  /** Number of candidates that are followed at each step. */
  readonly width: number;
  /** Maximum number of evaluations. */
  readonly maxEvaluations: number;
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
  { width: Infinity, maxEvaluations: budgets.shortPassEvaluations, order: 'line' },
  { width: Infinity, maxEvaluations: 4_000, order: 'scarce' },
  { width: 3, maxEvaluations: 400, order: 'near' },
  { width: 3, maxEvaluations: 1_500, order: 'line' },
  { width: 6, maxEvaluations: 3_000, order: 'near' },
  { width: Infinity, maxEvaluations: Infinity, order: 'scarce' },
  { width: Infinity, maxEvaluations: Infinity, order: 'line' },
];

/**
 * Passes after a search that ran out of budget: the same order would end at the same point, so each pass
 * draws the candidates again. The rest of the budget may still prove that there is no match.
 */
export const shuffledPasses: readonly SearchPass[] = [
  { width: 3, maxEvaluations: 400, order: 0 },
  { width: 2, maxEvaluations: 800, order: 1 },
  { width: 4, maxEvaluations: 1_500, order: 2 },
  { width: 3, maxEvaluations: 3_000, order: 3 },
  { width: 3, maxEvaluations: Infinity, order: 4 },
  { width: Infinity, maxEvaluations: Infinity, order: 'scarce' },
  { width: Infinity, maxEvaluations: Infinity, order: 'line' },
];
