import { type OpenQuestions } from '../engine-types';
import { type Budget } from './assign';
import { type Entry, inLine } from './entry';
import { boundsOver, fillable } from './packing';
import { type Bucket, type PoolIndex } from './pool-index';
import { type Program, type Stage } from './program';
import { type Found } from './search';
import { spreadBalanced } from './spread-balanced';
import { Roster } from './unit';

export interface LargeMatchOptions { readonly seed: number; readonly searchBudget: number; readonly open: OpenQuestions }

/** Tickets that can play together: one set of equal values and, where latency counts, one location. */
interface Group {
  readonly location: number | undefined;
  readonly tickets: Entry[];
}

/**
 * Forms matches of 41 to 200 players by the balanced algorithm (guide, "Large match algorithm"): backfill tickets first;
 * tickets are grouped by a location that is acceptable to all (`largestPopulation`) or by each ticket's fastest one
 * (`fastestRegion`, completed with tickets for which it is the second or third best); a match is built around its oldest
 * ticket with those most alike on the balanced attribute, and spread over teams so that they come out even.
 */
export class LargeMatches {
  private readonly column: number;

  constructor(private readonly program: Program, private readonly index: PoolIndex, private readonly options: LargeMatchOptions) {
    this.column = program.balanceColumn ?? 0;
  }

  /** @returns true when a match may have been missed because the budget ended */
  form(emit: (found: Found) => void): boolean {
    const budget: Budget = { left: 50 * this.options.searchBudget, ended: false };
    for (const bucket of [...this.index.buckets.values()]) this.formBucket(bucket, budget, emit);
    return budget.ended || budget.incomplete === true;
  }

  private formBucket(bucket: Bucket, budget: Budget, emit: (found: Found) => void): void {
    const { program } = this;
    const last = program.stages.length - 1;
    if (bucket.backfills === 0 && !fillable(boundsOver(program, 0, last), bucket.sizes, program)) return;
    let tickets = [...bucket.all.living()].sort(inLine);
    for (const place of this.groupings(tickets)) {
      tickets = tickets.filter((entry) => entry.alive);
      const groups = this.groups(tickets, place);
      for (const group of groups) this.formGroup(group, budget, emit);
    }
  }

  /** Which ranks of locations to group by, one after the other. */
  private groupings(tickets: readonly Entry[]): ReadonlyArray<number | 'any'> {
    const fastest = this.program.ruleSet.algorithm.batchingPreference === 'fastestRegion';
    if (!fastest || !tickets.some((entry) => Object.keys(entry.ticket.players[0]?.latencyMs ?? {}).length > 0)) return ['any'];
    return [1, 2, 3, 'any'];
  }

  /**
   * Groups by location, largest first. `any`: every ticket stands in the group of each location that it accepts;
   * a number: of its so many fastest ones.
   */
  private groups(tickets: readonly Entry[], rank: number | 'any'): Group[] {
    const { program } = this;
    const { locations } = program.columns;
    const limited = program.stages.some((stage) => stage.latencyRules.length > 0);
    if ((!limited && rank === 'any') || locations.length === 0) return [{ location: undefined, tickets: [...tickets] }];
    const byLocation: Entry[][] = locations.map(() => []);
    const alone = new Roster(program.slots.length);
    for (const entry of tickets) {
      for (const unit of entry.units) alone.put(unit, 0);
      const accepted = locations.flatMap((_, location) => {
        const fits = program.stages.some((stage) => stage.latencyRules.every((rule) => rule.acceptable(alone, location)));
        return fits ? [{ location, latency: entry.units[0]?.latencies[0]?.[location] ?? Infinity }] : [];
      });
      alone.clear();
      accepted.sort((a, b) => a.latency - b.latency || a.location - b.location);
      for (const { location } of rank === 'any' ? accepted : accepted.slice(0, rank)) byLocation[location]?.push(entry);
    }
    const groups = byLocation.map((list, location) => ({ location, tickets: list })).filter((group) => group.tickets.length > 0);
    return groups.sort((a, b) => b.tickets.length - a.tickets.length);
  }

  private formGroup(group: Group, budget: Budget, emit: (found: Found) => void): void {
    const { program } = this;
    const { stages, oldestAge } = program;
    // The newest (or oldest) ticket gives the age. The widest pool comes first, so that matches are as full as they can be.
    for (let step = 0; step < stages.length; step += 1) {
      const stageIndex = oldestAge ? stages.length - 1 - step : step;
      const stage = stages[stageIndex];
      if (stage === undefined) continue;
      const pool = group.tickets.filter((entry) => entry.alive && (oldestAge ? entry.stage <= stageIndex : entry.stage >= stageIndex));
      if (!pool.some((entry) => entry.stage === stageIndex)) continue;
      this.formStage(pool.filter((entry) => this.accepts(entry, stage, group.location)), stage, budget, emit);
    }
  }

