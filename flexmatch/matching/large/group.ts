import { at, countAt } from '../../at';
import { type MeasuredTicket } from './rules';
import { inLine } from '../pool/entry';
import { firstOf } from '../index/first-of';

/**
 * Groups of tickets by their fastest location, their two, or their three fastest; or by any location that
 * they accept.
 */
export const bands = [1, 2, 3, Infinity] as const;

type Order = (a: MeasuredTicket, b: MeasuredTicket) => number;

export const byLine: Order = (a, b) => inLine(a.entry, b.entry);

export const byValue: Order = (a, b) => a.value - b.value || byLine(a, b);

const byColumn =
  (column: number): Order =>
  (a, b) =>
    at(a.lows, column) - at(b.lows, column) || byLine(a, b);

/**
 * Tickets in an order; new ones are sorted in on the next read, and removed ones are dropped once they are
 * many.
 */
class Ranking {
  readonly #order: Order;

  #ranked: MeasuredTicket[] = [];
  #newcomers: MeasuredTicket[];

  constructor(order: Order, from: Iterable<MeasuredTicket> = []) {
    this.#order = order;

    this.#newcomers = [...from];
  }

  add(ticket: MeasuredTicket): void {
    this.#newcomers.push(ticket);
  }

  /** In order; some may have left. @param living number of those that have not */
  list(living: number): readonly MeasuredTicket[] {
    const newcomers = this.#newcomers;
    const order = this.#order;
    if (newcomers.length > 0) {
      this.#newcomers = [];
      if (newcomers.length <= 8) {
        for (const one of newcomers)
          if (one.entry.alive) this.#ranked.splice(placeOf(this.#ranked, one, order), 0, one);
      } else this.#ranked = merged(this.#ranked, inOrder(newcomers, order), order);
    }
    if (this.#ranked.length > 2 * living + 16) this.#ranked = this.#ranked.filter((one) => one.entry.alive);
    return this.#ranked;
  }
}

/** Sorts the list unless it is in order already. */
function inOrder(list: MeasuredTicket[], order: Order): MeasuredTicket[] {
  for (let at = 1; at < list.length; at += 1) {
    const [before, one] = [list[at - 1], list[at]];
    if (before !== undefined && one !== undefined && order(before, one) > 0) return list.sort(order);
  }
  return list;
}

function merged(a: readonly MeasuredTicket[], b: readonly MeasuredTicket[], order: Order): MeasuredTicket[] {
  const out: MeasuredTicket[] = [];
  let i = 0;
  for (const one of b) {
    for (let other = a[i]; other !== undefined && order(other, one) <= 0; other = a[i]) {
      if (other.entry.alive) out.push(other);
      i += 1;
    }
    if (one.entry.alive) out.push(one);
  }
  for (; i < a.length; i += 1) {
    const other = a[i];
    if (other?.entry.alive === true) out.push(other);
  }
  return out;
}

/** Index of the first ticket that does not come before the given one. */
function placeOf(sorted: readonly MeasuredTicket[], one: MeasuredTicket, order: Order): number {
  return firstOf(sorted, (other) => order(other, one) >= 0);
}

/**
 * Tickets that may play together: of one key, in one location or anywhere, with their populations by stage.
 */
export class Group {
  /** Tickets by party size, for each stage that a match may have. */
  readonly sizes: number[][] = [];
  /** Players for each stage, without those of backfill tickets. */
  readonly players: number[] = [];
  /**
   * Number of tickets whose own stage it is, for each stage, without backfill tickets: a match has a stage
   * only with one of them.
   */
  readonly givers: number[] = [];
  readonly backfills = new Set<MeasuredTicket>();
  /** Arrived or changed since the group was last proved to have no match. */
  fresh: MeasuredTicket[] = [];
  /** No match exists among the tickets that are not fresh. */
  settled = true;
  living = 0;
  readonly #values_ = new Ranking(byValue);
  readonly #line_ = new Ranking(byLine);
  readonly #columns = new Map<number, Ranking>();

