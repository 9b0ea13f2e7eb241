import { at } from '../../at';
import { type CentreFact } from '../index/centres';
import { type PoolEntry } from '../pool/entry';
import { type AverageGap, deriveAverageGaps, sumsOf } from '../program/team-averages';
import { type Program } from '../program/program';
import { type SizeBounds } from './size-bounds';

/** The sum of a number on each team while parties are put on teams. */
export interface TeamSums {
  readonly column: number;
  /** By slot; the packing adds and subtracts. */
  readonly sums: number[];
  /** Whether further tickets can bring the averages of the teams near each other. */
  canHold(loads: readonly number[]): boolean;
}

/** The stages that a match may still have, and its sizes at them. */
interface Stages {
  readonly from: number;
  readonly to: number;
  readonly sizes: SizeBounds;
}

/** Bounds of teams' averages in matches that are not complete, where all teams have a fixed size. */
export class AverageRules {
  readonly #program: Program;
  readonly #centres: readonly CentreFact[];
  readonly #gaps: ReadonlyArray<readonly AverageGap[]>;

  constructor(program: Program, centres: readonly CentreFact[]) {
    this.#program = program;
    this.#centres = centres;
    this.#gaps = deriveAverageGaps(program);
  }

  /**
   * @param chosen the tickets of the match so far @param left the tickets that may still join
   * @returns undefined when no rule bounds averages
   */
  sums(chosen: readonly PoolEntry[], left: readonly PoolEntry[], span: Stages): TeamSums | undefined {
    const { minPlayers, maxPlayers, least } = span.sizes;
    const [gap] = at(this.#gaps, span.from);
    const players = maxPlayers.reduce((sum, size) => sum + size, 0);
    if (
      gap === undefined ||
      least !== players ||
      minPlayers.some((size, slot) => size < at(maxPlayers, slot))
    )
      return undefined;
    const gaps = at(this.#gaps, span.from).flatMap((one, place) => this.#mildest(one, place, span));
    const { column } = gap;
    const own = valuesOf(chosen, column);
    const values = valuesOf(left, column).sort((a, b) => a - b);
    const lows = sumsOf(values);
    const highs = sumsOf(values.map((value) => -value).reverse());
    const total = this.#total(own, players, column, span);
    const largest = [own, values].flat().reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    const sums = this.#program.slots.map(() => 0);
    const sides = gaps.map(({ measured, against, most }) => ({
      most,
      against,
      inside: slotsOf(measured, true, maxPlayers),
      outside: slotsOf(measured, false, maxPlayers),
    }));
    const rounding = 1e-9 * players * largest;
    const canHold = (loads: readonly number[]): boolean => {
      const group = ({ slots, size }: TeamSlots): Group => {
        let free = size;
        let has = 0;
        for (const slot of slots) {
          free -= at(loads, slot);
          has += at(sums, slot);
        }
        return { size, low: has + (lows[free] ?? Infinity), high: has - (highs[free] ?? Infinity) };
      };
      return sides.every((side) => areNear(side, group(side.inside), group(side.outside), total, rounding));
    };
    return { column, sums, canHold };
  }

  /** The same gap with the largest distance of the stages; none when it is not the same at each of them. */
  #mildest(gap: AverageGap, place: number, { from, to }: Stages): AverageGap[] {
    let most = 0;
    for (let stage = from; stage <= to; stage += 1) {
      const other = at(this.#gaps, stage)[place];
      const same =
        other?.column === gap.column &&
        other.against === gap.against &&
        other.measured.every((own, slot) => own === gap.measured[slot]);
      if (!same) return [];
      most = Math.max(most, other.most);
    }
    return gap.column === at(this.#gaps, from)[0]?.column ? [{ ...gap, most }] : [];
  }

  /** The range of the sum over all players, where rules keep each of them near the average. */
  #total(own: readonly number[], players: number, column: number, { from, to }: Stages): Range {
    let low = -Infinity;
    let high = Infinity;
    for (const centre of this.#centres) {
      if (centre.of !== 'avg' || centre.column !== column) continue;
      const most = Math.max(...centre.most.slice(from, to + 1));
      low = Math.max(low, players * (Math.max(...own) - most));
      high = Math.min(high, players * (Math.min(...own) + most));
    }
    return { low, high };
  }
}

interface Range {
  readonly low: number;
  readonly high: number;
}

interface TeamSlots {
  readonly slots: readonly number[];
  /** Number of their players. */
  readonly size: number;
}

function slotsOf(measured: readonly boolean[], wanted: boolean, sizes: readonly number[]): TeamSlots {
  const slots = measured.flatMap((own, slot) => (own === wanted ? [slot] : []));
  return { slots, size: slots.reduce((sum, slot) => sum + at(sizes, slot), 0) };
}

/** Teams that an average is taken of: their size, and the range of their sum. */
interface Group extends Range {
  readonly size: number;
}

/** Whether two groups can have averages within the gap, and together a sum in a range. */
function areNear(
  gap: Pick<AverageGap, 'against' | 'most'>,
  one: Group,
  other: Group,
  total: Range,
  rounding: number,
): boolean {
  if (one.size === 0 || other.size === 0) return true;
  // The average of all players is between both, nearer to that of the larger group.
  const share = gap.against === 'all' ? (one.size + other.size) / other.size : 1;
  const most = gap.most * share + rounding;
  const highest = (a: Group, b: Group): number => Math.min(a.high, a.size * (b.high / b.size + most));
  const lowest = (a: Group, b: Group): number => Math.max(a.low, a.size * (b.low / b.size - most));
  const [low, otherLow] = [lowest(one, other), lowest(other, one)];
  return (
    one.low <= one.high &&
    other.low <= other.high &&
    low <= one.high &&
    otherLow <= other.high &&
    highest(one, other) + highest(other, one) >= total.low - rounding &&
    low + otherLow <= total.high + rounding
  );
}

/** The values of all players. */
function valuesOf(entries: readonly PoolEntry[], column: number): number[] {
  const values: number[] = [];
  for (const { units } of entries)
    for (const { numbers, size } of units)
      for (let player = 0; player < size; player += 1) values.push(at(numbers, column));
  return values;
}
