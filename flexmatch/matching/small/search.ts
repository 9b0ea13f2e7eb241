import { at } from '../../at';
import { type Budget, type Count } from '../budgets/budget';
import { budgets, searchPasses, shuffledPasses } from '../budgets/budgets';
import { type Facts, type FactView } from '../index/facts';
import { type Packing, type Packings, type StageSpan } from '../packing/packings';
import { AverageRules } from '../packing/team-sums';
import { type PoolEntry, profileOf } from '../pool/entry';
import { type Found } from '../pool/found';
import { type Kinds } from '../pool/kinds';
import { type Program } from '../program/program';
import { Assigner } from './assign';
import { type Candidates, type ClosedKinds, type NarrowedCandidates } from './candidates';
import { Chosen, isHopeful, stageWith } from './chosen';
import { Narrowing } from './narrowing';
import { type SearchRequest } from './search-request';

/** The parameters of one pass over the candidates. */
interface Pass {
  readonly request: SearchRequest;
  /** Number of candidates that are followed at each step. */
  readonly width: number;
  readonly budget: Budget;
  readonly count: Count | undefined;
}

/** A set of tickets on the way to a match. */
interface Step {
  readonly candidates: Candidates;
  /** Only candidates behind this one are added; undefined: all. */
  readonly behind: PoolEntry | undefined;
  /** The stages that a match of the chosen tickets may have. */
  readonly span: StageSpan;
  /** The facts of the chosen tickets. */
  readonly group: FactView;
  readonly pack: Packing | undefined;
}

/**
 * Searches the match around an anchor: the fullest valid match, and among equally full matches that whose
 * candidates come first. Sets of tickets are tried in that order; teams are assigned only once a set is
 * complete.
 */
export class Searcher {
  readonly #program: Program;

  readonly #assigner: Assigner;
  readonly #chosen: Chosen;
  #best: Found | undefined;
  #nodes = 0;
  /** Budget for the sets on the way back from a search that ran out of budget. */
  #grace = 0;
  readonly #facts: Facts;
  readonly #packings: Packings;
  readonly #narrowing: Narrowing;
  readonly #averageRules: AverageRules;

  constructor(program: Program, facts: Facts, kinds: Kinds, packings: Packings, seed: number) {
    this.#program = program;
    this.#facts = facts;
    this.#packings = packings;

    this.#assigner = new Assigner(program, kinds, seed);
    this.#chosen = new Chosen(program, kinds);
    this.#averageRules = new AverageRules(program, facts.centres);
    this.#narrowing = new Narrowing(program, facts, kinds, this.#chosen, seed);
  }

