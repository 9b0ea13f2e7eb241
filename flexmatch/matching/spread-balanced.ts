import { type Budget, mix } from './assign';
import { allowedSlots, type Entry } from './entry';
import { type Program, type Stage } from './program';
import { Roster, type Unit } from './unit';

/** Rounds of exchanges that even the teams out after they were filled. */
const rounds = 4;

/**
 * Spreads tickets over the teams of a large match. How many players each team gets follows the documented order: teams
 * below their minimum first, among them the one with most open slots, then the team with most open slots. Who goes where
 * keeps the teams' averages of the balanced attribute even; exchanges of equal parties improve the result.
 * @returns the units by slot, or undefined when the parties do not fit
 */
export function spreadBalanced(entries: readonly Entry[], stage: Stage, stageIndex: number, program: Program, seed: number, budget: Budget): Unit[][] | undefined {
  const roster = new Roster(program.slots.length);
  const free: Array<{ unit: Unit; sequence: number }> = [];
  for (const entry of entries) {
    if (allowedSlots(entry, stageIndex, program).some((slots) => slots.length === 0)) return undefined;
    for (const unit of entry.units) {
      if (unit.fixedSlot === -1) free.push({ unit, sequence: entry.sequence });
      else roster.put(unit, unit.fixedSlot);
    }
  }
  if (roster.loads.some((load, slot) => load > (stage.maxPlayers[slot] ?? 0))) return undefined;
  const column = program.balanceColumn ?? 0;
  const value = (unit: Unit): number => unit.numbers[column] ?? 0;
  const sums = roster.slots.map((slot) => slot.reduce((sum, unit) => sum + value(unit) * unit.size, 0));
  const targets = targetSizes(roster.loads, free.reduce((sum, { unit }) => sum + unit.size, 0), stage, seed);
  const players = free.reduce((sum, { unit }) => sum + unit.size, roster.players);
  const mean = (free.reduce((sum, { unit }) => sum + value(unit) * unit.size, 0) + sums.reduce((sum, team) => sum + team, 0)) / Math.max(1, players);
  // Large parties first, as they fit the fewest teams; then those farthest from the mean, which need the most evening out.
  free.sort((a, b) => b.unit.size - a.unit.size || Math.abs(value(b.unit) - mean) - Math.abs(value(a.unit) - mean) || a.sequence - b.sequence);
  for (const { unit, sequence } of free) {
    budget.left -= 1;
    let best = -1;
    let bestScore = Infinity;
    for (let pass = 0; pass < 2 && best === -1; pass += 1) {
      const limits = pass === 0 ? targets : stage.maxPlayers;
      for (let slot = 0; slot < roster.count; slot += 1) {
        const load = roster.loads[slot] ?? 0;
        if (load + unit.size > (limits[slot] ?? 0)) continue;
        // How far the team's sum is from an even one after the unit joined, against leaving it as it is.
        const share = mean * load;
        const off = (sums[slot] ?? 0) - share;
        const change = (value(unit) - mean) * unit.size;
        const openness = (load + unit.size) / Math.max(1, limits[slot] ?? 1);
        const score = Math.abs(off + change) - Math.abs(off) + openness * 1e-6 + mix(seed, sequence, slot) * 1e-18;
        if (score < bestScore) { bestScore = score; best = slot; }
      }
    }
    if (best === -1) return undefined;
    roster.put(unit, best);
    sums[best] = (sums[best] ?? 0) + value(unit) * unit.size;
  }
  if (roster.loads.some((load, slot) => load < (stage.minPlayers[slot] ?? 0))) return undefined;
  evenOut(roster, sums, value);
  if (!stage.rules.every((rule) => rule.check(roster))) return undefined;
  return roster.slots.map((slot) => [...slot]);
}

/** How many players each team ends with when single players are dealt in the documented order. */
export function targetSizes(loads: readonly number[], players: number, stage: Pick<Stage, 'minPlayers' | 'maxPlayers'>, seed: number): number[] {
  const sizes = [...loads];
  for (let dealt = 0; dealt < players; dealt += 1) {
    let best = -1;
    for (let slot = 0; slot < sizes.length; slot += 1) {
      const open = (stage.maxPlayers[slot] ?? 0) - (sizes[slot] ?? 0);
      if (open <= 0) continue;
      const current = sizes[best];
      if (best === -1 || current === undefined) { best = slot; continue; }
      const needs = (sizes[slot] ?? 0) < (stage.minPlayers[slot] ?? 0);
      const bestNeeds = current < (stage.minPlayers[best] ?? 0);
      const bestOpen = (stage.maxPlayers[best] ?? 0) - current;
      if (needs !== bestNeeds ? needs : open > bestOpen || (open === bestOpen && mix(seed, dealt, slot) < mix(seed, dealt, best))) best = slot;
    }
    if (best === -1) break;
    sizes[best] = (sizes[best] ?? 0) + 1;
  }
  return sizes;
}

/** Exchanges units of equal size between the strongest and the weakest team while that brings them together. */
function evenOut(roster: Roster, sums: number[], value: (unit: Unit) => number): void {
  const average = (slot: number): number => (sums[slot] ?? 0) / Math.max(1, roster.loads[slot] ?? 1);
  for (let round = 0; round < rounds * roster.count; round += 1) {
    let weak = -1;
    let strong = -1;
    for (let slot = 0; slot < roster.count; slot += 1) {
      if ((roster.loads[slot] ?? 0) === 0) continue;
      if (weak === -1 || average(slot) < average(weak)) weak = slot;
      if (strong === -1 || average(slot) > average(strong)) strong = slot;
    }
    const gap = average(strong) - average(weak);
    if (weak === strong || !(gap > 1e-9)) return;
    let best: { from: number; to: number; gain: number } | undefined;
    const give = roster.slots[strong] ?? [];
    const get = roster.slots[weak] ?? [];
    give.forEach((a, from) => get.forEach((b, to) => {
      if (a.size !== b.size || a.fixedSlot !== -1 || b.fixedSlot !== -1) return;
      const moved = (value(a) - value(b)) * a.size;
      if (moved <= 0) return;
      const after = Math.abs(gap - moved / Math.max(1, roster.loads[strong] ?? 1) - moved / Math.max(1, roster.loads[weak] ?? 1));
      if (after < gap - 1e-9 && (best === undefined || gap - after > best.gain)) best = { from, to, gain: gap - after };
    }));
    if (best === undefined) return;
    const a = give[best.from];
    const b = get[best.to];
    if (a === undefined || b === undefined) return;
    give[best.from] = b;
    get[best.to] = a;
    const moved = (value(a) - value(b)) * a.size;
    sums[strong] = (sums[strong] ?? 0) - moved;
    sums[weak] = (sums[weak] ?? 0) + moved;
  }
}
