import { mix } from '../../mix';
import { type Budget, type Count } from '../budgets/budget';
import { allowedSlots, type PoolEntry } from '../pool/entry';
import { at } from '../../at';
import { type Kinds } from '../pool/kinds';
import { type Program, type Stage } from '../program/program';
import { type QuotaBounds } from '../program/quotas';
import { Roster, type Unit } from '../../roster/unit';
import { AverageBounds } from './average-bounds';
import { refusesAllTeams } from './chosen';

/** A unit that needs a team. */
interface UnassignedUnit {
  readonly unit: Unit;
  readonly slots: readonly number[];
  readonly seed: number;
  /** How many of the unit's players have each trait, by the trait's index. */
  readonly counts: readonly number[];
}

/** The quotas of one stage. */
interface SlotQuotas {
  readonly version: number;
  readonly all: QuotaBounds['quotas'];
  /** By slot: indexes in `all`. */
  readonly bySlot: ReadonlyArray<readonly number[]>;
}

const nothing: readonly never[] = [];

/**
 * Assigns the tickets of a match to its teams. Parties stay together, players of a running session keep their
 * team. Tries teams in random order, or in the order that keeps the balanced attribute even. When all
 * assignments were tried, no other exists.
 */
export class Assigner {
  readonly #program: Program;
  readonly #seed: number;

  readonly roster: Roster;
  #units: UnassignedUnit[] = [];
  #remaining: number[] = [];
  readonly #sums: number[];
  readonly #kinds: Kinds;
  /** By stage: the quotas of each slot. */
  readonly #quotasOf: Array<SlotQuotas | undefined> = [];
  #quotas: SlotQuotas = { version: -1, all: [], bySlot: [] };
  /** By quota: the total on its teams. */
  #have: number[] = [];
  /** A rule that ignores the teams refuses these tickets. */
  #refused = false;
  /**
   * From a refused assignment until an accepted one, the averages that teams can reach are bounded. Most
   * tickets need no second assignment.
   */
  #bounded = false;
  #stageIndex = 0;
  readonly #averages: AverageBounds;
  /** By trait and position in the order: the supply of the units from there on. */
  #ahead: number[][] = [];

  constructor(program: Program, kinds: Kinds, seed: number) {
    this.#program = program;
    this.#kinds = kinds;
    this.#seed = seed;
    this.#averages = new AverageBounds(program);

    this.roster = new Roster(program.slots.length);
    this.#sums = new Array<number>(program.slots.length).fill(0);
  }