  /** Finds the match, spending from the budget; `budget.ended` is set when a match may have been missed. */
  search(request: SearchRequest, budget: Budget, count: Count | undefined): Found | undefined {
    const { anchor, topStage } = request;
    this.#best = undefined;
    this.#nodes = 0;
    this.#grace = budgets.graceEvaluations;
    this.#chosen.clear();
    this.#chosen.put(anchor);
    if (isHopeful(this.#program, this.#chosen.roster, anchor.stage, topStage))
      this.#passes(request, budget, count);
    this.#chosen.clear();
    return this.#best;
  }

  /** Runs the passes over the candidates, until a full match is found or the budget is used up. */
  #passes(request: SearchRequest, budget: Budget, count: Count | undefined): void {
    const span = this.#packings.span(request.anchor.stage, request.topStage);
    const root = this.#packings.with(this.#packings.root(span, request.available), request.anchor.kind, span);
    if (root !== undefined && !this.#packings.fits(root)) return;
    const { attempts } = request.anchor;
    let narrowed: NarrowedCandidates | undefined;
    this.#narrowing.byScarcity = false;
    for (const { width, maxEvaluations, order } of attempts % 2 === 1 ? shuffledPasses : searchPasses) {
      // Sort rules define the order, so nearness to the anchor is not used.
      if (
        order === 'near' &&
        (this.#program.balanceColumn === undefined || this.#program.sortRules.length > 0)
      )
        continue;
      // A long search starts with the candidates that can be in a match at all.
      this.#narrowing.byScarcity = false;
      if (
        this.#narrowing.narrows &&
        order !== 'near' &&
        (maxEvaluations > budgets.shortPassEvaluations || request.narrowsFirst)
      )
        narrowed ??= this.#narrowing.narrowed(
          request.candidates,
          undefined,
          span,
          request.anchor,
          request,
          this.#best,
        );
      const ordered = this.#narrowing.ordered(request, narrowed, order, span);
      if (ordered === undefined) continue;
      const allowance = Math.min(budget.left, maxEvaluations);
      const own: Budget = { left: allowance, ended: false, incomplete: false };
      this.#nodes = 0;
      this.#narrowing.byScarcity = order === 'scarce';
      this.#extend(
        { request, width, budget: own, count },
        { candidates: ordered, behind: undefined, span, group: request.anchor, pack: root },
      );
      budget.left -= allowance - own.left;
      if (this.#isFull(request)) return;
      if (request.candidates.cut) budget.incomplete = true;
      if (width === Infinity && !own.ended) {
        if (own.incomplete === true) budget.incomplete = true;
        return;
      }
      if (budget.left <= 0 || (width === Infinity && maxEvaluations === Infinity)) {
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

  /** The stage of the chosen tickets. */
  #stageOf(span: StageSpan): number {
    return this.#program.oldestAge ? span.from : span.to;
  }

  /**
   * Adds each candidate behind a given one in turn; evaluates the set itself after the larger sets that
   * contain it.
   */
  #extend(pass: Pass, step: Step): void {
    this.#nodes += 1;
    const { request, budget, width } = pass;
    const { candidates, span } = step;
    const { players } = this.#chosen;
    const { least, most } = span.sizes;
    if (request.fill === 'first') {
      this.#evaluate(span, pass);
      if (this.#best !== undefined) return;
    }
    const needed = request.fill === 'full' ? most : least;
    let tried: Set<string> | undefined;
    const closed = this.#narrowing.closedKinds(this.#chosen.entries.length, most - players);
    let last = step.behind;
    let followed = 0;
    while (players < most && !budget.ended && followed < width) {
      if (this.#best !== undefined || players < needed) {
        const reach = players + candidates.playersBehind(last);
        if (reach < needed || (this.#best !== undefined && reach <= this.#best.players)) break;
      }
      if (this.#narrowing.lacking(candidates, last, span)) break;
      const candidate = candidates.next(last, closed);
      if (candidate === undefined) break;
      last = candidate;
      if (players + candidate.size > most) continue;
      budget.left -= 1;
      if (budget.left <= 0) {
        budget.ended = true;
        break;
      }
      if (this.#nodes > budgets.maxShortSearchNodes && !this.#program.readsPlayerIds) {
        // A ticket equal to one that was just tried here leads only to equal matches.
        tried ??= new Set();
        const profile = profileOf(candidate);
        if (tried.has(profile)) continue;
        tried.add(profile);
      }
      const next = this.#next(step, candidate, request.topStage, closed);
      if (next === undefined) continue;
      this.#chosen.put(candidate);
      if (this.#follow(pass, next, candidate)) followed += 1;
      this.#chosen.take();
      if (this.#best !== undefined && (request.fill !== 'fullest' || this.#best.players >= most)) return;
    }
    if (
      request.fill !== 'first' &&
      players >= needed &&
      (this.#best === undefined || players > this.#best.players)
    )
      this.#evaluate(span, pass);
  }

  /**
   * The step after one more ticket, still with the candidates and the facts of this one; undefined when the
   * ticket need not be tried.
   * @param closed receives the kinds for which there is no room
   */
  #next(step: Step, candidate: PoolEntry, topStage: number, closed: ClosedKinds): Step | undefined {
    const { span, pack } = step;
    // Another ticket never adds a stage to a match, so a set that does not fit now will not fit later.
    const here = this.#packings.with(pack, candidate.kind, span);
    if (here !== undefined && !this.#packings.fits(here)) {
      closed[candidate.kind.id] = 1;
      return undefined;
    }
    const next = this.#packings.span(stageWith(this.#program, this.#stageOf(span), candidate), topStage);
    const nextPack = next === span ? here : this.#packings.with(pack, candidate.kind, next);
    if (nextPack !== undefined && nextPack !== here && !this.#packings.fits(nextPack)) return undefined;
    return { ...step, behind: candidate, span: next, pack: nextPack };
  }

  /** Extends the chosen tickets, of which the candidate is the last. @returns false when it was not tried */
  #follow(pass: Pass, next: Step, candidate: PoolEntry): boolean {
    const { request } = pass;
    const { span, pack, candidates } = next;
    if (
      !isHopeful(this.#program, this.#chosen.roster, this.#stageOf(span), request.topStage) ||
      (pack === undefined && !this.#packings.fitEntries(this.#chosen.entries, span))
    )
      return false;
    const group = this.#facts.together(next.group, candidate);
    const left =
      this.#nodes > budgets.maxShortSearchNodes || this.#narrowing.byScarcity
        ? this.#narrowing.left(candidates, candidate, span, group, request, this.#best)
        : undefined;
    const nowPack =
      left === undefined || pack === undefined ? pack : this.#packings.among(pack, left.kinds());
    if (nowPack !== undefined && !this.#packings.fits(nowPack)) return false;
    if (left !== undefined && !this.#averagesFit(left, span, nowPack)) return false;
    this.#extend(pass, {
      candidates: left ?? candidates,
      behind: left === undefined ? candidate : undefined,
      span,
      group,
      pack: nowPack,
    });
    return true;
  }

  /** Whether the averages of teams that the chosen tickets are on can be near, once others have joined. */
  #averagesFit(left: NarrowedCandidates, span: StageSpan, pack: Packing | undefined): boolean {
    const { entries: own, players } = this.#chosen;
    if (!this.#averageRules.bound(span)) return true;
    if (players + left.playersBehind(undefined) < span.sizes.least) return false;
    return this.#packings.fitEntries(own, span, pack, this.#averageRules.sums(own, left.entries, span));
  }

  /** Assigns the chosen tickets to teams, and keeps the match if the rules accept it. */
  #evaluate(span: StageSpan, { budget, count }: Pass): void {
    const stage = this.#stageOf(span);
    const now = at(this.#program.stages, stage);
    const { players } = this.#chosen;
    if (players < now.least || players > now.most) return;
    // a backfill ticket never completes alone
    if (this.#chosen.entries.length < 2 && this.#chosen.entries.some((entry) => entry.isBackfill)) return;
    if (this.#chosen.refused(now, count)) return;
    // When the budget is used up, the sets on the way back still get a small budget, so that a found match is
    // not lost.
    if (budget.ended && this.#grace <= 0) return;
    const own: Budget = {
      left: budget.ended
        ? this.#grace
        : Math.max(budgets.leastAssignmentEvaluations, Math.floor(budget.left / 4)),
      ended: false,
    };
    const before = own.left;
    const found = this.#assigner.assign(this.#chosen.entries, stage, own, count);
    if (budget.ended) this.#grace -= before - own.left;
    budget.left -= before - own.left;
    if (own.ended) budget.incomplete = true;
    if (!found) return;
    this.#best = {
      entries: [...this.#chosen.entries],
      slots: this.#assigner.roster.slots.map((slot) => [...slot]),
      stage,
      players,
    };
  }
}
