import { type Budget, Assigner, type Count } from './assign';
import { type Candidates, SortedCandidates } from './candidates';
import { allowedSlots, type Entry, inLine, profileOf } from './entry';
import { boundsOver, packable, reachableSums, type SizeBounds } from './packing';
import { type Program } from './program';
import { Roster, type Unit } from './unit';

export interface Found {
  readonly entries: readonly Entry[];
  readonly slots: ReadonlyArray<readonly Unit[]>;
  readonly stage: number;
  readonly players: number;
}

export interface SearchRequest {
  readonly anchor: Entry;
  readonly candidates: Candidates;
  /** Oldest stage that any candidate has; only used when the oldest ticket gives the age. */
  readonly topStage: number;
  /** Party sizes of the pool, for what can still be filled; undefined when backfill tickets blur it. */
  readonly sizes: readonly number[] | undefined;
  /** `full`: only a match with as many players as there may be. */
  readonly fill: 'fullest' | 'first' | 'full';
}

/** Streams of candidates that there is room for. */
function streamsFor(room: number, hasBackfill: boolean): number {
  const parties = room >= 30 ? -2 : (1 << (room + 1)) - 2;
  return hasBackfill ? parties : parties | 1;
}

/** Parties of the sizes that exist, as bits. */
function availableSizes(sizes: readonly number[]): number {
  let available = 0;
  for (let size = 1; size < sizes.length; size += 1) if ((sizes[size] ?? 0) > 0) available |= 1 << size;
  return available;
}

/** Answers on packing by party sizes alone, in the order in which parties were chosen. */
interface Packing {
  readonly stage: number;
  readonly singles: boolean;
  fits: boolean | undefined;
  readonly more: Array<Packing | undefined>;
}

/**
 * A short search in exact order settles small pools and the usual match of large ones. Where it does not, the
 * first choices are often to blame, so few candidates are followed at each step before the exact search goes
 * on to the end of the budget.
 */
const passes: ReadonlyArray<{
  readonly width: number;
  readonly limit: number;
  readonly order: 'line' | 'near';
}> = [
  { width: Infinity, limit: 100, order: 'line' },
  { width: 3, limit: 400, order: 'near' },
  { width: 3, limit: 1_500, order: 'line' },
  { width: 6, limit: 3_000, order: 'near' },
  { width: Infinity, limit: Infinity, order: 'line' },
];

/**
 * How many candidates of each party size are looked at for those nearest to the anchor on the value that
 * teams are balanced by.
 */
const nearSample = 16;

/** Nodes after which equal tickets are recognised, which costs more than a short search. */
const longSearch = 48;

/**
 * Searches the match around an anchor: the fullest valid one, and among equally full ones the one whose
 * candidates stand first. Sets of tickets are tried in that order; teams are only asked for once a set is
 * complete.
 */
export class Searcher {
  readonly #program: Program;

  readonly #assigner: Assigner;
  readonly #roster: Roster;
  readonly #pairRoster: Roster;
  readonly #bounds: SizeBounds[][] = [];
  #chosen: Entry[] = [];
  #best: Found | undefined;
  #nodes = 0;
  /** Evaluations for sets on the way back from a search that ended with its budget. */
  #grace = 0;
  /** Packing answers by the sizes that were asked about. */
  readonly #packings = new Map<string, Packing>();
  readonly #sums = new Map<number, readonly boolean[]>();

  constructor(program: Program, seed: number) {
    this.#program = program;

    this.#assigner = new Assigner(program, seed);
    this.#roster = new Roster(program.slots.length);
    this.#pairRoster = new Roster(program.slots.length);
  }

