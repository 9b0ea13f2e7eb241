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
    ruleLanguageVersion: '1.0', playerAttributes: [number],
    teams: [{ name: 'red', minPlayers: 1, maxPlayers: 1 }, { name: 'blue', minPlayers: 1, maxPlayers: 1 }],
    rules: [
      { name: 'Near', type: 'distance', measurements: ['avg(teams[red].players.attributes[skill])'], referenceValue: 'avg(teams[blue].players.attributes[skill])', maxDistance: 100 },
      { name: 'Ping', type: 'latency', maxLatency: 100 },
    ],
  }),
  fives: JSON.stringify({
    ruleLanguageVersion: '1.0', playerAttributes: [number],
    teams: [{ name: 'red', minPlayers: 5, maxPlayers: 5 }, { name: 'blue', minPlayers: 5, maxPlayers: 5 }],
    rules: [{ name: 'Fair', type: 'distance', measurements: ['avg(teams[*].players.attributes[skill])'], referenceValue: 'avg(flatten(teams[*].players.attributes[skill]))', maxDistance: 50 }],
  }),
  battle: JSON.stringify({
    ruleLanguageVersion: '1.0', playerAttributes: [number],
    algorithm: { strategy: 'balanced', balancedAttribute: 'skill', batchingPreference: 'largestPopulation' },
    teams: [{ name: 'squad', minPlayers: 20, maxPlayers: 20, quantity: 10 }],
    rules: [{ name: 'Ping', type: 'latency', maxLatency: 150 }],
  }),
};

/** Tickets with skills around 1500 and latencies to three regions. */
export function population(count: number, parties: boolean, seed: number): PoolTicket[] {
  const random = generator(seed);
  return Array.from({ length: count }, (_, index) => {
    const size = parties ? 1 + Math.floor(random() * 5) : 1;
    return {
      ticketId: `t${index}`, startTime: 0,
      players: Array.from({ length: size }, (__, place) => ({
        playerId: `p${index}-${place}`,
        attributes: { skill: Math.round((random() + random() + random()) * 1000) },
        latencyMs: { 'us-east-1': 20 + Math.round(random() * 150), 'eu-west-1': 20 + Math.round(random() * 150), 'ap-south-1': 20 + Math.round(random() * 150) },
      })),
    };
  });
}

/** The rival that is always at hand: every ticket against every other, oldest first. Returns the number of pairs. */
export function pairNaively(tickets: readonly PoolTicket[]): number {
  const taken = new Set<number>();
  let pairs = 0;
  const skill = (ticket: PoolTicket | undefined): number => Number(ticket?.players[0]?.attributes['skill'] ?? 0);
  for (let a = 0; a < tickets.length; a += 1) {
    if (taken.has(a)) continue;
    for (let b = a + 1; b < tickets.length; b += 1) {
      if (taken.has(b) || Math.abs(skill(tickets[a]) - skill(tickets[b])) > 100) continue;
      const mine = tickets[a]?.players[0]?.latencyMs ?? {};
      const theirs = tickets[b]?.players[0]?.latencyMs ?? {};
      if (!Object.keys(mine).some((location) => (mine[location] ?? Infinity) <= 100 && (theirs[location] ?? Infinity) <= 100)) continue;
      taken.add(a).add(b);
      pairs += 1;
      break;
    }
  }
  return pairs;
}
