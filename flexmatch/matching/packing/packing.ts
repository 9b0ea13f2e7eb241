import { at } from '../../at';
import { budgets } from '../budgets/budgets';
import { type Program } from '../program/program';
import { type QuotaBounds } from '../program/quotas';
import { type SizeBounds } from './size-bounds';
import { type TeamSums } from './team-sums';

/** The numbers of players that parties of the given sizes can add up to, each size any number of times. */
export function reachableSums(sizes: readonly number[], upTo: number): boolean[] {
  const reachable = new Array<boolean>(upTo + 1).fill(false);
  reachable[0] = true;
  for (let sum = 1; sum <= upTo; sum += 1)
    reachable[sum] = sizes.some((size) => size > 0 && size <= sum && reachable[sum - size] === true);
  return reachable;
}

/** A party that needs a team. */
export interface PackItem {
  readonly size: number;
  readonly slots: readonly number[];
  /** By trait. */
  readonly counts: readonly number[];
  /** Added to the sum of its team. */
  readonly value?: number;
}

/** The current loads of the teams. */
export interface PackLoads {
  readonly players: number[];
  /** By quota. */
  readonly quotas: number[];
  readonly teams?: TeamSums | undefined;
}

/** The players and traits that the pool can still add. */
export interface Supply {
  /** Numbers of players that parties can add up to; undefined: any. */
  readonly reachable: readonly boolean[] | undefined;
  /** By trait: the maximum contribution of a ticket per player. */
  readonly rates: readonly number[];
  /** No ticket contributes to more than one trait. */
  readonly exclusive: boolean;
}

/** The supply of an unknown pool. */
export function anySupply(traits: number): Supply {
  return { reachable: undefined, rates: new Array<number>(traits).fill(Infinity), exclusive: false };
}

/**
 * Whether the parties fit on the teams without splitting one, and no team has too much of a trait. Also
 * whether every team can still reach its minimum and its quotas with the supply of the pool. False is
 * certain, true is not.
 */
export function packable(
  items: PackItem[],
  start: PackLoads,
  bounds: SizeBounds,
  quotas: QuotaBounds['quotas'],
  supply: Supply,
  program: Program,
): boolean {
  const loads = start.players;
  const have = start.quotas;
  const { teams } = start;
  if (loads.some((load, slot) => load > at(bounds.maxPlayers, slot))) return false;
  if (quotas.some(({ most }, index) => at(have, index) > most)) return false;
  const quotasOf = quotasBySlot(quotas, program);
  const mirrored = areMirrored(items, bounds, quotas, quotasOf);
  items.sort((a, b) => a.slots.length - b.slots.length || b.size - a.size);
  teams?.start(items);
  const put = (item: PackItem, slot: number, sign: 1 | -1): boolean => {
    loads[slot] = at(loads, slot) + sign * item.size;
    if (teams !== undefined) teams.sums[slot] = at(teams.sums, slot) + sign * (item.value ?? 0);
    let within = true;
    for (const index of at(quotasOf, slot)) {
      const quota = at(quotas, index);
      const now = at(have, index) + sign * at(item.counts, quota.trait);
      have[index] = now;
      if (now > quota.most) within = false;
    }
    return within;
  };
  const alike = (slot: number, other: number): boolean =>
    (mirrored || at(program.slotClass, slot) === at(program.slotClass, other)) &&
    areLoadedAlike(start, at(quotasOf, slot), at(quotasOf, other), slot, other);
  const ahead = suppliesOf(items, supply.rates.length);
  let tries = 0;
  const place = (index: number): boolean => {
    tries += 1;
    if (tries > budgets.maxPlacements) return true;
    if (lacksSupply(start, bounds, quotas, supply, at(ahead, index))) return false;
    if (teams?.canHold(loads, index) === false) return false;
    const item = items[index];
    if (item === undefined)
      return sizesFit(loads, bounds, supply) && quotasFit(loads, have, bounds, quotas, supply);
    for (let tried = 0; tried < item.slots.length; tried += 1) {
      const slot = at(item.slots, tried);
      if (at(loads, slot) + item.size > at(bounds.maxPlayers, slot)) continue;
      // Of teams with equal loads only one is tried.
      let again = false;
      for (let before = 0; before < tried && !again; before += 1) again = alike(slot, at(item.slots, before));
      if (again) continue;
      const fits = put(item, slot, 1) && place(index + 1);
      put(item, slot, -1);
      if (fits) return true;
    }
    return false;
  };
  return place(0);
}

/** The indexes of each slot's quotas. */
type QuotasBySlot = ReadonlyArray<readonly number[]>;
const knownQuotas = new WeakMap<QuotaBounds['quotas'], QuotasBySlot>();

/** The quotas by slot; computed once for the quotas of some stages. */
function quotasBySlot(quotas: QuotaBounds['quotas'], program: Program): QuotasBySlot {
  const known = knownQuotas.get(quotas);
  if (known !== undefined) return known;
  const made = program.slots.map((_, slot) =>
    quotas.flatMap((quota, index) => (quota.slots.includes(slot) ? [index] : [])),
  );
  knownQuotas.set(quotas, made);
  return made;
}

