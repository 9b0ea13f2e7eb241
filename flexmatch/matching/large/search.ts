import { at } from '../../at';
import { type Budget } from '../budgets/budget';
import { budgets } from '../budgets/budgets';
import { type SizePacking } from '../packing/size-packing';
import { type Found } from '../pool/found';
import { countVerdict } from '../pool/verdicts';
import { type Program } from '../program/program';
import { Composition } from './composition';
import { type Frame, Frames } from './frames';
import { byLine, type Group } from './group';
import { Neighbours } from './neighbours';
import { type LargePool } from './pool';
import { Prospects } from './prospects';
import { type LargeRules, type DistanceLimit, type MeasuredTicket } from './rules';
import { canContain, reachOf, slide } from './windows';
import { Work } from './work';

/**
 * Searches the fullest match around a ticket of a group. In large matches every rule is about tickets alone
 * (latency) or about the distance between any two (batchDistance). So tickets between the same limits differ
 * only in their party sizes. The packer answers how many players fit, and then the most similar tickets of
 * those sizes are chosen.
 */
export class LargeSearch {
  readonly #program: Program;
  readonly #rules: LargeRules;
  readonly #pool: LargePool;

  readonly #work: Work;
  readonly #frames: Frames;
  readonly #composition: Composition;
  readonly neighbours: Neighbours;
  readonly prospects: Prospects;

