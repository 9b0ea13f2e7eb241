/**
 * What searches may spend, in one place. A unit is one candidate that is followed, or one player put on a
 * team, unless something else is said.
 */
export const budgets = {
  /** What an anchor may spend in a look, unless the caller says otherwise. */
  anchor: 20_000,
  /** What every anchor may spend, even when others have used up the look's share. */
  leastAllowance: 40,
  /** How many tickets every anchor may look at, even when others have used up the look's share. */
  leastLooks: 64,
  /**
   * What a search inside one of several batches may spend: what it does not find, the search over the whole
   * pool may.
   */
  inBatch: 600,
  /**
   * So many searches without a match in a row, and a batch is taken to be used up: its rest goes to the
   * search over the whole pool.
   */
  batchPatience: 12,
  /** What the teams of one set of tickets may cost at least. */
  leastAssignment: 200,
  /** For sets on the way back from a search that ended with its budget. */
  grace: 120,
  /** Candidates of each kind that are drawn where another order than that of the line is tried. */
  sampleOfKind: 16,
  /** The first pass, which finds the usual match. */
  shortSearch: 100,
  /** In a long search, up to so many candidates are gone through again for each ticket that joins. */
  mostNarrowed: 400,
  /** Nodes after which equal tickets are recognised, which costs more than a short search. */
  longSearch: 48,
  /**
   * A ticket whose searches end again and again gets half as much each time, down to this part of the usual.
   */
  leastRetryShare: 1 / 16,
  /** How often a pool that has not changed is searched again around tickets whose search has ended. */
  retriesAtRest: 4,
} as const;

/** One pass over the candidates. */
export interface SearchPass {
  /** How many candidates are followed at each step. */
  readonly width: number;
  readonly limit: number;
  /**
   * That of the line (or of the sort rules), those first who bring what few bring, those nearest to the
   * anchor first, or by chance: a number of the draw.
   */
  readonly order: 'line' | 'scarce' | 'near' | number;
}

/**
 * A short search in exact order settles small pools and the usual match of large ones. Where it does not, the
 * first choices are often to blame, so few candidates are followed at each step before the exact search goes
 * on to the end of the budget.
 */
export const searchPasses: readonly SearchPass[] = [
  { width: Infinity, limit: budgets.shortSearch, order: 'line' },
  { width: Infinity, limit: 2_000, order: 'scarce' },
  { width: 3, limit: 400, order: 'near' },
  { width: 3, limit: 1_500, order: 'line' },
  { width: 6, limit: 3_000, order: 'near' },
  { width: Infinity, limit: Infinity, order: 'scarce' },
  { width: Infinity, limit: Infinity, order: 'line' },
];

/**
 * After a search that ended with its budget: the same order would end in the same place. Each pass draws the
 * candidates anew.
 */
export const shuffledPasses: readonly SearchPass[] = [
  { width: 3, limit: 400, order: 0 },
  { width: 2, limit: 800, order: 1 },
  { width: 4, limit: 1_500, order: 2 },
  { width: 3, limit: 3_000, order: 3 },
  { width: 3, limit: Infinity, order: 4 },
];
