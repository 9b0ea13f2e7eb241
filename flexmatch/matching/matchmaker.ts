import {
  type FormedMatch,
  type Matchmaker,
  type MatchmakerOptions,
  type MatchmakerWork,
  type PoolTicket,
  type RuleEvaluationMetric,
  type TickOutcome,
} from '../engine-types';
import { type RuleSet } from '../rule-set/rule-set';
import { budgets } from './budgets/budgets';
import { admit, allowedSlots, type PoolEntry } from './pool/entry';
import { Facts } from './index/facts';
import { Kinds } from './pool/kinds';
import { LargeMatches } from './large/matches';
import { PoolIndex } from './index/pool-index';
import { compileProgram, type Program } from './program/program';
import { deriveQuotas } from './program/quotas';
import { type Found } from './pool/found';
import { SmallMatches } from './small/matches';
import { describeMatch } from './small/describe-match';
import { StageClock } from './pool/stage-clock';
import { Roster, someReported } from '../roster/unit';
import { deriveCentres } from './index/centres';
import { deriveFacts } from './index/derive-facts';

/** Seconds after which an unchanged pool is searched again. */
const retrySeconds = 1;

/**
 * A matchmaker over one pool of tickets.
 * Equal seeds, tickets and times give equal matches.
 * @param ruleSet a rule set that parseRuleSet accepted
 */
export function createMatchmaker(ruleSet: RuleSet, options: MatchmakerOptions): Matchmaker {
  return new PoolMatchmaker(ruleSet, options);
}

class PoolMatchmaker implements Matchmaker {
  readonly #program: Program;
  readonly #entries = new Map<string, PoolEntry>();
  readonly #index: PoolIndex;
  readonly #clock: StageClock;
  readonly #small: SmallMatches | undefined;
  readonly #large: LargeMatches | undefined;
  readonly #open = new Set<PoolEntry>();
  #dirty: PoolEntry[] = [];
  #arrivals = 0;
  /** The last tick's budgetEnded, for ticks in which nothing has changed. */
  #budgetEnded = false;
  #lastTick = -Infinity;
  /** Number of repeated searches of the unchanged pool, for searches that ran out of budget. */
  #retries = 0;

