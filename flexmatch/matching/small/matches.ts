import { type Attempt, counter, linesOf, type Partners, type Round, type SmallMatchOptions } from './round';
import { at } from '../../at';
import { type Budget, type Count } from '../budgets/budget';
import { cutIntoBatches, defaultBatch } from './batches';
import { budgets } from '../budgets/budgets';
import { type Candidates, SortedCandidates } from './candidates';
import { MergedCandidates } from './merged-candidates';
import { suppliedBy } from '../pool/kind';
import { type Entry, inLine, profileOf } from '../pool/entry';
import { type Facts } from '../index/facts';
import { type Kinds } from '../pool/kinds';
import { fillable } from '../packing/packing';
import { Packings, type Span } from '../packing/packings';
import { type Bucket, type PoolIndex, type SizedLines } from '../index/pool-index';
import { type Program } from '../program/program';
import { Searcher } from './search';
import { type Found } from '../pool/found';
import { RankedCandidates } from './sorting';
import { mostDenseLocations } from '../../roster/unit';

/**
 * Forms matches of up to 40 players around anchors, oldest first. A ticket around which a search found
 * nothing is "proven". Until a ticket that could join it appears or reaches another stage, it is not searched
 * again. It is not a candidate for others either, since every match with it would have been found around it.
 *
 * The tickets that are not proven are the pool of a pass. Up to the size of a batch they are searched
 * together. A larger pool is cut into batches, each searched by itself for full matches. The tickets left
 * over from all batches are then searched together in the pool's index. So a pass leaves no match behind,
 * regardless of how the batches were cut.
 */
export class SmallMatches {
  readonly #program: Program;
  readonly #index: PoolIndex;
  readonly #facts: Facts;
  readonly #options: SmallMatchOptions;

  readonly #searcher: Searcher;
  readonly #kinds: Kinds;
  readonly #packings: Packings;
  /** Maximum number of players of a match at any stage. */
  readonly #most: number;
  /** Number of passes that were cut into batches: each is cut differently. */
  #cuts = 0;

  constructor(program: Program, index: PoolIndex, facts: Facts, kinds: Kinds, options: SmallMatchOptions) {
    this.#program = program;
    this.#index = index;
    this.#facts = facts;
    this.#options = options;

    this.#kinds = kinds;
    this.#packings = new Packings(program, kinds);
    this.#most = Math.max(...program.stages.map(({ most }) => most));
    this.#searcher = new Searcher(program, facts, kinds, this.#packings, options.seed);
  }

