import { at } from '../at';
import { type PoolEntry } from '../matching/pool/entry';
import { type Program } from '../matching/program/program';
import { badness, type Lineup, missingPlayer, stageOf } from './lineup';

/**
 * Searches the line-up around a ticket that is nearest to a match: filled greedily with the tickets that cost
 * least, then improved by exchanging tickets and teams. It need not be the optimum; the budget bounds the
 * search.
 * @param budget maximum number of line-ups to measure
 */
export function nearestLineup(
  anchor: PoolEntry,
  known: readonly PoolEntry[],
  program: Program,
  budget: number,
): Lineup | undefined {
  return new LineupSearch(anchor, program, budget).nearest(known);
}

interface Scored {
  readonly lineup: Lineup;
  /** Its badness. */
  readonly score: number;
}

type Slots = ReadonlyArray<readonly number[]>;

class LineupSearch {
  readonly #anchor: PoolEntry;
  readonly #program: Program;
  /** Number of line-ups that may still be measured. */
  #left: number;

  constructor(anchor: PoolEntry, program: Program, budget: number) {
    this.#anchor = anchor;
    this.#program = program;
    this.#left = budget;
  }

  nearest(known: readonly PoolEntry[]): Lineup | undefined {
    const anchor = this.#anchor;
    const starts = this.#placings(anchor)
      .map((slots) => this.#better([anchor], [slots], Infinity))
      .filter((start) => start !== undefined)
      .sort((a, b) => a.score - b.score);
    let best: Scored | undefined;
    for (const start of starts) {
      // A party may only have room beside the anchor when the anchor is on another team.
      if (best !== undefined && (best.score < missingPlayer || this.#left <= 0)) break;
      const found = this.#climb(start, known);
      if (best === undefined || found.score < best.score) best = found;
    }
    return best?.lineup;
  }

  /** The line-up that begins with a placing of the anchor, filled and improved as far as the budget goes. */
  #climb(start: Scored, known: readonly PoolEntry[]): Scored {
    const others = this.#cheapestFirst(known, start.lineup.slots);
    let best = this.#fill(start, others);
    while (this.#left > 0) {
      const next = this.#improve(best, others);
      if (next === undefined) break;
      best = next;
    }
    return best;
  }

  /** The slots that the units of a ticket may take. */
  #placings({ units }: PoolEntry): number[][] {
    if (units.some((unit) => unit.fixedSlot !== -1)) return [units.map((unit) => unit.fixedSlot)];
    return this.#program.slots.map((_, slot) => [slot]);
  }

  /** The line-up with its score, when it keeps the sizes of its stage and has a lower score than another. */
  #better(entries: readonly PoolEntry[], slots: Slots, than: number): Scored | undefined {
    if (this.#left <= 0 || !this.#fits(entries, slots)) return undefined;
    this.#left -= 1;
    const lineup = { entries, slots };
    const score = badness(lineup, this.#program, than);
    return score < than ? { lineup, score } : undefined;
  }

  #fits(entries: readonly PoolEntry[], slots: Slots): boolean {
    const stage = this.#program.stages[stageOf(entries, this.#program)];
    const loads = new Array<number>(this.#program.slots.length).fill(0);
    entries.forEach((entry, index) =>
      entry.units.forEach((unit, place) => {
        const slot = at(at(slots, index), place);
        loads[slot] = at(loads, slot) + unit.size;
      }),
    );
    return (
      stage !== undefined &&
      loads.every((load, slot) => load <= at(stage.maxPlayers, slot)) &&
      loads.reduce((sum, load) => sum + load, 0) <= stage.most
    );
  }

  /** Orders the tickets by their cost together with only the anchor. */
  #cheapestFirst(known: readonly PoolEntry[], [anchorSlots = []]: Slots): PoolEntry[] {
    const scores = new Map(
      known.map((other) => [
        other,
        Math.min(
          ...this.#placings(other).map((placing) =>
            badness({ entries: [this.#anchor, other], slots: [anchorSlots, placing] }, this.#program),
          ),
        ),
      ]),
    );
    return [...known].sort((a, b) => (scores.get(a) ?? 0) - (scores.get(b) ?? 0));
  }

  /** Adds tickets as long as another one does not increase the cost, or teams lack players. */
  #fill(start: Scored, others: readonly PoolEntry[]): Scored {
    let best = start;
    for (;;) {
      // A running session needs at least one other ticket: the cheapest of them is shown.
      const needsOther = this.#anchor.isBackfill && best.lineup.entries.length === 1;
      const next = this.#extend(best, others) ?? (needsOther ? this.#join(best, others) : undefined);
      if (next === undefined) return best;
      best = next;
    }
  }

  #extend({ lineup: { entries, slots }, score }: Scored, others: readonly PoolEntry[]): Scored | undefined {
    const program = this.#program;
    const hasBackfill = entries.some((entry) => entry.isBackfill);
    const stage = program.stages[stageOf(entries, program)];
    // Half of the budget is shared among the missing tickets, so that no team is left short only because the
    // budget ran out.
    const lacking = Math.max(1, (stage?.least ?? 0) - entries.reduce((sum, entry) => sum + entry.size, 0));
    const enough = this.#left - Math.max(2 * program.slots.length, Math.floor(this.#left / 2 / lacking));
    let next: Scored | undefined;
    for (const other of others) {
      if (next !== undefined && this.#left < enough) break;
      if (entries.includes(other) || (hasBackfill && other.isBackfill)) continue;
      for (const placing of this.#placings(other))
        next = this.#better([...entries, other], [...slots, placing], next?.score ?? score) ?? next;
    }
    return next;
  }

  /** The cheapest line-up with one more ticket, regardless of the cost. */
  #join({ lineup: { entries, slots } }: Scored, others: readonly PoolEntry[]): Scored | undefined {
    let found: Scored | undefined;
    for (const other of others) {
      if (other.isBackfill) continue;
      for (const placing of this.#placings(other))
        found = this.#better([...entries, other], [...slots, placing], found?.score ?? Infinity) ?? found;
    }
    return found;
  }

  /** A line-up with a lower score, by one exchange. */
  #improve(best: Scored, others: readonly PoolEntry[]): Scored | undefined {
    for (let index = 0; index < best.lineup.entries.length; index += 1) {
      const found = this.#move(best, index) ?? this.#swap(best, index) ?? this.#replace(best, index, others);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Puts a ticket on other teams. */
  #move({ lineup: { entries, slots }, score }: Scored, index: number): Scored | undefined {
    let found: Scored | undefined;
    for (const placing of this.#placings(at(entries, index)))
      found = this.#better(entries, slots.with(index, placing), found?.score ?? score) ?? found;
    return found;
  }

  /** Exchanges the teams of a ticket and a later one. */
  #swap({ lineup: { entries, slots }, score }: Scored, index: number): Scored | undefined {
    // Current players keep their teams.
    if (at(entries, index).isBackfill) return undefined;
    for (let other = index + 1; other < entries.length; other += 1) {
      if (at(entries, other).isBackfill) continue;
      const swapped = slots.with(index, at(slots, other)).with(other, at(slots, index));
      const found = this.#better(entries, swapped, score);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Replaces a ticket other than the anchor by one outside the line-up. */
  #replace(
    { lineup: { entries, slots }, score }: Scored,
    index: number,
    others: readonly PoolEntry[],
  ): Scored | undefined {
    const entry = at(entries, index);
    if (entry === this.#anchor) return undefined;
    const besideBackfill = entries.some((one) => one.isBackfill && one !== entry);
    for (const outside of others) {
      if (entries.includes(outside) || (outside.isBackfill && besideBackfill)) continue;
      for (const placing of this.#placings(outside)) {
        const found = this.#better(entries.with(index, outside), slots.with(index, placing), score);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }
}
