import { type OpenQuestions } from '../../engine-types';
import { type Budget } from '../budgets/budget';
import { budgets } from '../budgets/budgets';
import { type PoolEntry } from '../pool/entry';
import { LargePool } from './pool';
import { bands, byLine, type Group } from './group';
import { type LargeRules, largeRules, type MeasuredTicket, withinLimit } from './rules';
import { LargeSearch } from './search';
import { type Program } from '../program/program';
import { type Found } from '../pool/found';
import { countVerdict } from '../pool/verdicts';

/** Options of the matcher, complete with defaults. */
export interface LargeMatchOptions {
  readonly seed: number;
  readonly searchBudget: number;
  readonly open: OpenQuestions;
}

/** The remaining search in one group. */
interface Pursuit {
  suspects: readonly MeasuredTicket[];
  at: number;
  /** Suspects without a match since the last filtering, and the number of failures before the next. */
  failures: number;
  maxFailures: number;
  /** The suspects are all tickets of the group; otherwise every match contains one of them. */
  readonly whole: boolean;
}

/**
 * Forms matches of 41 to 200 players by the balanced algorithm (guide, "Design a large-match rule set").
 * Backfill tickets come first. Then matches are formed by location. With `largestPopulation`, the location
 * with the most players comes first. With `fastestRegion`, tickets are grouped by their fastest location,
 * then also by their second or third best, and then by any that they accept. A match is built around the
 * oldest ticket of a group that has one, as full as possible, with the most similar tickets by the balanced
 * attribute. A group that was proved to have no match is searched again only around tickets that arrive or
 * reach another stage.
 */
export class LargeMatches {
  readonly #program: Program;
  readonly #options: LargeMatchOptions;

  readonly #rules: LargeRules;
  readonly pool: LargePool;
  readonly #search: LargeSearch;
  /** Keys of tickets whose last search ended without a proof. */
  readonly #open = new Set<string>();

  constructor(program: Program, options: LargeMatchOptions) {
    this.#program = program;
    this.#options = options;

    this.#rules = largeRules(program, options.open);
    this.pool = new LargePool(program, this.#rules);
    this.#search = new LargeSearch(program, this.#rules, this.pool, options.seed);
  }

  /** Number of tickets looked at, and of packing steps, since the start. */
  get steps(): number {
    return this.#search.steps + this.pool.steps;
  }

  /** Removes a ticket that is no longer alive. */
  leave(entry: PoolEntry): void {
    this.pool.remove(entry);
  }

  /**
   * Forms every match that involves a changed ticket.
   * @param dirty tickets that entered the pool or reached another stage
   * @param emit receives a match; its tickets leave the pool before the next search
   * @returns true when a match may have been missed because the budget was used up
   */
  form(dirty: readonly PoolEntry[], emit: (found: Found) => void): boolean {
    const keys = new Set(this.#open);
    let size = 0;
    const living = dirty.filter((entry) => entry.alive);
    this.pool.update(living);
    for (const entry of living) {
      const ticket = this.pool.ticket(entry);
      if (ticket !== undefined) {
        keys.add(ticket.key);
        this.#weighLocations(ticket);
      }
    }
    for (const key of keys) size += this.pool.families.get(key)?.members ?? 0;
    const { largeStepsPerEvaluation, largeStepsPerTicket } = budgets;
    const budget: Budget = {
      left: largeStepsPerEvaluation * this.#options.searchBudget + largeStepsPerTicket * size,
      ended: false,
    };
    const awake = [...keys]
      .flatMap((key) => [...(this.pool.families.get(key)?.groups.values() ?? [])])
      .filter((group) => group.fresh.length > 0 || !group.settled);
    this.#formBackfills(awake, budget, emit);
    for (const band of bands)
      this.#formBand(
        awake.filter((group) => group.band === band),
        budget,
        emit,
      );
    this.#open.clear();
    for (const group of awake) if (!group.settled) this.#open.add(group.key);
    return this.#open.size > 0;
  }

  /** Forms matches of groups of one band, always in the group with the most players. */
  #formBand(groups: readonly Group[], budget: Budget, emit: (found: Found) => void): void {
    const pending = new Map<Group, Pursuit | undefined>();
    for (const group of groups) {
      if (this.#search.prospects.promising(group, budget)) pending.set(group, undefined);
      else this.#settle(group, true);
    }
    for (;;) {
      const group = this.#largest(pending.keys());
      if (group === undefined) return;
      budget.incomplete = false;
      const found = budget.ended ? undefined : this.#next(group, pending, budget);
      if (found !== undefined) {
        emit(found);
        continue;
      }
      pending.delete(group);
      this.#settle(group, !budget.ended && !budget.incomplete);
    }
  }

  /** @param proved the search was exhaustive: only new tickets can make a match here */
  #settle(group: Group, proved: boolean): void {
    group.settled = proved;
    if (proved) group.fresh = [];
  }