  /**
   * Finds teams for exactly these tickets at a stage.
   * @returns true with the teams in `roster`; false when there are none, or when the budget is used up (see
   * budget.ended)
   */
  assign(
    entries: readonly PoolEntry[],
    stageIndex: number,
    budget: Budget,
    count: Count | undefined,
  ): boolean {
    const { roster } = this;
    const program = this.#program;
    const stage = program.stages[stageIndex];
    if (stage === undefined) return false;
    roster.clear();
    this.#sums.fill(0);
    this.#units = [];
    this.#refused = false;
    this.#stageIndex = stageIndex;
    const { traits } = this.#kinds.quotas;
    this.#quotas = this.#quotasAt(stageIndex);
    this.#have = this.#quotas.all.map(() => 0);
    const free: UnassignedUnit[] = [];
    for (const entry of entries) {
      const allowed = allowedSlots(entry, stageIndex, program);
      for (let i = 0; i < entry.units.length; i += 1) {
        const unit = entry.units[i];
        const slots = allowed[i];
        if (unit === undefined || slots === undefined || slots.length === 0) return false;
        const counts =
          entry.kind.counts ?? (traits.length === 0 ? nothing : traits.map(({ count: of }) => of(unit)));
        if (unit.fixedSlot === -1) free.push({ unit, slots, seed: entry.sequence, counts });
        else {
          roster.put(unit, unit.fixedSlot);
          this.#weigh(unit, unit.fixedSlot, 1);
          this.#fill(counts, unit.fixedSlot, 1);
          if (at(roster.loads, unit.fixedSlot) > at(stage.maxPlayers, unit.fixedSlot)) return false;
        }
      }
    }
    const column = program.balanceColumn;
    const order = (a: UnassignedUnit, b: UnassignedUnit): number =>
      a.slots.length - b.slots.length ||
      b.unit.size - a.unit.size ||
      (column === undefined ? 0 : at(b.unit.numbers, column) - at(a.unit.numbers, column));
    // Single players on equal teams, the most common match, are in order already.
    if (free.some((one, index) => index > 0 && order(free[index - 1] ?? one, one) > 0)) free.sort(order);
    this.#units = free;
    this.#remaining = new Array<number>(free.length + 1).fill(0);
    for (let i = free.length - 1; i >= 0; i -= 1)
      this.#remaining[i] = at(this.#remaining, i + 1) + at(free, i).unit.size;
    this.#ahead = traits.map((_, trait) => {
      const sums = new Array<number>(free.length + 1).fill(0);
      for (let i = free.length - 1; i >= 0; i -= 1)
        sums[i] = at(sums, i + 1) + Math.max(0, at(at(free, i).counts, trait));
      return sums;
    });
    this.#averages.start(free.map(({ unit }) => unit));
    const found = this.#mayHold(0, stage) && this.#place(0, stage, budget, count);
    if (found) this.#bounded = false;
    return found;
  }

  #quotasAt(stage: number): SlotQuotas {
    const known = this.#quotasOf[stage];
    const { version, quotas } = this.#kinds;
    if (known?.version === version) return known;
    const all = quotas.quotas.flatMap(({ trait, slots, least, most }) => {
      const one = { trait, slots, least: at(least, stage), most: at(most, stage) };
      return one.least > 0 || one.most < Infinity ? [one] : [];
    });
    const bySlot = this.#program.slots.map((_, slot) =>
      all.flatMap((quota, index) => (quota.slots.includes(slot) ? [index] : [])),
    );
    const made = { version, all, bySlot };
    this.#quotasOf[stage] = made;
    return made;
  }

  #fill(counts: readonly number[], slot: number, sign: 1 | -1): void {
    for (const index of at(this.#quotas.bySlot, slot))
      this.#have[index] = at(this.#have, index) + sign * at(counts, at(this.#quotas.all, index).trait);
  }

  /** Whether no team has too much of a trait, and the units from an index on can supply what is missing. */
  #quotasHold(next: number): boolean {
    const { all } = this.#quotas;
    for (let index = 0; index < all.length; index += 1) {
      const { trait, least, most } = at(all, index);
      const have = at(this.#have, index);
      if (have > most || have + at(at(this.#ahead, trait), next) < least) return false;
    }
    return true;
  }

  #place(index: number, stage: Stage, budget: Budget, count: Count | undefined): boolean {
    if (budget.left <= 0) {
      budget.ended = true;
      return false;
    }
    budget.left -= 1;
    const { roster } = this;
    let needed = 0;
    for (let slot = 0; slot < roster.count; slot += 1) {
      const lack = at(stage.minPlayers, slot) - at(roster.loads, slot);
      if (lack > 0) needed += lack;
    }
    if (needed > at(this.#remaining, index)) return false;
    const next = this.#units[index];
    if (next === undefined) return this.#passes(stage, count);
    for (const slot of this.#preferred(next, stage)) {
      roster.put(next.unit, slot);
      this.#weigh(next.unit, slot, 1);
      this.#fill(next.counts, slot, 1);
      if (this.#mayHold(index + 1, stage) && this.#place(index + 1, stage, budget, count)) return true;
      roster.take(slot);
      this.#weigh(next.unit, slot, -1);
      this.#fill(next.counts, slot, -1);
      if (budget.ended || this.#refused) return false;
    }
    return false;
  }

  /** Whether no limit is certain to fail, once the units from an index on have their teams. */
  #mayHold(next: number, stage: Stage): boolean {
    return (
      this.#quotasHold(next) &&
      this.#hopeful(stage) &&
      (!this.#bounded || this.#averages.canHold(this.roster, next, stage, this.#stageIndex))
    );
  }

  /** Slots with room, best first; of equal slots that are both empty only one is tried. */
  #preferred(next: UnassignedUnit, stage: Stage): number[] {
    const { roster } = this;
    const order: number[] = [];
    for (const slot of next.slots) {
      if (at(stage.maxPlayers, slot) - at(roster.loads, slot) < next.unit.size) continue;
      let place = order.length;
      order.push(slot);
      while (place > 0 && this.#before(slot, at(order, place - 1), next.seed, stage)) {
        order[place] = at(order, place - 1);
        place -= 1;
      }
      order[place] = slot;
    }
    if (order.length < 2) return order;
    return order.filter(
      (slot, index) =>
        roster.loads[slot] !== 0 ||
        !order.some(
          (other, place) =>
            place < index &&
            roster.loads[other] === 0 &&
            this.#program.slotClass[other] === this.#program.slotClass[slot],
        ),
    );
  }

  /**
   * Random, as in the guide ("How FlexMatch works": a randomly selected team). Where rules compare teams, a
   * random order would rarely satisfy them: there the weaker team comes first, after teams below their
   * minimum.
   */
  #before(a: number, b: number, ticket: number, stage: Stage): boolean {
    const { roster } = this;
    const program = this.#program;
    const sums = this.#sums;
    const seed = this.#seed;
    if (program.balanceColumn !== undefined) {
      const needA = at(roster.loads, a) < at(stage.minPlayers, a);
      const needB = at(roster.loads, b) < at(stage.minPlayers, b);
      if (needA !== needB) return needA;
      const gap = at(sums, a) - at(sums, b);
      if (gap !== 0) return gap < 0;
    }
    return mix(seed, ticket, a) < mix(seed, ticket, b);
  }

  #weigh(unit: Unit, slot: number, sign: 1 | -1): void {
    const column = this.#program.balanceColumn;
    if (column !== undefined)
      this.#sums[slot] = at(this.#sums, slot) + sign * at(unit.numbers, column) * unit.size;
  }

  #hopeful(stage: Stage): boolean {
    for (const rule of stage.rules) {
      if (rule.blind || rule.prune === undefined) continue;
      this.#program.work.evaluated += 1;
      if (!rule.prune(this.roster)) return false;
    }
    return true;
  }

  #passes(stage: Stage, count: Count | undefined): boolean {
    let passes = true;
    for (let index = 0; index < stage.rules.length; index += 1) {
      this.#program.work.evaluated += 1;
      const rule = stage.rules[index];
      const passed = rule?.check(this.roster) ?? false;
      count?.(index, passed);
      if (!passed) {
        passes = false;
        if (rule !== undefined && refusesAllTeams(rule, this.roster, stage)) this.#refused = true;
        if (count === undefined) break;
      }
    }
    if (!passes) this.#bounded = true;
    return passes;
  }
}
