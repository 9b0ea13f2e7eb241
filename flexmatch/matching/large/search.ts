import { type Budget } from '../budgets/budget';
import { type Entry } from '../pool/entry';
import { type LargePool } from './pool';
import { byLine, type Group } from './group';
import { type LargeRules, type Span, type Standing } from './rules';
import { type Program, type Stage } from '../program/program';
import { type Found } from '../pool/found';
import { type Packing, type SizeCounts, SizePacker } from '../packing/size-packing';
import { type Opening } from '../packing/packing-search';
import { openingsBeside, spreadBalanced } from './spread-balanced';
import { Roster } from '../../roster/unit';

/** A stage for a match around a ticket: the room beside the players of a running session. */
interface Frame {
  readonly stageIndex: number;
  readonly stage: Stage;
  readonly openings: readonly Opening[];
  /** Number of players that may join those of the session. */
  readonly most: number;
  /** Sizes that must be among the parties. */
  readonly must: readonly number[];
}

/** Tickets to fill a match with, the most similar first; iterated again at each call. */
type Candidates = () => Iterable<Standing>;

/** A packing, and the tickets from which it is filled. */
interface Choice {
  readonly packing: Packing;
  /** Number of available parties by size. */
  readonly counts: SizeCounts;
  readonly candidates: Candidates;
}

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
  readonly #seed: number;

  steps = 0;
  readonly #packer = new SizePacker();
  readonly #emptyLoads: readonly number[];
  readonly #frames: Array<{ openings: readonly Opening[]; most: number } | undefined> = [];

  constructor(program: Program, rules: LargeRules, pool: LargePool, seed: number) {
    this.#program = program;
    this.#rules = rules;
    this.#pool = pool;
    this.#seed = seed;

    this.#emptyLoads = program.slots.map(() => 0);
  }

  /** Counts a rule's verdicts for a ticket. */
  count(entry: Entry, rule: number, passed: boolean, times = 1): void {
    entry.counts ??= new Array<number>(2 * (this.#program.stages[0]?.rules.length ?? 0)).fill(0);
    const at = 2 * rule + (passed ? 0 : 1);
    entry.counts[at] = (entry.counts[at] ?? 0) + times;
  }

  /** Whether the group has the players and party sizes of a match at any stage; false is certain. */
  promising(group: Group, budget: Budget): boolean {
    return this.#program.stages.some((stage, stageIndex) => {
      if ((group.players[stageIndex] ?? 0) < Math.max(1, stage.least)) return false;
      return this.#pack(this.#frame(stageIndex), group.sizes[stageIndex] ?? [], budget) !== undefined;
    });
  }

  /** Tickets in line that may have a match: those in a window of the batch distances with enough players. */
  hopeful(group: Group, budget: Budget): readonly Standing[] {
    const line = group.line().filter(({ entry }) => entry.alive);
    const hopeful = new Set<Standing>();
    for (let stageIndex = 0; stageIndex < this.#program.stages.length; stageIndex += 1) {
      const stage = this.#program.stages[stageIndex];
      if (stage === undefined || (group.players[stageIndex] ?? 0) < Math.max(1, stage.least)) continue;
      const spans = this.#rules.spans[stageIndex] ?? [];
      const [first] = spans;
      if (first === undefined) return line;
      const frame = this.#frame(stageIndex);
      const mark = (tickets: Standing[], depth: number): void => {
        const span = spans[depth];
        this.#spend(budget, 1 + (tickets.length >> 3));
        if (span === undefined || budget.left <= 0) return;
        let marked = 0;
        this.#slide(tickets, span, (from, to, counts, players) => {
          if (players < stage.least || budget.left <= 0 || this.#pack(frame, counts, budget) === undefined)
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
  #countApart(lonely: readonly Standing[], sorted: readonly Standing[], span: Span): void {
    let from = 0;
    let to = 0;
    for (const { entry, lows, highs } of lonely) {
      while (
        from < sorted.length &&
        (highs[span.column] ?? 0) - (sorted[from]?.lows[span.column] ?? 0) > span.distance
      )
        from += 1;
      while (
        to < sorted.length &&
        (sorted[to]?.lows[span.column] ?? 0) - (lows[span.column] ?? 0) <= span.distance
      )
        to += 1;
      if (sorted.length > to - from) this.count(entry, span.rule, false, sorted.length - (to - from));
    }
  }

  /** Tickets before a given one in line that may share a match with one of the others, in line. */
  *before(standing: Standing, others: readonly Standing[], group: Group): Generator<Standing> {
    if (this.#rules.spans.some((spans) => spans.length === 0)) {
      for (const one of group.line()) {
        if (byLine(one, standing) >= 0) return;
        if (one.entry.alive) yield one;
      }
      return;
    }
    const near = new Set<Standing>();
    for (const other of others) {
      if (!other.entry.alive) continue;
      for (let stage = 0; stage < this.#program.stages.length; stage += 1) {
        if (this.#pool.eligible(other, group, stage))
          for (const one of this.#near(other, group, stage)) near.add(one);
      }
    }
    for (const one of [...near].sort(byLine)) if (byLine(one, standing) < 0) yield one;
  }

  /** The fullest match around a ticket, with tickets of one group and without other backfill tickets. */
  around(anchor: Standing, group: Group, budget: Budget): Found | undefined {
    const { stages, oldestAge } = this.#program;
    let best: Found | undefined;
    for (let step = 0; step < stages.length; step += 1) {
      // The stage with the widest choice of tickets comes first.
      const stageIndex = oldestAge ? stages.length - 1 - step : step;
      const stage = stages[stageIndex];
      if (stage === undefined) continue;
      const own = anchor.entry.isBackfill ? anchor.entry.size : 0;
      const reach = Math.min(stage.most, (group.players[stageIndex] ?? 0) + own);
      if (reach < Math.max(stage.least, own + 1) || (best !== undefined && reach <= best.players)) continue;
      if (!this.#pool.eligible(anchor, group, stageIndex)) continue;
      const frame = this.#frame(stageIndex, anchor);
      if (frame.openings.some((opening) => opening.most < 0) || frame.most < 1) continue;
      const found = this.#atStage(anchor, group, frame, budget);
      if (found !== undefined && (best === undefined || found.players > best.players)) best = found;
    }
    return best;
  }

  /** Whether a ticket may be in a match of this stage in the group's location. */
  eligible(standing: Standing, group: Group, stageIndex: number): boolean {
    return this.#pool.eligible(standing, group, stageIndex);
  }

  /** The maximum number of players of a group, with a ticket's own, within the batch distances of a stage. */
  mostWithin(anchor: Standing, group: Group, stageIndex: number): number {
    const spans = this.#rules.spans[stageIndex] ?? [];
    const own = anchor.entry.isBackfill ? anchor.entry.size : 0;
    let most = anchor.entry.size;
    const look = (tickets: readonly Standing[], depth: number): void => {
      const span = spans[depth];
      if (span === undefined) {
        most = Math.max(most, own + tickets.reduce((sum, one) => sum + one.entry.size, 0));
        return;
      }
      const sorted = [...tickets];
      this.#slide(sorted, span, (from, to, _, players) => {
        if (players + own > most && this.#spans(anchor, sorted[from], span))
          look(sorted.slice(from, to), depth + 1);
      });
    };
    const near = this.#near(anchor, group, stageIndex);
    look(anchor.entry.isBackfill ? near : [anchor, ...near], 0);
    return most;
  }

  /** Whether a window that starts at a ticket can contain another one completely. */
  #spans(anchor: Standing, first: Standing | undefined, span: Span): boolean {
    const low = anchor.lows[span.column] ?? 0;
    return (anchor.highs[span.column] ?? 0) - Math.min(low, first?.lows[span.column] ?? low) <= span.distance;
  }

  #frame(stageIndex: number, anchor?: Standing): Frame {
    const stage = this.#program.stages[stageIndex] ?? {
      minPlayers: [],
      maxPlayers: [],
      least: 0,
      most: 0,
      rules: [],
      byName: new Map(),
      latencyRules: [],
    };
    const known = (this.#frames[stageIndex] ??= {
      openings: openingsBeside(this.#emptyLoads, stage),
      most: stage.most,
    });
    if (anchor === undefined) return { stageIndex, stage, ...known, must: [] };
    const { entry } = anchor;
    if (!entry.isBackfill) return { stageIndex, stage, ...known, must: [entry.size] };
    const loads = [...this.#emptyLoads];
    for (const unit of entry.units) loads[unit.fixedSlot] = (loads[unit.fixedSlot] ?? 0) + unit.size;
    return {
      stageIndex,
      stage,
      openings: openingsBeside(loads, stage),
      most: stage.most - entry.size,
      must: [],
    };
  }

  #step(steps: number): void {
    this.steps += steps;
    this.#program.work.compared += steps;
  }

  #spend(budget: Budget, steps: number): void {
    this.#step(steps);
    budget.left -= steps;
  }

  #pack(frame: Frame, counts: SizeCounts, budget: Budget, must = frame.must): Packing | undefined {
    const before = this.#packer.steps;
    const packing = this.#packer.pack(frame.openings, counts, frame.most, must);
    this.#spend(budget, 1 + this.#packer.steps - before);
    if (packing?.proved === false) budget.incomplete = true;
    return packing;
  }

  #atStage(anchor: Standing, group: Group, frame: Frame, budget: Budget): Found | undefined {
    const spans = this.#rules.spans[frame.stageIndex] ?? [];
    if (spans.length === 0) {
      const packing = this.#pack(frame, group.sizes[frame.stageIndex] ?? [], budget);
      return packing === undefined
        ? undefined
        : this.#compose(
            anchor,
            group,
            frame,
            {
              packing,
              counts: group.sizes[frame.stageIndex] ?? [],
              candidates: () => this.#alike(anchor, group, frame.stageIndex, budget),
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
        this.#alike(anchor, group, frame.stageIndex, budget),
        group,
        frame,
        spans,
      );
      if (full !== undefined) return full;
    }
    const near = this.#near(anchor, group, frame.stageIndex, (span, passed) => {
      this.count(anchor.entry, span.rule, passed);
    });
    this.#spend(budget, near.length + 1);
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
    return this.#compose(anchor, group, frame, choice, budget);
  }

  /** The nearest tickets by balanced value that the rules allow, when they fill the match. */
  #nearestFull(
    anchor: Standing,
    candidates: Iterable<Standing>,
    group: Group,
    frame: Frame,
    spans: readonly Span[],
  ): Found | undefined {
    const chosen = [anchor];
    let room = frame.most - (anchor.entry.isBackfill ? 0 : anchor.entry.size);
    const lows = spans.map((span) => anchor.lows[span.column] ?? 0);
    const highs = spans.map((span) => anchor.highs[span.column] ?? 0);
    let patience = 200 + 8 * frame.most;
    if (room > (group.players[frame.stageIndex] ?? 0)) return undefined;
    for (const one of candidates) {
      if (room === 0 || patience <= 0) break;
      patience -= 1;
      if (one.entry.size > room) continue;
      let fits = true;
      for (let i = 0; i < spans.length; i += 1) {
        const span = spans[i];
        if (span === undefined) continue;
        const inside =
          Math.max(highs[i] ?? 0, one.highs[span.column] ?? 0) -
            Math.min(lows[i] ?? 0, one.lows[span.column] ?? 0) <=
          span.distance;
        this.count(anchor.entry, span.rule, inside);
        if (!inside) {
          fits = false;
          break;
        }
      }
      if (!fits) continue;
      spans.forEach((span, i) => {
        lows[i] = Math.min(lows[i] ?? 0, one.lows[span.column] ?? 0);
        highs[i] = Math.max(highs[i] ?? 0, one.highs[span.column] ?? 0);
      });
      chosen.push(one);
      room -= one.entry.size;
    }
    return room === 0 ? this.#finish(chosen, group, frame) : undefined;
  }

  /** Tickets of the group that may share a match of this stage with a ticket, judged pairwise. */
  #near(
    anchor: Standing,
    group: Group,
    stageIndex: number,
    judged?: (span: Span, passed: boolean) => void,
  ): Standing[] {
    const spans = this.#rules.spans[stageIndex] ?? [];
    const near: Standing[] = [];
    const [first] = spans;
    if (first === undefined) return near;
    const [low, high] = reachOf(anchor, first);
    let outside = group.living - group.backfills.size;
    for (const one of group.between(first.column, low, high)) {
      this.#step(1);
      outside -= 1;
      if (one === anchor || !this.#pool.eligible(one, group, stageIndex)) continue;
      const fits = spans.every((span) => {
        const inside =
          Math.max(anchor.highs[span.column] ?? 0, one.highs[span.column] ?? 0) -
            Math.min(anchor.lows[span.column] ?? 0, one.lows[span.column] ?? 0) <=
          span.distance;
        judged?.(span, inside);
        return inside;
      });
      if (fits) near.push(one);
    }
    // The sorted order excluded the others without a comparison.
    if (judged !== undefined) this.count(anchor.entry, first.rule, false, Math.max(0, outside));
    return near;
  }

  /** Slides a window of a rule's distance over tickets, which are sorted by its column. */
  #slide(
    tickets: Standing[],
    span: Span,
    look: (from: number, to: number, counts: readonly number[], players: number) => void,
  ): void {
    const at = (index: number): number => tickets[index]?.lows[span.column] ?? 0;
    tickets.sort((a, b) => (a.lows[span.column] ?? 0) - (b.lows[span.column] ?? 0) || byLine(a, b));
    const counts: number[] = [];
    let players = 0;
    let to = 0;
    const change = (standing: Standing | undefined, sign: 1 | -1): void => {
      const size = standing?.entry.size ?? 0;
      while (counts.length <= size) counts.push(0);
      counts[size] = (counts[size] ?? 0) + sign;
      players += sign * size;
    };
    for (let from = 0; from < tickets.length; from += 1) {
      const before = to;
      while (to < tickets.length && at(to) - at(from) <= span.distance) {
        change(tickets[to], 1);
        to += 1;
      }
      // a window that only lost tickets holds no more than the one before it
      if (to > before) look(from, to, counts, players);
      change(tickets[from], -1);
    }
  }

  /**
   * The window of the batch distances around a ticket with the fullest match; of equals the most similar one.
   */
  #bestWindow(
    anchor: Standing,
    near: readonly Standing[],
    frame: Frame,
    spans: readonly Span[],
    budget: Budget,
  ): { members: Standing[]; counts: number[]; packing: Packing } | undefined {
    let best: { members: Standing[]; counts: number[]; packing: Packing; off: number } | undefined;
    const search = (tickets: readonly Standing[], depth: number): void => {
      const span = spans[depth];
      if (span === undefined || budget.ended) return;
      const sorted = [...tickets];
      this.#slide(sorted, span, (from, to, counts, players) => {
        if (budget.left <= 0) {
          budget.ended = true;
          return;
        }
        this.#spend(budget, 1);
        if (!this.#spans(anchor, sorted[from], span)) return;
        if (players + (anchor.entry.isBackfill ? anchor.entry.size : 0) < frame.stage.least) return;
        if (depth + 1 < spans.length) {
          search(sorted.slice(from, to), depth + 1);
          return;
        }
        const packing = this.#pack(frame, counts, budget);
        if (packing === undefined || packing.total < 0) return;
        const off = Math.abs(((sorted[from]?.value ?? 0) + (sorted[to - 1]?.value ?? 0)) / 2 - anchor.value);
        if (
          best !== undefined &&
          (packing.total < best.packing.total || (packing.total === best.packing.total && off >= best.off))
        )
          return;
        best = { members: sorted.slice(from, to), counts: [...counts], packing, off };
      });
    };
    search(anchor.entry.isBackfill ? near : [anchor, ...near], 0);
    return best;
  }

  /** Tickets of a group by the distance of their balanced value to a ticket's. */
  *#alike(anchor: Standing, group: Group, stageIndex: number, budget: Budget): Generator<Standing> {
    for (const one of group.byNearness(anchor.value)) {
      if (one === anchor || !this.#pool.eligible(one, group, stageIndex)) continue;
      this.#spend(budget, 1);
      yield one;
    }
  }

  /**
   * Chooses as many players as the packing has: the most similar ones regardless of their party sizes, else
   * those of its sizes.
   */
  #compose(
    anchor: Standing,
    group: Group,
    frame: Frame,
    { packing, counts, candidates }: Choice,
    budget: Budget,
  ): Found | undefined {
    if (packing.total < 1) return undefined;
    const smallest = counts.findIndex((count, size) => size > 0 && (count ?? 0) > 0);
    const chosen = [anchor];
    let room = packing.total - (anchor.entry.isBackfill ? 0 : anchor.entry.size);
    if (room > 0) {
      for (const one of candidates()) {
        if (one.entry.size > room) continue;
        chosen.push(one);
        room -= one.entry.size;
        if (room < smallest) break;
      }
    }
    const alike = room === 0 ? this.#finish(chosen, group, frame) : undefined;
    if (alike !== undefined) return alike;
    const bySizes = this.#finish(this.#ofSizes([anchor], packing, candidates), group, frame);
    if (bySizes !== undefined) return bySizes;
    // None of them gives the match its age, so one such ticket must be included.
    if (anchor.stage === frame.stageIndex) return undefined;
    const givers = new Map<number, Standing>();
    for (const one of candidates())
      if (one.stage === frame.stageIndex && !givers.has(one.entry.size)) givers.set(one.entry.size, one);
    let best: Found | undefined;
    for (const giver of givers.values()) {
      const forced = this.#pack(frame, counts, budget, [...frame.must, giver.entry.size]);
      if (forced === undefined || forced.total < 1) continue;
      const found = this.#finish(this.#ofSizes([anchor, giver], forced, candidates), group, frame);
      if (found !== undefined && (best === undefined || found.players > best.players)) best = found;
    }
    return best;
  }

  /** Tickets of the sizes of a packing, some of them given. */
  #ofSizes(given: readonly Standing[], packing: Packing, candidates: Candidates): Standing[] {
    const wanted: number[] = [];
    let open = 0;
    for (const sizes of packing.teams)
      for (const size of sizes) {
        wanted[size] = (wanted[size] ?? 0) + 1;
        open += 1;
      }
    const chosen = [...given];
    for (const { entry } of given)
      if (!entry.isBackfill) {
        wanted[entry.size] = (wanted[entry.size] ?? 1) - 1;
        open -= 1;
      }
    if (open === 0) return chosen;
    for (const one of candidates()) {
      const { size } = one.entry;
      if ((wanted[size] ?? 0) <= 0 || given.includes(one)) continue;
      wanted[size] = (wanted[size] ?? 1) - 1;
      chosen.push(one);
      open -= 1;
      if (open === 0) break;
    }
    return chosen;
  }

  /** Judges a set of tickets at its actual stage, and distributes it over the teams. */
  #finish(chosen: readonly Standing[], group: Group, frame: Frame): Found | undefined {
    const program = this.#program;
    let stageIndex = frame.stageIndex;
    const own = program.oldestAge
      ? Math.max(...chosen.map((one) => one.stage))
      : Math.min(...chosen.map((one) => one.stage));
    if (own !== stageIndex) {
      stageIndex = own;
      if (!chosen.every((one) => this.#pool.eligible(one, group, own))) return undefined;
    }
    const stage = program.stages[stageIndex];
    if (stage === undefined || chosen.length < (chosen[0]?.entry.isBackfill === true ? 2 : 1))
      return undefined;
    const entries = chosen.map((one) => one.entry);
    const players = entries.reduce((sum, entry) => sum + entry.size, 0);
    if (players < stage.least || players > stage.most) return undefined;
    const slots = spreadBalanced(entries, stage, program, this.#seed, this.#packer);
    if (slots === undefined) return undefined;
    const roster = new Roster(program.slots.length);
    slots.forEach((units, slot) => {
      for (const unit of units) roster.put(unit, slot);
    });
    let passes = true;
    const [anchor] = entries;
    this.#program.work.judged += stage.rules.length;
    stage.rules.forEach((rule, index) => {
      const passed = rule.check(roster);
      if (anchor !== undefined) this.count(anchor, index, passed);
      passes &&= passed;
    });
    return passes ? { entries, slots, stage: stageIndex, players } : undefined;
  }
}

/**
 * The range of values of possible partners: slightly wider than the distance, because sums round where
 * differences do not.
 */
function reachOf(anchor: Standing, span: Span): readonly [number, number] {
  const low = anchor.lows[span.column] ?? 0;
  const high = anchor.highs[span.column] ?? 0;
  const reach = span.distance + 1e-9 * (Math.abs(low) + Math.abs(high) + span.distance);
  return [high - reach, low + reach];
}
