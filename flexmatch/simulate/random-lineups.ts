import { at } from '../at';
import { type PoolTicket } from '../engine-types';
import { admit, type PoolEntry } from '../matching/pool/entry';
import { type Program } from '../matching/program/program';
import { Roster } from '../roster/unit';
import { Dice } from './dice';
import { type PassRate } from './report';
import { shareOf } from './statistics';

/** Number of random line-ups for each stage of the expansions. */
const lineups = 500;

/** Pass rates of each rule for random teams. */
export interface RandomPassRates {
  readonly byRule: ReadonlyMap<string, readonly PassRate[]>;
  /** All rules together. */
  readonly all: readonly PassRate[];
}

/**
 * Draws line-ups from arriving tickets that fill the teams to their minimum, without looking at any rule, and
 * evaluates each rule. The result shows how strict a rule is for this population, independently of the search
 * order.
 */
export function randomPassRates(
  tickets: readonly PoolTicket[],
  program: Program,
  seed: number,
): RandomPassRates {
  const entries = tickets
    .map((ticket, index) => admit(ticket, index, program))
    .filter((entry) => entry.obstacles.length === 0 && !entry.isBackfill);
  const byRule = new Map<string, PassRate[]>();
  const all: PassRate[] = [];
  program.stages.forEach((stage, index) => {
    const fromAgeSeconds = index === 0 ? 0 : at(program.boundaries, index - 1);
    const passes = new Map<string, number>([...stage.byName.keys()].map((name) => [name, 0]));
    const dice = new Dice(seed); // the same line-ups at every age, as long as the team sizes do not change
    let valid = 0;
    let drawn = 0;
    for (let number = 0; number < lineups; number += 1) {
      const roster = drawRoster(entries, stage.minPlayers, stage.maxPlayers, program, dice);
      if (roster === undefined) continue;
      drawn += 1;
      for (const [name, rule] of stage.byName)
        if (rule.check(roster)) passes.set(name, (passes.get(name) ?? 0) + 1);
      if (stage.rules.every((rule) => rule.check(roster))) valid += 1;
    }
    if (drawn === 0) return;
    for (const [name, count] of passes)
      byRule.set(name, [...(byRule.get(name) ?? []), { fromAgeSeconds, share: shareOf(count, drawn) }]);
    all.push({ fromAgeSeconds, share: shareOf(valid, drawn) });
  });
  return { byRule, all };
}

function drawRoster(
  entries: readonly PoolEntry[],
  least: readonly number[],
  most: readonly number[],
  program: Program,
  dice: Dice,
): Roster | undefined {
  const roster = new Roster(program.slots.length);
  const used = new Set<PoolEntry>();
  const wanted = least.some((size) => size > 0) ? least : most;
  const lacks = (slot: number): number => at(wanted, slot) - at(roster.loads, slot);
  const needed = wanted.reduce((sum, size) => sum + size, 0);
  for (let attempt = 0; attempt < 20 * needed + 20; attempt += 1) {
    let slot = 0;
    for (let other = 1; other < program.slots.length; other += 1)
      if (lacks(other) > lacks(slot)) slot = other;
    if (lacks(slot) <= 0) return roster;
    const entry = entries[dice.below(Math.max(1, entries.length))];
    if (entry === undefined) return undefined;
    if (used.has(entry) || entry.size + at(roster.loads, slot) > at(most, slot)) continue;
    used.add(entry);
    for (const unit of entry.units) roster.put(unit, slot);
  }
  return undefined;
}
