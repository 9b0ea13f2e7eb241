import { type FormedMatch, type OpenQuestions } from '../engine-types';
import { type Budget, type Count } from './assign';
import { allStreams, type Candidates, type Looks, MergedCandidates, SortedCandidates } from './candidates';
import { type Entry, inLine, profileOf } from './entry';
import { boundsOver, fillable } from './packing';
import { type Bucket, type PoolIndex } from './pool-index';
import { type Program } from './program';
import { Searcher, type Found } from './search';
import { sortCandidates } from './sorting';

/** What every anchor may spend, even when others have used up the tick's share. */
const leastAllowance = 40;
/** How many tickets every anchor may look at, even when others have used up the tick's share. */
const leastLooks = 64;
/** Candidates that sort rules put in order for one anchor: a batch of the service holds some hundred tickets. */
const defaultBatch = 500;

export interface SmallMatchOptions {
  readonly seed: number;
  readonly searchBudget: number;
  readonly open: OpenQuestions;
}

/**
 * Forms matches of up to 40 players around anchors, oldest first. A ticket around which a search found nothing is
 * "proven": until a ticket that could join it appears or reaches another stage, it is not searched again, and it is no
 * candidate for others either, since every match with it would have been found around it.
 */
export class SmallMatches {
  private readonly searcher: Searcher;

  constructor(private readonly program: Program, private readonly index: PoolIndex, private readonly options: SmallMatchOptions) {
    this.searcher = new Searcher(program, options.seed);
  }

  /**
   * Forms every match that involves a changed ticket.
   * @param dirty tickets that entered the pool or reached another stage
   * @param open tickets whose last search ended with its budget; the set is kept up to date
   * @param emit takes a match; its tickets leave the pool before the next search
   */
  form(dirty: readonly Entry[], open: Set<Entry>, emit: (found: Found) => void): void {
    const { program, options } = this;
    const { anchors, topStage } = this.wake(dirty, open);
    const share = { left: 4 * options.searchBudget + 4 * anchors.length };
    let looksLeft = 50 * options.searchBudget + 50 * anchors.length;
    const hopelessProfiles = new Set<string>();
    const hopelessBuckets = new Map<Bucket, boolean>();
    const lowPriority = program.ruleSet.algorithm.backfillPriority === 'low';
    for (const anchor of anchors) {
      if (!anchor.alive || anchor.proven) continue;
      const bucket = this.index.bucketOf(anchor);
      if (bucket === undefined) continue;
      if (bucket.backfills === 0 && this.unfillable(bucket, topStage, hopelessBuckets)) { this.prove(anchor, open); continue; }
      if (hopelessProfiles.size > 0 && hopelessProfiles.has(profileOf(anchor))) { this.prove(anchor, open); continue; }
      const allowance = Math.max(leastAllowance, Math.min(options.searchBudget, share.left));
      const budget: Budget = { left: allowance, ended: false };
      const count = counter(anchor, program);
      const late = lowPriority && anchor.isBackfill;
      const looks = { left: Math.max(leastLooks, looksLeft) };
      const before = looks.left;
      const which = late ? 'everybody' : lowPriority ? 'no-backfill' : 'later';
      const sizes = bucket.backfills === 0 ? bucket.sizes : undefined;
      const fill = options.open.fill ?? 'fullest';
      const source = this.candidatesFor(anchor, topStage, which, open, count, looks);
      const sorted = program.sortRules.length === 0 ? source : this.sorted(anchor, source);
      let found = this.searcher.search({ anchor, candidates: sorted, topStage, sizes, fill }, budget, count);
      if (found === undefined && sorted !== source && sorted.cut && !source.cut) {
        // The sorted head of a long line held no match: the line itself may.
        budget.incomplete = false;
        found = this.searcher.search({ anchor, candidates: source, topStage, sizes, fill }, budget, count);
      }
      looksLeft -= before - looks.left;
      if (found !== undefined) {
        if (budget.ended || budget.incomplete === true) this.missed = true;
        for (const entry of found.entries) open.delete(entry);
        emit(found);
        if (bucket.backfills === 0) hopelessBuckets.delete(bucket);
        continue;
      }
      const spent = allowance - budget.left;
      if (spent > 20) share.left -= spent;
      if (budget.ended || budget.incomplete === true) { anchor.open = true; open.add(anchor); continue; }
      this.prove(anchor, open);
      if (spent > 100 && !program.readsPlayerIds) hopelessProfiles.add(profileOf(anchor));
    }
  }