  /**
   * Forms every match that involves a changed ticket.
   * @param dirty tickets that entered the pool or reached another stage
   * @param open tickets whose last search ended with its budget; the set is kept up to date
   * @param emit takes a match; its tickets leave the pool before the next search
   */
  form(dirty: readonly Entry[], open: Set<Entry>, emit: (found: Found) => void): void {
    const program = this.#program;
    const options = this.#options;
    const anchors = this.#wake(dirty, open);
    const batchSize = Math.max(1, options.open.batchSize ?? defaultBatch);
    if (anchors.length <= batchSize) {
      this.#around(anchors, this.#round(anchors, linesOf(anchors), true), open, emit);
      return;
    }
    // Sessions that are to be filled first must not depend on the random batches.
    const urgent = anchors.filter((anchor) => anchor.rank === -1);
    if (urgent.length > 0) this.#around(urgent, this.#round(urgent, undefined, true), open, emit);
    const waiting = anchors.filter((anchor) => anchor.alive && anchor.rank === 0);
    this.#cuts += 1;
    // Batches that hold few matches only use up what the others need: where searches inside them get long,
    // the rest of the pool stays together, unless the rule set asks for batches of like tickets.
    let share =
      program.ruleSet.algorithm.batchingPreference === 'sorted'
        ? 400 * options.searchBudget
        : options.searchBudget;
    for (const batch of cutIntoBatches(waiting, batchSize, program, options.seed, this.#cuts)) {
      if (share <= 0) break;
      const round: Round = { ...this.#round(batch, linesOf(batch), false), share };
      this.#around(batch, round, open, emit);
      share = round.share;
    }
    const left = anchors.filter((anchor) => anchor.alive && !anchor.proven);
    this.#around(left, this.#round(left, undefined, true), open, emit);
  }

  #round(anchors: readonly Entry[], batch: SizedLines | undefined, proves: boolean): Round {
    const { searchBudget, indexes } = this.#options;
    const looks = batch === undefined && indexes ? 50 * searchBudget + 50 * anchors.length : Infinity;
    return { batch, proves, share: 4 * searchBudget + 4 * anchors.length, looks };
  }

  #around(anchors: readonly Entry[], round: Round, open: Set<Entry>, emit: (found: Found) => void): void {
    const program = this.#program;
    const options = this.#options;
    const hopelessProfiles = new Set<string>();
    const hopelessBuckets = new Map<Bucket, Map<Span, boolean>>();
    const tops = new Map<Bucket, number>();
    const lowPriority = program.ruleSet.algorithm.backfillPriority === 'low';
    const preferred = options.open.fill ?? 'fullest';
    let vain = 0;
    const fill = round.proves || preferred === 'first' ? preferred : 'full';
    for (const anchor of anchors) {
      if (!anchor.alive || anchor.proven) continue;
      if (!round.proves && vain >= budgets.batchPatience) return;
      const bucket = this.#index.bucketOf(anchor);
      if (bucket === undefined) continue;
      const earlier = round.proves && open.size > 0 ? this.#stillOpen(anchor, open) : nobody;
      const topStage = this.#topStageFor(anchor, earlier, bucket, tops);
      const span = this.#packings.span(anchor.stage, topStage);
      const hopeless =
        (bucket.backfills === 0 && this.#unfillable(bucket, span, hopelessBuckets)) ||
        (hopelessProfiles.size > 0 && hopelessProfiles.has(profileOf(anchor)));
      if (hopeless) {
        if (round.proves) this.#prove(anchor, open);
        continue;
      }
      const usual = round.proves
        ? options.searchBudget * Math.max(budgets.leastRetryShare, 1 / 2 ** anchor.attempts)
        : budgets.inBatch;
      const allowance = Math.max(budgets.leastAllowance, Math.min(Math.floor(usual), round.share));
      const budget: Budget = { left: allowance, ended: false };
      const count = counter(anchor, program);
      const looks = { left: Math.max(budgets.leastLooks, round.looks) };
      const before = looks.left;
      const partners: Partners = !lowPriority ? 'later' : anchor.isBackfill ? 'everybody' : 'no-backfill';
      const request = {
        anchor,
        topStage,
        available: bucket.available(),
        fill,
      } as const;
      const found = this.#find({ request, partners, round, earlier, looks, budget, count });
      if (Number.isFinite(looks.left)) round.looks -= before - looks.left;
      const spent = allowance - budget.left;
      if (found !== undefined) {
        if (round.proves && (budget.ended || budget.incomplete === true)) this.#missed = true;
        for (const entry of found.entries) open.delete(entry);
        emit(found);
        vain = 0;
        // As long as more tickets of a size are left than fit in a match, their exact number does not matter.
        if (
          this.#kinds.quotas.traits.length > 0 ||
          found.entries.some((entry) => (bucket.sizes[entry.size] ?? 0) < this.#most)
        )
          hopelessBuckets.delete(bucket);
        continue;
      }
      vain += 1;
      if (spent > 20) round.share -= spent;
      const proved = !budget.ended && budget.incomplete !== true;
      if (proved && spent > 100 && !program.readsPlayerIds) hopelessProfiles.add(profileOf(anchor));
      if (!round.proves) continue;
      if (proved) {
        this.#prove(anchor, open);
        continue;
      }
      // Another anchor's match can still contain the ticket, but the ticket should have been the anchor.
      this.#missed = true;
      anchor.open = true;
      anchor.attempts += 1;
      open.add(anchor);
    }
  }

  /** Searches one anchor's match among its possible partners. */
  #find(attempt: Attempt): Found | undefined {
    const { request, partners, round, earlier } = attempt;
    const { anchor } = request;
    const program = this.#program;
    const passes = this.#filterOf(attempt);
    if (partners === 'everybody') {
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
      earlier === nobody ? nobody : earlier.filter(passes),
      attempt.looks,
    );
    return program.sortRules.length === 0 ? this.#search(attempt, source) : this.#findRanked(attempt, source);
  }

  #search({ request, budget, count }: Attempt, candidates: Candidates): Found | undefined {
    return this.#searcher.search({ ...request, candidates }, budget, count);
  }

