import { type Budget } from '../budgets/budget';
import { type PoolIndex } from '../index/pool-index';
import { type Packings } from '../packing/packings';
import { type PoolEntry } from '../pool/entry';
import { type Program } from '../program/program';
import { type AnchorSearch } from './anchor-search';
import { defaultBatch } from './batches';
import { counter, type SmallMatchOptions } from './round';
import { type UnfillableBuckets } from './unfillable-buckets';

/** The changed tickets that can be in a match. */
export interface Possible {
  readonly entries: readonly PoolEntry[];
  /** Some match was found for each of them; the other changed tickets are in none. */
  readonly isCertain: boolean;
}

/**
 * Decides which changed tickets can be in a match at all. In a pool whose other tickets are proven, each new
 * match contains a changed one. A search around that one, with all others as candidates, saves the searches
 * around every ticket that could join it.
 */
export class ChangedTickets {
  readonly #program: Program;
  readonly #index: PoolIndex;
  readonly #options: SmallMatchOptions;
  readonly #packings: Packings;
  readonly #anchorSearch: AnchorSearch;

  constructor(
    program: Program,
    index: PoolIndex,
    options: SmallMatchOptions,
    packings: Packings,
    anchorSearch: AnchorSearch,
  ) {
    this.#program = program;
    this.#index = index;
    this.#options = options;
    this.#packings = packings;
    this.#anchorSearch = anchorSearch;
  }

  /**
   * The changed tickets, without those that a search proves to be in no match, up to the first search that
   * runs out of budget.
   * @param dirty tickets that entered the pool or reached another stage
   * @param prove called with each ticket that no match contains
   */
  possible(
    dirty: readonly PoolEntry[],
    unfillable: UnfillableBuckets,
    prove: (entry: PoolEntry) => void,
  ): Possible {
    const changed = dirty.filter((entry) => entry.alive);
    const { size } = this.#index;
    if (size > defaultBatch || changed.length > size / 2) return { entries: changed, isCertain: false };
    const possible: PoolEntry[] = [];
    for (const [place, entry] of changed.entries()) {
      const outcome = this.#lookFor(entry, unfillable);
      // Where searches get this long, the searches in order of arrival are as good.
      if (outcome === 'unknown') return { entries: [...possible, ...changed.slice(place)], isCertain: false };
      if (outcome === 'none') prove(entry);
      else possible.push(entry);
    }
    return { entries: possible, isCertain: true };
  }

  /** Those of some tickets that can still be in a match, after others have left the pool. */
  stillPossible(entries: readonly PoolEntry[], unfillable: UnfillableBuckets): readonly PoolEntry[] {
    return entries.filter((entry) => entry.alive && this.#lookFor(entry, unfillable) !== 'none');
  }

  /** Whether some match among all tickets of its bucket has this one; unknown: the budget ended. */
  #lookFor(anchor: PoolEntry, unfillable: UnfillableBuckets): 'some' | 'none' | 'unknown' {
    const bucket = this.#index.bucketOf(anchor);
    if (bucket === undefined) return 'none';
    const topStage = this.#program.oldestAge ? Math.max(anchor.stage, bucket.all.topStage()) : anchor.stage;
    if (bucket.backfills === 0 && unfillable.has(bucket, this.#packings.span(anchor.stage, topStage)))
      return 'none';
    const verdicts: Array<readonly [rule: number, passed: boolean]> = [];
    const budget: Budget = { left: this.#options.searchBudget, ended: false };
    const found = this.#anchorSearch.find({
      request: {
        anchor,
        topStage,
        available: bucket.available(),
        fill: 'first',
        narrowsFirst: true,
      },
      partners: 'all',
      round: { batch: bucket.all, proves: true, share: Infinity, reads: Infinity },
      earlier: [],
      reads: { left: Infinity },
      budget,
      count: (rule, passed) => verdicts.push([rule, passed]),
    });
    if (found !== undefined) return 'some';
    if (budget.ended || budget.incomplete === true) return 'unknown';
    // A ticket that may have a match is searched again, and its verdicts are counted then.
    const count = counter(anchor, this.#program);
    for (const [rule, passed] of verdicts) count(rule, passed);
    return 'none';
  }
}
