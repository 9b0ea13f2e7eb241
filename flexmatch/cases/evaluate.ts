import { type FormedMatch, type Matchmaker, type MatchmakerOptions, type PoolTicket } from '../engine-types';
import { createMatchmaker } from '../matching/matchmaker';
import { type RuleSet } from '../rule-set/rule-set';
import { type MatchCase } from './case-file';

/** A match of a case, with the time at which it formed. */
export interface TimedMatch {
  /** Seconds on the case's clock. */
  readonly at: number;
  readonly match: FormedMatch;
}

/** The outcome of a case: each of its tickets is in one of the lists. */
export interface CaseRun {
  readonly matches: readonly TimedMatch[];
  /** Tickets that entered and did not match, in the order of the case. */
  readonly waiting: readonly PoolTicket[];
  /** Tickets that start after the case's end. */
  readonly notYet: readonly PoolTicket[];
  /** Tickets that ended because one of their players started another one. */
  readonly replaced: ReadonlyArray<{ readonly ticket: PoolTicket; readonly by: string }>;
  /** True when some search ran out of budget. */
  readonly budgetEnded: boolean;
  readonly matchmaker: Matchmaker;
}

/**
 * Plays a case on a virtual clock up to `at`. Tickets enter at their start times; the pool is evaluated after
 * all tickets of one time, and at each expansion step. A player can be in only one request: a newer ticket
 * with the same player cancels the older one, as StartMatchmaking does.
 */
export function runCase(
  matchCase: Pick<MatchCase, 'tickets' | 'at' | 'additionalPlayerCount'>,
  ruleSet: RuleSet,
  options: Partial<MatchmakerOptions> = {},
): CaseRun {
  const matchmaker = createMatchmaker(ruleSet, {
    seed: 1,
    additionalPlayerCount: matchCase.additionalPlayerCount,
    ...options,
  });
  const arrivals = matchCase.tickets
    .filter((ticket) => ticket.startTime <= matchCase.at)
    .map((ticket, index) => ({ ticket, index }));
  arrivals.sort((a, b) => a.ticket.startTime - b.ticket.startTime || a.index - b.index);
  const matches: TimedMatch[] = [];
  const replaced: Array<{ ticket: PoolTicket; by: string }> = [];
  const requestOf = new Map<string, PoolTicket>();
  let budgetEnded = false;
  let arrived = 0;
  let now = Math.min(0, arrivals[0]?.ticket.startTime ?? 0);
  for (;;) {
    while (arrivals[arrived] !== undefined && (arrivals[arrived]?.ticket.startTime ?? 0) <= now) {
      const ticket = arrivals[arrived]?.ticket;
      if (ticket !== undefined) {
        for (const { playerId } of ticket.players) {
          const older = requestOf.get(playerId);
          if (older !== undefined && matchmaker.remove(older.ticketId))
            replaced.push({ ticket: older, by: ticket.ticketId });
          requestOf.set(playerId, ticket);
        }
        matchmaker.add(ticket);
      }
      arrived += 1;
    }
    const outcome = matchmaker.tick(now);
    budgetEnded ||= outcome.budgetEnded;
    for (const match of outcome.matches) matches.push({ at: now, match });
    const next = Math.min(
      arrivals[arrived]?.ticket.startTime ?? Infinity,
      matchmaker.nextChange(now) ?? Infinity,
    );
    if (!(next <= matchCase.at)) break;
    now = next;
  }
  return {
    matches,
    replaced,
    budgetEnded,
    matchmaker,
    waiting: matchCase.tickets.filter((ticket) => matchmaker.has(ticket.ticketId)),
    notYet: matchCase.tickets.filter((ticket) => ticket.startTime > matchCase.at),
  };
}
