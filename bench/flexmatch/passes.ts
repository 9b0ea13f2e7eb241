import { createMatchmaker, type PoolTicket, type RuleSet } from '../../flexmatch';
import { median } from '../bench';
import { pairsMissed, ruleSets } from './populations';
import { validRuleSet } from './valid-rule-set';

/** One pass over a whole pool, and a second one over what the first left. */
export interface Pass {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Microseconds to add one ticket. */
  readonly addMicros: number;
  /** Tickets. */
  readonly matched: number;
  /** Tickets. */
  readonly waiting: number;
  /** Comparisons and evaluations. */
  readonly steps: number;
  /** Comparisons and evaluations of the second pass. */
  readonly idleSteps: number;
  /** Microseconds of the second pass. */
  readonly idleMicros: number;
  readonly budgetEnded: boolean;
}

export function pass(ruleSet: RuleSet, tickets: readonly PoolTicket[]): Pass {
  const matchmaker = createMatchmaker(ruleSet, { seed: 1 });
  const begun = performance.now();
  for (const ticket of tickets) matchmaker.add(ticket);
  const added = performance.now();
  const cpu = process.cpuUsage();
  const outcome = matchmaker.tick(1);
  const ticked = performance.now();
  const spent = process.cpuUsage(cpu);
  const steps = matchmaker.work.compared + matchmaker.work.evaluated;
  const rested = performance.now();
  matchmaker.tick(2);
  const idle = performance.now();
  const idleSteps = matchmaker.work.compared + matchmaker.work.evaluated - steps;
  return {
    seconds: (ticked - added) / 1000,
    cpuSeconds: (spent.user + spent.system) / 1e6,
    addMicros: ((added - begun) * 1000) / tickets.length,
    matched: outcome.matches.reduce((sum, match) => sum + match.ticketIds.length, 0),
    waiting: matchmaker.size,
    steps,
    idleSteps,
    idleMicros: (idle - rested) * 1000,
    budgetEnded: outcome.budgetEnded,
  };
}

/** The median of each figure over passes of which each draws tickets of its own. */
export function medianPass(body: string, draw: (seed: number) => PoolTicket[], rounds: number): Pass {
  const ruleSet = validRuleSet(body);
  const all = Array.from({ length: rounds }, (_, round) => pass(ruleSet, draw(11 + round)));
  const middle = (read: (one: Pass) => number): number => median(all.map(read));
  return {
    seconds: middle((one) => one.seconds),
    cpuSeconds: middle((one) => one.cpuSeconds),
    addMicros: middle((one) => one.addMicros),
    matched: middle((one) => one.matched),
    waiting: middle((one) => one.waiting),
    steps: middle((one) => one.steps),
    idleSteps: middle((one) => one.idleSteps),
    idleMicros: middle((one) => one.idleMicros),
    budgetEnded: all.some((one) => one.budgetEnded),
  };
}

/** The tickets that wait after a pass, and the number of their pairs that the rules would have allowed. */
export function leftOver(
  ruleSet: RuleSet,
  tickets: readonly PoolTicket[],
): { readonly matched: number; readonly waiting: number; readonly missed: number } {
  const matchmaker = createMatchmaker(ruleSet, { seed: 1 });
  for (const ticket of tickets) matchmaker.add(ticket);
  matchmaker.tick(1);
  const waiting = tickets.filter((ticket) => matchmaker.has(ticket.ticketId));
  return { matched: tickets.length - waiting.length, waiting: waiting.length, missed: pairsMissed(waiting) };
}

export interface SingleTickets {
  /** Microseconds to add one ticket. */
  readonly add: number;
  /** Microseconds to cancel one ticket. */
  readonly remove: number;
  /** Memory of a waiting ticket beyond its own, in bytes; it means nothing without `--expose-gc`. */
  readonly bytes: number;
}

/** Adds and cancels single tickets in a pool where `waiting` tickets wait. */
export function addAndCancel(waiting: number): SingleTickets {
  const ruleSet = validRuleSet(ruleSets.fives);
  // The tickets must not match, or the pool would empty: every ticket is a party of four, and no fifth player
  // comes.
  const tickets = Array.from({ length: waiting }, (_, index): PoolTicket => ({
    ticketId: `w${index}`,
    startTime: 0,
    players: Array.from({ length: 4 }, (__, place) => ({
      playerId: `w${index}-${place}`,
      attributes: { skill: (index * 37) % 3000 },
    })),
  }));
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const matchmaker = createMatchmaker(ruleSet, { seed: 1 });
  for (const ticket of tickets) matchmaker.add(ticket);
  matchmaker.tick(0);
  globalThis.gc?.();
  const bytes = (process.memoryUsage().heapUsed - before) / waiting;
  const rounds = 2_000;
  const begun = performance.now();
  for (let round = 0; round < rounds; round += 1)
    matchmaker.add({ ticketId: `n${round}`, startTime: 0, players: tickets[round % waiting]?.players ?? [] });
  const added = performance.now();
  for (let round = 0; round < rounds; round += 1) matchmaker.remove(`n${round}`);
  const removed = performance.now();
  return { add: ((added - begun) * 1000) / rounds, remove: ((removed - added) * 1000) / rounds, bytes };
}
