import { type PoolTicket } from '../../flexmatch';

/** A small seeded generator (mulberry32): the same pools in every run. */
export function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const number = { name: 'skill', type: 'number' };

export const ruleSets = {
  duel: JSON.stringify({
    ruleLanguageVersion: '1.0',
    playerAttributes: [number],
    teams: [
      { name: 'red', minPlayers: 1, maxPlayers: 1 },
      { name: 'blue', minPlayers: 1, maxPlayers: 1 },
    ],
    rules: [
      {
        name: 'Near',
        type: 'distance',
        measurements: ['avg(teams[red].players.attributes[skill])'],
        referenceValue: 'avg(teams[blue].players.attributes[skill])',
        maxDistance: 100,
      },
      { name: 'Ping', type: 'latency', maxLatency: 100 },
    ],
  }),
  fives: JSON.stringify({
    ruleLanguageVersion: '1.0',
    playerAttributes: [number],
    teams: [
      { name: 'red', minPlayers: 5, maxPlayers: 5 },
      { name: 'blue', minPlayers: 5, maxPlayers: 5 },
    ],
    rules: [
      {
        name: 'Fair',
        type: 'distance',
        measurements: ['avg(teams[*].players.attributes[skill])'],
        referenceValue: 'avg(flatten(teams[*].players.attributes[skill]))',
        maxDistance: 50,
      },
    ],
  }),
  battle: JSON.stringify({
    ruleLanguageVersion: '1.0',
    playerAttributes: [number],
    algorithm: { strategy: 'balanced', balancedAttribute: 'skill', batchingPreference: 'largestPopulation' },
    teams: [{ name: 'squad', minPlayers: 20, maxPlayers: 20, quantity: 10 }],
    rules: [{ name: 'Ping', type: 'latency', maxLatency: 150 }],
  }),
};

/** Rule sets whose candidates are found by a list, and ordered by a sort rule. */
export const orderedRuleSets = {
  modes: JSON.stringify({
    ruleLanguageVersion: '1.0',
    playerAttributes: [number, { name: 'modes', type: 'string_list' }],
    teams: [{ name: 'side', minPlayers: 5, maxPlayers: 5, quantity: 2 }],
    rules: [
      {
        name: 'Mode',
        type: 'collection',
        operation: 'intersection',
        measurements: ['flatten(teams[*].players.attributes[modes])'],
        minCount: 1,
      },
    ],
  }),
  nearest: JSON.stringify({
    ruleLanguageVersion: '1.0',
    playerAttributes: [number, { name: 'modes', type: 'string_list' }],
    teams: [{ name: 'side', minPlayers: 5, maxPlayers: 5, quantity: 2 }],
    rules: [
      { name: 'Nearest', type: 'distanceSort', sortDirection: 'ascending', sortAttribute: 'skill' },
      { name: 'Band', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 400 },
    ],
  }),
};

/** Single players, each with a skill and three of sixty game modes. */
export function choosers(count: number, seed: number): PoolTicket[] {
  const random = generator(seed);
  return Array.from({ length: count }, (_, index) => ({
    ticketId: `t${index}`,
    startTime: 0,
    players: [
      {
        playerId: `p${index}`,
        attributes: {
          skill: Math.round((random() + random() + random()) * 1000),
          modes: [...new Set([0, 1, 2].map(() => `mode-${Math.floor(random() * 60)}`))],
        },
      },
    ],
  }));
}

const modesOf = (ticket: PoolTicket): readonly string[] => {
  const value = ticket.players[0]?.attributes['modes'];
  return Array.isArray(value) ? value : [];
};

/**
 * The naive grouping by modes: around each ticket, oldest first, any ticket that leaves a common mode.
 * Returns the number of matched tickets.
 */
