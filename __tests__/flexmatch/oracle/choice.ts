/**
 * Which matches a look at the pool forms, as docs/rule-sets.md says ("How a match is found"). Tickets stand
 * in line by backfill priority, age and arrival. The first ticket that has a match is the anchor. Among its
 * matches the fullest is taken, among equally full matches that whose tickets come first in the order of the
 * sort rules, else of the line.
 */
import { type AttributeValue, type PoolTicket } from '../../../flexmatch';
import { Ages, lineupsOf, playersOf } from './enumerate';
import { type Reading, type RuleSetJson, type SortJson } from './language';
import { aggregate, asMap, isEligible, sentOrDefault } from './players';

export interface Expected {
  anchor: PoolTicket;
  tickets: readonly PoolTicket[];
}

const isBackfill = (ticket: PoolTicket): boolean => ticket.backfill !== undefined;

export class Oracle {
  readonly #ruleSet: RuleSetJson;
  readonly #reading: Reading;

  readonly #ages: Ages;
  readonly #verdicts = new Map<string, boolean>();

  constructor(ruleSet: RuleSetJson, reading: Reading) {
    this.#ruleSet = ruleSet;
    this.#reading = reading;

    this.#ages = new Ages(ruleSet);
  }

  /** Whether some lineup of exactly these tickets is a match. */
  isFeasible(tickets: readonly PoolTicket[], now: number): boolean {
    const key = `${now} ${tickets
      .map((ticket) => ticket.ticketId)
      .sort()
      .join(' ')}`;
    const known =
      this.#verdicts.get(key) ?? !(lineupsOf(tickets, this.#ages, this.#reading, now).next().done ?? false);
    this.#verdicts.set(key, known);
    return known;
  }

  /** Sets of tickets that could be a match with this ticket, the best first. */
  *#setsAround(anchor: PoolTicket, others: readonly PoolTicket[]): Generator<readonly PoolTicket[]> {
    const candidates = inSortedOrder(anchor, others, this.#ruleSet);
    const sets = Array.from({ length: 2 ** candidates.length }, (_, mask) =>
      candidates.flatMap((ticket, place) => ((mask >> place) % 2 === 1 ? [{ ticket, place }] : [])),
    );
    const players = new Map(sets.map((set) => [set, playersOf(set.map(({ ticket }) => ticket))]));
    sets.sort(
      (a, b) =>
        Number(players.get(b)) - Number(players.get(a)) ||
        firstDifference(
          a.map(({ place }) => place),
          b.map(({ place }) => place),
        ),
    );
    for (const set of sets) yield [anchor, ...set.map(({ ticket }) => ticket)];
  }

