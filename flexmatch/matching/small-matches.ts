import { type FormedMatch, type OpenQuestions } from '../engine-types';
import { type Budget, type Count } from './assign';
import { cutIntoBatches, defaultBatch } from './batches';
import { allStreams, type Looks, MergedCandidates, SortedCandidates } from './candidates';
import { type Entry, inLine, profileOf } from './entry';
import { type Facts } from './facts';
import { boundsOver, fillable, type SizeBounds } from './packing';
import { type Bucket, type PoolIndex, SizedLines } from './pool-index';
import { type Program } from './program';
import { Searcher, type Found, type SearchRequest } from './search';
import { RankedCandidates } from './sorting';
import { mostDenseLocations } from './unit';

/** What every anchor may spend, even when others have used up the tick's share. */
const leastAllowance = 40;
/** How many tickets every anchor may look at, even when others have used up the tick's share. */
const leastLooks = 64;
/**
 * What a search inside one of several batches may spend: what it does not find, the search over the whole
 * pool may.
 */
const batchAllowance = 600;
/**
 * So many searches without a match in a row, and a batch is taken to be used up: its rest goes to the search
 * over the whole pool.
 */
const batchPatience = 12;

export interface SmallMatchOptions {
  readonly seed: number;
  readonly searchBudget: number;
  readonly open: OpenQuestions;
  /** Off: nothing is limited by how many tickets a search looks at, since it looks at all. */
  readonly indexes: boolean;
}

/** The tickets that one round of searches draws from. */
interface Round {
  /** The whole batch, for a round inside one; undefined: the pool's index. */
  readonly batch: SizedLines | undefined;
  /** A search that finds nothing proves that there is nothing. */
  readonly proves: boolean;
  /** Evaluations that the round may spend before every anchor gets only the least. */
  share: number;
  looks: number;
}

/**
 * Forms matches of up to 40 players around anchors, oldest first. A ticket around which a search found
 * nothing is "proven": until a ticket that could join it appears or reaches another stage, it is not searched
 * again, and it is no candidate for others either, since every match with it would have been found around it.
 *
 * The tickets that are not proven are the pool of a pass. Up to the size of a batch they are searched
 * together. A larger pool is cut into batches, each searched by itself for full matches; who is left over,
 * from all batches, is then searched together in the pool's index. So a pass leaves no match behind, however
 * the batches were cut.
 */
export class SmallMatches {
  readonly #program: Program;
  readonly #index: PoolIndex;
  readonly #facts: Facts;
  readonly #options: SmallMatchOptions;

  readonly #searcher: Searcher;
  readonly #topStage: number;
  /** Team sizes over all stages. */
  readonly #bounds: SizeBounds;
  /** Passes that were cut into batches so far: each is cut anew. */
  #cuts = 0;

