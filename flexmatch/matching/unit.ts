/**
 * A unit is what stands on a team as one: the party of a ticket, or one current player of a backfill ticket.
 * Its attribute values are laid out in the columns that the rules of the rule set asked for.
 */
export interface Unit {
  readonly size: number;
  readonly playerIds: readonly string[];
  /** How often a party value stands in a list: once for each member, or once. */
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
  /** The team that a player of a running session is on; -1 for everybody else. */
  readonly fixedSlot: number;
}

/**
 * Up to so many locations a ticket's latencies stand in a list without gaps, which is fast; beyond, only its
 * own take room.
 */
export const mostDenseLocations = 256;

/** Calls `visit` with the locations that have a latency, until it answers true. @returns whether it did */
export function someReported(
  latencies: ReadonlyArray<number | undefined> | undefined,
  visit: (latency: number, location: number) => boolean,
): boolean {
  if (latencies === undefined) return false;
  if (latencies.length > mostDenseLocations) {
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

/** Who stands on which team while a match is tried. */
export class Roster {
  readonly slots: Unit[][];
  readonly loads: number[];
  players = 0;

  constructor(readonly count: number) {
    this.slots = Array.from({ length: count }, () => []);
    this.loads = new Array<number>(count).fill(0);
  }

  put(unit: Unit, slot: number): void {
    this.slots[slot]?.push(unit);
    this.loads[slot] = (this.loads[slot] ?? 0) + unit.size;
    this.players += unit.size;
  }

  /** Takes back the unit that was put last on the slot. */
  take(slot: number): void {
    const unit = this.slots[slot]?.pop();
    if (unit === undefined) return;
    this.loads[slot] = (this.loads[slot] ?? 0) - unit.size;
    this.players -= unit.size;
  }

  clear(): void {
    if (this.players === 0 && this.slots.every((slot) => slot.length === 0)) return;
    for (const slot of this.slots) slot.length = 0;
    this.loads.fill(0);
    this.players = 0;
  }
}