  /** Set when a match was formed by a search that did not end with a proof: a fuller one may exist. Cleared by reading. */
  private missed = false;
  takeMissed(): boolean { const missed = this.missed; this.missed = false; return missed; }

  private prove(anchor: Entry, open: Set<Entry>): void {
    anchor.proven = true;
    anchor.open = false;
    open.delete(anchor);
  }

  private unfillable(bucket: Bucket, topStage: number, known: Map<Bucket, boolean>): boolean {
    let answer = known.get(bucket);
    if (answer === undefined) {
      answer = !fillable(boundsOver(this.program, 0, topStage), bucket.sizes, this.program);
      known.set(bucket, answer);
    }
    return answer;
  }

  /** The tickets whose situation has changed: the dirty ones and those that may share a match with one. In line. */
  private wake(dirty: readonly Entry[], open: Set<Entry>): { anchors: Entry[]; topStage: number } {
    const { program, index } = this;
    const topStage = program.stages.length - 1;
    const woken = new Set<Entry>(open);
    const byBucket = new Map<Bucket, Entry[]>();
    for (const entry of dirty) {
      if (!entry.alive) continue;
      entry.proven = false;
      woken.add(entry);
      const bucket = index.bucketOf(entry);
      if (bucket === undefined) continue;
      const list = byBucket.get(bucket);
      if (list === undefined) byBucket.set(bucket, [entry]); else list.push(entry);
    }
    for (const [bucket, entries] of byBucket) {
      if (entries.length > Math.max(8, bucket.all.size / 8)) {
        if (entries.length < bucket.all.size) for (const entry of bucket.all.living()) { entry.proven = false; woken.add(entry); }
        continue;
      }
      for (const entry of entries) {
        for (const lines of index.linesFor(entry, 0, topStage)) {
          for (const other of lines.living()) {
            if (woken.has(other)) continue;
            if (this.searcher.pair(other, entry, topStage, undefined)) { other.proven = false; woken.add(other); }
          }
        }
      }
    }
    return { anchors: [...woken].sort(inLine), topStage };
  }

  private candidatesFor(anchor: Entry, topStage: number, which: 'later' | 'no-backfill' | 'everybody', open: ReadonlySet<Entry>, count: Count, looks: Looks): Candidates {
    const { program, index, searcher } = this;
    const [from, to] = program.oldestAge ? [anchor.stage, topStage] : [0, anchor.stage];
    const passes = (entry: Entry): boolean => entry !== anchor
      && (which === 'later' || !entry.isBackfill)
      && searcher.pair(anchor, entry, topStage, count);
    if (which === 'everybody') return new SortedCandidates([...index.bucketOf(anchor)?.all.living() ?? []].filter(passes).sort(inLine));
    const earlier: Entry[] = [];
    let tested = 0;
    for (const entry of open) {
      if (tested >= leastLooks) break; // where so many searches end with their budget, nothing is proved anyway
      if (!entry.alive || entry.key !== anchor.key || inLine(entry, anchor) >= 0) continue;
      tested += 1;
      if (passes(entry)) earlier.push(entry);
    }
    return new MergedCandidates(index.linesFor(anchor, from, to), anchor, passes, earlier.sort(inLine), looks);
  }

  /** The first candidates of the line in the order of the sort rules: all of them, unless there are more than a batch holds. */
  private sorted(anchor: Entry, source: Candidates): Candidates {
    const { program } = this;
    const batch = this.options.open.batchSize ?? defaultBatch;
    const head: Entry[] = [];
    let entry = source.next(undefined, allStreams);
    for (; entry !== undefined && head.length < batch; entry = source.next(entry, allStreams)) head.push(entry);
    return new SortedCandidates(sortCandidates(anchor, head, program.sortRules, program.ruleSet.attributes), source.cut || entry !== undefined);
  }
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
export function describeMatch(found: Found, program: Program, metrics: FormedMatch['ruleEvaluationMetrics'], locations: readonly string[] | undefined): FormedMatch {
  const backfill = found.entries.find((entry) => entry.isBackfill);
  return {
    teams: program.slots.map((slot, index) => ({ name: slot.name, playerIds: (found.slots[index] ?? []).flatMap((unit) => [...unit.playerIds]) })),
    ticketIds: found.entries.map((entry) => entry.ticket.ticketId),
    ...(backfill === undefined ? {} : { backfillTicketId: backfill.ticket.ticketId }),
    ruleEvaluationMetrics: metrics,
    ...(locations === undefined ? {} : { locations }),
  };
}
