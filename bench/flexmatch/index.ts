import Table from 'cli-table3';
import { createMatchmaker, parseRuleSet, type PoolTicket, type RuleSet } from '../../flexmatch';
import { type BenchRun, fittedExponent, median } from '../bench';
import { largeMatches } from './large';
import {
  choosers,
  groupByModesNaively,
  groupNearestNaively,
  orderedRuleSets,
  pairNaively,
  pairsMissed,
  population,
  ruleSets,
} from './populations';

export const title = 'flexmatch: whole passes over a pool, single thread, medians';

function valid(body: string): RuleSet {
  const { ruleSet, errors } = parseRuleSet(body);
  if (ruleSet === undefined) throw new Error(errors.map((error) => error.message).join('; '));
  return ruleSet;
}

interface Pass {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly addMicros: number;
  readonly matched: number;
  readonly waiting: number;
  readonly steps: number;
  readonly idleSteps: number;
  readonly idleMicros: number;
  readonly budgetEnded: boolean;
}

function pass(ruleSet: RuleSet, tickets: readonly PoolTicket[]): Pass {
  const matchmaker = createMatchmaker(ruleSet, { seed: 1 });
  const begun = performance.now();
  for (const ticket of tickets) matchmaker.add(ticket);
  const added = performance.now();
  const cpu = process.cpuUsage();
  const outcome = matchmaker.tick(1);
  const ticked = performance.now();
  const spent = process.cpuUsage(cpu);
  const steps = matchmaker.work.compared + matchmaker.work.judged;
  const rested = performance.now();
  matchmaker.tick(2);
  const idle = performance.now();
  const idleSteps = matchmaker.work.compared + matchmaker.work.judged - steps;
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

function passes(body: string, draw: (seed: number) => PoolTicket[], rounds: number): Pass {
  const ruleSet = valid(body);
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

function timed(work: () => number): { readonly seconds: number; readonly matched: number } {
  const begun = performance.now();
  const matched = work();
  return { seconds: (performance.now() - begun) / 1000, matched };
}

/** The tickets that wait after a pass, and the number of their pairs that the rules would have allowed. */
function leftOver(
  ruleSet: RuleSet,
  tickets: readonly PoolTicket[],
): { readonly matched: number; readonly waiting: number; readonly missed: number } {
  const matchmaker = createMatchmaker(ruleSet, { seed: 1 });
  for (const ticket of tickets) matchmaker.add(ticket);
  matchmaker.tick(1);
  const waiting = tickets.filter((ticket) => matchmaker.has(ticket.ticketId));
  return { matched: tickets.length - waiting.length, waiting: waiting.length, missed: pairsMissed(waiting) };
}

/** Adds and cancels single tickets while 100,000 wait that cannot match each other. */
function addAndCancel(waiting: number): { add: number; remove: number; bytes: number } {
  const ruleSet = valid(ruleSets.fives);
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

/** Prints the table and the growth; returns the figures. */
export function run({ quick, print }: BenchRun): unknown {
  const rounds = quick ? 1 : 5;
  for (let warm = 0; warm < 4; warm += 1) {
    // the compiler needs some passes to warm up
    pass(valid(ruleSets.duel), population(5_000, false, warm));
    pass(valid(ruleSets.fives), population(5_000, true, warm));
  }
  const duel10 = passes(ruleSets.duel, (seed) => population(10_000, false, seed), rounds);
  const duel100 = passes(ruleSets.duel, (seed) => population(quick ? 20_000 : 100_000, false, seed), rounds);
  const fives = passes(ruleSets.fives, (seed) => population(10_000, true, seed), rounds);
  const battle = passes(ruleSets.battle, (seed) => population(20_000, false, seed), rounds);
  const modes = passes(orderedRuleSets.modes, (seed) => choosers(10_000, seed), rounds);
  const nearest = passes(orderedRuleSets.nearest, (seed) => choosers(10_000, seed), rounds);
  const single = addAndCancel(quick ? 10_000 : 100_000);
  const rivalTickets = population(10_000, false, 11);
  const rivals = Array.from({ length: quick ? 1 : 3 }, () => timed(() => pairNaively(rivalTickets) * 2));
  const rivalLarge = population(quick ? 20_000 : 100_000, false, 11);
  const naiveLarge = timed(() => pairNaively(rivalLarge) * 2);
  const listed = choosers(10_000, 11);
  const naiveModes = timed(() => groupByModesNaively(listed, 10));
  const naiveNearest = timed(() => groupNearestNaively(listed, 10, 400));
  const told = ({ seconds, matched }: { seconds: number; matched: number }): string =>
    `${seconds.toFixed(3)} s (${matched})`;

  const table = new Table({
    head: [
      'pool, one pass',
      'ours',
      'its CPU',
      'aim',
      'naive, this run',
      'published elsewhere',
      'tickets matched',
    ],
    style: { head: [], border: [] },
    wordWrap: true,
    colWidths: [34, 12, 10, 10, 16, 44, 18],
  });
  const row = (name: string, one: Pass, aim: string, naive: string, elsewhere: string): void => {
    table.push([
      name,
      `${one.seconds.toFixed(3)} s`,
      `${one.cpuSeconds.toFixed(3)} s`,
      aim,
      naive,
      elsewhere,
      `${one.matched}${one.budgetEnded ? ' (budget ended)' : ''}`,
    ]);
  };
  row(
    '1v1, skill within 100, latency in 3 regions: 10,000',
    duel10,
    '0.10 s',
    told({ seconds: median(rivals.map(({ seconds }) => seconds)), matched: rivals[0]?.matched ?? 0 }),
    'flexi 8.7–9.6 s (8,078 matched); Nakama 15.7 s for 5,000',
  );
  row(`the same, ${quick ? '20,000' : '100,000'}`, duel100, '1 s', told(naiveLarge), '–');
  row(
    '5v5 by average skill, parties of 1–5: 10,000',
    fives,
    '0.3 s',
    '–',
    'flexi 1.7–2.1 s (single players only)',
  );
  row('5v5 with a game mode in common, 3 of 60 chosen: 10,000', modes, '–', told(naiveModes), '–');
  row('5v5 nearest skill first, within 400: 10,000', nearest, '–', told(naiveNearest), '–');
  row('200 players, balanced: 20,000', battle, '1 s', '–', '–');
  table.push([
    `adding one ticket to ${quick ? '10,000' : '100,000'}`,
    `${single.add.toFixed(1)} µs`,
    '',
    '20 µs',
    '–',
    'Nakama 16–27 ms at 5,000',
    '',
  ]);
  table.push([
    `cancelling one ticket of ${quick ? '10,000' : '100,000'}`,
    `${single.remove.toFixed(1)} µs`,
    '',
    '20 µs',
    '–',
    '–',
    '',
  ]);
  table.push([
    'a pass over an unchanged pool',
    `${duel100.idleMicros.toFixed(0)} µs`,
    '',
    '–',
    '–',
    `comparisons and judgements: ${duel100.idleSteps}, against ${Math.round(duel100.steps).toLocaleString('en')} of the pass before`,
    '',
  ]);
  if (globalThis.gc !== undefined)
    table.push([
      'memory of a ticket beyond its own',
      `${single.bytes.toFixed(0)} B`,
      '',
      '1,024 B',
      '–',
      '–',
      '',
    ]);
  print(table.toString());
  const same = leftOver(valid(ruleSets.duel), rivalLarge);
  print(
    `who is left over, pair by pair: of ${rivalLarge.length.toLocaleString('en')} tickets the naive rival matched ${naiveLarge.matched.toLocaleString('en')}, ours ${same.matched.toLocaleString('en')}; pairs missed among the ${same.waiting.toLocaleString('en')} that wait: ${same.missed}`,
  );

  const sizes = quick ? [1_000, 3_000, 10_000] : [1_000, 3_000, 10_000, 30_000, 100_000];
  const growth = sizes.map((n) => ({
    n,
    time: passes(ruleSets.duel, (seed) => population(n, false, seed), rounds).seconds,
  }));
  const naive = sizes
    .filter((n) => n <= 30_000)
    .map((n) => {
      const tickets = population(n, false, 11);
      const begun = performance.now();
      pairNaively(tickets);
      return { n, time: (performance.now() - begun) / 1000 };
    });
  print(
    `growth of 1v1 over ${sizes.map((n) => n.toLocaleString('en')).join(', ')}: ${growth.map(({ time }) => `${time.toFixed(3)} s`).join(', ')}`,
  );
  print(
    `time grows as n^${fittedExponent(growth).toFixed(2)}; the naive rival as n^${fittedExponent(naive).toFixed(2)}`,
  );
  const large = largeMatches(quick, print);
  if (globalThis.gc === undefined)
    print('memory is measured with node --expose-gc dist/bench/main.js flexmatch');
  return {
    duel10,
    duel100,
    fives,
    modes,
    nearest,
    battle,
    single,
    large,
    naive: { duel10: rivals[0], duel100: naiveLarge, modes: naiveModes, nearest: naiveNearest },
    leftOver: same,
    growth,
    exponent: fittedExponent(growth),
  };
}
