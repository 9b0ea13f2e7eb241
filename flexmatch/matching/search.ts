import { type Budget, Assigner, type Count } from './assign';
import { type Candidates } from './candidates';
import { allowedSlots, type Entry, profileOf } from './entry';
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
  readonly fill: 'fullest' | 'first';
}

/** Nodes after which equal tickets are recognised, which costs more than a short search. */
const longSearch = 48;

/**
 * Searches the match around an anchor: the fullest valid one, and among equally full ones the one whose candidates
 * stand first. Sets of tickets are tried in that order; teams are only asked for once a set is complete.
 */
export class Searcher {
  private readonly assigner: Assigner;
  private readonly roster: Roster;
  private readonly bounds: SizeBounds[][] = [];
  private chosen: Entry[] = [];
  private best: Found | undefined;
  private nodes = 0;

  constructor(private readonly program: Program, seed: number) {
    this.assigner = new Assigner(program, seed);
    this.roster = new Roster(program.slots.length);
  }

  /** Finds the match, spending from the budget; `budget.ended` tells that something may have been missed. */
  search(request: SearchRequest, budget: Budget, count: Count | undefined): Found | undefined {
    const { anchor } = request;
    this.chosen = [];
    this.best = undefined;
    this.nodes = 0;
    this.roster.clear();
    this.put(anchor);
    if (this.hopeful(anchor.stage, request.topStage, undefined)) this.extend(request, 0, anchor.stage, anchor.size, anchor.isBackfill, budget, count);
    this.roster.clear();
    return this.best;
  }

  /** Whether two tickets may share a match, as far as rules can tell without the rest. */
  pair(anchor: Entry, other: Entry, topStage: number, count: Count | undefined): boolean {
    this.roster.clear();
    this.spread(anchor);
    this.spread(other);
    return this.hopeful(this.stageWith(anchor.stage, other), topStage, count);
  }

  /** The stage of a match when another ticket joins: the newest or the oldest ticket gives the age. */
  private stageWith(stage: number, entry: Entry): number {
    return this.program.oldestAge ? Math.max(stage, entry.stage) : Math.min(stage, entry.stage);
  }

  private put(entry: Entry): void {
    this.chosen.push(entry);
    this.spread(entry);
  }

  /** Rules that look only at who is in the match do not care where: everybody stands on the first team. */
  private spread(entry: Entry): void {
    for (const unit of entry.units) this.roster.put(unit, 0);
  }

  private take(): void {
    const entry = this.chosen.pop();
    for (let i = 0; i < (entry?.units.length ?? 0); i += 1) this.roster.take(0);
  }

  /** False when a rule has failed that no further ticket can mend, at every stage the match may still have. */
  private hopeful(stage: number, topStage: number, count: Count | undefined): boolean {
    const { stages, oldestAge } = this.program;
    const current = stages[stage];
    if (current === undefined) return false;
    for (let index = 0; index < current.rules.length; index += 1) {
      const rule = current.rules[index];
      if (rule === undefined || !rule.blind || rule.prune === undefined || rule.prune(this.roster)) continue;
      let mended = false;
      const [from, to] = oldestAge ? [stage + 1, topStage] : [0, stage - 1];
      for (let other = from; other <= to && !mended; other += 1) {
        const variant = stages[other]?.rules[index];
        if (variant !== rule && (variant?.prune === undefined || variant.prune(this.roster))) mended = true;
      }
      if (mended) continue;
      count?.(index, false);
      return false;
    }
    return true;
  }

  private boundsFor(stage: number, topStage: number): SizeBounds {
    const [from, to] = this.program.oldestAge ? [stage, Math.max(stage, topStage)] : [0, stage];
    const row = (this.bounds[from] ??= []);
    return (row[to] ??= boundsOver(this.program, from, to));
  }

