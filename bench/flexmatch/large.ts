import { createMatchmaker, type PoolTicket } from '../../flexmatch';
import { median } from '../bench';
import { population, ruleSets } from './populations';
import { validRuleSet } from './valid-rule-set';

/** Figures of large matches: 200 players of ten balanced teams, single players and parties. */
export interface LargeFigures {
  readonly name: string;
  readonly tickets: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly matches: number;
  readonly waiting: number;
  readonly budgetEnded: boolean;
}

/** Adds or removes one ticket in a pool that cannot make a match. */
export interface LargeTick {
  readonly name: string;
  readonly waiting: number;
  readonly micros: number;
  readonly cpuMicros: number;
  readonly idleMicros: number;
  readonly matches: number;
}

const battle: Readonly<Record<string, unknown>> = JSON.parse(ruleSets.battle);
const within = JSON.stringify({
  ...battle,
  rules: [
    { name: 'Ping', type: 'latency', maxLatency: 150 },
    { name: 'Near', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 200 },
  ],
});
const fastest = JSON.stringify({
  ...battle,
  algorithm: { strategy: 'balanced', balancedAttribute: 'skill', batchingPreference: 'fastestRegion' },
});

/** One pass over a whole pool. */
function pass(name: string, body: string, tickets: readonly PoolTicket[], rounds: number): LargeFigures {
  const ruleSet = validRuleSet(body);
  let matches = 0;
  let waiting = 0;
  let budgetEnded = false;
  const cpu: number[] = [];
  const seconds = median(
    Array.from({ length: rounds }, () => {
      const matchmaker = createMatchmaker(ruleSet, { seed: 1 });
      for (const ticket of tickets) matchmaker.add(ticket);
      const begun = performance.now();
      const before = process.cpuUsage();
      const outcome = matchmaker.tick(1);
      const spent = process.cpuUsage(before);
      const ended = performance.now();
      cpu.push((spent.user + spent.system) / 1e6);
      matches = outcome.matches.length;
      waiting = matchmaker.size;
      budgetEnded = outcome.budgetEnded;
      return (ended - begun) / 1000;
    }),
  );
  return { name, tickets: tickets.length, seconds, cpuSeconds: median(cpu), matches, waiting, budgetEnded };
}

/**
 * A waiting pool: adding a ticket and evaluating, removing it and evaluating, evaluating the unchanged pool.
 */
function waitingPool(
  name: string,
  body: string,
  tickets: readonly PoolTicket[],
  extra: (round: number) => PoolTicket,
  rounds: number,
): LargeTick {
  const matchmaker = createMatchmaker(validRuleSet(body), { seed: 1 });
  for (const ticket of tickets) matchmaker.add(ticket);
  let matches = matchmaker.tick(1).matches.length;
  const waiting = matchmaker.size;
  const before = process.cpuUsage();
  const begun = performance.now();
  for (let round = 0; round < rounds; round += 1) {
    const ticket = extra(round);
    matchmaker.add(ticket);
    matches += matchmaker.tick(1).matches.length;
    matchmaker.remove(ticket.ticketId);
    matchmaker.tick(1);
  }
  const added = performance.now();
  const spent = process.cpuUsage(before);
  for (let round = 0; round < rounds; round += 1) matchmaker.tick(1);
  const idle = performance.now();
  return {
    name,
    waiting,
    micros: ((added - begun) * 1000) / rounds,
    cpuMicros: (spent.user + spent.system) / rounds,
    idleMicros: ((idle - added) * 1000) / rounds,
    matches,
  };
}

/** Tickets of one party size. */
function parties(count: number, size: number): PoolTicket[] {
  return population(count, false, 5).map((ticket, index) => ({
    ...ticket,
    players: Array.from({ length: size }, (_, place) => ({
      playerId: `g${index}-${place}`,
      attributes: ticket.players[0]?.attributes ?? {},
      latencyMs: ticket.players[0]?.latencyMs ?? {},
    })),
  }));
}

/** Measures and prints. */
export function largeMatches(
  quick: boolean,
  print: (line: string) => void,
): { readonly passes: readonly LargeFigures[]; readonly ticks: readonly LargeTick[] } {
  const rounds = quick ? 1 : 3;
  const many = quick ? 20_000 : 100_000;
  pass('warm', ruleSets.battle, population(5_000, true, 3), 1);
  const passes = [
    pass('200 players, balanced', ruleSets.battle, population(20_000, false, 11), rounds),
    pass('the same', ruleSets.battle, population(many, false, 11), rounds),
    pass('the same, parties of 1–5', ruleSets.battle, population(20_000, true, 11), rounds),
    pass('the same, skill within 200', within, population(20_000, false, 11), rounds),
    pass('the same, fastestRegion', fastest, population(20_000, false, 11), rounds),
    pass('the same, parties of 7 only', ruleSets.battle, parties(20_000, 7), rounds),
  ];
  const spread = (tickets: PoolTicket[]): PoolTicket[] =>
    tickets.map((ticket, index) => ({
      ...ticket,
      players: ticket.players.map((player) => ({ ...player, attributes: { skill: index * 2 } })),
    }));
  const extra = (round: number): PoolTicket => ({
    ticketId: `x${round}`,
    startTime: 0,
    players: [
      {
        playerId: `x${round}`,
        attributes: { skill: 20_000 + round },
        latencyMs: { 'us-east-1': 50, 'eu-west-1': 60 },
      },
    ],
  });
  const ticks = [
    waitingPool(
      'one ticket comes and goes, parties of 7 wait',
      ruleSets.battle,
      parties(20_000, 7),
      extra,
      quick ? 100 : 1_000,
    ),
    waitingPool(
      'one ticket comes and goes, too few within 200',
      within,
      spread(population(20_000, false, 11)),
      extra,
      quick ? 100 : 1_000,
    ),
  ];
  for (const one of passes) print(passText(one));
  for (const one of ticks) print(tickText(one));
  return { passes, ticks };
}

const count = (value: number): string => value.toLocaleString('en');

function passText({
  name,
  tickets,
  seconds,
  cpuSeconds,
  matches,
  waiting,
  budgetEnded,
}: LargeFigures): string {
  const time = `${seconds.toFixed(3)} s (CPU ${cpuSeconds.toFixed(3)} s)`;
  const left = `${count(waiting)} wait${budgetEnded ? ' (budget ended)' : ''}`;
  return `${name}: ${count(tickets)} tickets in ${time}, ${matches} matches, ${left}`;
}

function tickText({ name, waiting, micros, cpuMicros, idleMicros }: LargeTick): string {
  const time = `${micros.toFixed(1)} µs (CPU ${cpuMicros.toFixed(1)} µs) with two looks`;
  return `${name} (${count(waiting)}): ${time}; a look at an unchanged pool ${idleMicros.toFixed(2)} µs`;
}
