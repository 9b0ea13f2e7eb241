import { at } from '../../at';
import { budgets, type SearchPass } from '../budgets/budgets';
import { type Need, onCommonGround } from '../index/common-ground';
import { type Facts, type FactView } from '../index/facts';
import { type StageSpan } from '../packing/packings';
import { type PoolEntry } from '../pool/entry';
import { type Found } from '../pool/found';
import { backfillKind } from '../pool/kind';
import { type Kinds, maxKindIds } from '../pool/kinds';
import { type Program } from '../program/program';
import { type Candidates, type ClosedKinds, NarrowedCandidates } from './candidates';
import { type Chosen } from './chosen';
import { nearestSample, scarceFirst, shuffledSample } from './orders';
import { type SearchRequest } from './search-request';

/** Decides which candidates a search tries for its chosen tickets, and in which order. */
export class Narrowing {
  readonly #program: Program;
  readonly #facts: Facts;
  readonly #kinds: Kinds;
  readonly #chosen: Chosen;
  readonly #seed: number;
  /**
   * Tickets of a match have something in common, or contribute to counted traits, so candidates can be
   * filtered.
   */
  readonly narrows: boolean;
  /** The pass orders candidates by scarcity, again for each ticket that joins. */
  byScarcity = false;
  /** By depth: the kinds that need not be tried there any more. */
  readonly #closed: ClosedKinds[] = [];

  constructor(program: Program, facts: Facts, kinds: Kinds, chosen: Chosen, seed: number) {
    this.#program = program;
    this.#facts = facts;
    this.#kinds = kinds;
    this.#chosen = chosen;
    this.#seed = seed;

    this.narrows = facts.narrowing || kinds.quotas.traits.length > 0;
  }

  /** The candidates, or some of them, in the order of a pass; undefined: the pass has no order of its own. */
  ordered(
    request: SearchRequest,
    narrowed: NarrowedCandidates | undefined,
    order: SearchPass['order'],
    span: StageSpan,
  ): Candidates | undefined {
    if (order === 'line') return narrowed ?? request.candidates;
    if (order === 'scarce') {
      const entries = narrowed?.behind(undefined, budgets.maxNarrowedCandidates);
      return entries === undefined || span.quotas.totals.every((total) => total <= 0)
        ? undefined
        : new NarrowedCandidates(scarceFirst(entries, span.quotas, this.#chosen), narrowed?.cut ?? false);
    }
    const { anchor, candidates } = request;
    const sample =
      order === 'near'
        ? nearestSample(anchor, candidates, this.#kinds, this.#program)
        : shuffledSample(anchor, candidates, this.#kinds, this.#seed, order);
    return new NarrowedCandidates(sample, candidates.cut);
  }

  /**
   * The candidates behind a given one that can join the chosen tickets by their facts; undefined when
   * filtering them costs too much.
   */
  narrowed(
    candidates: Candidates,
    behind: PoolEntry | undefined,
    span: StageSpan,
    group: FactView,
    { topStage, fill }: SearchRequest,
    best: Found | undefined,
  ): NarrowedCandidates | undefined {
    const behindIt = candidates.behind(behind, budgets.maxNarrowedCandidates);
    if (behindIt === undefined) return undefined;
    const left = behindIt.filter((entry) => this.#facts.refusal(group, entry, topStage) === -1);
    const need = this.#need(span, fill, best);
    const { oldestAge } = this.#program;
    const may = onCommonGround(
      this.#facts,
      { group, chosen: this.#chosen.entries },
      left,
      span,
      oldestAge,
      need,
    );
    return new NarrowedCandidates(
      this.byScarcity ? scarceFirst(may, span.quotas, this.#chosen) : may,
      candidates.cut,
    );
  }

  /** The same for the next ticket of a match: undefined also where candidates cannot be filtered. */
  left(
    candidates: Candidates,
    behind: PoolEntry,
    span: StageSpan,
    group: FactView,
    request: SearchRequest,
    best: Found | undefined,
  ): NarrowedCandidates | undefined {
    if (!this.narrows) return undefined;
    if (this.#chosen.players >= span.sizes.most) return new NarrowedCandidates([], candidates.cut);
    return this.narrowed(candidates, behind, span, group, request, best);
  }

  /**
   * The players and traits that the chosen tickets still need for a match, or for a fuller one than the best
   * so far.
   */
  #need(span: StageSpan, fill: SearchRequest['fill'], best: Found | undefined): Need {
    const { partyOnce, largestTeam } = this.#program;
    const { least, most } = span.sizes;
    const players =
      (best !== undefined ? best.players + 1 : fill === 'full' ? most : least) - this.#chosen.players;
    const heaviest = partyOnce ? largestTeam : 1;
    return {
      players,
      joining: { least: Math.max(0, players / heaviest), most: most - this.#chosen.players },
      traits: span.quotas.totals.map((_, trait) => this.#chosen.missing(trait, span.quotas)),
      caps: span.quotas.caps,
      rooms: span.quotas.limits.map((limit, trait) => limit - this.#chosen.sum(trait)),
    };
  }

  /** Kinds whose tickets have no room. */
  closedKinds(depth: number, room: number): ClosedKinds {
    const closed = (this.#closed[depth] ??= new Uint8Array(maxKindIds));
    for (const { id, size } of this.#kinds.list) closed[id] = size > room ? 1 : 0;
    if (this.#chosen.entries.some((entry) => entry.isBackfill)) closed[backfillKind] = 1;
    return closed;
  }

  /** Whether the remaining candidates supply too little of something that every match needs. */
  lacking(candidates: Candidates, last: PoolEntry | undefined, span: StageSpan): boolean {
    const { totals, caps } = span.quotas;
    for (let trait = 0; trait < totals.length; trait += 1) {
      const missing = this.#chosen.missing(trait, span.quotas);
      if (missing > 0 && candidates.supplyBehind(last, trait, at(caps, trait)) < missing) return true;
    }
    return false;
  }
}