  /** The best match around a ticket. */
  bestAround(
    anchor: PoolTicket,
    others: readonly PoolTicket[],
    now: number,
  ): readonly PoolTicket[] | undefined {
    for (const tickets of this.#setsAround(anchor, others)) if (this.isFeasible(tickets, now)) return tickets;
    return undefined;
  }

  /** Whether any match is possible among these tickets. */
  anyMatch(waiting: readonly PoolTicket[], now: number): readonly PoolTicket[] | undefined {
    const pool = waiting.filter((ticket) => isEligible(ticket, this.#ruleSet));
    for (const [place, anchor] of pool.entries()) {
      const found = this.bestAround(anchor, pool.slice(place + 1), now);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /**
   * The matches of one look, in order.
   * @param pool in order of arrival
   */
  look(pool: readonly PoolTicket[], now: number): Expected[] {
    const line = inLine(
      pool.filter((ticket) => isEligible(ticket, this.#ruleSet)),
      this.#ruleSet,
    );
    if (priorityOf(this.#ruleSet) !== 'low') return this.#alongTheLine(line, line, () => true, now);
    // New matches come first; then each running session, in line, takes the tickets that it can.
    const fresh = this.#alongTheLine(
      line.filter((ticket) => !isBackfill(ticket)),
      line,
      (ticket) => !isBackfill(ticket),
      now,
    );
    const gone = new Set(fresh.flatMap((match) => match.tickets));
    const left = line.filter((ticket) => !gone.has(ticket));
    return [...fresh, ...this.#alongTheLine(left.filter(isBackfill), left, () => true, now)];
  }

  #alongTheLine(
    anchors: readonly PoolTicket[],
    line: readonly PoolTicket[],
    may: (ticket: PoolTicket) => boolean,
    now: number,
  ): Expected[] {
    const found: Expected[] = [];
    const gone = new Set<PoolTicket>();
    for (const anchor of anchors) {
      if (gone.has(anchor)) continue;
      const tickets = this.bestAround(
        anchor,
        line.filter((ticket) => ticket !== anchor && !gone.has(ticket) && may(ticket)),
        now,
      );
      if (tickets === undefined) continue;
      tickets.forEach((ticket) => gone.add(ticket));
      found.push({ anchor, tickets });
    }
    return found;
  }
}

function priorityOf(ruleSet: RuleSetJson): 'normal' | 'low' | 'high' {
  return ruleSet.algorithm?.backfillPriority ?? 'normal';
}

function rankOf(ticket: PoolTicket, ruleSet: RuleSetJson): number {
  const priority = priorityOf(ruleSet);
  return !isBackfill(ticket) || priority === 'normal' ? 0 : priority === 'high' ? -1 : 1;
}

/** @param pool in order of arrival, which breaks ties */
export function inLine(pool: readonly PoolTicket[], ruleSet: RuleSetJson): PoolTicket[] {
  return [...pool].sort((a, b) => rankOf(a, ruleSet) - rankOf(b, ruleSet) || a.startTime - b.startTime);
}

/** Less than zero when the first place in which they differ comes earlier in a. */
function firstDifference(a: readonly number[], b: readonly number[]): number {
  for (const [index, place] of a.entries()) if (place !== b[index]) return place - (b[index] ?? Infinity);
  return a.length - b.length;
}

/**
 * Candidates in the order in which they are tried with the anchor: the first sort rule decides, later rules
 * break ties, then the line does.
 */
function inSortedOrder(anchor: PoolTicket, line: readonly PoolTicket[], ruleSet: RuleSetJson): PoolTicket[] {
  const rules = (ruleSet.rules ?? []).filter(
    (rule): rule is SortJson => rule.type === 'absoluteSort' || rule.type === 'distanceSort',
  );
  // A priority that moves running sessions to the front or the back of the line holds before any sort rule.
  return [...line].sort(
    (a, b) =>
      rankOf(a, ruleSet) - rankOf(b, ruleSet) ||
      rules.reduce((decided, rule) => decided || compare(rule, anchor, a, b, ruleSet), 0),
  );
}

function compare(
  rule: SortJson,
  anchor: PoolTicket,
  a: PoolTicket,
  b: PoolTicket,
  ruleSet: RuleSetJson,
): number {
  const value = (ticket: PoolTicket): number | string => sortValue(rule, anchor, ticket, ruleSet);
  const [left, right] =
    rule.type === 'absoluteSort'
      ? [value(a), value(b)]
      : [a, b].map((ticket) => Math.abs(Number(value(ticket)) - Number(value(anchor))));
  if (left === undefined || right === undefined || left === right) return 0;
  return (left < right ? -1 : 1) * (rule.sortDirection === 'ascending' ? 1 : -1);
}

/**
 * The value by which a ticket is sorted: its number, its string, or its number under the key that the
 * anchor's map chooses.
 */
function sortValue(
  rule: SortJson,
  anchor: PoolTicket,
  ticket: PoolTicket,
  ruleSet: RuleSetJson,
): number | string {
  const values = (of: PoolTicket): AttributeValue[] =>
    of.players.flatMap((player) => {
      const attribute = ruleSet.playerAttributes.find((one) => one.name === rule.sortAttribute);
      return attribute === undefined ? [] : (sentOrDefault(player, attribute) ?? []);
    });
  const [first] = values(ticket);
  if (typeof first === 'string') return first;
  if (typeof first === 'number') return aggregate(values(ticket).map(Number), rule.partyAggregation);
  const entries = values(anchor).flatMap((map) => [...asMap(map)]);
  const best = (rule.mapKey === 'minValue' ? Math.min : Math.max)(...entries.map(([, number]) => number));
  const key = entries.find(([, number]) => number === best)?.[0] ?? '';
  return aggregate(
    values(ticket).map((map) => Number(asMap(map).get(key))),
    rule.partyAggregation,
  );
}
