import { type Count } from '../budgets/budget';
import { type Facts } from '../index/facts';
import { type PoolIndex } from '../index/pool-index';
import { type PoolEntry, inLine } from '../pool/entry';
import { type Program } from '../program/program';
import { Roster } from '../../roster/unit';
import { isHopeful, stageWith } from './chosen';

/** Decides which tickets may share a match. */
export class PartnerCheck {
  readonly #program: Program;
  readonly #index: PoolIndex;
  readonly #facts: Facts;
  readonly #pair: Roster;

  constructor(program: Program, index: PoolIndex, facts: Facts) {
    this.#program = program;
    this.#index = index;
    this.#facts = facts;
    this.#pair = new Roster(program.slots.length);
  }

  /**
   * The tickets whose situation has changed: the dirty ones and those that may share a match with one. In
   * line.
   */
  wake(dirty: readonly PoolEntry[], open: ReadonlySet<PoolEntry>): PoolEntry[] {
    const index = this.#index;
    const woken = new Set<PoolEntry>(open);
    const changed = dirty.filter((entry) => entry.alive);
    for (const entry of changed) {
      entry.proven = false;
      woken.add(entry);
    }
    if (changed.length > Math.max(8, index.size / 8)) {
      if (woken.size < index.size)
        for (const entry of index.living()) {
          entry.proven = false;
          woken.add(entry);
        }
    } else {
      for (const entry of changed) {
        // A third ticket may give the age of a match with both.
        const top = this.#program.oldestAge ? (index.bucketOf(entry)?.all.topStage() ?? 0) : entry.stage;
        for (const lines of index.linesFor(entry, top)) {
          for (const other of lines.living()) {
            if (!woken.has(other) && this.meets(other, entry, top, undefined, undefined)) {
              other.proven = false;
              woken.add(other);
            }
          }
        }
      }
    }
    return [...woken].sort(inLine);
  }

  /** Whether two tickets may share a match, as far as facts and rules of the pair decide. */
  meets(
    anchor: PoolEntry,
    other: PoolEntry,
    top: number,
    refused: Count | undefined,
    count: Count | undefined,
  ): boolean {
    const rule = this.#facts.refusal(anchor, other, top);
    if (rule !== -1) {
      refused?.(rule, false);
      return false;
    }
    return this.#facts.decisive || this.#isHopefulPair(anchor, other, top, count);
  }

  /** Whether rules of the pair allow two tickets to share a match. */
  #isHopefulPair(anchor: PoolEntry, other: PoolEntry, top: number, count: Count | undefined): boolean {
    const pair = this.#pair;
    pair.clear();
    for (const unit of anchor.units) pair.put(unit, 0);
    for (const unit of other.units) pair.put(unit, 0);
    return isHopeful(this.#program, pair, stageWith(this.#program, anchor.stage, other), top, count);
  }
}
