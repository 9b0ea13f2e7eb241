import { type Budget, Assigner, type Count, mix } from './assign';
import { at } from './at';
import { budgets, type SearchPass, searchPasses, shuffledPasses } from './budgets';
import { type Candidates, type ClosedKinds, NarrowedCandidates, suppliedBy } from './candidates';
import { type Need, onCommonGround } from './common-ground';
import { type Entry, inLine, profileOf } from './entry';
import { type Facts, type FactView } from './facts';
import { backfillKind, type Kind, type Kinds, mostKindIds } from './kinds';
import { type Packing, type Packings, type Span } from './packings';
import { type Program } from './program';
import { type QuotaBounds } from './quotas';
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
  /** The oldest stage of any candidate; only used when the oldest ticket gives the age. */
  readonly topStage: number;
  /**
   * Ids of the kinds in the pool, for what can still be filled; undefined when backfill tickets make them
   * uncertain.
   */
  readonly available: readonly number[] | undefined;
  /** `full`: only a match with the maximum number of players. */
  readonly fill: 'fullest' | 'first' | 'full';
}

/** A position in the order of scarcity after everything that is missing. */
const plain = 1e9;
const surplus = 2e9;

/**
 * Searches the match around an anchor: the fullest valid one, and among equally full ones the one whose
 * candidates come first. Sets of tickets are tried in that order; teams are assigned only once a set is
 * complete.
 */
export class Searcher {
  readonly #program: Program;

  readonly #assigner: Assigner;
  readonly #roster: Roster;
  readonly #pairRoster: Roster;
  #chosen: Entry[] = [];
  #best: Found | undefined;
  #nodes = 0;
  /** The pass orders candidates by scarcity, again for each ticket that joins. */
  #byScarcity = false;
  /** Budget for the sets on the way back from a search that ran out of budget. */
  #grace = 0;
  readonly #facts: Facts;
  readonly #kinds: Kinds;
  readonly #packings: Packings;
  /**
   * Tickets of a match have something in common, or contribute to counted traits, so candidates can be
   * filtered.
   */
  readonly #narrows: boolean;
  readonly #seed: number;
  /** By depth: the kinds that need not be tried there any more. */
  readonly #closed: ClosedKinds[] = [];

  constructor(program: Program, facts: Facts, kinds: Kinds, packings: Packings, seed: number) {
    this.#program = program;
    this.#facts = facts;
    this.#kinds = kinds;
    this.#packings = packings;
    this.#narrows = facts.narrowing || kinds.quotas.traits.length > 0;
    this.#seed = seed;

    this.#assigner = new Assigner(program, kinds, seed);
    this.#roster = new Roster(program.slots.length);
    this.#pairRoster = new Roster(program.slots.length);
  }