  /** Finds the match, spending from the budget; `budget.ended` tells that something may have been missed. */
  search(request: SearchRequest, budget: Budget, count: Count | undefined): Found | undefined {
    const { anchor } = request;
    this.#chosen = [];
    this.#best = undefined;
    this.#nodes = 0;
    this.#grace = 120;
    this.#roster.clear();
    this.#put(anchor);
    if (this.#hopeful(anchor.stage, request.topStage, undefined)) {
      for (const { width, limit, order } of passes) {
        // Where sort rules say who comes first, nearness to the anchor does not.
        if (
          order === 'near' &&
          (this.#program.balanceColumn === undefined || this.#program.sortRules.length > 0)
        )
          continue;
        const allowance = Math.min(budget.left, limit);
        const own: Budget = { left: allowance, ended: false, incomplete: false };
        this.#nodes = 0;
        const root = this.#packWith(this.#rootPack(request, anchor.stage), anchor, request, anchor.stage);
        this.#extend(
          order === 'near' ? this.#nearest(request) : request,
          undefined,
          anchor.stage,
          anchor.size,
          anchor.isBackfill,
          root,
          width,
          own,
          count,
        );
        budget.left -= allowance - own.left;
        if (this.#isFull(request)) break;
        if (request.candidates.cut) budget.incomplete = true;
        if (width === Infinity && !own.ended) {
          if (own.incomplete === true) budget.incomplete = true;
          break;
        }
        if (budget.left <= 0 || (width === Infinity && limit === Infinity)) {
          budget.ended = true;
          break;
        }
      }
    }
    this.#roster.clear();
    return this.#best;
  }

  #isFull(request: SearchRequest): boolean {
    return (
      this.#best !== undefined &&
      (request.fill !== 'fullest' ||
        this.#best.players >= this.#boundsFor(request.anchor.stage, request.topStage).most)
    );
  }

  /**
   * The same request with the first candidates in the order of their distance from the anchor: like values
   * balance easily.
   */
  #nearest(request: SearchRequest): SearchRequest {
    const column = this.#program.balanceColumn ?? 0;
    const value = (entry: Entry): number => entry.units[0]?.numbers[column] ?? 0;
    const centre = value(request.anchor);
    const sample: Entry[] = [];
    // From each party size alike: the front of the line has often lost its single players to earlier matches.
    for (let size = 0; size <= this.#program.largestTeam && size < 31; size += 1) {
      let entry = request.candidates.next(undefined, 1 << size);
      for (let taken = 0; entry !== undefined && taken < nearSample; taken += 1) {
        sample.push(entry);
        entry = request.candidates.next(entry, 1 << size);
      }
    }
    const distances = new Map(sample.map((entry) => [entry, Math.abs(value(entry) - centre)]));
    sample.sort((a, b) => (distances.get(a) ?? 0) - (distances.get(b) ?? 0) || inLine(a, b));
    return { ...request, candidates: new SortedCandidates(sample) };
  }

  /** Whether two tickets may share a match, as far as rules can tell without the rest. */
  pair(anchor: Entry, other: Entry, topStage: number, count: Count | undefined): boolean {
    // A search fetches candidates while it goes on: the roster of its own set stays as it is.
    const pairRoster = this.#pairRoster;
    pairRoster.clear();
    for (const unit of anchor.units) pairRoster.put(unit, 0);
    for (const unit of other.units) pairRoster.put(unit, 0);
    return this.#hopeful(this.#stageWith(anchor.stage, other), topStage, count, pairRoster);
  }

