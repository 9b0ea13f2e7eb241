import { type Budget } from '../budgets/budget';
import { countVerdict } from '../pool/verdicts';
import { type Program } from '../program/program';
import { byLine, type Group } from './group';
import { type LargePool } from './pool';
import { type LargeRules, type DistanceLimit, type MeasuredTicket } from './rules';
import { areWithin, canContain, reachOf, slide } from './windows';
import { type Work } from './work';

/** Finds the tickets of a group that may share a match with a ticket. */
export class Neighbours {
  readonly #program: Program;
  readonly #rules: LargeRules;
  readonly #pool: LargePool;
  readonly #work: Work;

  constructor(program: Program, rules: LargeRules, pool: LargePool, work: Work) {
    this.#program = program;
    this.#rules = rules;
    this.#pool = pool;
    this.#work = work;
  }

  /** Tickets of the group that may share a match of this stage with a ticket, compared pairwise. */
  of(
    anchor: MeasuredTicket,
    group: Group,
    stageIndex: number,
    compared?: (span: DistanceLimit, passed: boolean) => void,
  ): MeasuredTicket[] {
    const spans = this.#rules.distances[stageIndex] ?? [];
    const near: MeasuredTicket[] = [];
    const [first] = spans;
    if (first === undefined) return near;
    const [low, high] = reachOf(anchor, first);
    let outside = group.living - group.backfills.size;
    for (const one of group.between(first.column, low, high)) {
      this.#work.step(1);
      outside -= 1;
      if (one === anchor || !this.#pool.eligible(one, group, stageIndex)) continue;
      const fits = spans.every((span) => {
        const inside = areWithin(span, anchor, one);
        compared?.(span, inside);
        return inside;
      });
      if (fits) near.push(one);
    }
    // The sorted order excluded the others without a comparison.
    if (compared !== undefined)
      countVerdict(anchor.entry, this.#program, first.rule, false, Math.max(0, outside));
    return near;
  }

  /** Tickets of a group by the distance of their balanced value to a ticket's. */
  *alike(
    anchor: MeasuredTicket,
    group: Group,
    stageIndex: number,
    budget: Budget,
  ): Generator<MeasuredTicket> {
    for (const one of group.byNearness(anchor.value)) {
      if (one === anchor || !this.#pool.eligible(one, group, stageIndex)) continue;
      this.#work.spend(budget, 1);
      yield one;
    }
  }

  /** Tickets before a given one in line that may share a match with one of the others, in line. */
  *before(
    ticket: MeasuredTicket,
    others: readonly MeasuredTicket[],
    group: Group,
  ): Generator<MeasuredTicket> {
    if (this.#rules.distances.some((spans) => spans.length === 0)) {
      for (const one of group.line()) {
        if (byLine(one, ticket) >= 0) return;
        if (one.entry.alive) yield one;
      }
      return;
    }
    const near = new Set<MeasuredTicket>();
    for (const other of others) {
      if (!other.entry.alive) continue;
      for (let stage = 0; stage < this.#program.stages.length; stage += 1) {
        if (this.#pool.eligible(other, group, stage))
          for (const one of this.of(other, group, stage)) near.add(one);
      }
    }
    for (const one of [...near].sort(byLine)) if (byLine(one, ticket) < 0) yield one;
  }

  /** The maximum number of players of a group, with a ticket's own, within the batch distances of a stage. */
  mostWithin(anchor: MeasuredTicket, group: Group, stageIndex: number): number {
    const spans = this.#rules.distances[stageIndex] ?? [];
    const own = anchor.entry.isBackfill ? anchor.entry.size : 0;
    let most = anchor.entry.size;
    const visit = (tickets: readonly MeasuredTicket[], depth: number): void => {
      const span = spans[depth];
      if (span === undefined) {
        most = Math.max(most, own + tickets.reduce((sum, one) => sum + one.entry.size, 0));
        return;
      }
      const sorted = [...tickets];
      slide(sorted, span, (from, to, _, players) => {
        if (players + own > most && canContain(anchor, sorted[from], span))
          visit(sorted.slice(from, to), depth + 1);
      });
    };
    const near = this.of(anchor, group, stageIndex);
    visit(anchor.entry.isBackfill ? near : [anchor, ...near], 0);
    return most;
  }
}