  /** Finds the match, spending from the budget; `budget.ended` is set when a match may have been missed. */
  search(request: SearchRequest, budget: Budget, count: Count | undefined): Found | undefined {
    const { anchor } = request;
    this.#chosen = [];
    this.#best = undefined;
    this.#nodes = 0;
    this.#grace = budgets.grace;
    this.#roster.clear();
    this.#put(anchor);
    if (this.#hopeful(anchor.stage, request.topStage, undefined)) this.#passes(request, budget, count);
    this.#roster.clear();
    return this.#best;
  }

  /** Runs the passes over the candidates, until a full match is found or the budget is used up. */
  #passes(request: SearchRequest, budget: Budget, count: Count | undefined): void {
    const span = this.#packings.span(request.anchor.stage, request.topStage);
    const root = this.#packings.with(this.#packings.root(span, request.available), request.anchor.kind, span);
    if (root !== undefined && !this.#packings.fits(root)) return;
    const { attempts } = request.anchor;
    let narrowed: NarrowedCandidates | undefined;
    this.#byScarcity = false;
    for (const { width, limit, order } of attempts % 2 === 1 ? shuffledPasses : searchPasses) {
      // Sort rules define the order, so nearness to the anchor is not used.
      if (
        order === 'near' &&
        (this.#program.balanceColumn === undefined || this.#program.sortRules.length > 0)
      )
        continue;
      // A long search starts with the candidates that can be in a match at all.
      this.#byScarcity = false;
      if (this.#narrows && order !== 'near' && limit > budgets.shortSearch)
        narrowed ??= this.#narrowed(request.candidates, undefined, span, request.anchor, request);
      const ordered = this.#ordered(request, narrowed, order, span);
      if (ordered === undefined) continue;
      const allowance = Math.min(budget.left, limit);
      const own: Budget = { left: allowance, ended: false, incomplete: false };
      this.#nodes = 0;
      this.#byScarcity = order === 'scarce';
      this.#extend(request, ordered, undefined, span, request.anchor, root, width, own, count);
      budget.left -= allowance - own.left;
      if (this.#isFull(request)) return;
      if (request.candidates.cut) budget.incomplete = true;
      if (width === Infinity && !own.ended) {
        if (own.incomplete === true) budget.incomplete = true;
        return;
      }
      if (budget.left <= 0 || (width === Infinity && limit === Infinity)) {
        budget.ended = true;
        return;
      }
    }
    budget.ended = true;
  }

  #isFull(request: SearchRequest): boolean {
    return (
      this.#best !== undefined &&
      (request.fill !== 'fullest' ||
        this.#best.players >= this.#packings.span(request.anchor.stage, request.topStage).sizes.most)
    );
  }

  /** The candidates, or some of them, in the order of a pass; undefined: the pass has no order of its own. */
  #ordered(
    request: SearchRequest,
    narrowed: NarrowedCandidates | undefined,
    order: SearchPass['order'],
    span: Span,
  ): Candidates | undefined {
    if (order === 'line') return narrowed ?? request.candidates;
    if (order === 'scarce') {
      const entries = narrowed?.behind(undefined, budgets.mostNarrowed);
      return entries === undefined || span.quotas.totals.every((total) => total <= 0)
        ? undefined
        : new NarrowedCandidates(this.#scarceFirst(entries, span.quotas), narrowed?.cut ?? false);
    }
    const sample: Entry[] = [];
    const closed = new Uint8Array(mostKindIds).fill(1);
    // The same number of each kind: the front of the line has often lost scarce tickets to earlier matches.
    for (const { id } of this.#kinds.list) {
      closed[id] = 0;
      let entry = request.candidates.next(undefined, closed);
      for (let taken = 0; entry !== undefined && taken < budgets.sampleOfKind; taken += 1) {
        sample.push(entry);
        entry = request.candidates.next(entry, closed);
      }
      closed[id] = 1;
    }
    if (order === 'near') {
      // Similar values balance easily.
      const column = this.#program.balanceColumn ?? 0;
      const value = (entry: Entry): number => entry.units[0]?.numbers[column] ?? 0;
      const centre = value(request.anchor);
      const distances = new Map(sample.map((entry) => [entry, Math.abs(value(entry) - centre)]));
      sample.sort((a, b) => (distances.get(a) ?? 0) - (distances.get(b) ?? 0) || inLine(a, b));
    } else {
      const { attempts } = request.anchor;
      const place = (entry: Entry): number => mix(this.#seed, entry.sequence, attempts * 8 + order);
      sample.sort((a, b) => a.rank - b.rank || place(a) - place(b));
    }
    return new NarrowedCandidates(sample, request.candidates.cut);
  }

  /**
   * Suppliers of missing traits come first, those of the scarcest trait before the others. Tickets that
   * supply only what the match has enough of come last, so that other matches find them.
   */
  #scarceFirst(entries: readonly Entry[], quotas: QuotaBounds): readonly Entry[] {
    const asked = quotas.totals.flatMap((total, trait) => (total > 0 ? [trait] : []));
    const missing = asked.filter((trait) => this.#missing(trait, quotas) > 0);
    const supplies = missing.map((trait) =>
      entries.reduce((sum, { kind }) => sum + suppliedBy(kind, trait, at(quotas.caps, trait)), 0),
    );
    const scarcity = (kind: Kind): number => {
      let least = Infinity;
      missing.forEach((trait, place) => {
        if (suppliedBy(kind, trait, 1) > 0) least = Math.min(least, at(supplies, place));
      });
      if (least < Infinity) return least;
      return asked.some((trait) => suppliedBy(kind, trait, 1) > 0) ? surplus : plain;
    };
    const known = new Map<Kind, number>();
    const of = ({ kind }: Entry): number => {
      const value = known.get(kind) ?? scarcity(kind);
      known.set(kind, value);
      return value;
    };
    // Equal ones keep the order of the line.
    return [...entries].sort((a, b) => a.rank - b.rank || of(a) - of(b));
  }

  /** Whether two tickets may share a match, as far as rules can tell from the pair. */
  pair(anchor: Entry, other: Entry, topStage: number, count: Count | undefined): boolean {
    // A search fetches candidates while it runs, so the roster of its own set must not change.
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

  /** The stage of the chosen tickets. */
  #stageOf(span: Span): number {
    return this.#program.oldestAge ? span.from : span.to;
  }

  #put(entry: Entry): void {
    this.#chosen.push(entry);
    this.#spread(entry);
  }

  /** The missing amount of a trait among the chosen tickets. */
  #missing(trait: number, { totals, caps }: QuotaBounds): number {
    let missing = at(totals, trait);
    if (missing <= 0) return 0;
    const cap = at(caps, trait);
    const { count } = at(this.#kinds.quotas.traits, trait);
    for (const { kind, units } of this.#chosen) {
      const known = kind.counts?.[trait];
      if (known !== undefined) missing -= Math.min(known, cap);
      else for (const unit of units) missing -= Math.min(count(unit), cap);
    }
    return missing;
  }

  /** Rules that look only at the players of a match ignore the teams: all units are put on the first team. */
  #spread(entry: Entry): void {
    for (const unit of entry.units) this.#roster.put(unit, 0);
  }

  #take(): void {
    const entry = this.#chosen.pop();
    if (entry === undefined) return;
    for (let i = 0; i < entry.units.length; i += 1) this.#roster.take(0);
  }

  /**
   * False when a rule has failed that no further ticket can satisfy, at every stage the match may still have.
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

  /**
   * Adds each candidate behind a given one in turn; judges the set itself after the larger sets that contain
   * it.
   * @param step the set that is extended
   */
  #extend(
    request: SearchRequest,
    candidates: Candidates,
    behind: Entry | undefined,
    span: Span,
    group: FactView,
    pack: Packing | undefined,
    width: number,
    budget: Budget,
    count: Count | undefined,
  ): void {
    this.#nodes += 1;
    const { players } = this.#roster;
    const { least, most } = span.sizes;
    if (request.fill === 'first') {
      this.#judge(span, budget, count);
      if (this.#best !== undefined) return;
    }
    const needed = request.fill === 'full' ? most : least;
    let tried: Set<string> | undefined;
    const closed = this.#closedKinds(this.#chosen.length, most - players);
    let last = behind;
    let followed = 0;
    while (players < most && !budget.ended && followed < width) {
      if (this.#best !== undefined || players < needed) {
        const reach = players + candidates.playersBehind(last);
        if (reach < needed || (this.#best !== undefined && reach <= this.#best.players)) break;
      }
      if (this.#lacking(candidates, last, span)) break;
      const candidate = candidates.next(last, closed);
      if (candidate === undefined) break;
      last = candidate;
      if (players + candidate.size > most) continue;
      budget.left -= 1;
      if (budget.left <= 0) {
        budget.ended = true;
        break;
      }
      if (this.#nodes > budgets.longSearch && !this.#program.readsPlayerIds) {
        // A ticket equal to one that was just tried here leads only to equal matches.
        tried ??= new Set();
        const profile = profileOf(candidate);
        if (tried.has(profile)) continue;
        tried.add(profile);
      }
      // Another ticket never adds a stage to a match, so a set that does not fit now will not fit later.
      const here = this.#packings.with(pack, candidate.kind, span);
      if (here !== undefined && !this.#packings.fits(here)) {
        closed[candidate.kind.id] = 1;
        continue;
      }
      const next = this.#packings.span(this.#stageWith(this.#stageOf(span), candidate), request.topStage);
      const nextPack = next === span ? here : this.#packings.with(pack, candidate.kind, next);
      if (nextPack !== undefined && nextPack !== here && !this.#packings.fits(nextPack)) continue;
      this.#put(candidate);
      if (
        this.#hopeful(this.#stageOf(next), request.topStage, undefined) &&
        (nextPack !== undefined || this.#packings.fitEntries(this.#chosen, next))
      ) {
        const joined = this.#facts.together(group, candidate);
        const left =
          this.#narrows && (this.#nodes > budgets.longSearch || this.#byScarcity)
            ? this.#narrowed(candidates, candidate, next, joined, request)
            : undefined;
        const nowPack =
          left === undefined || nextPack === undefined
            ? nextPack
            : this.#packings.among(nextPack, left.kinds());
        if (nowPack !== undefined && !this.#packings.fits(nowPack)) {
          this.#take();
          continue;
        }
        followed += 1;
        this.#extend(
          request,
          left ?? candidates,
          left === undefined ? candidate : undefined,
          next,
          joined,
          nowPack,
          width,
          budget,
          count,
        );
      }
      this.#take();
      if (this.#best !== undefined && (request.fill !== 'fullest' || this.#best.players >= most)) return;
    }
    if (
      request.fill !== 'first' &&
      players >= needed &&
      (this.#best === undefined || players > this.#best.players)
    )
      this.#judge(span, budget, count);
  }

  /**
   * The candidates behind a given one that can join the chosen tickets by their facts; undefined when
   * filtering them costs too much.
   */
  #narrowed(
    candidates: Candidates,
    behind: Entry | undefined,
    span: Span,
    group: FactView,
    { topStage, fill }: SearchRequest,
  ): NarrowedCandidates | undefined {
    const behindIt = candidates.behind(behind, budgets.mostNarrowed);
    if (behindIt === undefined) return undefined;
    const left = behindIt.filter((entry) => this.#facts.refusal(group, entry, topStage) === -1);
    const need = this.#need(span, fill);
    const may = onCommonGround(this.#facts, group, left, span, this.#program.oldestAge, need);
    return new NarrowedCandidates(
      this.#byScarcity ? this.#scarceFirst(may, span.quotas) : may,
      candidates.cut,
    );
  }

  /** What the chosen tickets still need to become a match, or a fuller one than the best so far. */
  #need(span: Span, fill: SearchRequest['fill']): Need {
    const players =
      this.#best !== undefined
        ? this.#best.players + 1
        : fill === 'full'
          ? span.sizes.most
          : span.sizes.least;
    return {
      players: players - this.#roster.players,
      traits: span.quotas.totals.map((_, trait) => this.#missing(trait, span.quotas)),
      caps: span.quotas.caps,
    };
  }

  /** Kinds whose tickets have no room. */
  #closedKinds(depth: number, room: number): ClosedKinds {
    const closed = (this.#closed[depth] ??= new Uint8Array(mostKindIds));
    for (const { id, size } of this.#kinds.list) closed[id] = size > room ? 1 : 0;
    if (this.#chosen.some((entry) => entry.isBackfill)) closed[backfillKind] = 1;
    return closed;
  }

  /** Whether the remaining candidates supply too little of something that every match needs. */
  #lacking(candidates: Candidates, last: Entry | undefined, span: Span): boolean {
    const { totals, caps } = span.quotas;
    for (let trait = 0; trait < totals.length; trait += 1) {
      const missing = this.#missing(trait, span.quotas);
      if (missing > 0 && candidates.supplyBehind(last, trait, at(caps, trait)) < missing) return true;
    }
    return false;
  }

  #judge(span: Span, budget: Budget, count: Count | undefined): void {
    const stage = this.#stageOf(span);
    const now = at(this.#program.stages, stage);
    const { players } = this.#roster;
    if (players < now.least || players > now.most) return;
    // a backfill ticket never completes alone
    if (this.#chosen.length < 2 && this.#chosen.some((entry) => entry.isBackfill)) return;
    // When the budget is used up, the sets on the way back still get a small budget, so that a found match is
    // not lost.
    if (budget.ended && this.#grace <= 0) return;
    const own: Budget = {
      left: budget.ended ? this.#grace : Math.max(budgets.leastAssignment, Math.floor(budget.left / 4)),
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
