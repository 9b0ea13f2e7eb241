import { at } from '../at';
import { type OpenQuestions } from '../engine-types';
import { type PoolEntry } from '../matching/pool/entry';
import { LargePool } from '../matching/large/pool';
import { type LargeRules, largeRules, type MeasuredTicket } from '../matching/large/rules';
import { LargeSearch } from '../matching/large/search';
import { type Program } from '../matching/program/program';
import { type Found } from '../matching/pool/found';
import { type StageClock } from '../matching/pool/stage-clock';
import { type Change } from './change';
import { type ExplanationBase, type LocationReach, type TicketExplanation } from './explanation';
import { type CountedPool, LargeReach } from './large-reach';

const budgetOf = (): { left: number; ended: boolean } => ({ left: 500_000, ended: false });
/** Number of later times that are tried to predict the effect of waiting. */
const laterTimes = 12;
/** Maximum number of locations in a sentence. */
const named = 4;

/** Explains tickets of a large rule set by the populations from which its matches are drawn. */
export class LargeExplainer {
  readonly #program: Program;
  readonly #entries: readonly PoolEntry[];
  readonly #at: number;
  readonly #clock: StageClock;

  readonly #rules: LargeRules;
  #pool: CountedPool | undefined;

  constructor(
    program: Program,
    entries: readonly PoolEntry[],
    at: number,
    clock: StageClock,
    open: OpenQuestions,
  ) {
    this.#program = program;
    this.#entries = entries;
    this.#at = at;
    this.#clock = clock;

    this.#rules = largeRules(program, open);
  }

