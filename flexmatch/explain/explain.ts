import { type MatchmakerOptions, type PoolTicket } from '../engine-types';
import { createMatchmaker } from '../matching/matchmaker';
import { admit, type PoolEntry } from '../matching/pool/entry';
import { StageClock } from '../matching/pool/stage-clock';
import { compileProgram, type Program } from '../matching/program/program';
import { type RuleSet } from '../rule-set/rule-set';
import { missingValues } from './changes';
import { type TicketExplanation } from './explanation';
import { LargeExplainer } from './large';
import { failsAlone, hopeOf } from './lineup';
import { stagesOf } from './sizes';
import {
  type ExplainedTicket,
  canMatch,
  explainByRules,
  verdictBySizes,
  verdictWithoutSearch,
} from './small';

/** How far the explanation of a ticket is computed. */
export interface ExplainOptions extends Pick<MatchmakerOptions, 'additionalPlayerCount' | 'openQuestions'> {
  /** Maximum number of line-ups to measure for one ticket. */
  readonly budget?: number;
  /**
   * Set when a matchmaker has just evaluated this pool. Absent: the pool is evaluated first, if it is small.
   */
  readonly looked?: { readonly budgetEnded: boolean };
}

const defaultBudget = 3_000;
/**
 * Maximum size of a pool that is evaluated before it is explained: a larger pool has a matchmaker that does
 * it.
 */
const smallPool = 400;

/** Explains tickets of one pool at one time; the pool is prepared once. */
export class Explainer {
  readonly #ruleSet: RuleSet;
  readonly #at: number;
  readonly #options: ExplainOptions;

  readonly #program: Program;
  readonly #entries = new Map<string, PoolEntry>();
  readonly #pool: readonly PoolTicket[];
  #large: LargeExplainer | undefined;
  #evaluated:
    { readonly matched: ReadonlyMap<string, readonly string[]>; readonly budgetEnded: boolean } | undefined;

  /**
   * @param pool the waiting tickets, including the explained one
   * @param at seconds on the clock of their start times
   */
  constructor(ruleSet: RuleSet, pool: readonly PoolTicket[], at: number, options: ExplainOptions = {}) {
    this.#ruleSet = ruleSet;
    this.#at = at;
    this.#options = options;

    this.#pool = pool;
    this.#program = compileProgram(ruleSet, options.openQuestions ?? {}, options.additionalPlayerCount ?? 0);
    const clock = new StageClock(this.#program.boundaries);
    pool.forEach((ticket, index) => {
      const entry = admit(ticket, index, this.#program);
      entry.stage = clock.stageAt(ticket.startTime, at);
      this.#entries.set(ticket.ticketId, entry);
    });
  }

  /** Number of line-ups to measure per ticket, so that explaining this many tickets takes seconds. */
  static budgetFor(tickets: number): number {
    return Math.max(300, Math.min(defaultBudget, Math.floor(60_000 / Math.max(1, tickets))));
  }

  /** Explains why a ticket waits. @param budget line-ups to measure; 0: only reasons that need no search */
  explain(ticketId: string, budget = this.#options.budget ?? defaultBudget): TicketExplanation {
    const [program, at] = [this.#program, this.#at];
    const entry = this.#entries.get(ticketId);
    if (entry === undefined) return notInPool(ticketId, at);
    const matchable = [...this.#entries.values()].filter((other) => other.obstacles.length === 0);
    const others = matchable.filter((other) => other !== entry);
    const stages = stagesOf(entry, others, program);
    const pool = {
      tickets: others.length,
      players: others.reduce((sum, other) => sum + other.size, 0),
      needed: Math.min(...stages.map((index) => program.stages[index]?.least ?? 0)),
    };
    const ageSeconds = at - entry.ticket.startTime;
    const base = { ticketId, at, ageSeconds, obstacles: entry.obstacles, pool, ...hopeOf(entry, program) };
    if (entry.obstacles.length > 0)
      return {
        ...base,
        verdict: 'can-never-match',
        summary: entry.obstacles.map((obstacle) => obstacle.message).join('; '),
        changes: missingValues(entry, program),
      };
    if (!program.ruleSet.large)
      return this.#explainSmall({ entry, others, stages, base, at, program }, budget);
    this.#large ??= new LargeExplainer(
      program,
      matchable,
      at,
      new StageClock(program.boundaries),
      this.#options.openQuestions ?? {},
    );
    return this.#large.explain(entry, base);
  }

  #explainSmall(asked: ExplainedTicket, budget: number): TicketExplanation {
    const { base, entry, stages, program } = asked;
    const known = verdictBySizes(asked) ?? (budget === 0 ? verdictWithoutSearch(asked) : undefined);
    if (known !== undefined) return { ...base, ...known };
    const found = this.#evaluate().matched.get(base.ticketId);
    if (found !== undefined) return { ...base, ...canMatch(found, base.ticketId) };
    const explanation = explainByRules(asked, budget);
    // A rule that fails for the ticket alone needs no search.
    if (
      !this.#evaluate().budgetEnded ||
      explanation.verdict !== 'rules-fail' ||
      stages.every((index) => failsAlone(entry, index, program))
    )
      return explanation;
    return {
      ...explanation,
      budgetEnded: true,
      summary: `${explanation.summary}; the search ended with its budget, so a match may have been missed`,
    };
  }

  /** Evaluates this pool with a matchmaker. */
  #evaluate(): {
    readonly matched: ReadonlyMap<string, readonly string[]>;
    readonly budgetEnded: boolean;
  } {
    if (this.#evaluated !== undefined) return this.#evaluated;
    const { looked, additionalPlayerCount, openQuestions } = this.#options;
    if (looked !== undefined || this.#pool.length > smallPool)
      this.#evaluated = { matched: new Map(), budgetEnded: looked?.budgetEnded ?? false };
    else {
      const matchmaker = createMatchmaker(this.#ruleSet, {
        seed: 1,
        ...(additionalPlayerCount === undefined ? {} : { additionalPlayerCount }),
        ...(openQuestions === undefined ? {} : { openQuestions }),
      });
      for (const ticket of this.#pool) matchmaker.add(ticket);
      const outcome = matchmaker.tick(this.#at);
      this.#evaluated = {
        matched: new Map(
          outcome.matches.flatMap((match) => match.ticketIds.map((id) => [id, match.ticketIds] as const)),
        ),
        budgetEnded: outcome.budgetEnded,
      };
    }
    return this.#evaluated;
  }
}

const notInPool = (ticketId: string, at: number): TicketExplanation => ({
  ticketId,
  at,
  ageSeconds: 0,
  verdict: 'not-in-pool',
  summary: 'no such ticket waits at this time: it has matched, has not started, or was never there',
  obstacles: [],
  pool: { tickets: 0, players: 0, needed: 0 },
  changes: [],
});

/**
 * Explains one ticket of a pool.
 * @param pool all waiting tickets, including this one
 * @param at seconds on the clock of their start times
 */
export function explainTicket(
  ruleSet: RuleSet,
  pool: readonly PoolTicket[],
  ticketId: string,
  at: number,
  options: ExplainOptions = {},
): TicketExplanation {
  return new Explainer(ruleSet, pool, at, options).explain(ticketId);
}
