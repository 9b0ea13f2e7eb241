import { at, countAt } from '../../at';
import { mix } from '../../mix';
import { type PoolEntry } from '../pool/entry';
import { type Program, type Stage } from '../program/program';
import { deal, type SizePacker } from '../packing/size-packing';
import { type Opening } from '../packing/packing-search';
import { Roster, type Unit } from '../../roster/unit';

/** Number of exchanges per team that balance the teams after they were filled. */
const rounds = 12;

/** Room of each team beside the players of a running session. */
export function openingsBeside(
  loads: readonly number[],
  stage: Pick<Stage, 'minPlayers' | 'maxPlayers'>,
): Opening[] {
  return stage.maxPlayers.map((most, slot) => ({
    least: Math.max(0, at(stage.minPlayers, slot) - at(loads, slot)),
    most: most - at(loads, slot),
  }));
}

/**
 * Distributes tickets over the teams of a large match. The number of players of each team follows the
 * documented order. Teams below their minimum come first, among them the team with the most open slots, then
 * the team with the most open slots. Where parties do not fit that way, any packing without splitting one is
 * used. Tickets are assigned so that the teams' averages of the balanced attribute are even; exchanges of
 * equal parties improve the result.
 * @returns the units by slot, or undefined when the parties do not fit
 */
export function spreadBalanced(
  entries: readonly PoolEntry[],
  stage: Stage,
  program: Program,
  seed: number,
  packer: SizePacker,
): Unit[][] | undefined {
  const roster = new Roster(program.slots.length);
  const free: Array<{ unit: Unit; sequence: number }> = [];
  for (const entry of entries) {
    for (const unit of entry.units) {
      if (unit.fixedSlot === -1) free.push({ unit, sequence: entry.sequence });
      else roster.put(unit, unit.fixedSlot);
    }
  }
  const openings = openingsBeside(roster.loads, stage);
  if (openings.some((opening) => opening.most < 0)) return undefined;
  const column = program.balanceColumn ?? 0;
  const value = (unit: Unit): number => unit.numbers[column] ?? 0;
  const sums = roster.slots.map((slot) => slot.reduce((sum, unit) => sum + value(unit) * unit.size, 0));
  const players = free.reduce((sum, { unit }) => sum + unit.size, roster.players);
  const mean =
    (free.reduce((sum, { unit }) => sum + value(unit) * unit.size, 0) +
      sums.reduce((sum, team) => sum + team, 0)) /
    Math.max(1, players);
  // Large parties first, as they fit the fewest teams; then those farthest from the mean, which are the
  // hardest to balance.
  free.sort(
    (a, b) =>
      b.unit.size - a.unit.size ||
      Math.abs(value(b.unit) - mean) - Math.abs(value(a.unit) - mean) ||
      a.sequence - b.sequence,
  );
  const teams = teamsOfSizes(
    openings,
    free.map(({ unit }) => unit.size),
    seed,
    packer,
  );
  if (teams === undefined) return undefined;
  if (!seat(free, teams, { roster, sums, mean, value, seed })) return undefined;
  evenOut(roster, sums, value);
  return roster.slots.map((slot) => [...slot]);
}

interface Balance {
  readonly roster: Roster;
  /** By slot: the sum of the balanced attribute over its players. */
  readonly sums: number[];
  /** The mean of the balanced attribute over all players of the match. */
  readonly mean: number;
  readonly value: (unit: Unit) => number;
  readonly seed: number;
}

/**
 * Puts each unit on the team that has a place of its size and whose average it brings nearest to the mean.
 * @param teams sizes of the parties of each team
 * @returns false when no team has a place for a unit
 */
