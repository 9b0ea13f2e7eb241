import { countAt } from '../../at';
import { type Budget } from '../budgets/budget';
import { type SizePacking, type SizeCounts } from '../packing/size-packing';
import { type Found } from '../pool/found';
import { countVerdict } from '../pool/verdicts';
import { type Program } from '../program/program';
import { Roster } from '../../roster/unit';
import { type Frame, type Frames } from './frames';
import { type Group } from './group';
import { type LargePool } from './pool';
import { type MeasuredTicket } from './rules';
import { spreadBalanced } from './spread-balanced';

/** Tickets to fill a match with, the most similar first; iterated again at each call. */
type Candidates = () => Iterable<MeasuredTicket>;

/** A packing, and the tickets from which it is filled. */
export interface Choice {
  readonly packing: SizePacking;
  /** Number of available parties by size. */
  readonly counts: SizeCounts;
  readonly candidates: Candidates;
}

/** Composes matches of tickets: chooses them by a packing, evaluates the rules, and forms the teams. */
export class Composition {
  readonly #program: Program;
  readonly #pool: LargePool;
  readonly #frames: Frames;
  readonly #seed: number;

  constructor(program: Program, pool: LargePool, frames: Frames, seed: number) {
    this.#program = program;
    this.#pool = pool;
    this.#frames = frames;
    this.#seed = seed;
  }

  /**
   * Chooses as many players as the packing has: the most similar ones regardless of their party sizes, else
   * those of its sizes.
   */
  compose(
    anchor: MeasuredTicket,
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
    const alike = room === 0 ? this.finish(chosen, group, frame) : undefined;
    if (alike !== undefined) return alike;
    const bySizes = this.finish(ofSizes([anchor], packing, candidates), group, frame);
    if (bySizes !== undefined) return bySizes;
    // None of them gives the match its age, so one such ticket must be included.
    if (anchor.stage === frame.stageIndex) return undefined;
    const givers = new Map<number, MeasuredTicket>();
    for (const one of candidates())
      if (one.stage === frame.stageIndex && !givers.has(one.entry.size)) givers.set(one.entry.size, one);
    let best: Found | undefined;
    for (const giver of givers.values()) {
      const forced = this.#frames.pack(frame, counts, budget, [...frame.must, giver.entry.size]);
      if (forced === undefined || forced.total < 1) continue;
      const found = this.finish(ofSizes([anchor, giver], forced, candidates), group, frame);
      if (found !== undefined && (best === undefined || found.players > best.players)) best = found;
    }
    return best;
  }

  /** Evaluates the rules for a set of tickets at its actual stage, and distributes it over the teams. */
  finish(chosen: readonly MeasuredTicket[], group: Group, frame: Frame): Found | undefined {
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
    const slots = spreadBalanced(entries, stage, program, this.#seed, this.#frames.packer);
    if (slots === undefined) return undefined;
    const roster = new Roster(program.slots.length);
    slots.forEach((units, slot) => {
      for (const unit of units) roster.put(unit, slot);
    });
    let passes = true;
    const [anchor] = entries;
    this.#program.work.evaluated += stage.rules.length;
    stage.rules.forEach((rule, index) => {
      const passed = rule.check(roster);
      if (anchor !== undefined) countVerdict(anchor, program, index, passed);
      passes &&= passed;
    });
    return passes ? { entries, slots, stage: stageIndex, players } : undefined;
  }
}

/** Tickets of the sizes of a packing, some of them given. */
function ofSizes(
  given: readonly MeasuredTicket[],
  packing: SizePacking,
  candidates: Candidates,
): MeasuredTicket[] {
  const wanted: number[] = [];
  let open = 0;
  for (const sizes of packing.teams)
    for (const size of sizes) {
      wanted[size] = countAt(wanted, size) + 1;
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
    if (countAt(wanted, size) <= 0 || given.includes(one)) continue;
    wanted[size] = (wanted[size] ?? 1) - 1;
    chosen.push(one);
    open -= 1;
    if (open === 0) break;
  }
  return chosen;
}
