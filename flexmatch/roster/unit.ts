import { at } from '../at';
/**
 * A unit is placed on a team as a whole: the party of a ticket, or one current player of a backfill ticket.
 * Its attribute values are stored in the columns that the rules of the rule set need.
 */
export interface Unit {
  readonly size: number;
  readonly playerIds: readonly string[];
  /** How often a party value is in a list: once for each member, or once. */
  readonly weight: number;
  /** Number columns: the party's aggregated value. */
  readonly numbers: readonly number[];
  /** Columns of players' own numbers: one for each member. */
  readonly ownNumbers: ReadonlyArray<readonly number[]>;
  /** String columns: one value for each member; no aggregation is defined for strings. */
  readonly strings: ReadonlyArray<readonly string[]>;
  /** String list columns: the party's union or intersection. */
  readonly lists: ReadonlyArray<readonly string[]>;
  /** Latency columns: milliseconds by location index; absent where any member reported none. */
  readonly latencies: ReadonlyArray<ReadonlyArray<number | undefined>>;
  /** The team of a player of a running session; -1 for all others. */
  readonly fixedSlot: number;
}

/**
 * Up to this number of locations a ticket's latencies are a dense list, which is fast; beyond it the list is
 * sparse.
 */
export const maxDenseLocations = 256;

/** Calls `visit` with the locations that have a latency, until it returns true. @returns whether it did */
export function someReported(
  latencies: ReadonlyArray<number | undefined> | undefined,
  visit: (latency: number, location: number) => boolean,
): boolean {
  if (latencies === undefined) return false;
  if (latencies.length > maxDenseLocations) {
    return Object.keys(latencies).some((key) => {
      const latency = latencies[Number(key)];
      return latency !== undefined && visit(latency, Number(key));
    });
  }
  for (let location = 0; location < latencies.length; location += 1) {
    const latency = latencies[location];
    if (latency !== undefined && visit(latency, location)) return true;
  }
  return false;
}

/** The units on each team while a match is tried. */
export class Roster {
  readonly slots: Unit[][];
  readonly loads: number[];
  players = 0;

  constructor(readonly count: number) {
    this.slots = Array.from({ length: count }, () => []);
    this.loads = new Array<number>(count).fill(0);
  }

  put(unit: Unit, slot: number): void {
    at(this.slots, slot).push(unit);
    this.loads[slot] = at(this.loads, slot) + unit.size;
    this.players += unit.size;
  }

  /** Removes the unit that was put last on the slot. */
  take(slot: number): void {
    const unit = at(this.slots, slot).pop();
    if (unit === undefined) return;
    this.loads[slot] = at(this.loads, slot) - unit.size;
    this.players -= unit.size;
  }

  clear(): void {
    if (this.players === 0 && this.slots.every((slot) => slot.length === 0)) return;
    for (const slot of this.slots) slot.length = 0;
    this.loads.fill(0);
    this.players = 0;
  }
}