  /** The stage of a match when another ticket joins: the newest or the oldest ticket gives the age. */
  #stageWith(stage: number, entry: Entry): number {
    return this.#program.oldestAge ? Math.max(stage, entry.stage) : Math.min(stage, entry.stage);
  }

  #put(entry: Entry): void {
    this.#chosen.push(entry);
    this.#spread(entry);
  }

  /** Rules that look only at who is in the match do not care where: everybody stands on the first team. */
  #spread(entry: Entry): void {
    for (const unit of entry.units) this.#roster.put(unit, 0);
  }

  #take(): void {
    const entry = this.#chosen.pop();
    for (let i = 0; i < (entry?.units.length ?? 0); i += 1) this.#roster.take(0);
  }

  /**
   * False when a rule has failed that no further ticket can mend, at every stage the match may still have.
   */
  #hopeful(stage: number, topStage: number, count: Count | undefined, roster = this.#roster): boolean {
    const { stages, oldestAge, work } = this.#program;
    const current = stages[stage];
    if (current === undefined) return false;
    for (let index = 0; index < current.rules.length; index += 1) {
      const rule = current.rules[index];
      if (rule === undefined || !rule.blind || rule.prune === undefined) continue;
      work.judged += 1;
      if (rule.prune(roster)) continue;
      let mended = false;
      const [from, to] = oldestAge ? [stage + 1, topStage] : [0, stage - 1];
      for (let other = from; other <= to && !mended; other += 1) {
        const variant = stages[other]?.rules[index];
        work.judged += 1;
        if (variant !== rule && (variant?.prune === undefined || variant.prune(roster))) mended = true;
      }
      if (mended) continue;
      count?.(index, false);
      return false;
    }
    return true;
  }

  #boundsFor(stage: number, topStage: number): SizeBounds {
    const [from, to] = this.#program.oldestAge ? [stage, Math.max(stage, topStage)] : [0, stage];
    const row = (this.#bounds[from] ??= []);
    return (row[to] ??= boundsOver(this.#program, from, to));
  }

  #slotsOver(entry: Entry, stage: number, topStage: number): ReadonlyArray<readonly number[]> {
    const program = this.#program;
    const [from, to] = program.oldestAge ? [stage, Math.max(stage, topStage)] : [0, stage];
    if (from === to) return allowedSlots(entry, from, program);
    const first = allowedSlots(entry, to, program);
    if (first.every((slots) => slots === program.allSlots)) return first;
    return entry.units.map((_, unit) =>
      program.allSlots.filter((slot) => {
        for (let other = from; other <= to; other += 1)
          if (allowedSlots(entry, other, program)[unit]?.includes(slot) === true) return true;
        return false;
      }),
    );
  }

  /**
   * Includes candidates behind a given one, each in turn; judges the set itself after the larger sets that
   * contain it.
   * @param width how many candidates are followed at each step
   */
  #extend(
    request: SearchRequest,
    behind: Entry | undefined,
    stage: number,
    players: number,
    hasBackfill: boolean,
    pack: Packing | undefined,
    width: number,
    budget: Budget,
    count: Count | undefined,
  ): void {
    this.#nodes += 1;
    const { candidates } = request;
    const bounds = this.#boundsFor(stage, request.topStage);
    if (request.fill === 'first') {
      this.#judge(stage, players, hasBackfill, budget, count);
      if (this.#best !== undefined) return;
    }
    const needed = request.fill === 'full' ? bounds.most : bounds.least;
    let tried: Set<string> | undefined;
    let streams = streamsFor(bounds.most - players, hasBackfill);
    let last = behind;
    let followed = 0;
    while (players < bounds.most && streams !== 0 && !budget.ended && followed < width) {
      if (this.#best !== undefined || players < needed) {
        const reach = players + candidates.playersBehind(last);
        if (reach < needed || (this.#best !== undefined && reach <= this.#best.players)) break;
      }
      const candidate = candidates.next(last, streams);
      if (candidate === undefined) break;
      last = candidate;
      if (players + candidate.size > bounds.most) continue;
      budget.left -= 1;
      if (budget.left <= 0) {
        budget.ended = true;
        break;
      }
      if (this.#nodes > longSearch && !this.#program.readsPlayerIds) {
        // A ticket equal to one that was just tried here leads only to matches like those.
        tried ??= new Set();
        const profile = profileOf(candidate);
        if (tried.has(profile)) continue;
        tried.add(profile);
      }
      const next = this.#stageWith(stage, candidate);
      const nextPack = this.#packWith(pack, candidate, request, next);
      if (nextPack?.fits === false) {
        streams &= ~(1 << candidate.size);
        continue;
      } // no party of this size fits here
      this.#put(candidate);
      if (this.#hopeful(next, request.topStage, undefined)) {
        const fit = this.#fits(request, next, nextPack);
        if (fit === 'yes') {
          followed += 1;
          this.#extend(
            request,
            candidate,
            next,
            players + candidate.size,
            hasBackfill || candidate.isBackfill,
            nextPack,
            width,
            budget,
            count,
          );
        } else if (fit === 'no-size') streams &= ~(1 << candidate.size);
      }
      this.#take();
      if (this.#best !== undefined && (request.fill !== 'fullest' || this.#best.players >= bounds.most))
        return;
    }
    if (
      request.fill !== 'first' &&
      players >= needed &&
      (this.#best === undefined || players > this.#best.players)
    )
      this.#judge(stage, players, hasBackfill, budget, count);
  }

  /**
   * Whether the chosen tickets can be spread over teams that can still be filled; `no-size` when only the
   * sizes decided.
   */
  #fits(request: SearchRequest, stage: number, pack: Packing | undefined): 'yes' | 'no' | 'no-size' {
    const program = this.#program;
    const chosen = this.#chosen;
    const { sizes, topStage } = request;
    if (pack?.fits !== undefined) return pack.fits ? 'yes' : 'no-size';
    // Single players with every team open to them fit as long as there is room at all.
    if (pack !== undefined && pack.singles && (sizes === undefined || (sizes[1] ?? 0) > 0)) return 'yes';
    const available =
      sizes === undefined || chosen.some((entry) => entry.isBackfill) ? 0 : availableSizes(sizes);
    const reachable = available === 0 ? undefined : this.#sumsOf(available);
    const fits = packable(
      chosen,
      this.#boundsFor(stage, topStage),
      reachable,
      (entry) => this.#slotsOver(entry, stage, topStage),
      program,
    );
    if (pack === undefined) return fits ? 'yes' : 'no';
    pack.fits = fits;
    return fits ? 'yes' : 'no-size';
  }

  /** The packing question after one more ticket; undefined when more than party sizes decides it. */
  #packWith(
    pack: Packing | undefined,
    entry: Entry,
    request: SearchRequest,
    stage: number,
  ): Packing | undefined {
    if (
      pack === undefined ||
      entry.isBackfill ||
      pack.stage !== stage ||
      this.#slotsOver(entry, stage, request.topStage)[0] !== this.#program.allSlots
    )
      return undefined;
    return (pack.more[entry.size] ??= {
      stage,
      singles: pack.singles && entry.size === 1,
      fits: undefined,
      more: [],
    });
  }

  #rootPack(request: SearchRequest, stage: number): Packing {
    const available = request.sizes === undefined ? -1 : availableSizes(request.sizes);
    const key = `${stage},${this.#program.oldestAge ? request.topStage : 0},${available}`;
    let root = this.#packings.get(key);
    if (root === undefined) {
      root = { stage, singles: true, fits: true, more: [] };
      this.#packings.set(key, root);
    }
    return root;
  }

  #sumsOf(available: number): readonly boolean[] {
    let sums = this.#sums.get(available);
    if (sums === undefined) {
      sums = reachableSums(
        Array.from({ length: 31 }, (_, size) => size).filter((size) => (available & (1 << size)) !== 0),
        this.#program.largestTeam,
      );
      this.#sums.set(available, sums);
    }
    return sums;
  }

  #judge(
    stage: number,
    players: number,
    hasBackfill: boolean,
    budget: Budget,
    count: Count | undefined,
  ): void {
    const now = this.#program.stages[stage];
    if (now === undefined || players < now.least || players > now.most) return;
    if (hasBackfill && this.#chosen.length < 2) return; // a backfill ticket never completes alone
    // Once the budget is gone, the sets on the way back still get a short look, so that a found match is not
    // thrown away.
    if (budget.ended && this.#grace <= 0) return;
    const own: Budget = {
      left: budget.ended ? this.#grace : Math.max(200, Math.floor(budget.left / 4)),
      ended: false,
    };
    const before = own.left;
    const found = this.#assigner.assign(this.#chosen, stage, own, count);
    if (budget.ended) this.#grace -= before - own.left;
    budget.left -= before - own.left;
    if (own.ended) budget.incomplete = true;
    if (!found) return;
    this.#best = {
      entries: [...this.#chosen],
      slots: this.#assigner.roster.slots.map((slot) => [...slot]),
      stage,
      players,
    };
  }
}
