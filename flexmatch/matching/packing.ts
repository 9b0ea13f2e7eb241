import { type Entry } from './entry';
import { type Program } from './program';

/** Tries before a packing question is answered with "maybe". */
const patience = 2_000;

/** Which numbers of players parties of the given sizes can add up to, each size as often as wanted. */
export function reachableSums(sizes: readonly number[], upTo: number): boolean[] {
  const reachable = new Array<boolean>(upTo + 1).fill(false);
  reachable[0] = true;
  for (let sum = 1; sum <= upTo; sum += 1)
    reachable[sum] = sizes.some((size) => size > 0 && size <= sum && reachable[sum - size] === true);
  return reachable;
}

/** Bounds of team sizes over the stages that a match may still have. */
export interface SizeBounds {
  readonly minPlayers: readonly number[];
  readonly maxPlayers: readonly number[];
  readonly least: number;
  readonly most: number;
}

export function boundsOver(program: Program, from: number, to: number): SizeBounds {
  const stages = program.stages.slice(from, to + 1);
  const minPlayers = program.slots.map((_, slot) =>
    Math.min(...stages.map((stage) => stage.minPlayers[slot] ?? 0)),
  );
  const maxPlayers = program.slots.map((_, slot) =>
    Math.max(...stages.map((stage) => stage.maxPlayers[slot] ?? 0)),
  );
  return {
    minPlayers,
    maxPlayers,
    least: Math.min(...stages.map((stage) => stage.least)),
    most: Math.max(...stages.map((stage) => stage.most)),
  };
}

/**
 * Whether the tickets fit on the teams without splitting a party, and every team can still reach its minimum
 * with parties of the sizes at hand. False is certain, true is not.
 * @param slotsOf the slots each unit of an entry may stand on
 */
export function packable(
  entries: readonly Entry[],
  bounds: SizeBounds,
  reachable: readonly boolean[] | undefined,
  slotsOf: (entry: Entry) => ReadonlyArray<readonly number[]>,
  program: Program,
): boolean {
  const loads = program.slots.map(() => 0);
  const items: Array<{ size: number; slots: readonly number[] }> = [];
  for (const entry of entries) {
    const allowed = slotsOf(entry);
    for (let i = 0; i < entry.units.length; i += 1) {
      const unit = entry.units[i];
      const slots = allowed[i] ?? [];
      if (unit === undefined) continue;
      if (unit.fixedSlot !== -1) loads[unit.fixedSlot] = (loads[unit.fixedSlot] ?? 0) + unit.size;
      else items.push({ size: unit.size, slots });
    }
  }
  if (loads.some((load, slot) => load > (bounds.maxPlayers[slot] ?? 0))) return false;
  items.sort((a, b) => a.slots.length - b.slots.length || b.size - a.size);
  const completable = (): boolean =>
    loads.every((load, slot) => {
      if (reachable === undefined) return true;
      const least = Math.max(0, (bounds.minPlayers[slot] ?? 0) - load);
      const most = (bounds.maxPlayers[slot] ?? 0) - load;
      for (let more = least; more <= most; more += 1) if (reachable[more] === true) return true;
      return false;
    });
  let tries = 0;
  const place = (index: number): boolean => {
    tries += 1;
    if (tries > patience) return true;
    const item = items[index];
    if (item === undefined) return completable();
    const tried = new Set<number>();
    for (const slot of item.slots) {
      const load = loads[slot] ?? 0;
      if (load + item.size > (bounds.maxPlayers[slot] ?? 0)) continue;
      const same = (program.slotClass[slot] ?? slot) * 1000 + load;
      if (tried.has(same)) continue;
      tried.add(same);
      loads[slot] = load + item.size;
      const fits = place(index + 1);
      loads[slot] = load;
      if (fits) return true;
    }
    return false;
  };
  return place(0);
}

/**
 * Whether parties of the sizes at hand, each used at most as often as it is there, can fill every team to its
 * minimum.
 * @param sizes number of tickets by party size
 */
export function fillable(bounds: SizeBounds, sizes: readonly number[], program: Program): boolean {
  const total = sizes.reduce((sum, count, size) => sum + count * size, 0);
  if (total < bounds.least || bounds.least > bounds.most) return false;
  const left = [...sizes];
  const demands = program.slots
    .map((_, slot) => ({ least: bounds.minPlayers[slot] ?? 0, most: bounds.maxPlayers[slot] ?? 0 }))
    .filter(({ least }) => least > 0)
    .sort((a, b) => b.least - a.least);
  let tries = 0;
  const fill = (index: number, load: number, largest: number): boolean => {
    tries += 1;
    if (tries > patience) return true;
    const demand = demands[index];
    if (demand === undefined) return true;
    if (load >= demand.least) return fill(index + 1, 0, left.length - 1);
    for (let size = Math.min(largest, demand.most - load); size >= 1; size -= 1) {
      if ((left[size] ?? 0) <= 0) continue;
      left[size] = (left[size] ?? 0) - 1;
      const done = fill(index, load + size, size);
      left[size] = (left[size] ?? 0) + 1;
      if (done) return true;
    }
    return false;
  };
  return fill(0, 0, left.length - 1);
}
