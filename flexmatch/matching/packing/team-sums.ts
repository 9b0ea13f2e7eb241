import { at } from '../../at';
import { firstOf } from '../index/first-of';
import { type CentreFact } from '../index/centres';
import { type PoolEntry } from '../pool/entry';
import { type AverageGap, deriveAverageGaps, sumsOf } from '../program/team-averages';
import { type Program } from '../program/program';
import { type SizeBounds } from './size-bounds';

/** Parties without a team: their number of players, and the sum of their values. */
interface Parties {
  readonly size: number;
  readonly value?: number;
}

/** The sum of a number on each team while parties are put on teams. */
export interface TeamSums {
  readonly column: number;
  /** By slot; the packing adds and subtracts. */
  readonly sums: number[];
  /** @param parties in the order in which they get a team */
  start(parties: readonly Parties[]): void;
  /**
   * Whether the parties from a place on and further tickets can bring the averages of the teams near each
   * other.
   */
  canHold(loads: readonly number[], next: number): boolean;
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
  /** By the first and the last stage. */
  readonly #sides: GapSides[][] = [];

  constructor(program: Program, centres: readonly CentreFact[]) {
    this.#program = program;
    this.#centres = centres;
    this.#gaps = deriveAverageGaps(program);
  }

  /** Whether rules bound averages at these stages. */
  bound({ from, sizes: { minPlayers, maxPlayers, least } }: Stages): boolean {
    return (
      at(this.#gaps, from).length > 0 &&
      least === maxPlayers.reduce((sum, size) => sum + size, 0) &&
      minPlayers.every((size, slot) => size >= at(maxPlayers, slot))
    );
  }

  /**
   * The sums of stages whose averages are bounded.
   * @param chosen the tickets of the match so far @param left the tickets that may still join
   */
  sums(chosen: readonly PoolEntry[], left: readonly PoolEntry[], span: Stages): TeamSums {
    const { least: players } = span.sizes;
    const { column, sides } = this.#sidesOf(span);
    const own = valuesOf(chosen, column);
    // Nothing joins a complete match.
    const others = own.length === players ? [] : valuesOf(left, column);
    const values = others.sort((a, b) => a - b);
    const total = this.#total(own, players, column, span);
    let largest = Math.max(1, Math.abs(values[0] ?? 0), Math.abs(values[values.length - 1] ?? 0));
    for (const value of own) largest = Math.max(largest, Math.abs(value));
    const rounding = 1e-9 * players * largest;
    const sums = this.#program.slots.map(() => 0);
    let ahead: readonly Extremes[] = [];
    const canHold = (loads: readonly number[], next: number): boolean => {
      const { lows, highs } = at(ahead, next);
      for (const side of sides) {
        const inside = groupOf(side.inside, loads, sums, lows, highs);
        const outside = groupOf(side.outside, loads, sums, lows, highs);
        if (!areNear(side, inside, outside, total, rounding)) return false;
      }
      return true;
    };
    const start = (parties: readonly Parties[]): void => {
      ahead = extremesOf(parties, values, players);
    };
    return { column, sums, start, canHold };
  }

  #sidesOf(span: Stages): GapSides {
    const row = (this.#sides[span.from] ??= []);
    return (row[span.to] ??= this.#makeSides(span));
  }

  #makeSides(span: Stages): GapSides {
    const { maxPlayers } = span.sizes;
    const all = at(this.#gaps, span.from);
    const gaps = all.flatMap((one, place) => this.#mildest(one, place, span));
    const sides = gaps.map(({ measured, against, most }) => ({
      most,
      against,
      inside: slotsOf(measured, true, maxPlayers),
      outside: slotsOf(measured, false, maxPlayers),
    }));
    return { column: at(all, 0).column, sides };
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

/** The sums of the lowest values, and those of the highest, by their number. */
interface Extremes {
  readonly lows: readonly number[];
  readonly highs: readonly number[];
}

/**
 * By place in the order of the parties: the extremes among those from there on and the players who may join.
 * @param joining their values, ascending
 * @param most maximum number of players that a sum is over
 */
function extremesOf(parties: readonly Parties[], joining: readonly number[], most: number): Extremes[] {
  const low = joining.slice(0, most);
  const high = joining.slice(Math.max(0, joining.length - most)).reverse();
  const last: Extremes = { lows: sumsOf(low), highs: sumsOf(high) };
  const ahead = new Array<Extremes>(parties.length + 1).fill(last);
  for (let place = parties.length - 1; place >= 0; place -= 1) {
    const { size, value = 0 } = at(parties, place);
    const each = value / size;
    const above = firstOf(low, (other) => other > each);
    const below = firstOf(high, (other) => other < each);
    for (let player = 0; player < size; player += 1) {
      low.splice(above, 0, each);
      high.splice(below, 0, each);
    }
    ahead[place] = { lows: sumsOf(low), highs: sumsOf(high) };
  }
  return ahead;
}

/** A gap, with the teams on both of its sides. */
interface GapSide extends Pick<AverageGap, 'against' | 'most'> {
  readonly inside: TeamSlots;
  readonly outside: TeamSlots;
}

/** The gaps over some stages that are about one number. */
interface GapSides {
  readonly column: number;
  readonly sides: readonly GapSide[];
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

/** The group of some teams, once their free places are taken. */
function groupOf(
  { slots, size }: TeamSlots,
  loads: readonly number[],
  sums: readonly number[],
  lows: readonly number[],
  highs: readonly number[],
): Group {
  let free = size;
  let has = 0;
  for (const slot of slots) {
    free -= at(loads, slot);
    has += at(sums, slot);
  }
  return { size, low: has + (lows[free] ?? Infinity), high: has + (highs[free] ?? -Infinity) };
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
    low <= one.high + rounding &&
    otherLow <= other.high + rounding &&
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
