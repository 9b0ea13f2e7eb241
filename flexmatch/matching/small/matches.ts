import { countAt } from '../../at';
import { type Budget } from '../budgets/budget';
import { budgets } from '../budgets/budgets';
import { type Facts } from '../index/facts';
import { type Bucket, type PoolIndex, type SizedLines } from '../index/pool-index';
import { Packings } from '../packing/packings';
import { type PoolEntry, inLine, profileOf } from '../pool/entry';
import { type Found } from '../pool/found';
import { type Kinds } from '../pool/kinds';
import { type Program } from '../program/program';
import { AnchorSearch } from './anchor-search';
import { ChangedTickets } from './changed';
import { cutIntoBatches, defaultBatch } from './batches';
import { PartnerCheck } from './partners';
import { counter, linesOf, type Round, type SmallMatchOptions } from './round';
import { Searcher } from './search';
import { type SearchRequest } from './search-request';
import { UnfillableBuckets } from './unfillable-buckets';

/** Receives each match as soon as it is found. */
type Emit = (found: Found) => void;

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
  readonly #options: SmallMatchOptions;

  readonly #check: PartnerCheck;
  readonly #anchorSearch: AnchorSearch;
  readonly #changed: ChangedTickets;
  readonly #kinds: Kinds;
  readonly #packings: Packings;
  /** Maximum number of players of a match at any stage. */
  readonly #most: number;
  /** Number of passes that were cut into batches: each is cut differently. */
  #cuts = 0;

  constructor(program: Program, index: PoolIndex, facts: Facts, kinds: Kinds, options: SmallMatchOptions) {
    this.#program = program;
    this.#index = index;
    this.#options = options;

    this.#kinds = kinds;
    this.#packings = new Packings(program, kinds);
    this.#most = Math.max(...program.stages.map(({ most }) => most));
    const searcher = new Searcher(program, facts, kinds, this.#packings, options.seed);
    this.#check = new PartnerCheck(program, index, facts);
    this.#anchorSearch = new AnchorSearch(program, index, options, searcher, this.#check);
    this.#changed = new ChangedTickets(program, index, options, this.#packings, this.#anchorSearch);
  }

  /**
   * Forms every match that involves a changed ticket.
   * @param dirty tickets that entered the pool or reached another stage
   * @param open tickets whose last search ended with its budget; the set is kept up to date
   * @param emit takes a match; its tickets leave the pool before the next search
   */
  form(dirty: readonly PoolEntry[], open: Set<PoolEntry>, emit: Emit): void {
    const program = this.#program;
    const options = this.#options;
    const unfillable = new UnfillableBuckets(program, this.#kinds);
    const possible = this.#changed.possible(dirty, unfillable, (entry) => {
      this.#prove(entry, open);
    });
    // Without open tickets, each new match contains one of these.
    const newcomers = possible.isCertain && open.size === 0 ? possible.entries : undefined;
    const anchors = this.#check.wake(possible.entries, open);
    const batchSize = Math.max(1, options.open.batchSize ?? defaultBatch);
    if (anchors.length <= batchSize) {
      const round: Round = { ...this.#round(anchors, linesOf(anchors), true), newcomers };
      this.#searchAround(anchors, round, open, emit);
      return;
    }
    // Sessions that are to be filled first must not depend on the random batches.
    const urgent = anchors.filter((anchor) => anchor.rank === -1);
    if (urgent.length > 0) this.#searchAround(urgent, this.#round(urgent, undefined, true), open, emit);
    const waiting = anchors.filter((anchor) => anchor.alive && anchor.rank === 0);
    this.#cuts += 1;
    // Batches that hold few matches only use up what the others need. Where searches inside them get long,
    // the rest of the pool stays together, unless the rule set asks for batches of like tickets.
    let share =
      program.ruleSet.algorithm.batchingPreference === 'sorted'
        ? budgets.sortedBatchesOfAnchors * options.searchBudget
        : budgets.batchesOfAnchors * options.searchBudget;
    for (const batch of cutIntoBatches(waiting, batchSize, program, options.seed, this.#cuts)) {
      if (share <= 0) break;
      const round: Round = { ...this.#round(batch, linesOf(batch), false), share };
      this.#searchAround(batch, round, open, emit);
      share = round.share;
    }
    const left = anchors.filter((anchor) => anchor.alive && !anchor.proven);
    this.#searchAround(left, this.#round(left, undefined, true), open, emit);
  }

  #round(anchors: readonly PoolEntry[], batch: SizedLines | undefined, proves: boolean): Round {
    const { searchBudget, indexes } = this.#options;
    const { readsPerEvaluation, readsPerAnchor, roundOfAnchors, roundEvaluationsPerAnchor } = budgets;
    const reads =
      batch === undefined && indexes
        ? readsPerEvaluation * searchBudget + readsPerAnchor * anchors.length
        : Infinity;
    const share = roundOfAnchors * searchBudget + roundEvaluationsPerAnchor * anchors.length;
    return { batch, proves, share, reads };
  }

  #searchAround(anchors: readonly PoolEntry[], round: Round, open: Set<PoolEntry>, emit: Emit): void {
    const program = this.#program;
    const hopelessProfiles = new Set<string>();
    const unfillable = new UnfillableBuckets(program, this.#kinds);
    const tops = new Map<Bucket, number>();
    const lowPriority = program.ruleSet.algorithm.backfillPriority === 'low';
    const fill = this.#fillOf(round);
    let unsuccessful = 0;
    let { newcomers } = round;
    for (const anchor of anchors) {
      if (!anchor.alive || anchor.proven) continue;
      if (newcomers?.length === 0) {
        this.#prove(anchor, open);
        continue;
      }
      if (!round.proves && unsuccessful >= budgets.maxBatchFailures) return;
      const bucket = this.#index.bucketOf(anchor);
      if (bucket === undefined) continue;
      const earlier = round.proves && open.size > 0 ? this.#stillOpen(anchor, open) : [];
      const topStage = this.#topStageFor(anchor, earlier, bucket, tops);
      const span = this.#packings.span(anchor.stage, topStage);
      const hopeless =
        (bucket.backfills === 0 && unfillable.has(bucket, span)) ||
        (hopelessProfiles.size > 0 && hopelessProfiles.has(profileOf(anchor)));
      if (hopeless) {
        if (round.proves) this.#prove(anchor, open);
        continue;
      }
      const allowance = this.#allowance(anchor, round);
      const budget: Budget = { left: allowance, ended: false };
      const count = counter(anchor, program);
      const reads = { left: Math.max(budgets.leastAnchorReads, round.reads) };
      const before = reads.left;
      const partners = !lowPriority ? 'later' : anchor.isBackfill ? 'all' : 'no-backfill';
      const available = bucket.available();
      const narrowsFirst = allowance <= budgets.shortPassEvaluations;
      const request = { anchor, topStage, available, fill, narrowsFirst } as const;
      const found = this.#anchorSearch.find({ request, partners, round, earlier, reads, budget, count });
      if (Number.isFinite(reads.left)) round.reads -= before - reads.left;
      const spent = allowance - budget.left;
      if (found !== undefined) {
        if (round.proves && (budget.ended || budget.incomplete === true)) this.#missed = true;
        for (const entry of found.entries) open.delete(entry);
        emit(found);
        unsuccessful = 0;
        if (this.#mayChangeUnfillable(found, bucket)) unfillable.forget(bucket);
        if (newcomers !== undefined) newcomers = this.#changed.stillPossible(newcomers, unfillable);
        continue;
      }
      unsuccessful += 1;
      if (spent > budgets.maxFreeEvaluations) round.share -= spent;
      const proved = !budget.ended && budget.incomplete !== true;
      if (proved && spent > budgets.maxUnsharedEvaluations && !program.readsPlayerIds)
        hopelessProfiles.add(profileOf(anchor));
      if (!round.proves) continue;
      if (proved) this.#prove(anchor, open);
      else this.#leaveOpen(anchor, open);
    }
  }

  #fillOf({ proves }: Round): SearchRequest['fill'] {
    const preferred = this.#options.open.fill ?? 'fullest';
    return proves || preferred === 'first' ? preferred : 'full';
  }

  /**
   * Whether the pool without the tickets of a match may fill less than before. As long as more tickets of a
   * size are left than fit in a match, their exact number does not matter.
   */
  #mayChangeUnfillable({ entries }: Found, { sizes }: Bucket): boolean {
    return (
      this.#kinds.quotas.traits.length > 0 || entries.some(({ size }) => countAt(sizes, size) < this.#most)
    );
  }

  /** The budget of a search around an anchor, in evaluations. */
  #allowance(anchor: PoolEntry, round: Round): number {
    const usual = round.proves
      ? this.#options.searchBudget * Math.max(budgets.leastRetryShare, 1 / 2 ** anchor.attempts)
      : budgets.batchAnchorEvaluations;
    return Math.max(budgets.leastAnchorEvaluations, Math.min(Math.floor(usual), round.share));
  }

  /**
   * Tickets earlier in line whose own search ran out of budget: a match with one of them may have been
   * missed. In line.
   */
  #stillOpen(anchor: PoolEntry, open: ReadonlySet<PoolEntry>): PoolEntry[] {
    const earlier: PoolEntry[] = [];
    for (const entry of open) {
      // where searches run out of budget this often, nothing is proved anyway
      if (earlier.length >= budgets.maxEarlierAnchors) break;
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

  #prove(anchor: PoolEntry, open: Set<PoolEntry>): void {
    anchor.proven = true;
    anchor.open = false;
    anchor.attempts = 0;
    open.delete(anchor);
  }

  /** Another anchor's match can still contain the ticket, but the ticket should have been the anchor. */
  #leaveOpen(anchor: PoolEntry, open: Set<PoolEntry>): void {
    this.#missed = true;
    anchor.open = true;
    anchor.attempts += 1;
    open.add(anchor);
  }

  /**
   * The oldest stage that a match around an anchor may have. Candidates are behind the anchor in line, so
   * they are not older, unless backfill priority moved it to the front or to the end of the line.
   */
  #topStageFor(
    anchor: PoolEntry,
    earlier: readonly PoolEntry[],
    bucket: Bucket,
    tops: Map<Bucket, number>,
  ): number {
    if (!this.#program.oldestAge) return anchor.stage;
    if (anchor.rank === 0) return earlier.reduce((top, entry) => Math.max(top, entry.stage), anchor.stage);
    let top = tops.get(bucket);
    if (top === undefined) {
      top = bucket.all.topStage();
      tops.set(bucket, top);
    }
    return top;
  }
}