  /** The group with the most players; of equals, the first location by name. */
  #largest(groups: Iterable<Group>): Group | undefined {
    const { locations } = this.#program.columns;
    const name = (group: Group): string => `${locations[group.location] ?? ''}${group.key}`;
    let best: Group | undefined;
    let most = -1;
    for (const group of groups) {
      const { population } = group;
      if (population > most || (population === most && best !== undefined && name(group) < name(best))) {
        best = group;
        most = population;
      }
    }
    return best;
  }

  /** Forms matches with backfill tickets, which come before all others, in line. */
  #formBackfills(awake: readonly Group[], budget: Budget, emit: (found: Found) => void): void {
    const waiting = new Set<MeasuredTicket>();
    for (const group of awake) for (const one of group.backfills) waiting.add(one);
    for (const backfill of [...waiting].sort(byLine)) {
      for (const band of bands) {
        const pending = new Set(this.pool.groupsOf(backfill).filter((group) => group.band === band));
        while (backfill.entry.alive) {
          const group = this.#largest(pending);
          if (group === undefined) break;
          pending.delete(group);
          budget.incomplete = false;
          const found = this.#search.around(backfill, group, budget);
          if (found !== undefined) emit(found);
          else if (budget.incomplete) group.settled = false;
        }
      }
    }
  }

  /** The next match of a group, around the oldest ticket that has one. */
  #next(group: Group, pending: Map<Group, Pursuit | undefined>, budget: Budget): Found | undefined {
    const search = this.#search;
    if (!search.prospects.promising(group, budget)) return undefined;
    let pursuit = pending.get(group);
    if (pursuit === undefined) {
      const fresh = group.fresh.filter(({ entry }) => entry.alive && !entry.isBackfill);
      const whole = !group.settled || fresh.length * 8 > group.living;
      pursuit = {
        suspects: whole ? [...group.line()] : [...new Set(fresh)].sort(byLine),
        at: 0,
        failures: 0,
        maxFailures: budgets.maxFirstGroupFailures,
        whole,
      };
      pending.set(group, pursuit);
    }
    for (; pursuit.at < pursuit.suspects.length; pursuit.at += 1) {
      const suspect = pursuit.suspects[pursuit.at];
      if (suspect?.entry.alive !== true) continue;
      if (budget.left <= 0) {
        budget.ended = true;
        return undefined;
      }
      const found = search.around(suspect, group, budget);
      if (found === undefined) {
        pursuit.failures += 1;
        if (pursuit.whole && pursuit.failures > pursuit.maxFailures) {
          pursuit.suspects = search.prospects
            .hopeful(group, budget)
            .filter((one) => byLine(one, suspect) > 0);
          pursuit.at = -1;
          pursuit.failures = 0;
          pursuit.maxFailures *= 2;
        }
        continue;
      }
      if (pursuit.whole) return found;
      // Some match contains this ticket: it is built around the oldest ticket that can be in one.
      for (const anchor of search.neighbours.before(suspect, pursuit.suspects.slice(pursuit.at), group)) {
        if (budget.left <= 0) break;
        const older = search.around(anchor, group, budget);
        if (older !== undefined) return older;
      }
      return found;
    }
    return undefined;
  }

  /** Counts the verdicts of latency rules for a ticket, in every location in which tickets wait. */
  #weighLocations(ticket: MeasuredTicket): void {
    const { entry, key, stage } = ticket;
    const family = this.pool.families.get(key);
    if (family === undefined || family.members < 2) return;
    for (const limit of this.#rules.latencies[stage] ?? []) {
      if (!this.#rules.located) {
        countVerdict(entry, this.#program, limit.rule, withinLimit(ticket, -1, limit, this.#rules));
        continue;
      }
      for (const group of family.groups.values()) {
        if (group.band === Infinity)
          countVerdict(
            entry,
            this.#program,
            limit.rule,
            withinLimit(ticket, group.location, limit, this.#rules),
          );
      }
    }
  }
}
