import { countAt } from '../../at';
import { type Budget } from '../budgets/budget';
import { type Opening } from '../packing/packing-search';
import { type SizePacking, type SizeCounts, SizePacker } from '../packing/size-packing';
import { type Program, type Stage } from '../program/program';
import { type MeasuredTicket } from './rules';
import { openingsBeside } from './spread-balanced';
import { type Work } from './work';

/** The room that a match has at a stage, besides the players of its backfill ticket. */
export interface Frame {
  readonly stageIndex: number;
  readonly stage: Stage;
  readonly openings: readonly Opening[];
  /** Number of players that may join those of the session. */
  readonly most: number;
  /** Sizes that must be among the parties. */
  readonly must: readonly number[];
}

/** The frames of all stages, and the packings of parties that fit into them. */
export class Frames {
  readonly #program: Program;
  readonly #work: Work;
  readonly packer = new SizePacker();
  readonly #emptyLoads: readonly number[];
  readonly #frames: Array<{ openings: readonly Opening[]; most: number } | undefined> = [];

  constructor(program: Program, work: Work) {
    this.#program = program;
    this.#work = work;
    this.#emptyLoads = program.slots.map(() => 0);
  }

  /** The frame of a stage, beside the players of a ticket when one is given. */
  at(stageIndex: number, anchor?: MeasuredTicket): Frame {
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
    for (const unit of entry.units) loads[unit.fixedSlot] = countAt(loads, unit.fixedSlot) + unit.size;
    return {
      stageIndex,
      stage,
      openings: openingsBeside(loads, stage),
      most: stage.most - entry.size,
      must: [],
    };
  }

  /** The packing with the most players that fit into a frame, or undefined. */
  pack(frame: Frame, counts: SizeCounts, budget: Budget, must = frame.must): SizePacking | undefined {
    const before = this.packer.steps;
    const packing = this.packer.pack(frame.openings, counts, frame.most, must);
    this.#work.spend(budget, 1 + this.packer.steps - before);
    if (packing?.proved === false) budget.incomplete = true;
    return packing;
  }
}