  constructor(ruleSet: RuleSet, options: MatchmakerOptions) {
    const open = options.openQuestions ?? {};
    const program = compileProgram(ruleSet, open, options.additionalPlayerCount ?? 0);
    this.#program = program;
    const facts = new Facts(deriveFacts(program), deriveCentres(program), program);
    const indexes = options.indexes !== false;
    const kinds = new Kinds(this.#program, deriveQuotas(this.#program));
    this.#index = new PoolIndex(facts, kinds, indexes);
    this.#clock = new StageClock(this.#program.boundaries);
    const search = {
      seed: options.seed,
      searchBudget: options.searchBudget ?? budgets.anchorEvaluations,
      open,
      indexes,
    };
    this.#small = ruleSet.large
      ? undefined
      : new SmallMatches(this.#program, this.#index, facts, kinds, search);
    this.#large = ruleSet.large ? new LargeMatches(this.#program, search) : undefined;
  }

  get size(): number {
    return this.#entries.size;
  }

  add(ticket: PoolTicket): void {
    if (this.#entries.has(ticket.ticketId))
      throw new Error(
        `a ticket ${JSON.stringify(ticket.ticketId)} is in the pool already: remove it first, or use ` +
          'another id',
      );
    this.#arrivals += 1;
    const entry = admit(ticket, this.#arrivals, this.#program);
    entry.stage = this.#clock.stageAt(ticket.startTime, this.#lastTick);
    this.#entries.set(ticket.ticketId, entry);
    if (entry.obstacles.length > 0 || this.#failsAlone(entry)) return;
    this.#index.add(entry);
    this.#clock.watch(entry);
    this.#dirty.push(entry);
  }

  /** At every stage some rule fails for the ticket regardless of the others in a match. */
  #failsAlone(entry: PoolEntry): boolean {
    return this.#program.stages.every((_, stage) =>
      allowedSlots(entry, stage, this.#program).some((slots) => slots.length === 0),
    );
  }

  remove(ticketId: string): boolean {
    const entry = this.#entries.get(ticketId);
    if (entry === undefined) return false;
    this.#leave(entry);
    return true;
  }

  #leave(entry: PoolEntry): void {
    this.#entries.delete(entry.ticket.ticketId);
    entry.alive = false;
    this.#open.delete(entry);
    this.#index.remove(entry);
    this.#large?.leave(entry);
  }

  get work(): MatchmakerWork {
    return { ...this.#program.work };
  }

  has(ticketId: string): boolean {
    return this.#entries.has(ticketId);
  }

  tick(now: number): TickOutcome {
    this.#lastTick = Math.max(this.#lastTick, now);
    for (const entry of this.#clock.due(now)) this.#dirty.push(entry);
    if (this.#dirty.length > 0) this.#retries = 0;
    else {
      // An unchanged pool is searched again a few times, in other orders, where a search ran out of budget.
      if (!this.#mayRetry()) return { matches: [], budgetEnded: this.#budgetEnded };
      this.#retries += 1;
    }
    const dirty = this.#dirty;
    this.#dirty = [];
    const matches: FormedMatch[] = [];
    const emit = (found: Found): void => {
      matches.push(
        describeMatch(found, this.#program, this.#metricsOf(found.entries[0]), this.#locationsOf(found)),
      );
      for (const entry of found.entries) this.#leave(entry);
    };
    this.#small?.form(dirty, this.#open, emit);
    const largeMissed = this.#large?.form(dirty, emit) === true;
    const missed = this.#small?.takeMissed() === true;
    this.#budgetEnded = this.#open.size > 0 || largeMissed;
    return { matches, budgetEnded: this.#budgetEnded || missed };
  }

  #mayRetry(): boolean {
    return this.#open.size > 0 && this.#retries < budgets.maxRetriesAtRest;
  }

  nextChange(now: number): number | undefined {
    const next = this.#clock.next();
    if (this.#mayRetry()) return Math.min(now + retrySeconds, next ?? Infinity);
    return next === undefined ? undefined : Math.max(next, now);
  }

  metrics(ticketId: string): readonly RuleEvaluationMetric[] {
    return this.#metricsOf(this.#entries.get(ticketId));
  }

  #metricsOf(entry: PoolEntry | undefined): readonly RuleEvaluationMetric[] {
    const rules = this.#program.stages[0]?.rules ?? [];
    return rules.map(({ rule }, index) => ({
      ruleName: rule.name,
      passedCount: entry?.counts?.[2 * index] ?? 0,
      failedCount: entry?.counts?.[2 * index + 1] ?? 0,
    }));
  }

  /** Locations that every latency rule accepts for all players, by average latency. */
  #locationsOf(found: Found): readonly string[] | undefined {
    const stage = this.#program.stages[found.stage];
    const { columns } = this.#program;
    if (stage === undefined || stage.latencyRules.length === 0) return undefined;
    const roster = new Roster(this.#program.slots.length);
    found.slots.forEach((slot, index) => {
      for (const unit of slot) roster.put(unit, index);
    });
    const units = found.slots.flat();
    const average = (location: number): number =>
      units.reduce((sum, unit) => sum + (unit.latencies[0]?.[location] ?? 0) * unit.size, 0);
    const shared: Array<{ readonly name: string; readonly average: number }> = [];
    someReported(units[0]?.latencies[0], (_, location) => {
      if (stage.latencyRules.every((rule) => rule.acceptable(roster, location)))
        shared.push({ name: columns.locations[location] ?? '', average: average(location) });
      return false;
    });
    return shared.sort((a, b) => a.average - b.average || (a.name < b.name ? -1 : 1)).map(({ name }) => name);
  }
}