  private accepts(entry: Entry, stage: Stage, location: number | undefined): boolean {
    if (location === undefined || stage.latencyRules.length === 0) return true;
    const { scratch } = this.program;
    for (const unit of entry.units) scratch.put(unit, 0);
    const fits = stage.latencyRules.every((rule) => rule.acceptable(scratch, location));
    for (let i = 0; i < entry.units.length; i += 1) scratch.take(0);
    return fits;
  }

  /** Matches among tickets that all stand at this stage or later, sorted once by the balanced attribute. */
  private formStage(pool: readonly Entry[], stage: Stage, budget: Budget, emit: (found: Found) => void): void {
    const sorted = [...pool].sort((a, b) => this.value(a) - this.value(b) || inLine(a, b));
    const place = new Map(sorted.map((entry, index) => [entry, index]));
    // The nearest living neighbour on each side, found by following links over tickets that have left.
    const left = sorted.map((_, index) => index - 1);
    const right = sorted.map((_, index) => index + 1);
    const walk = (links: number[], start: number): number => {
      let at = start;
      const path: number[] = [];
      while (at >= 0 && at < sorted.length && sorted[at]?.alive !== true) { path.push(at); at = links[at] ?? -1; }
      for (const passed of path) links[passed] = at;
      return at;
    };
    let players = sorted.reduce((sum, entry) => sum + entry.size, 0);
    for (const anchor of [...pool].sort(inLine)) {
      if (!anchor.alive || players < stage.least) continue;
      if (budget.left <= 0) { budget.ended = true; return; }
      const at = place.get(anchor);
      if (at === undefined) continue;
      const found = this.around(anchor, at, sorted, (from) => walk(left, from), (from) => walk(right, from), stage, budget);
      if (found === undefined) continue;
      players -= found.players;
      emit(found);
    }
  }

  private value(entry: Entry): number {
    let sum = 0;
    for (const unit of entry.units) sum += (unit.numbers[this.column] ?? 0) * unit.size;
    return sum / Math.max(1, entry.size);
  }

  /** Takes the tickets most like the anchor until the match is full, then spreads them over the teams. */
  private around(anchor: Entry, at: number, sorted: readonly Entry[], leftOf: (from: number) => number, rightOf: (from: number) => number, stage: Stage, budget: Budget): Found | undefined {
    const { program } = this;
    const centre = this.value(anchor);
    const roster = new Roster(program.slots.length);
    const chosen: Entry[] = [];
    let players = 0;
    let hasBackfill = false;
    const take = (entry: Entry): boolean => {
      if (players + entry.size > stage.most || (entry.isBackfill && hasBackfill)) return false;
      for (const unit of entry.units) roster.put(unit, Math.max(0, unit.fixedSlot));
      const fits = stage.rules.every((rule) => rule.prune === undefined || rule.prune(roster));
      if (!fits) {
        for (const unit of [...entry.units].reverse()) roster.take(Math.max(0, unit.fixedSlot));
        return false;
      }
      chosen.push(entry);
      players += entry.size;
      hasBackfill ||= entry.isBackfill;
      return true;
    };
    if (!take(anchor)) return undefined;
    let below = leftOf(at - 1);
    let above = rightOf(at + 1);
    while (players < stage.most) {
      const low = sorted[below];
      const high = sorted[above];
      if (low === undefined && high === undefined) break;
      const nearer = high === undefined || (low !== undefined && centre - this.value(low) <= this.value(high) - centre);
      const next = nearer ? low : high;
      if (nearer) below = leftOf(below - 1); else above = rightOf(above + 1);
      budget.left -= 1;
      if (next !== undefined && next !== anchor) take(next);
    }
    // Parties may not fit the teams exactly: leave out the ticket that is least alike until they do.
    while (players > 0 && chosen.length > 0) {
      const ages = chosen.map((entry) => entry.stage);
      const actual = program.oldestAge ? Math.max(...ages) : Math.min(...ages);
      const now = program.stages[actual];
      if (now === undefined || players < now.least || (hasBackfill && chosen.length < 2)) return undefined;
      const slots = players > now.most ? undefined : spreadBalanced(chosen, now, actual, program, this.options.seed, budget);
      if (slots !== undefined) return { entries: [anchor, ...chosen.filter((entry) => entry !== anchor)], slots, stage: actual, players };
      const dropped = this.dropOne(chosen, anchor, centre);
      if (dropped === undefined) return undefined;
      players -= dropped.size;
      if (dropped.isBackfill) hasBackfill = false;
    }
    return undefined;
  }

  private dropOne(chosen: Entry[], anchor: Entry, centre: number): Entry | undefined {
    let worst = -1;
    for (let index = 0; index < chosen.length; index += 1) {
      const entry = chosen[index];
      if (entry === undefined || entry === anchor) continue;
      const other = chosen[worst];
      if (other === undefined || Math.abs(this.value(entry) - centre) >= Math.abs(this.value(other) - centre)) worst = index;
    }
    return worst === -1 ? undefined : chosen.splice(worst, 1)[0];
  }
}
