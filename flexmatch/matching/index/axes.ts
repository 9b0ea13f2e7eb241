import { at } from '../../at';
import { firstOf } from './first-of';
import { type PoolEntry } from '../pool/entry';
import { type CentreName, reachesDown, type Weighed } from './centres';
import { type Facts, type FactView } from './facts';

/** The values of tickets on one number, where rules keep those of a match in a window. */
export interface Axis {
  /** Places of the candidates, ascending by their lowest value. */
  readonly order: readonly number[];
  /** By place: the lowest and the highest value of a candidate. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** The range of the chosen tickets. */
  readonly group: { readonly low: number; readonly high: number };
  /** Width of the windows at a stage. */
  width(stage: number): number;
  /** The centre that a window must be able to reach at a stage; undefined: any. */
  centre(stage: number): Centre | undefined;
}

interface Centre {
  readonly of: CentreName;
  readonly most: number;
  /** The values of the chosen tickets. */
  readonly chosen: readonly Weighed[];
  /** By place: how often a candidate's values count. */
  readonly weights: readonly number[];
}

const negated = (values: readonly Weighed[]): Weighed[] =>
  values.map(({ value, weight }) => ({ value: -value, weight }));

/** Weight of the values that must still join a match, and that can still join it. */
export interface Joining {
  readonly least: number;
  readonly most: number;
}

/** The axes of a rule set, one at least. */
export function axesOf(
  facts: Facts,
  group: FactView,
  chosen: readonly PoolEntry[],
  candidates: readonly PoolEntry[],
): readonly Axis[] {
  const { near, centres } = facts;
  const nearest = (stage: number): number => near?.mildest(stage, stage) ?? Infinity;
  const axes = centres.map(({ of, column, most }): Axis => {
    const onNear = near?.column === column;
    const low = candidates.map((entry) => (onNear ? entry.low : lowest(entry, column)));
    const values = chosen.flatMap((entry) => valuesOf(entry, column));
    const weights = candidates.map(({ units }) => units.reduce((sum, { weight }) => sum + weight, 0));
    return {
      order: ascending(low),
      low,
      high: candidates.map((entry) => (onNear ? entry.high : highest(entry, column))),
      group: {
        low: values.reduce((least, { value }) => Math.min(least, value), Infinity),
        high: values.reduce((top, { value }) => Math.max(top, value), -Infinity),
      },
      width: (stage) => Math.min(onNear ? nearest(stage) : Infinity, at(most, stage) * (2 + 1e-9) + 1e-9),
      centre: (stage) =>
        at(most, stage) < Infinity ? { of, most: at(most, stage), chosen: values, weights } : undefined,
    };
  });
  if (axes.length > 0 && (near === undefined || centres.some(({ column }) => column === near.column)))
    return axes;
  const low = candidates.map((entry) => entry.low);
  const own: Axis = {
    order: near === undefined ? candidates.map((_, place) => place) : ascending(low),
    low,
    high: candidates.map((entry) => entry.high),
    group,
    width: nearest,
    centre: () => undefined,
  };
  return [own, ...axes];
}

const valuesOf = ({ units }: PoolEntry, column: number): Weighed[] =>
  units.map(({ numbers, weight }) => ({ value: at(numbers, column), weight }));

const lowest = ({ units }: PoolEntry, column: number): number =>
  units.reduce((least, { numbers }) => Math.min(least, at(numbers, column)), Infinity);

const highest = ({ units }: PoolEntry, column: number): number =>
  units.reduce((top, { numbers }) => Math.max(top, at(numbers, column)), -Infinity);

function ascending(values: readonly number[]): number[] {
  return values.map((_, place) => place).sort((a, b) => at(values, a) - at(values, b) || a - b);
}

/**
 * The windows of some candidates at a stage: where each may end, given where it begins.
 * @param members places of the candidates, in the order of the axis
 */
export class Windows {
  readonly #axis: Axis;
  readonly #width: number;
  readonly #centre: Centre | undefined;
  readonly #joining: Joining;
  readonly #members: readonly Weighed[];
  /** The members and the chosen values negated: the highest value is then the lowest. */
  readonly #falling: readonly Weighed[];
  readonly #chosenNegated: readonly Weighed[];
  /** Values at which a window may end, ascending. */
  readonly #ends: readonly number[];

  constructor(axis: Axis, stage: number, members: readonly number[], joining: Joining) {
    this.#axis = axis;
    this.#joining = joining;
    this.#width = axis.width(stage);
    const centre = axis.centre(stage);
    this.#centre = centre;
    this.#chosenNegated = negated(centre?.chosen ?? []);
    const weighed = (values: readonly number[]): Weighed[] =>
      centre === undefined
        ? []
        : members.map((place) => ({ value: at(values, place), weight: at(centre.weights, place) }));
    this.#members = weighed(axis.low);
    this.#falling = negated(weighed(axis.high)).sort((a, b) => a.value - b.value);
    this.#ends = centre === undefined ? [] : this.#endsOf(centre);
  }

  /** Windows of every width are one. */
  get unbounded(): boolean {
    return this.#width === Infinity;
  }

  /**
   * The end of the window that begins at a value; undefined: no match lies in it.
   * @param first index of the first member in it
   */
  end(begin: number, first: number): number | undefined {
    if (this.unbounded) return Infinity;
    // The rules subtract two values, and round; so does this sum.
    const last = begin + this.#width + 1e-9 * (Math.abs(begin) + this.#width);
    const { high } = this.#axis.group;
    const centre = this.#centre;
    if (centre === undefined) return high - begin <= this.#width ? last : undefined;
    const end = this.#ends.findLast((one) => one <= last);
    const { of, most, chosen } = centre;
    return end !== undefined && reachesDown(of, begin + most, chosen, this.#members, first, this.#joining)
      ? end
      : undefined;
  }

  /** The values above the group's, and its own highest, that can be the highest of a match. */
  #endsOf({ of, most }: Centre): number[] {
    const { high } = this.#axis.group;
    const ends: number[] = [];
    const reachesUp = (end: number, from: number): boolean =>
      reachesDown(of, most - end, this.#chosenNegated, this.#falling, from, this.#joining);
    const above = firstOf(this.#falling, ({ value }) => -value <= high);
    for (let place = 0; place < above; place += 1) {
      const end = -at(this.#falling, place).value;
      if (end !== ends[0] && reachesUp(end, place)) ends.unshift(end);
    }
    if (reachesUp(high, above)) ends.unshift(high);
    return ends;
  }
}