  /** Whether a ticket may join the attempt's anchor, as far as the pair tells. */
  #filterOf({ request, partners, round, looks, count }: Attempt): (entry: Entry) => boolean {
    const { anchor, topStage } = request;
    // Inside a batch every ticket is tried, and refusals by facts are counted. The index omits most of those,
    // so they are not counted there.
    const refused = round.batch === undefined ? undefined : count;
    // Where tickets name hundreds of locations, two tickets are compared location by location, which costs as
    // many looks.
    const cost = this.#program.columns.locations.length > mostDenseLocations ? 32 : 0;
    return (entry) => {
      looks.left -= cost;
      return (
        entry !== anchor &&
        (partners !== 'no-backfill' || !entry.isBackfill) &&
        this.#meets(anchor, entry, topStage, refused, count)
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
    const line: Entry[] = [];
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

  /**
   * Tickets earlier in line whose own search ran out of budget: a match with one of them may have been
   * missed. In line.
   */
  #stillOpen(anchor: Entry, open: ReadonlySet<Entry>): Entry[] {
    const earlier: Entry[] = [];
    for (const entry of open) {
      // where so many searches run out of budget, nothing is proved anyway
      if (earlier.length >= budgets.leastLooks) break;
      if (entry.alive && entry.key === anchor.key && inLine(entry, anchor) < 0) earlier.push(entry);
    }
    return earlier.sort(inLine);
  }

  /**
   * Set when a search ended without a proof: a match, or a fuller one, may have been missed. Cleared by
   * reading.
   */
  #missed = false;
  takeMissed(): boolean {
    const missed = this.#missed;
    this.#missed = false;
    return missed;
  }

  #prove(anchor: Entry, open: Set<Entry>): void {
    anchor.proven = true;
    anchor.open = false;
    anchor.attempts = 0;
    open.delete(anchor);
  }

  /**
   * The oldest stage that a match around an anchor may have. Candidates are behind the anchor in line, so
   * they are not older, unless backfill priority moved it to the front or to the end of the line.
   */
  #topStageFor(anchor: Entry, earlier: readonly Entry[], bucket: Bucket, tops: Map<Bucket, number>): number {
    if (!this.#program.oldestAge) return anchor.stage;
    if (anchor.rank === 0) return earlier.reduce((top, entry) => Math.max(top, entry.stage), anchor.stage);
    let top = tops.get(bucket);
    if (top === undefined) {
      top = bucket.all.topStage();
      tops.set(bucket, top);
    }
    return top;
  }

  #unfillable(bucket: Bucket, span: Span, known: Map<Bucket, Map<Span, boolean>>): boolean {
    const own = known.get(bucket) ?? new Map<Span, boolean>();
    known.set(bucket, own);
    let answer = own.get(span);
    if (answer === undefined) {
      answer = !fillable(span.sizes, bucket.sizes, this.#program) || this.#lacks(bucket, span);
      own.set(span, answer);
    }
    return answer;
  }

  /** Whether the bucket supplies too little of something that every match needs. */
  #lacks(bucket: Bucket, { quotas }: Span): boolean {
    return quotas.totals.some((total, trait) => {
      if (total <= 0) return false;
      let supply = 0;
      for (let id = 0; id < bucket.kinds.length && supply < total; id += 1) {
        const tickets = bucket.kinds[id] ?? 0;
        if (tickets > 0)
          supply += tickets * suppliedBy(at(this.#kinds.list, id), trait, at(quotas.caps, trait));
      }
      return supply < total;
    });
  }

  /**
   * The tickets whose situation has changed: the dirty ones and those that may share a match with one. In
   * line.
   */
  #wake(dirty: readonly Entry[], open: ReadonlySet<Entry>): Entry[] {
    const index = this.#index;
    const woken = new Set<Entry>(open);
    const changed = dirty.filter((entry) => entry.alive);
    for (const entry of changed) {
      entry.proven = false;
      woken.add(entry);
    }
    if (changed.length > Math.max(8, index.size / 8)) {
      if (woken.size < index.size)
        for (const entry of index.living()) {
          entry.proven = false;
          woken.add(entry);
        }
    } else {
      for (const entry of changed) {
        // A third ticket may give the age of a match with both.
        const top = this.#program.oldestAge ? (index.bucketOf(entry)?.all.topStage() ?? 0) : entry.stage;
        for (const lines of index.linesFor(entry, top)) {
          for (const other of lines.living()) {
            if (!woken.has(other) && this.#meets(other, entry, top, undefined, undefined)) {
              other.proven = false;
              woken.add(other);
            }
          }
        }
      }
    }
    return [...woken].sort(inLine);
  }

  /** Whether two tickets may share a match, as far as facts and rules can tell from the pair. */
  #meets(
    anchor: Entry,
    other: Entry,
    top: number,
    refused: Count | undefined,
    count: Count | undefined,
  ): boolean {
    const rule = this.#facts.refusal(anchor, other, top);
    if (rule !== -1) {
      refused?.(rule, false);
      return false;
    }
    return this.#facts.decisive || this.#searcher.pair(anchor, other, top, count);
  }
}

const nobody: readonly Entry[] = [];