  /** @param location index, or -1 for anywhere */
  constructor(
    readonly key: string,
    readonly location: number,
    readonly band: number,
  ) {}

  get population(): number {
    let most = 0;
    for (const players of this.players) if ((players ?? 0) > most) most = players;
    return most;
  }

  enter(ticket: MeasuredTicket): void {
    this.living += 1;
    if (ticket.entry.isBackfill) {
      this.backfills.add(ticket);
      return;
    }
    this.#line_.add(ticket);
    for (const ranking of this.#columns.values()) ranking.add(ticket);
  }

  /** Inserts a member into the sorted lists. */
  rank(ticket: MeasuredTicket): void {
    if (!ticket.entry.isBackfill) this.#values_.add(ticket);
  }

  leave(ticket: MeasuredTicket): void {
    this.living -= 1;
    this.backfills.delete(ticket);
  }

  count(ticket: MeasuredTicket, stage: number, sign: 1 | -1): void {
    const { size } = ticket.entry;
    while (this.sizes.length <= stage) {
      this.sizes.push([]);
      this.players.push(0);
      this.givers.push(0);
    }
    const sizes = this.sizes[stage] ?? [];
    while (sizes.length <= size) sizes.push(0);
    sizes[size] = countAt(sizes, size) + sign;
    this.players[stage] = countAt(this.players, stage) + sign * size;
    if (stage === ticket.stage) this.givers[stage] = at(this.givers, stage) + sign;
  }

  #values(): readonly MeasuredTicket[] {
    return this.#values_.list(this.living);
  }

  /**
   * Living members without backfill tickets, by the distance of their balanced value to the given one; equal
   * ones in line.
   */
  *byNearness(value: number): Generator<MeasuredTicket> {
    const list = this.#values();
    let low = firstOf(list, (one) => one.value >= value);
    let high = low;
    while (low > 0 || high < list.length) {
      const below = low > 0 ? value - at(list, low - 1).value : Infinity;
      const above = high < list.length ? at(list, high).value - value : Infinity;
      const end = low;
      let previous = low;
      let next = high;
      let last = high;
      if (below <= above) {
        const own = at(list, low - 1).value;
        previous = firstOf(list, (one) => one.value >= own);
        low = previous;
      }
      if (above <= below) {
        const own = at(list, high).value;
        last = firstOf(list, (one) => one.value > own);
        high = last;
      }
      while (previous < end || next < last) {
        const left = previous < end ? list[previous] : undefined;
        const right = next < last ? list[next] : undefined;
        const one = right === undefined || (left !== undefined && byLine(left, right) < 0) ? left : right;
        if (one === left) previous += 1;
        else next += 1;
        if (one?.entry.alive === true) yield one;
      }
    }
  }

  /** Members in line; some may have left. */
  line(): readonly MeasuredTicket[] {
    return this.#line_.list(this.living);
  }

  #byColumn(column: number): readonly MeasuredTicket[] {
    let ranking = this.#columns.get(column);
    if (ranking === undefined) {
      ranking = new Ranking(byColumn(column), this.line());
      this.#columns.set(column, ranking);
    }
    return ranking.list(this.living);
  }

  /** An upper bound of the number of members that `between` yields. */
  manyBetween(column: number, low: number, high: number): number {
    const list = this.#byColumn(column);
    return (
      firstOf(list, (one) => at(one.lows, column) > high) -
      firstOf(list, (one) => at(one.lows, column) >= low)
    );
  }

  /** Living members without backfill tickets, whose value in a number column is between two values. */
  *between(column: number, low: number, high: number): Generator<MeasuredTicket> {
    const list = this.#byColumn(column);
    for (let place = firstOf(list, (one) => at(one.lows, column) >= low); place < list.length; place += 1) {
      const one = at(list, place);
      if (at(one.lows, column) > high) return;
      if (one.entry.alive) yield one;
    }
  }
}