  explain(entry: PoolEntry, base: ExplanationBase): TicketExplanation {
    this.#pool ??= this.#count();
    const ticket = this.#pool.counted.ticket(entry);
    if (ticket === undefined)
      return {
        ...base,
        verdict: 'can-never-match',
        summary:
          'the players of the running session differ in an attribute that all players of a match must share',
        changes: [],
      };
    const found = this.#match(ticket, this.#pool);
    if (found !== undefined) {
      const others = found.entries.filter((other) => other !== entry).map((other) => other.ticket.ticketId);
      const further = others.length > 12 ? ` and ${others.length - 12} more` : '';
      const listed = `${others.slice(0, 12).join(', ') || 'no other ticket'}${further}`;
      return {
        ...base,
        verdict: 'can-match',
        summary: `it can match with ${listed} at the next look at the pool`,
        changes: [],
      };
    }
    const reaches = new LargeReach(this.#program, this.#rules).all(ticket, this.#pool);
    const open = reaches.filter(
      (reach) =>
        reach.refusedBy === undefined && (reach.location === undefined || reach.latencyMs !== undefined),
    );
    const changes = [...this.#waits(entry), ...this.#latencyChanges(reaches, open)];
    const all = { ...base, locations: reaches, changes };
    if (open.length === 0) {
      const refusals = reaches.slice(0, named).map(refusal).join(', ');
      return {
        ...all,
        verdict: 'rules-fail',
        summary: `it accepts no location at this age: ${refusals || 'its players report none in common'}`,
      };
    }
    return { ...all, ...this.#verdict(ticket, open, base.pool) };
  }

  /**
   * Why the location with the fewest missing players has no match.
   * @param open the locations that the ticket accepts
   * @param pool the other tickets, and the players that a match with any of them needs
   */
  #verdict(
    ticket: MeasuredTicket,
    open: readonly LocationReach[],
    pool: ExplanationBase['pool'],
  ): Pick<TicketExplanation, 'verdict' | 'summary'> {
    const waiting = pool.players + ticket.entry.size;
    const best = at(open, 0);
    const { location, needed, within } = best;
    const where = location === undefined ? '' : `in ${location}, `;
    const one = best.players === 1;
    const accept =
      location === undefined
        ? `${players(best.players)} ${one ? 'waits' : 'wait'} that can share a match`
        : `${players(best.players)} ${one ? 'accepts' : 'accept'} the location`;
    const needs = `a match needs ${needed} at this age`;
    if (best.players < needed) {
      const apart = waiting - best.players;
      const others =
        apart <= 0 || location === undefined
          ? ''
          : `; ${players(apart)} more ${apart === 1 ? 'waits' : 'wait'} and do not accept it, or not yet`;
      const also = open.slice(1, named).map((reach) => `${reach.location} lacks ${reach.short}`);
      return {
        verdict: waiting < pool.needed ? 'too-few-players' : 'rules-fail',
        summary:
          `${where}${accept} with this ticket's ${ticket.entry.size}, and ${needs}: ` +
          `${needed - best.players} short${others}${also.length === 0 ? '' : `; ${also.join(', ')}`}`,
      };
    }
    if (within < needed)
      return {
        verdict: 'rules-fail',
        summary:
          `${where}${accept}, but at most ${within} of them lie within ${this.#distances(ticket)} ` +
          `together with this ticket, and ${needs}: ${needed - within} short`,
      };
    return {
      verdict: 'sizes-do-not-fit',
      summary:
        `${where}${accept}, but their parties cannot fill the teams without splitting one (teams of ` +
        `${this.#teams(ticket)})`,
    };
  }

  #count(): CountedPool {
    const counted = new LargePool(this.#program, this.#rules);
    counted.update(this.#entries);
    return { counted, search: new LargeSearch(this.#program, this.#rules, counted, 1) };
  }

  /** A match around the ticket, or around a running session that it may join. */
  #match(ticket: MeasuredTicket, { counted, search }: CountedPool): Found | undefined {
    for (const group of counted.groupsOf(ticket)) {
      const found = search.around(ticket, group, budgetOf());
      if (found !== undefined) return found;
      if (ticket.entry.isBackfill) continue;
      for (const backfill of group.backfills) {
        const joined = search.around(backfill, group, budgetOf());
        if (joined?.entries.includes(ticket.entry) === true) return joined;
      }
    }
    return undefined;
  }

  #distances(ticket: MeasuredTicket): string {
    const stage = ticket.entry.stage;
    return (this.#rules.distances[stage] ?? [])
      .map(
        ({ rule, distance }) => `${distance} by rule ${this.#program.stages[stage]?.rules[rule]?.rule.name}`,
      )
      .join(' and ');
  }

  #teams(ticket: MeasuredTicket): string {
    const stage = this.#program.stages[ticket.entry.stage];
    const shown = this.#program.slots
      .slice(0, 12)
      .map((slot, index) => `${slot.name} ${stage?.minPlayers[index]}–${stage?.maxPlayers[index]}`);
    return `${shown.join(', ')}${this.#program.slots.length > 12 ? ', …' : ''}`;
  }

  /** A latency that would open a location with enough players, when no open location has them. */
  #latencyChanges(reaches: readonly LocationReach[], open: readonly LocationReach[]): Change[] {
    const better = reaches.find(
      (reach) =>
        reach.refusedBy !== undefined &&
        reach.location !== undefined &&
        reach.short < (open[0]?.short ?? Infinity),
    );
    if (better?.refusedBy === undefined || better.location === undefined || better.short > 0) return [];
    const { rule, maxLatencyMs } = better.refusedBy;
    const from = better.latencyMs;
    const to = Math.floor(maxLatencyMs);
    return [
      {
        kind: 'latency',
        location: better.location,
        from,
        to,
        mends: rule,
        text:
          `${rule} would pass if this ticket's latency to ${better.location} were ${to} ` +
          `ms${from === undefined ? ' (not all of its players report one)' : ` instead of ${from} ms`}: ` +
          `${players(better.players)} could play there`,
      },
    ];
  }

  /**
   * The first expansion steps after which a match with this ticket exists, if no ticket arrives or leaves.
   */
  #waits(entry: PoolEntry): Change[] {
    const program = this.#program;
    const clock = this.#clock;
    const newest = this.#entries.reduce((most, other) => Math.max(most, other.ticket.startTime), -Infinity);
    const times = program.boundaries
      .flatMap((wait) => [entry.ticket.startTime + wait, newest + wait])
      .filter((time) => time > this.#at)
      .sort((a, b) => a - b);
    const stages = this.#entries.map((other) => other.stage);
    let found: Found | undefined;
    for (const time of [...new Set(times)].slice(0, this.#entries.length > 5_000 ? 3 : laterTimes)) {
      for (const other of this.#entries) other.stage = clock.stageAt(other.ticket.startTime, time);
      const pool = this.#count();
      const ticket = pool.counted.ticket(entry);
      found = ticket === undefined ? undefined : this.#match(ticket, pool);
      if (found !== undefined) break;
    }
    this.#entries.forEach((other, index) => {
      other.stage = stages[index] ?? 0;
    });
    if (found === undefined || found.stage === 0) return [];
    const wait = program.boundaries[found.stage - 1] ?? 0;
    const starts = found.entries.map((other) => other.ticket.startTime);
    const time = (program.oldestAge ? Math.min(...starts) : Math.max(...starts)) + wait;
    return program.ruleSet.expansions.flatMap(({ target, text, steps }) =>
      steps.flatMap((step, index): Change[] => {
        if (step.waitTimeSeconds !== wait) return [];
        const mends = [target.kind === 'teams' ? 'team sizes' : target.rule];
        return [
          {
            kind: 'wait',
            at: time,
            expansion: text,
            step: index + 1,
            value: step.shown,
            mends,
            text:
              `waiting helps: at ${Math.round(time * 1000) / 1000} s, step ${index + 1} of the ` +
              `expansion of ${text} sets ${step.shown}, and then ${found.players} of those who wait can ` +
              'play',
          },
        ];
      }),
    );
  }
}

function players(count: number): string {
  return `${count} player${count === 1 ? '' : 's'}`;
}

function refusal(reach: LocationReach): string {
  if (reach.latencyMs === undefined)
    return (
      `${reach.location} is not reported by all of its players (${players(reach.players)} could play ` +
      'there)'
    );
  return (
    `${reach.location} takes ${Math.round(reach.latencyMs)} ms, and ${reach.refusedBy?.rule} lets in at ` +
    `most ${reach.refusedBy?.maxLatencyMs} ms`
  );
}
