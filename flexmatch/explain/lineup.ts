import { at } from '../at';
import { allowedSlots, type PoolEntry } from '../matching/pool/entry';
import { type Program } from '../matching/program/program';
import { Roster } from '../roster/unit';

/** Tickets assigned to teams, at a stage. */
export interface Lineup {
  readonly entries: readonly PoolEntry[];
  /** Slot of each unit of each entry. */
  readonly slots: ReadonlyArray<readonly number[]>;
}

/** The stage of a match of these tickets: by its newest or its oldest ticket. */
export function stageOf(entries: readonly PoolEntry[], program: Program): number {
  const stages = entries.map((entry) => entry.stage);
  return program.oldestAge ? Math.max(...stages) : Math.min(...stages);
}

export function rosterOf(lineup: Lineup, program: Program): Roster {
  const roster = new Roster(program.slots.length);
  lineup.entries.forEach((entry, index) =>
    entry.units.forEach((unit, place) => roster.put(unit, at(at(lineup.slots, index), place))),
  );
  return roster;
}

/** The cost of a place that no player takes: more than all rules together of a usual rule set. */
export const missingPlayer = 10;

/**
 * The cost of a line-up: a failed rule or an unfilled team weighs most, then its distance from passing.
 * @param below the measure ends when the cost is not below this; it is then some number that is not
 */
export function badness(lineup: Lineup, program: Program, below = Infinity): number {
  const stage = program.stages[stageOf(lineup.entries, program)];
  if (stage === undefined) return Infinity;
  const roster = rosterOf(lineup, program);
  let bad = 0;
  stage.minPlayers.forEach((least, slot) => {
    bad += missingPlayer * Math.max(0, least - at(roster.loads, slot));
  });
  for (const rule of stage.rules) {
    if (bad >= below) break;
    const { passes, gap } = rule.measure(roster);
    if (!passes) bad += 1 + gap / (gap + 100);
  }
  return bad;
}

/** Whether at a stage some rule fails for the ticket alone, regardless of the others in the match. */
export function failsAlone(entry: PoolEntry, stage: number, program: Program): boolean {
  return allowedSlots(entry, stage, program).some((slots) => slots.length === 0);
}

/** `noStepHelps` when some rule fails for the ticket alone, now and after every later step. */
export function hopeOf(entry: PoolEntry, program: Program): { readonly noStepHelps?: true } {
  // By the newest ticket's age, a newcomer takes a match back to the first stage.
  const first = program.oldestAge ? entry.stage : 0;
  const fails = program.stages.every((_, stage) => stage < first || failsAlone(entry, stage, program));
  return fails ? { noStepHelps: true } : {};
}