  private slotsOver(entry: Entry, stage: number, topStage: number): ReadonlyArray<readonly number[]> {
    const { program } = this;
    const [from, to] = program.oldestAge ? [stage, Math.max(stage, topStage)] : [0, stage];
    if (from === to) return allowedSlots(entry, from, program);
    const first = allowedSlots(entry, to, program);
    if (first.every((slots) => slots === program.allSlots)) return first;
    return entry.units.map((_, unit) => program.allSlots.filter((slot) => {
      for (let other = from; other <= to; other += 1) if (allowedSlots(entry, other, program)[unit]?.includes(slot) === true) return true;
      return false;
    }));
  }

  /** Includes candidates from a place on, each in turn; judges the set itself after the larger sets that contain it. */
  private extend(request: SearchRequest, from: number, stage: number, players: number, hasBackfill: boolean, budget: Budget, count: Count | undefined): void {
    this.nodes += 1;
    const bounds = this.boundsFor(stage, request.topStage);
    if (request.fill === 'first') {
      this.judge(stage, players, hasBackfill, budget, count);
      if (this.best !== undefined) return;
    }
    let tried: Set<string> | undefined;
    for (let index = from; players < bounds.most; index += 1) {
      if (budget.ended) break;
      if (this.best !== undefined && players + request.candidates.playersFrom(index) <= this.best.players) break;
      if (players + request.candidates.playersFrom(index) < bounds.least) break;
      const candidate = request.candidates.at(index);
      if (candidate === undefined) break;
      if (players + candidate.size > bounds.most || (hasBackfill && candidate.isBackfill)) continue;
      budget.left -= 1;
      if (budget.left <= 0) { budget.ended = true; break; }
      if (this.nodes > longSearch && !this.program.readsPlayerIds) {
        // A ticket equal to one that was just tried here leads only to matches like those.
        tried ??= new Set();
        const profile = profileOf(candidate);
        if (tried.has(profile)) continue;
        tried.add(profile);
      }
      const next = this.stageWith(stage, candidate);
      this.put(candidate);
      if (this.hopeful(next, request.topStage, undefined) && this.fits(request, next)) {
        this.extend(request, index + 1, next, players + candidate.size, hasBackfill || candidate.isBackfill, budget, count);
      }
      this.take();
      if (this.best !== undefined && (request.fill === 'first' || this.best.players >= this.boundsFor(stage, request.topStage).most)) return;
    }
    if (request.fill === 'fullest' && (this.best === undefined || players > this.best.players)) this.judge(stage, players, hasBackfill, budget, count);
  }

  private fits(request: SearchRequest, stage: number): boolean {
    const { program, chosen } = this;
    const bounds = this.boundsFor(stage, request.topStage);
    const { sizes } = request;
    const singles = sizes === undefined || (sizes[1] ?? 0) > 0;
    // Single players with any team open to them always fit as long as there is room at all.
    if (singles && chosen.every((entry) => !entry.isBackfill && entry.size === 1 && this.slotsOver(entry, stage, request.topStage).every((slots) => slots.length === program.slots.length))) return true;
    const reachable = sizes === undefined || chosen.some((entry) => entry.isBackfill) ? undefined : reachableSums(sizes.flatMap((n, size) => (n > 0 ? [size] : [])), program.largestTeam);
    return packable(chosen, bounds, reachable, (entry) => this.slotsOver(entry, stage, request.topStage), program);
  }

  private judge(stage: number, players: number, hasBackfill: boolean, budget: Budget, count: Count | undefined): void {
    const now = this.program.stages[stage];
    if (now === undefined || players < now.least || players > now.most) return;
    if (hasBackfill && this.chosen.length < 2) return; // a backfill ticket never completes alone
    // Once the budget is gone, the sets on the way back still get a short look, so that a found match is not thrown away.
    const own: Budget = { left: budget.ended ? 200 : Math.max(200, Math.floor(budget.left / 4)), ended: false };
    const before = own.left;
    const found = this.assigner.assign(this.chosen, stage, own, count);
    budget.left -= before - own.left;
    if (own.ended) budget.incomplete = true;
    if (!found) return;
    this.best = { entries: [...this.chosen], slots: this.assigner.roster.slots.map((slot) => [...slot]), stage, players };
  }
}
