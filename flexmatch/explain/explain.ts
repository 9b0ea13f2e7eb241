import { type TicketExplanation } from './explanation';
import { type MatchmakerOptions, type PoolTicket } from '../engine-types';
import { admit, type Entry, inLine } from '../matching/pool/entry';
import { createMatchmaker } from '../matching/matchmaker';
import { compileProgram, type Program } from '../matching/program/program';
import { StageClock } from '../matching/pool/stage-clock';
import { type RuleSet } from '../rule-set/rule-set';
import { LargeExplainer } from './large';
import { changesFor, missingValues, waitsForSizes } from './changes';
import { failsAlone, nearestLineup } from './nearest';
import { nearestMatch, otherIds, reasonOf } from './nearest-match';
import { blockingRules, fullSessions, lacksOf, noRoom } from './relations';
import { noFit, sizesFit, stagesOf, tooFew } from './sizes';

export interface ExplainOptions extends Pick<MatchmakerOptions, 'additionalPlayerCount' | 'openQuestions'> {
  /** Maximum number of line-ups to measure for one ticket. */
  readonly budget?: number;
  /**
   * Set when a matchmaker has just evaluated this pool. Absent: the pool is evaluated first, if it is small.
   */
  readonly looked?: { readonly budgetEnded: boolean };
}

