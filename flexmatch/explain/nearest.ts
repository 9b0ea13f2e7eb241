import { at } from '../at';
import { allowedSlots, type Entry } from '../matching/pool/entry';
import { type Program } from '../matching/program/program';
import { Roster } from '../roster/unit';

/** Tickets assigned to teams, at a stage. */
export interface Lineup {
  readonly entries: readonly Entry[];
  /** Slot of each unit of each entry. */
  readonly slots: ReadonlyArray<readonly number[]>;
}

/** The stage of a match of these tickets: by its newest or its oldest ticket. */
export function stageOf(entries: readonly Entry[], program: Program): number {
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

/** The cost of a line-up: a failed rule or an unfilled team weighs most, then its distance from passing. */
export function badness(lineup: Lineup, program: Program): number {
  const stage = program.stages[stageOf(lineup.entries, program)];
  if (stage === undefined) return Infinity;
  const roster = rosterOf(lineup, program);
  let bad = 0;
  for (const rule of stage.rules) {
    const { passes, gap } = rule.measure(roster);
    if (!passes) bad += 1 + gap / (gap + 100);
  }
  stage.minPlayers.forEach((least, slot) => {
    bad += 10 * Math.max(0, least - at(roster.loads, slot));
  });
  return bad;
}

/**
 * Searches the line-up around a ticket that is nearest to a match: filled greedily with the tickets that cost
 * least, then improved by exchanging tickets and teams. It need not be the optimum; the budget bounds the
 * search.
 */
export function nearestLineup(
  anchor: Entry,
  known: readonly Entry[],
  program: Program,
  budget: number,
): Lineup | undefined {
  let left = budget;
  const fits = (entries: readonly Entry[], slots: ReadonlyArray<readonly number[]>): boolean => {
    const stage = program.stages[stageOf(entries, program)];
    const loads = new Array<number>(program.slots.length).fill(0);
    entries.forEach((entry, index) =>
      entry.units.forEach((unit, place) => {
        const slot = at(at(slots, index), place);
        loads[slot] = at(loads, slot) + unit.size;
      }),
    );
    return (
      stage !== undefined &&
      loads.every((load, slot) => load <= at(stage.maxPlayers, slot)) &&
      loads.reduce((sum, load) => sum + load, 0) <= stage.most
    );
  };
  const placings = (entry: Entry): number[][] => {
    if (entry.units.some((unit) => unit.fixedSlot !== -1)) return [entry.units.map((unit) => unit.fixedSlot)];
    return program.slots.map((_, slot) => [slot]);
  };
  const better = (
    entries: readonly Entry[],
    slots: ReadonlyArray<readonly number[]>,
    than: number,
  ): { lineup: Lineup; score: number } | undefined => {
    if (left <= 0 || !fits(entries, slots)) return undefined;
    left -= 1;
    const lineup = { entries, slots };
    const score = badness(lineup, program);
    return score < than ? { lineup, score } : undefined;
  };

  /** A running session needs at least one other ticket: the cheapest of them is shown. */
  const leastBad = (
    known: readonly Entry[],
    { entries, slots }: Lineup,
  ): { lineup: Lineup; score: number } | undefined => {
    let found: { lineup: Lineup; score: number } | undefined;
    for (const other of known) {
      if (other.isBackfill) continue;
      for (const placing of placings(other))
        found = better([...entries, other], [...slots, placing], found?.score ?? Infinity) ?? found;
    }
    return found;
  };

  let best: { lineup: Lineup; score: number } | undefined;
  for (const slots of placings(anchor)) best = better([anchor], [slots], best?.score ?? Infinity) ?? best;
  if (best === undefined) return undefined;
  const others = likeFirst(anchor, known, best.lineup.slots, program, placings);
  // Fill: as long as another ticket does not increase the cost, or teams lack players. Half of the budget is
  // shared among the missing tickets, so that no team is left short only because the budget ran out.
  for (;;) {
    let next: { lineup: Lineup; score: number } | undefined;
    const current = best.score;
    const { entries, slots }: Lineup = best.lineup;
    const hasBackfill = entries.some((entry) => entry.isBackfill);
    const stage = program.stages[stageOf(entries, program)];
    const lacking = Math.max(1, (stage?.least ?? 0) - entries.reduce((sum, entry) => sum + entry.size, 0));
    const enough = left - Math.max(2 * program.slots.length, Math.floor(left / 2 / lacking));
    for (const other of others) {
      if (next !== undefined && left < enough) break;
      if (entries.includes(other) || (hasBackfill && other.isBackfill)) continue;
      for (const placing of placings(other))
        next = better([...entries, other], [...slots, placing], next?.score ?? current) ?? next;
    }
    next ??= anchor.isBackfill && entries.length === 1 ? leastBad(others, best.lineup) : undefined;
    if (next === undefined) break;
    best = next;
  }
  for (let improved = true; improved && left > 0;) {
    improved = false;
    const { entries, slots } = best.lineup;
    const take = (candidate: typeof best | undefined): void => {
      if (candidate !== undefined) {
        best = candidate;
        improved = true;
      }
    };
    for (let index = 0; index < entries.length && !improved; index += 1) {
      const entry = entries[index];
      if (entry === undefined) continue;
      for (const placing of placings(entry))
        take(
          better(
            entries,
            slots.map((old, place) => (place === index ? placing : old)),
            best.score,
          ),
        );
      for (let other = index + 1; other < entries.length && !improved; other += 1) {
        // current players keep their teams
        if (entry.isBackfill || entries[other]?.isBackfill === true) continue;
        take(
          better(
            entries,
            slots.map((old, place) =>
              place === index ? (slots[other] ?? old) : place === other ? (slots[index] ?? old) : old,
            ),
            best.score,
          ),
        );
      }
      if (entry === anchor || improved) continue;
      for (const outside of others) {
        if (
          entries.includes(outside) ||
          (outside.isBackfill && entries.some((one) => one.isBackfill && one !== entry))
        )
          continue;
        for (const placing of placings(outside)) {
          take(
            better(
              entries.map((old) => (old === entry ? outside : old)),
              slots.map((old, place) => (place === index ? placing : old)),
              best.score,
            ),
          );
          if (improved) break;
        }
        if (improved) break;
      }
    }
  }
  return best.lineup;
}

/** Orders the tickets by their cost together with only the anchor. */
function likeFirst(
  anchor: Entry,
  others: readonly Entry[],
  slots: ReadonlyArray<readonly number[]>,
  program: Program,
  placings: (entry: Entry) => number[][],
): Entry[] {
  const scores = new Map(
    others.map((other) => [
      other,
      Math.min(
        ...placings(other).map((placing) =>
          badness({ entries: [anchor, other], slots: [slots[0] ?? [], placing] }, program),
        ),
      ),
    ]),
  );
  return [...others].sort((a, b) => (scores.get(a) ?? 0) - (scores.get(b) ?? 0));
}

/** Whether at a stage some rule fails for the ticket alone, regardless of the others in the match. */
export function failsAlone(entry: Entry, stage: number, program: Program): boolean {
  return allowedSlots(entry, stage, program).some((slots) => slots.length === 0);
}