/** By place in the order of the items, and by trait: the supply of the items from there on. */
function suppliesOf(items: readonly PackItem[], traits: number): ReadonlyArray<readonly number[]> {
  let sums = new Array<number>(traits).fill(0);
  const ahead = new Array<readonly number[]>(items.length + 1).fill(sums);
  if (traits === 0) return ahead;
  for (let place = items.length - 1; place >= 0; place -= 1) {
    const { counts } = at(items, place);
    sums = sums.map((sum, trait) => sum + Math.max(0, at(counts, trait)));
    ahead[place] = sums;
  }
  return ahead;
}

/**
 * Whether teams stay short of a quota, even if they get all items that have no team yet, and their room is
 * filled by the pool.
 * @param ahead by trait: the supply of those items
 */
function lacksSupply(
  { players, quotas: have }: PackLoads,
  { maxPlayers }: SizeBounds,
  quotas: QuotaBounds['quotas'],
  { rates }: Supply,
  ahead: readonly number[],
): boolean {
  for (let index = 0; index < quotas.length; index += 1) {
    const { slots, least, trait } = at(quotas, index);
    const unmet = least - at(have, index) - at(ahead, trait);
    // A tolerance for rounding: thirds of parties are added in another order than on the teams.
    if (unmet <= 1e-9) continue;
    const rate = at(rates, trait);
    if (rate === Infinity) continue;
    let room = 0;
    for (const slot of slots) room += at(maxPlayers, slot) - at(players, slot);
    if (unmet > rate * room + 1e-9) return true;
  }
  return false;
}

/** Whether two teams have the same players, sums, and traits of their quotas. */
function areLoadedAlike(
  { players, quotas: have, teams }: PackLoads,
  own: readonly number[],
  others: readonly number[],
  slot: number,
  other: number,
): boolean {
  return (
    at(players, slot) === at(players, other) &&
    (teams === undefined || at(teams.sums, slot) === at(teams.sums, other)) &&
    own.length === others.length &&
    own.every((quota, place) => at(have, quota) === at(have, at(others, place)))
  );
}

/** Whether there are two teams that every party may be on, with equal sizes and quotas: they are alike. */
function areMirrored(
  items: readonly PackItem[],
  { minPlayers, maxPlayers }: SizeBounds,
  quotas: QuotaBounds['quotas'],
  [first, second, ...more]: ReadonlyArray<readonly number[]>,
): boolean {
  if (first === undefined || second === undefined || more.length > 0) return false;
  return (
    minPlayers[0] === minPlayers[1] &&
    maxPlayers[0] === maxPlayers[1] &&
    first.length === second.length &&
    first.every((quota, place) => {
      const one = at(quotas, quota);
      const other = at(quotas, at(second, place));
      return one.trait === other.trait && one.least === other.least && one.most === other.most;
    }) &&
    items.every(({ slots }) => slots.length === 2)
  );
}

/** Whether parties of the pool can add up to what each team lacks. */
function sizesFit(loads: readonly number[], bounds: SizeBounds, { reachable }: Supply): boolean {
  if (reachable === undefined) return true;
  return loads.every((load, slot) => {
    const least = Math.max(0, at(bounds.minPlayers, slot) - load);
    const most = at(bounds.maxPlayers, slot) - load;
    for (let more = least; more <= most; more += 1) if (reachable[more] === true) return true;
    return false;
  });
}

/** Whether the remaining places can hold what the quotas still need. */
function quotasFit(
  loads: readonly number[],
  have: readonly number[],
  bounds: SizeBounds,
  quotas: QuotaBounds['quotas'],
  supply: Supply,
): boolean {
  /** Places that quotas over the same teams need together. */
  const asked = new Map<string, { places: number; room: number }>();
  for (let index = 0; index < quotas.length; index += 1) {
    const { slots, least, trait } = at(quotas, index);
    const unmet = least - at(have, index);
    if (unmet <= 0) continue;
    const room = slots.reduce((sum, slot) => sum + at(bounds.maxPlayers, slot) - at(loads, slot), 0);
    const rate = at(supply.rates, trait);
    const places = rate === Infinity ? (room > 0 ? 0 : Infinity) : unmet / rate;
    if (places > room) return false;
    if (!supply.exclusive) continue;
    const key = slots.join(',');
    const group = asked.get(key) ?? { places: 0, room };
    group.places += places;
    // A tolerance for rounding: thirds of parties add up to slightly more than one.
    if (group.places > group.room + 1e-9) return false;
    asked.set(key, group);
  }
  return true;
}

/**
 * Whether parties of the available sizes, each used at most as often as it is available, can fill every team
 * to its minimum.
 * @param sizes number of tickets by party size
 */
export function fillable(bounds: SizeBounds, sizes: readonly number[], program: Program): boolean {
  const total = sizes.reduce((sum, count, size) => sum + count * size, 0);
  if (total < bounds.least || bounds.least > bounds.most) return false;
  const left = [...sizes];
  const demands = program.slots
    .map((_, slot) => ({ least: at(bounds.minPlayers, slot), most: at(bounds.maxPlayers, slot) }))
    .filter(({ least }) => least > 0)
    .sort((a, b) => b.least - a.least);
  let tries = 0;
  const fill = (index: number, load: number, largest: number): boolean => {
    tries += 1;
    if (tries > budgets.maxPlacements) return true;
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