const defaultBudget = 3_000;
/** Number of nearest neighbours in line that are considered for a line-up. */
const sample = 120;
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
  readonly #entries = new Map<string, Entry>();
  readonly #pool: readonly PoolTicket[];
  #large: LargeExplainer | undefined;
  #look:
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
    const program = this.#program;
    const at = this.#at;
    const entry = this.#entries.get(ticketId);
    if (entry === undefined)
      return {
        ticketId,
        at,
        ageSeconds: 0,
        verdict: 'not-in-pool',
        summary: 'no such ticket waits at this time: it has matched, has not started, or was never there',
        obstacles: [],
        pool: { tickets: 0, players: 0, needed: 0 },
        changes: [],
      };
    const others = [...this.#entries.values()].filter(
      (other) => other !== entry && other.obstacles.length === 0,
    );
    const stages = stagesOf(entry, others, program);
    const pool = {
      tickets: others.length,
      players: others.reduce((sum, other) => sum + other.size, 0),
      needed: Math.min(...stages.map((index) => program.stages[index]?.least ?? 0)),
    };
    const base = { ticketId, at, ageSeconds: at - entry.ticket.startTime, obstacles: entry.obstacles, pool };
    if (entry.obstacles.length > 0)
      return {
        ...base,
        verdict: 'can-never-match',
        summary: entry.obstacles.map((obstacle) => obstacle.message).join('; '),
        changes: missingValues(entry, program),
      };
    if (program.ruleSet.large) {
      this.#large ??= new LargeExplainer(
        program,
        [...this.#entries.values()].filter((other) => other.obstacles.length === 0),
        at,
        new StageClock(program.boundaries),
        this.#options.openQuestions ?? {},
      );
      return this.#large.explain(entry, base);
    }
    const fewPlayers = entry.size + pool.players < pool.needed;
    if (others.length === 0 && (entry.isBackfill || fewPlayers)) {
      const summary = entry.isBackfill
        ? 'no other ticket waits, and a backfill ticket never completes alone'
        : `no other ticket that can match waits: a match needs ${pool.needed} players, and this ticket has ${entry.size}`;
      return { ...base, verdict: 'alone', summary, changes: waitsForSizes(entry, others, program) };
    }
    const anySizesFit = stages.some((index) => sizesFit(entry, others, index, program));
    if (budget === 0) {
      if (fewPlayers)
        return {
          ...base,
          verdict: 'too-few-players',
          summary: tooFew(entry, pool),
          changes: waitsForSizes(entry, others, program),
        };
      return {
        ...base,
        verdict: anySizesFit ? 'rules-fail' : 'sizes-do-not-fit',
        summary: anySizesFit ? 'the rules allow no match with the tickets that wait' : noFit(entry, program),
        changes: anySizesFit ? [] : waitsForSizes(entry, others, program),
      };
    }
    const found = this.#looked().matched.get(ticketId);
    if (found !== undefined)
      return {
        ...base,
        verdict: 'can-match',
        summary: `it can match with ${otherIds(found, ticketId)} at the next look at the pool`,
        changes: [],
      };
    const explanation = this.#explainRules(
      entry,
      others,
      base,
      { fewPlayers, sizesFit: anySizesFit },
      budget,
    );
    // A rule that fails for the ticket alone needs no search.
    if (
      !this.#looked().budgetEnded ||
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

  #explainRules(
    entry: Entry,
    others: Entry[],
    base: Omit<TicketExplanation, 'verdict' | 'summary' | 'changes'>,
    sizes: { readonly fewPlayers: boolean; readonly sizesFit: boolean },
    budget: number,
  ): TicketExplanation {
    const program = this.#program;
    const { ticketId } = base;
    const nearby = others
      .sort(
        (a, b) =>
          Math.abs(a.ticket.startTime - entry.ticket.startTime) -
            Math.abs(b.ticket.startTime - entry.ticket.startTime) || inLine(a, b),
      )
      .slice(0, sample);
    const lineup = nearestLineup(entry, nearby, program, budget);
    const nearest = lineup === undefined ? undefined : nearestMatch(lineup, entry, program, this.#at);
    const blocked = blockingRules(entry, nearby, program);
    const lacks = lacksOf(entry, others, program);
    const shown = {
      pool: {
        ...base.pool,
        ...(blocked.length === 0 ? {} : { apart: blocked }),
        ...(lacks.length === 0 ? {} : { lacks }),
      },
      ...(nearest === undefined ? {} : { nearest }),
    };
    const room = entry.isBackfill ? noRoom(entry, others, program) : undefined;
    if (room !== undefined)
      return {
        ...base,
        ...shown,
        verdict: 'sizes-do-not-fit',
        summary: room,
        changes: waitsForSizes(entry, others, program),
      };
    if (sizes.fewPlayers)
      return {
        ...base,
        ...shown,
        verdict: 'too-few-players',
        summary: tooFew(entry, base.pool),
        changes: waitsForSizes(entry, others, program),
      };
    if (!sizes.sizesFit || lineup === undefined || nearest === undefined)
      return {
        ...base,
        ...shown,
        verdict: 'sizes-do-not-fit',
        summary: noFit(entry, program),
        changes: waitsForSizes(entry, others, program),
      };
    if (
      nearest.failing.length === 0 &&
      nearest.short.length === 0 &&
      !(entry.isBackfill && lineup.entries.length < 2)
    ) {
      return {
        ...base,
        ...shown,
        verdict: 'can-match',
        summary: `it can match with ${otherIds(nearest.ticketIds, ticketId)} at the next look at the pool`,
        changes: [],
      };
    }
    const changes = changesFor(entry, lineup, program);
    const reasons = nearest.rules
      .filter((rule) => nearest.failing.includes(rule.name))
      .map((rule) => reasonOf(rule));
    const short = nearest.short.map(
      ({ team, lacks }) => `team ${team} lacks ${lacks} player${lacks === 1 ? '' : 's'}`,
    );
    const alone = stagesOf(entry, others, program).every((stage) => failsAlone(entry, stage, program))
      ? ['as the rules stand now, it fails for any match']
      : [];
    const company = [
      ...lacks.map(({ text }) => text),
      ...blocked
        .filter(({ tickets }) => tickets === nearby.length && tickets > 0 && alone.length === 0)
        .map(({ rule }) => `rule ${rule} keeps it apart from every other ticket that waits`),
      ...fullSessions(entry, others, program),
      ...(nearest.age === undefined ? [] : [nearest.age.text]),
    ];
    return {
      ...base,
      ...shown,
      verdict: 'rules-fail',
      summary: `nearest match, with ${otherIds(nearest.ticketIds, ticketId)}: ${[...reasons, ...short, ...alone, ...company].join('; ')}`,
      changes,
    };
  }

  /** Evaluates this pool with a matchmaker. */
  #looked(): {
    readonly matched: ReadonlyMap<string, readonly string[]>;
    readonly budgetEnded: boolean;
  } {
    if (this.#look !== undefined) return this.#look;
    const { looked, additionalPlayerCount, openQuestions } = this.#options;
    if (looked !== undefined || this.#pool.length > smallPool)
      this.#look = { matched: new Map(), budgetEnded: looked?.budgetEnded ?? false };
    else {
      const matchmaker = createMatchmaker(this.#ruleSet, {
        seed: 1,
        ...(additionalPlayerCount === undefined ? {} : { additionalPlayerCount }),
        ...(openQuestions === undefined ? {} : { openQuestions }),
      });
      for (const ticket of this.#pool) matchmaker.add(ticket);
      const outcome = matchmaker.tick(this.#at);
      this.#look = {
        matched: new Map(
          outcome.matches.flatMap((match) => match.ticketIds.map((id) => [id, match.ticketIds] as const)),
        ),
        budgetEnded: outcome.budgetEnded,
      };
    }
    return this.#look;
  }
}

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
