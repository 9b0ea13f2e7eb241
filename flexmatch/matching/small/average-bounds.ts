import { at } from '../../at';
import { firstOf } from '../index/first-of';
import { type AverageGap, canBeNear, deriveAverageGaps, sumsOf } from '../program/team-averages';
import { type Program, type Stage } from '../program/program';
import { type Roster, type Unit } from '../../roster/unit';

/** The values of a number of the units that need a team. */
interface Ahead {
  /** By place in the order of units: the sums of the lowest values from there on. */
  readonly sums: ReadonlyArray<readonly number[]>;
  readonly largest: number;
}

/**
 * Bounds of the averages of teams while tickets are assigned: which sums the teams can still reach with the
 * units that have no team yet.
 */
export class AverageBounds {
  readonly #gaps: ReadonlyArray<readonly AverageGap[]>;
  #units: readonly Unit[] = [];
  #ahead = new Map<number, Ahead>();

  constructor(program: Program) {
    this.#gaps = deriveAverageGaps(program);
  }

  /** @param units those that need a team, in the order in which they get one */
  start(units: readonly Unit[]): void {
    this.#units = units;
    this.#ahead = new Map();
  }

  /** Whether no gap is certain to be too large, once the units from a place on have their teams. */
  canHold(roster: Roster, next: number, stage: Stage, index: number): boolean {
    return at(this.#gaps, index).every((gap) => this.#canHoldOne(gap, roster, next, stage));
  }

  #canHoldOne(gap: AverageGap, roster: Roster, next: number, stage: Stage): boolean {
    const { sums, largest } = this.#aheadOf(gap.column);
    const ahead = at(sums, next);
    const left = ahead.length - 1;
    let inside = { least: 0, most: 0, count: 0, sum: 0 };
    let outside = inside;
    for (let slot = 0; slot < roster.count; slot += 1) {
      const load = at(roster.loads, slot);
      const before = at(gap.measured, slot) ? inside : outside;
      let { sum } = before;
      for (const { numbers, size } of at(roster.slots, slot)) sum += at(numbers, gap.column) * size;
      const now = {
        least: before.least + Math.max(0, at(stage.minPlayers, slot) - load),
        most: before.most + at(stage.maxPlayers, slot) - load,
        count: before.count + load,
        sum,
      };
      if (at(gap.measured, slot)) inside = now;
      else outside = now;
    }
    const all = { count: roster.players + left, sum: inside.sum + outside.sum + at(ahead, left) };
    const rounding = 1e-9 * (1 + gap.most + largest);
    const most = Math.min(left - outside.least, inside.most);
    for (let joining = Math.max(inside.least, left - outside.most); joining <= most; joining += 1) {
      const sum = {
        low: inside.sum + at(ahead, joining),
        high: inside.sum + at(ahead, left) - at(ahead, left - joining),
      };
      if (canBeNear(gap, inside.count + joining, sum, all, rounding)) return true;
    }
    return false;
  }

  #aheadOf(column: number): Ahead {
    const known = this.#ahead.get(column);
    if (known !== undefined) return known;
    const sums: number[][] = [[0]];
    const values: number[] = [];
    for (let place = this.#units.length - 1; place >= 0; place -= 1) {
      const { numbers, size } = at(this.#units, place);
      const value = at(numbers, column);
      values.splice(
        firstOf(values, (other) => other > value),
        0,
        ...new Array<number>(size).fill(value),
      );
      sums.unshift(sumsOf(values));
    }
    const largest = Math.max(Math.abs(values[0] ?? 0), Math.abs(values[values.length - 1] ?? 0));
    const made = { sums, largest };
    this.#ahead.set(column, made);
    return made;
  }
}