  constructor(program: Program, rules: LargeRules, pool: LargePool, seed: number) {
    this.#program = program;
    this.#rules = rules;
    this.#pool = pool;

    this.#work = new Work(program);
    this.#frames = new Frames(program, this.#work);
    this.#composition = new Composition(program, pool, this.#frames, seed);
    this.neighbours = new Neighbours(program, rules, pool, this.#work);
    this.prospects = new Prospects(program, rules, pool, this.#frames, this.#work);
  }

  /** Number of steps that all searches have taken. */
  get steps(): number {
    return this.#work.steps;
  }

  /** The fullest match around a ticket, with tickets of one group and without other backfill tickets. */
  around(anchor: MeasuredTicket, group: Group, budget: Budget): Found | undefined {
    const { stages, oldestAge } = this.#program;
    let best: Found | undefined;
    for (let step = 0; step < stages.length; step += 1) {
      // The stage with the widest choice of tickets comes first.
      const stageIndex = oldestAge ? stages.length - 1 - step : step;
      const stage = stages[stageIndex];
      if (stage === undefined) continue;
      // No match has a stage that none of its tickets has reached.
      if (anchor.stage !== stageIndex && (group.givers[stageIndex] ?? 0) === 0) continue;
      const own = anchor.entry.isBackfill ? anchor.entry.size : 0;
      const reach = Math.min(stage.most, (group.players[stageIndex] ?? 0) + own);
      if (reach < Math.max(stage.least, own + 1) || (best !== undefined && reach <= best.players)) continue;
      if (!this.#pool.eligible(anchor, group, stageIndex)) continue;
      const frame = this.#frames.at(stageIndex, anchor);
      if (frame.openings.some((opening) => opening.most < 0) || frame.most < 1) continue;
      const found = this.#atStage(anchor, group, frame, budget);
      if (found !== undefined && (best === undefined || found.players > best.players)) best = found;
    }
    return best;
  }

  #atStage(anchor: MeasuredTicket, group: Group, frame: Frame, budget: Budget): Found | undefined {
    const spans = this.#rules.distances[frame.stageIndex] ?? [];
    if (spans.length === 0) {
      const packing = this.#frames.pack(frame, group.sizes[frame.stageIndex] ?? [], budget);
      return packing === undefined
        ? undefined
        : this.#composition.compose(
            anchor,
            group,
            frame,
            {
              packing,
              counts: group.sizes[frame.stageIndex] ?? [],
              candidates: () => this.neighbours.alike(anchor, group, frame.stageIndex, budget),
            },
            budget,
          );
    }
    const [first] = spans;
    if (first === undefined) return undefined;
    const [low, high] = reachOf(anchor, first);
    // Among very many tickets the nearest usually fit; few are examined together.
    if (group.manyBetween(first.column, low, high) > 8 * frame.most) {
      const full = this.#nearestFull(
        anchor,
        this.neighbours.alike(anchor, group, frame.stageIndex, budget),
        group,
        frame,
        spans,
      );
      if (full !== undefined) return full;
    }
    const near = this.neighbours.of(anchor, group, frame.stageIndex, (span, passed) => {
      countVerdict(anchor.entry, this.#program, span.rule, passed);
    });
    this.#work.spend(budget, near.length + 1);
    if (near.reduce((sum, one) => sum + one.entry.size, anchor.entry.size) < frame.stage.least)
      return undefined;
    const window = this.#bestWindow(anchor, near, frame, spans, budget);
    if (window === undefined) return undefined;
    if (window.packing.total === frame.most) {
      const nearest = near.sort(
        (a, b) => Math.abs(a.value - anchor.value) - Math.abs(b.value - anchor.value) || byLine(a, b),
      );
      const full = this.#nearestFull(anchor, nearest, group, frame, spans);
      if (full !== undefined) return full;
    }
    const members = window.members
      .filter((one) => one !== anchor)
      .sort((a, b) => Math.abs(a.value - anchor.value) - Math.abs(b.value - anchor.value) || byLine(a, b));
    const choice = { packing: window.packing, counts: window.counts, candidates: () => members };
    return this.#composition.compose(anchor, group, frame, choice, budget);
  }

  /** The nearest tickets by balanced value that the rules allow, when they fill the match. */
  #nearestFull(
    anchor: MeasuredTicket,
    candidates: Iterable<MeasuredTicket>,
    group: Group,
    frame: Frame,
    spans: readonly DistanceLimit[],
  ): Found | undefined {
    const chosen = [anchor];
    let room = frame.most - (anchor.entry.isBackfill ? 0 : anchor.entry.size);
    const lows = spans.map((span) => at(anchor.lows, span.column));
    const highs = spans.map((span) => at(anchor.highs, span.column));
    let triesLeft = budgets.nearestTickets + budgets.nearestTicketsPerPlayer * frame.most;
    if (room > (group.players[frame.stageIndex] ?? 0)) return undefined;
    for (const one of candidates) {
      if (room === 0 || triesLeft <= 0) break;
      triesLeft -= 1;
      if (one.entry.size > room) continue;
      let fits = true;
      for (let i = 0; i < spans.length; i += 1) {
        const span = spans[i];
        if (span === undefined) continue;
        const inside =
          Math.max(at(highs, i), at(one.highs, span.column)) -
            Math.min(at(lows, i), at(one.lows, span.column)) <=
          span.distance;
        countVerdict(anchor.entry, this.#program, span.rule, inside);
        if (!inside) {
          fits = false;
          break;
        }
      }
      if (!fits) continue;
      spans.forEach((span, i) => {
        lows[i] = Math.min(at(lows, i), at(one.lows, span.column));
        highs[i] = Math.max(at(highs, i), at(one.highs, span.column));
      });
      chosen.push(one);
      room -= one.entry.size;
    }
    return room === 0 ? this.#composition.finish(chosen, group, frame) : undefined;
  }

  /**
   * The window of the batch distances around a ticket with the fullest match of the frame's stage; of equals
   * the most similar one.
   */
  #bestWindow(
    anchor: MeasuredTicket,
    near: readonly MeasuredTicket[],
    frame: Frame,
    spans: readonly DistanceLimit[],
    budget: Budget,
  ): { members: MeasuredTicket[]; counts: number[]; packing: SizePacking } | undefined {
    let best: { members: MeasuredTicket[]; counts: number[]; packing: SizePacking; off: number } | undefined;
    const isBetter = (packing: SizePacking, off: number): boolean =>
      best === undefined ||
      packing.total > best.packing.total ||
      (packing.total === best.packing.total && off < best.off);
    const search = (tickets: readonly MeasuredTicket[], depth: number): void => {
      const span = spans[depth];
      if (span === undefined || budget.ended) return;
      const sorted = [...tickets];
      slide(sorted, span, (from, to, counts, players) => {
        if (budget.left <= 0) {
          budget.ended = true;
          return;
        }
        this.#work.spend(budget, 1);
        if (!canContain(anchor, sorted[from], span)) return;
        if (players + (anchor.entry.isBackfill ? anchor.entry.size : 0) < frame.stage.least) return;
        if (depth + 1 < spans.length) {
          search(sorted.slice(from, to), depth + 1);
          return;
        }
        const free = this.#frames.pack(frame, counts, budget);
        if (free === undefined || free.total < 0) return;
        const off = Math.abs((at(sorted, from).value + at(sorted, to - 1).value) / 2 - anchor.value);
        if (!isBetter(free, off)) return;
        const members = sorted.slice(from, to);
        const packing =
          anchor.stage === frame.stageIndex ? free : this.#packWithGiver(members, counts, frame, budget);
        if (packing !== undefined && isBetter(packing, off))
          best = { members, counts: [...counts], packing, off };
      });
    };
    search(anchor.entry.isBackfill ? near : [anchor, ...near], 0);
    return best;
  }

  /**
   * The packing of a window with the most players among those with a ticket that gives the match the frame's
   * stage. Without such a ticket the window has no match of this stage, even if it holds more players.
   */
  #packWithGiver(
    members: readonly MeasuredTicket[],
    counts: readonly number[],
    frame: Frame,
    budget: Budget,
  ): SizePacking | undefined {
    let best: SizePacking | undefined;
    this.#work.spend(budget, 1 + (members.length >> 3));
    const sizes = members.flatMap((one) => (one.stage === frame.stageIndex ? [one.entry.size] : []));
    for (const size of new Set(sizes)) {
      const packing = this.#frames.pack(frame, counts, budget, [...frame.must, size]);
      if (packing !== undefined && packing.total > (best?.total ?? 0)) best = packing;
    }
    return best;
  }
}
