import { budgets } from '../budgets/budgets';
import { type PoolIndex } from '../index/pool-index';
import { type PoolEntry, inLine } from '../pool/entry';
import { type Found } from '../pool/found';
import { type Program } from '../program/program';
import { maxDenseLocations } from '../../roster/unit';
import { defaultBatch } from './batches';
import { type Candidates, SortedCandidates } from './candidates';
import { MergedCandidates } from './merged-candidates';
import { type PartnerCheck } from './partners';
import { type Attempt, type SmallMatchOptions } from './round';
import { type Searcher } from './search';
import { RankedCandidates } from './sorting';

/** Searches the match of one anchor among its possible partners. */
export class AnchorSearch {
  readonly #program: Program;
  readonly #index: PoolIndex;
  readonly #options: SmallMatchOptions;
  readonly #searcher: Searcher;
  readonly #check: PartnerCheck;

  constructor(
    program: Program,
    index: PoolIndex,
    options: SmallMatchOptions,
    searcher: Searcher,
    check: PartnerCheck,
  ) {
    this.#program = program;
    this.#index = index;
    this.#options = options;
    this.#searcher = searcher;
    this.#check = check;
  }

  /** Searches one anchor's match among its possible partners. */
  find(attempt: Attempt): Found | undefined {
    const { request, partners, round, earlier } = attempt;
    const { anchor } = request;
    const program = this.#program;
    const passes = this.#filterOf(attempt);
    if (partners === 'all') {
      const all = [...(this.#index.bucketOf(anchor)?.all.living() ?? [])];
      return this.#search(
        attempt,
        program.sortRules.length === 0
          ? new SortedCandidates(all.filter(passes).sort(inLine))
          : new RankedCandidates(anchor, all, program, passes, false),
      );
    }
    if (program.sortRules.length > 0 && round.batch !== undefined) {
      const all = [...earlier, ...round.batch.behind(anchor)];
      return this.#search(attempt, new RankedCandidates(anchor, all, program, passes, false));
    }
    const source = new MergedCandidates(
      round.batch === undefined ? this.#index.linesFor(anchor, request.topStage) : [round.batch],
      anchor,
      passes,
      earlier.length === 0 ? earlier : earlier.filter(passes),
      attempt.reads,
    );
    return program.sortRules.length === 0 ? this.#search(attempt, source) : this.#findRanked(attempt, source);
  }

  #search({ request, budget, count }: Attempt, candidates: Candidates): Found | undefined {
    return this.#searcher.search({ ...request, candidates }, budget, count);
  }

  /** Whether a ticket may join the attempt's anchor, as far as the pair decides. */
  #filterOf({ request, partners, round, reads, count }: Attempt): (entry: PoolEntry) => boolean {
    const { anchor, topStage } = request;
    // Inside a batch every ticket is tried, and refusals by facts are counted. The index omits most of those,
    // so they are not counted there.
    const refused = round.batch === undefined ? undefined : count;
    // Where tickets name hundreds of locations, two tickets are compared location by location, which costs
    // as much as many reads.
    const cost =
      this.#program.columns.locations.length > maxDenseLocations ? budgets.readsPerLongComparison : 0;
    return (entry) => {
      reads.left -= cost;
      return (
        entry !== anchor &&
        (partners !== 'no-backfill' || !entry.isBackfill) &&
        this.#check.meets(anchor, entry, topStage, refused, count)
      );
    };
  }

  /**
   * Searches a long line by sort rules: its head in their order often contains a full match; otherwise all of
   * it is sorted.
   */
  #findRanked(attempt: Attempt, source: MergedCandidates): Found | undefined {
    const { request, budget } = attempt;
    const size = this.#options.open.batchSize ?? defaultBatch;
    const line: PoolEntry[] = [];
    const gather = (most: number): void => {
      for (
        let entry = source.next(line[line.length - 1], undefined);
        entry !== undefined;
        entry = source.next(entry, undefined)
      ) {
        line.push(entry);
        if (line.length >= most) return;
      }
    };
    const search = (cut: boolean): Found | undefined =>
      this.#search(attempt, new RankedCandidates(request.anchor, [...line], this.#program, () => true, cut));
    gather(size);
    const more = line.length >= size && source.next(line[line.length - 1], undefined) !== undefined;
    const found = search(more || source.cut);
    if (!more || (found !== undefined && budget.incomplete !== true)) return found;
    budget.incomplete = false;
    gather(Infinity);
    return search(source.cut) ?? found;
  }
}