  constructor(program: Program, index: PoolIndex, facts: Facts, options: SmallMatchOptions) {
    this.#program = program;
    this.#index = index;
    this.#facts = facts;
    this.#options = options;

    this.#searcher = new Searcher(program, options.seed);
    this.#topStage = program.stages.length - 1;
    this.#bounds = boundsOver(program, 0, this.#topStage);
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
    // Sessions that are to be filled first do not depend on the luck of a batch.
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
    const topStage = this.#topStage;
    const hopelessProfiles = new Set<string>();
    const hopelessBuckets = new Map<Bucket, boolean>();
    const lowPriority = program.ruleSet.algorithm.backfillPriority === 'low';
    const preferred = options.open.fill ?? 'fullest';
    let vain = 0;
    const fill = round.proves || preferred === 'first' ? preferred : 'full';
    for (const anchor of anchors) {
      if (!anchor.alive || anchor.proven) continue;
      if (!round.proves && vain >= batchPatience) return;
      const bucket = this.#index.bucketOf(anchor);
      if (bucket === undefined) continue;
      const hopeless =
        (bucket.backfills === 0 && this.#unfillable(bucket, hopelessBuckets)) ||
        (hopelessProfiles.size > 0 && hopelessProfiles.has(profileOf(anchor)));
      if (hopeless) {
        if (round.proves) this.#prove(anchor, open);
        continue;
      }
      const allowance = Math.max(
        leastAllowance,
        Math.min(round.proves ? options.searchBudget : batchAllowance, round.share),
      );
      const budget: Budget = { left: allowance, ended: false };
      const count = counter(anchor, program);
      const looks = { left: Math.max(leastLooks, round.looks) };
      const before = looks.left;
      const which = !lowPriority ? 'later' : anchor.isBackfill ? 'everybody' : 'no-backfill';
      const request = {
        anchor,
        topStage,
        sizes: bucket.backfills === 0 ? bucket.sizes : undefined,
        fill,
      } as const;
      const found = this.#find(request, which, round, open, looks, budget, count);
      if (Number.isFinite(looks.left)) round.looks -= before - looks.left;
      const spent = allowance - budget.left;
      if (found !== undefined) {
        if (round.proves && (budget.ended || budget.incomplete === true)) this.#missed = true;
        for (const entry of found.entries) open.delete(entry);
        emit(found);
        vain = 0;
        // As long as there are more tickets of a size than fit in a match, it makes no difference how many
        // more.
        if (found.entries.some((entry) => (bucket.sizes[entry.size] ?? 0) < this.#bounds.most))
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
      // Others may yet take the ticket along, but not as the anchor that it should have been.
      this.#missed = true;
      anchor.open = true;
      open.add(anchor);
    }
  }

  #find(
    request: Omit<SearchRequest, 'candidates'>,
    which: Which,
    round: Round,
    open: ReadonlySet<Entry>,
    looks: Looks,
    budget: Budget,
    count: Count,
  ): Found | undefined {
    const searcher = this.#searcher;
    const program = this.#program;
    const { anchor } = request;
    // Inside a batch every ticket is tried, and what facts refuse is counted. The index leaves out most of
    // those, so there none are.
    const refused = round.batch === undefined ? undefined : count;
    // Where tickets name hundreds of locations, two are compared location by location: that costs as many
    // looks.
    const dear = program.columns.locations.length > mostDenseLocations ? 32 : 0;
    const passes = (entry: Entry): boolean => {
      looks.left -= dear;
      return (
        entry !== anchor &&
        (which !== 'no-backfill' || !entry.isBackfill) &&
        this.#meets(anchor, entry, refused, count)
      );
    };
    const earlier = round.proves && open.size > 0 ? this.#stillOpen(anchor, open) : nobody;
    if (which === 'everybody') {
      const all = [...(this.#index.bucketOf(anchor)?.all.living() ?? [])];
      const candidates =
        program.sortRules.length === 0
          ? new SortedCandidates(all.filter(passes).sort(inLine))
          : new RankedCandidates(anchor, all, program, passes, false);
      return searcher.search({ ...request, candidates }, budget, count);
    }
    if (program.sortRules.length > 0 && round.batch !== undefined) {
      return searcher.search(
        {
          ...request,
          candidates: new RankedCandidates(
            anchor,
            [...earlier, ...round.batch.behind(anchor)],
            program,
            passes,
            false,
          ),
        },
        budget,
        count,
      );
    }
    const source = new MergedCandidates(
      round.batch === undefined ? this.#index.linesFor(anchor) : [round.batch],
      anchor,
      passes,
      earlier === nobody ? nobody : earlier.filter(passes),
      looks,
    );
    if (program.sortRules.length === 0)
      return searcher.search({ ...request, candidates: source }, budget, count);
    // A long line: its head in the order of the sort rules often holds a full match already; where not, all
    // of it is sorted.
    const size = this.#options.open.batchSize ?? defaultBatch;
    const line: Entry[] = [];
    const gather = (most: number): void => {
      for (
        let entry = source.next(line[line.length - 1], allStreams);
        entry !== undefined;
        entry = source.next(entry, allStreams)
      ) {
        line.push(entry);
        if (line.length >= most) return;
      }
    };
    const search = (cut: boolean): Found | undefined =>
      searcher.search(
        { ...request, candidates: new RankedCandidates(anchor, [...line], program, () => true, cut) },
        budget,
        count,
      );
    gather(size);
    const more = line.length >= size && source.next(line[line.length - 1], allStreams) !== undefined;
    const found = search(more || source.cut);
    if (!more || (found !== undefined && budget.incomplete !== true)) return found;
    budget.incomplete = false;
    gather(Infinity);
    return search(source.cut) ?? found;
  }

  /**
   * Tickets earlier in line whose own search ended with its budget: a match with one of them may have been
   * missed. In line.
   */
  #stillOpen(anchor: Entry, open: ReadonlySet<Entry>): Entry[] {
    const earlier: Entry[] = [];
    for (const entry of open) {
      // where so many searches end with their budget, nothing is proved anyway
      if (earlier.length >= leastLooks) break;
      if (entry.alive && entry.key === anchor.key && inLine(entry, anchor) < 0) earlier.push(entry);
    }
    return earlier.sort(inLine);
  }

  /**
   * Set when a search did not end with a proof: a match, or a fuller one, may have been missed. Cleared by
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
    open.delete(anchor);
  }

  #unfillable(bucket: Bucket, known: Map<Bucket, boolean>): boolean {
    let answer = known.get(bucket);
    if (answer === undefined) {
      answer = !fillable(this.#bounds, bucket.sizes, this.#program);
      known.set(bucket, answer);
    }
    return answer;
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
        for (const lines of index.linesFor(entry)) {
          for (const other of lines.living()) {
            if (!woken.has(other) && this.#meets(other, entry, undefined, undefined)) {
              other.proven = false;
              woken.add(other);
            }
          }
        }
      }
    }
    return [...woken].sort(inLine);
  }

  /** Whether two tickets may share a match, as far as facts and rules can tell without the rest. */
  #meets(anchor: Entry, other: Entry, refused: Count | undefined, count: Count | undefined): boolean {
    const rule = this.#facts.refusal(anchor, other);
    if (rule !== -1) {
      refused?.(rule, false);
      return false;
    }
    return this.#facts.decisive || this.#searcher.pair(anchor, other, this.#topStage, count);
  }
}

const nobody: readonly Entry[] = [];

/** Who may join an anchor: where backfill tickets come last, others are matched without them first. */
type Which = 'later' | 'no-backfill' | 'everybody';

function linesOf(entries: readonly Entry[]): SizedLines {
  const lines = new SizedLines();
  for (const entry of entries) lines.add(entry);
  return lines;
}

/** Counts verdicts of rules for a ticket. */
function counter(entry: Entry, program: Program): Count {
  const rules = program.stages[0]?.rules.length ?? 0;
  return (rule, passed) => {
    entry.counts ??= new Array<number>(2 * rules).fill(0);
    const at = 2 * rule + (passed ? 0 : 1);
    entry.counts[at] = (entry.counts[at] ?? 0) + 1;
  };
}

/** The match as the caller sees it: teams and tickets in the order of the rule set and of the line. */
export function describeMatch(
  found: Found,
  program: Program,
  metrics: FormedMatch['ruleEvaluationMetrics'],
  locations: readonly string[] | undefined,
): FormedMatch {
  const backfill = found.entries.find((entry) => entry.isBackfill);
  return {
    teams: program.slots.map((slot, index) => ({
      name: slot.name,
      playerIds: (found.slots[index] ?? []).flatMap((unit) => [...unit.playerIds]),
    })),
    ticketIds: found.entries.map((entry) => entry.ticket.ticketId),
    ...(backfill === undefined ? {} : { backfillTicketId: backfill.ticket.ticketId }),
    ruleEvaluationMetrics: metrics,
    ...(locations === undefined ? {} : { locations }),
  };
}
