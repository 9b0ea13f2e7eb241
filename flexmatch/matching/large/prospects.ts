import { at, countAt } from '../../at';
import { type Budget } from '../budgets/budget';
import { countVerdict } from '../pool/verdicts';
import { type Program } from '../program/program';
import { type Frames } from './frames';
import { type Group } from './group';
import { type LargePool } from './pool';
import { type LargeRules, type DistanceLimit, type MeasuredTicket } from './rules';
import { slide } from './windows';
import { type Work } from './work';

/** Decides by numbers of players which groups and tickets may have a match at all. */
export class Prospects {
  readonly #program: Program;
  readonly #rules: LargeRules;
  readonly #pool: LargePool;
  readonly #frames: Frames;
  readonly #work: Work;

  constructor(program: Program, rules: LargeRules, pool: LargePool, frames: Frames, work: Work) {
    this.#program = program;
    this.#rules = rules;
    this.#pool = pool;
    this.#frames = frames;
    this.#work = work;
  }

  /** Whether the group has the players and party sizes of a match at any stage; false is certain. */
  promising(group: Group, budget: Budget): boolean {
    return this.#program.stages.some((stage, stageIndex) => {
      if (countAt(group.players, stageIndex) < Math.max(1, stage.least)) return false;
      return (
        this.#frames.pack(this.#frames.at(stageIndex), group.sizes[stageIndex] ?? [], budget) !== undefined
      );
    });
  }

  /** Tickets in line that may have a match: those in a window of the batch distances with enough players. */
  hopeful(group: Group, budget: Budget): readonly MeasuredTicket[] {
    const line = group.line().filter(({ entry }) => entry.alive);
    const hopeful = new Set<MeasuredTicket>();
    for (let stageIndex = 0; stageIndex < this.#program.stages.length; stageIndex += 1) {
      const stage = this.#program.stages[stageIndex];
      if (stage === undefined || countAt(group.players, stageIndex) < Math.max(1, stage.least)) continue;
      const spans = this.#rules.distances[stageIndex] ?? [];
      const [first] = spans;
      if (first === undefined) return line;
      const frame = this.#frames.at(stageIndex);
      const mark = (tickets: MeasuredTicket[], depth: number): void => {
        const span = spans[depth];
        this.#work.spend(budget, 1 + (tickets.length >> 3));
        if (span === undefined || budget.left <= 0) return;
        let marked = 0;
        slide(tickets, span, (from, to, counts, players) => {
          if (
            players < stage.least ||
            budget.left <= 0 ||
            this.#frames.pack(frame, counts, budget) === undefined
          )
            return;
          if (depth + 1 < spans.length) {
            mark(tickets.slice(from, to), depth + 1);
            return;
          }
          for (let at = Math.max(from, marked); at < to; at += 1) {
            const one = tickets[at];
            if (one !== undefined) hopeful.add(one);
          }
          marked = Math.max(marked, to);
        });
      };
      const inside = line.filter((one) => this.#pool.eligible(one, group, stageIndex));
      mark(inside, 0);
      if (budget.left <= 0 || hopeful.size === line.length) return line;
      this.#countApart(
        inside.filter((one) => one.stage === stageIndex && !hopeful.has(one)),
        inside,
        first,
      );
    }
    return line.filter((one) => hopeful.has(one));
  }

  /**
   * Counts failures for tickets that are in no window with enough players: the rule fails with every ticket
   * that is too far away.
   */
  #countApart(
    lonely: readonly MeasuredTicket[],
    sorted: readonly MeasuredTicket[],
    span: DistanceLimit,
  ): void {
    let from = 0;
    let to = 0;
    for (const { entry, lows, highs } of lonely) {
      while (
        from < sorted.length &&
        at(highs, span.column) - at(at(sorted, from).lows, span.column) > span.distance
      )
        from += 1;
      while (
        to < sorted.length &&
        at(at(sorted, to).lows, span.column) - at(lows, span.column) <= span.distance
      )
        to += 1;
      if (sorted.length > to - from)
        countVerdict(entry, this.#program, span.rule, false, sorted.length - (to - from));
    }
  }
}