export function groupByModesNaively(tickets: readonly PoolTicket[], size: number): number {
  const taken = new Set<PoolTicket>();
  for (const anchor of tickets) {
    if (taken.has(anchor)) continue;
    let common = modesOf(anchor);
    const group = [anchor];
    for (const other of tickets) {
      if (group.length === size) break;
      if (other === anchor || taken.has(other)) continue;
      const left = common.filter((mode) => modesOf(other).includes(mode));
      if (left.length === 0) continue;
      common = left;
      group.push(other);
    }
    if (group.length === size) for (const one of group) taken.add(one);
  }
  return taken.size;
}

/**
 * The naive grouping by nearness: around each ticket, oldest first, the rest is sorted and the nearest are
 * taken. Returns the number of matched tickets.
 */
export function groupNearestNaively(tickets: readonly PoolTicket[], size: number, band: number): number {
  let rest = [...tickets];
  let matched = 0;
  const skill = (ticket: PoolTicket): number => Number(ticket.players[0]?.attributes['skill'] ?? 0);
  for (const anchor of tickets) {
    if (!rest.includes(anchor)) continue;
    const order = rest
      .filter((other) => other !== anchor)
      .sort((a, b) => Math.abs(skill(a) - skill(anchor)) - Math.abs(skill(b) - skill(anchor)));
    const group = new Set([anchor, ...order.slice(0, size - 1)]);
    const skills = [...group].map(skill);
    if (group.size < size || Math.max(...skills) - Math.min(...skills) > band) continue;
    rest = rest.filter((ticket) => !group.has(ticket));
    matched += size;
  }
  return matched;
}

/** Tickets with skills around 1500 and latencies to three regions. */
export function population(count: number, parties: boolean, seed: number): PoolTicket[] {
  const random = generator(seed);
  return Array.from({ length: count }, (_, index) => {
    const size = parties ? 1 + Math.floor(random() * 5) : 1;
    return {
      ticketId: `t${index}`,
      startTime: 0,
      players: Array.from({ length: size }, (__, place) => ({
        playerId: `p${index}-${place}`,
        attributes: { skill: Math.round((random() + random() + random()) * 1000) },
        latencyMs: {
          'us-east-1': 20 + Math.round(random() * 150),
          'eu-west-1': 20 + Math.round(random() * 150),
          'ap-south-1': 20 + Math.round(random() * 150),
        },
      })),
    };
  });
}

/** The naive rival: every ticket against every other, oldest first. Returns the number of pairs. */
export function pairNaively(tickets: readonly PoolTicket[]): number {
  const taken = new Set<number>();
  let pairs = 0;
  for (let a = 0; a < tickets.length; a += 1) {
    if (taken.has(a)) continue;
    for (let b = a + 1; b < tickets.length; b += 1) {
      if (taken.has(b) || !mayDuel(tickets[a], tickets[b])) continue;
      taken.add(a).add(b);
      pairs += 1;
      break;
    }
  }
  return pairs;
}

const skillOf = (ticket: PoolTicket | undefined): number =>
  Number(ticket?.players[0]?.attributes['skill'] ?? 0);

/** Whether two tickets may duel, computed directly from the rules. */
function mayDuel(a: PoolTicket | undefined, b: PoolTicket | undefined): boolean {
  if (Math.abs(skillOf(a) - skillOf(b)) > 100) return false;
  const mine = a?.players[0]?.latencyMs ?? {};
  const theirs = b?.players[0]?.latencyMs ?? {};
  return Object.keys(mine).some(
    (location) => (mine[location] ?? Infinity) <= 100 && (theirs[location] ?? Infinity) <= 100,
  );
}

/** Pairs that could still duel among the tickets left over: 0, or a pass has missed a match. */
export function pairsMissed(left: readonly PoolTicket[]): number {
  let pairs = 0;
  for (let a = 0; a < left.length; a += 1)
    for (let b = a + 1; b < left.length; b += 1) if (mayDuel(left[a], left[b])) pairs += 1;
  return pairs;
}
