import { type Budget } from '../budgets/budget';
import { type PoolIndex } from '../index/pool-index';
import { type Packings } from '../packing/packings';
import { type PoolEntry } from '../pool/entry';
import { type Program } from '../program/program';
import { type AnchorSearch } from './anchor-search';
import { defaultBatch } from './batches';
import { counter, type SmallMatchOptions } from './round';
import { type UnfillableBuckets } from './unfillable-buckets';

/** Where more tickets have changed, most of the pool is searched again anyway. */
const maxChanged = 8;

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
   * The changed tickets, without the first ones that a search proves to be in no match.
   * @param dirty tickets that entered the pool or reached another stage
   * @param prove called with each ticket that no match contains
   */
  possible(
    dirty: readonly PoolEntry[],
    unfillable: UnfillableBuckets,
    prove: (entry: PoolEntry) => void,
  ): readonly PoolEntry[] {
    const changed = dirty.filter((entry) => entry.alive);
    if (changed.length > maxChanged || this.#index.size > defaultBatch) return changed;
    for (const [place, entry] of changed.entries()) {
      // This ticket may have a match. The search in order of arrival finds it, and covers the others too.
      if (!this.#hasNoMatch(entry, unfillable)) return changed.slice(place);
      prove(entry);
    }
    return [];
  }

  /** Whether a search among all tickets of its bucket ends, and finds no match with this one. */
  #hasNoMatch(anchor: PoolEntry, unfillable: UnfillableBuckets): boolean {
    const bucket = this.#index.bucketOf(anchor);
    if (bucket === undefined) return true;
    const topStage = this.#program.oldestAge ? Math.max(anchor.stage, bucket.all.topStage()) : anchor.stage;
    if (bucket.backfills === 0 && unfillable.has(bucket, this.#packings.span(anchor.stage, topStage)))
      return true;
    const verdicts: Array<readonly [rule: number, passed: boolean]> = [];
    const budget: Budget = { left: this.#options.searchBudget, ended: false };
    const found = this.#anchorSearch.find({
      request: { anchor, topStage, available: bucket.available(), fill: 'first' },
      partners: 'all',
      round: { batch: bucket.all, proves: true, share: Infinity, looks: Infinity },
      earlier: [],
      looks: { left: Infinity },
      budget,
      count: (rule, passed) => verdicts.push([rule, passed]),
    });
    if (found !== undefined || budget.ended || budget.incomplete === true) return false;
    // A ticket that may have a match is searched again, and its verdicts are counted then.
    const count = counter(anchor, this.#program);
    for (const [rule, passed] of verdicts) count(rule, passed);
    return true;
  }
}