function seat(
  free: ReadonlyArray<{ readonly unit: Unit; readonly sequence: number }>,
  teams: ReadonlyArray<readonly number[]>,
  { roster, sums, mean, value, seed }: Balance,
): boolean {
  const places = teams.map((sizes) =>
    sizes.reduce<number[]>((counts, size) => {
      counts[size] = countAt(counts, size) + 1;
      return counts;
    }, []),
  );
  for (const { unit, sequence } of free) {
    let best = -1;
    let bestScore = Infinity;
    let bestTie = 0;
    for (let slot = 0; slot < roster.count; slot += 1) {
      if ((places[slot]?.[unit.size] ?? 0) <= 0) continue;
      // Deviation of the team's sum from an even one after the unit joined, compared with before.
      const off = at(sums, slot) - mean * at(roster.loads, slot);
      const score = Math.abs(off + (value(unit) - mean) * unit.size) - Math.abs(off);
      const tie = mix(seed, sequence, slot);
      if (score < bestScore || (score === bestScore && tie < bestTie)) {
        bestScore = score;
        best = slot;
        bestTie = tie;
      }
    }
    const own = places[best];
    if (own === undefined) return false;
    own[unit.size] = (own[unit.size] ?? 1) - 1;
    roster.put(unit, best);
    sums[best] = at(sums, best) + value(unit) * unit.size;
  }
  return true;
}

/** The sizes of the parties on each team; undefined when they do not all fit. @param sizes largest first */
function teamsOfSizes(
  openings: readonly Opening[],
  sizes: readonly number[],
  seed: number,
  packer: SizePacker,
): ReadonlyArray<readonly number[]> | undefined {
  const dealt = deal(openings, sizes, Infinity, (party, team) => mix(seed, party, team));
  if (dealt.all && dealt.enough) return dealt.teams;
  const counts: number[] = [];
  let total = 0;
  for (const size of sizes) {
    counts[size] = countAt(counts, size) + 1;
    total += size;
  }
  const packing = packer.pack(
    openings,
    Array.from(counts, (count) => count ?? 0),
    total,
    [],
  );
  return packing?.total === total ? packing.teams : undefined;
}

/** Exchanges units of equal size between a strong and a weak team while that reduces their difference. */
function evenOut(roster: Roster, sums: number[], value: (unit: Unit) => number): void {
  const average = (slot: number): number => at(sums, slot) / Math.max(1, at(roster.loads, slot));
  for (let round = 0; round < rounds * roster.count; round += 1) {
    const ranked = roster.slots
      .flatMap((slot, index) => (slot.length === 0 ? [] : [index]))
      .sort((a, b) => average(a) - average(b) || a - b);
    const weak = ranked[0];
    const strong = ranked[ranked.length - 1];
    if (weak === undefined || strong === undefined || !(average(strong) - average(weak) > 1e-9)) return;
    // The strongest team gives to the weakest that it can; otherwise the weakest receives from the strongest
    // that can give.
    let done = false;
    for (const other of ranked) {
      if (exchange(roster, sums, value, strong, other)) {
        done = true;
        break;
      }
    }
    for (const other of done ? [] : [...ranked].reverse()) {
      if (exchange(roster, sums, value, other, weak)) {
        done = true;
        break;
      }
    }
    if (!done) return;
  }
}

/**
 * The exchange of two equal parties that brings a strong team nearest to a weak one.
 * @returns false when no exchange helps
 */
function exchange(
  roster: Roster,
  sums: number[],
  value: (unit: Unit) => number,
  strong: number,
  weak: number,
): boolean {
  const give = at(roster.slots, strong);
  const get = at(roster.slots, weak);
  const share = 1 / Math.max(1, at(roster.loads, strong)) + 1 / Math.max(1, at(roster.loads, weak));
  const gap =
    at(sums, strong) / Math.max(1, at(roster.loads, strong)) -
    at(sums, weak) / Math.max(1, at(roster.loads, weak));
  if (strong === weak || !(gap > 1e-9)) return false;
  let best = -1;
  let other = -1;
  let least = gap - 1e-9;
  for (let from = 0; from < give.length; from += 1) {
    const a = give[from];
    if (a === undefined || a.fixedSlot !== -1) continue;
    for (let to = 0; to < get.length; to += 1) {
      const b = get[to];
      if (b === undefined || b.size !== a.size || b.fixedSlot !== -1) continue;
      const after = Math.abs(gap - (value(a) - value(b)) * a.size * share);
      if (after < least) {
        least = after;
        best = from;
        other = to;
      }
    }
  }
  const a = give[best];
  const b = get[other];
  if (a === undefined || b === undefined) return false;
  give[best] = b;
  get[other] = a;
  const moved = (value(a) - value(b)) * a.size;
  sums[strong] = at(sums, strong) - moved;
  sums[weak] = at(sums, weak) + moved;
  return true;
}
