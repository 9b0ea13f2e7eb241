import { type PoolTicket } from '../engine-types';
import { Explainer } from '../explain/explain';
import { type TicketExplanation } from '../explain/explanation';
import { admit } from '../matching/pool/entry';
import { type Program } from '../matching/program/program';
import { type TimeoutReason, type Unmatched } from './report';
import { shareOf } from './statistics';

/**
 * Intervals of the clock, and how many tickets of each are explained: an explanation takes longer than a
 * match.
 */
const stretches = 60;
const perStretch = 3;

interface Tally {
  count: number;
  readonly reason: string;
  readonly example: string;
}

/** Finds out why tickets timed out. */
export class Timeouts {
  readonly #program: Program;

  readonly #stretch: number;
  readonly #explainedIn = new Map<number, number>();
  /** Counted for every ticket: it could never have matched. */
  readonly #never = new Map<string, Tally>();
  /** Counted for the explained sample. */
  readonly #sampled = new Map<string, Tally>();
  #total = 0;
  #explained = 0;

  constructor(program: Program, seconds: number) {
    this.#program = program;

    this.#stretch = Math.max(1, seconds / stretches);
  }

  /**
   * @param tickets tickets that time out now
   * @param pool all waiting tickets, oldest first, including those
   * @param looked whether the pool was evaluated just now
   */
  add(tickets: readonly PoolTicket[], pool: () => Iterable<PoolTicket>, now: number, looked: boolean): void {
    let explainer: Explainer | undefined;
    for (const ticket of tickets) {
      this.#total += 1;
      const { obstacles } = admit(ticket, 0, this.#program);
      const [obstacle] = obstacles;
      if (obstacle !== undefined) {
        tally(this.#never, obstacle.code, reasons[obstacle.code] ?? obstacle.code, obstacle.message);
        continue;
      }
      const place = Math.floor(now / this.#stretch);
      const taken = this.#explainedIn.get(place) ?? 0;
      if (taken >= perStretch) continue;
      this.#explainedIn.set(place, taken + 1);
      explainer ??= new Explainer(this.#program.ruleSet, this.#nearby(pool(), tickets), now, {
        budget: this.#program.ruleSet.large ? 800 : 1000,
        looked: { budgetEnded: false },
      });
      this.#explained += 1;
      const explanation = explainer.explain(ticket.ticketId);
      const { code, reason } = classify(explanation, looked);
      tally(
        this.#sampled,
        code,
        reason,
        `${ticket.ticketId} after ${explanation.ageSeconds} s: ${explanation.summary}`,
      );
    }
  }

  #nearby(pool: Iterable<PoolTicket>, tickets: readonly PoolTicket[]): PoolTicket[] {
    const { ruleSet, slots } = this.#program;
    const limit = Math.max(
      40,
      2 * ruleSet.maxPlayers,
      Math.floor(2000 / (ruleSet.maxPlayers * slots.length)),
    );
    const near = new Set(tickets);
    let more = limit;
    for (const ticket of pool) {
      if (near.has(ticket)) continue;
      if (more === 0) break;
      more -= 1;
      near.add(ticket);
    }
    return [...near];
  }

  report(): Unmatched {
    const known = [...this.#never.values()].reduce((sum, { count }) => sum + count, 0);
    const rest = this.#total - known;
    const all: TimeoutReason[] = [
      ...[...this.#never].map(([code, { count, reason, example }]) => ({
        code,
        reason,
        example,
        tickets: count,
        share: shareOf(count, this.#total),
      })),
      ...[...this.#sampled].map(([code, { count, reason, example }]) => {
        const tickets = Math.round((rest * count) / this.#explained);
        return {
          code,
          reason,
          example,
          tickets,
          share: shareOf((rest * count) / this.#explained, this.#total),
        };
      }),
    ];
    return {
      timedOut: this.#total,
      explained: known + this.#explained,
      reasons: all.sort((a, b) => b.share - a.share || (a.code < b.code ? -1 : 1)),
    };
  }
}

const reasons: Readonly<Record<string, string>> = {
  'missing-attribute': 'sent no value for an attribute without default',
  'wrong-attribute-type': 'sent an attribute of another type',
  'missing-latency': 'sent no latencies',
  'party-too-large': 'the party is larger than every team',
  'unknown-team': 'names a team that does not exist',
  'no-players': 'has no players',
  'rule-fails-alone': 'a rule fails for any match',
};

function classify(explanation: TicketExplanation, looked: boolean): { code: string; reason: string } {
  const { verdict, nearest, obstacles } = explanation;
  switch (verdict) {
    case 'can-never-match': {
      const code = obstacles[0]?.code ?? verdict;
      return { code, reason: reasons[code] ?? 'could never match' };
    }
    case 'alone':
      return { code: verdict, reason: 'no other ticket waited when its time was over' };
    case 'too-few-players':
      return { code: verdict, reason: 'too few players waited when its time was over' };
    case 'sizes-do-not-fit':
      return { code: verdict, reason: 'the parties that waited do not fill the teams' };
    case 'can-match':
      return !looked
        ? {
            code: 'between-looks',
            reason: 'a match was possible, and its time was over before the next look at the pool',
          }
        : { code: verdict, reason: 'a match was possible, and was not found in the search budget' };
    case 'not-in-pool':
      return { code: verdict, reason: 'was not in the pool' };
    case 'rules-fail': {
      const failing = [...(nearest?.failing ?? [])].sort();
      const short = (nearest?.short.length ?? 0) > 0;
      if (failing.length === 0)
        return short
          ? { code: 'team-short', reason: 'no ticket that fits completes the teams' }
          : { code: verdict, reason: 'the rules allow no match' };
      return {
        code: `rule:${failing.join('+')}`,
        reason: `${failing.join(' and ')} ${failing.length === 1 ? 'fails' : 'fail'} in the nearest match`,
      };
    }
  }
}

function tally(into: Map<string, Tally>, code: string, reason: string, example: string): void {
  const known = into.get(code);
  if (known === undefined) into.set(code, { count: 1, reason, example });
  else known.count += 1;
}
