import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createMatchmaker, type FormedMatch, type PoolTicket, parseRuleSet, type RuleSet } from '../../flexmatch';
import { allMatches, isMatch, type Json } from './oracle';

const number = fc.integer({ min: 0, max: 12 });
const maps = fc.subarray(['a', 'b', 'c'], { minLength: 1 });

const rule: fc.Arbitrary<Json> = fc.oneof(
  fc.record({ type: fc.constant('distance'), measurements: fc.constantFrom(['avg(teams[*].players.attributes[skill])'], ['flatten(teams[*].players.attributes[skill])'], ['max(flatten(teams[*].players.attributes[skill]))'], ['median(teams[red].players.attributes[skill])']), referenceValue: fc.constantFrom<unknown>('avg(flatten(teams[*].players.attributes[skill]))', 'min(flatten(teams[*].players.attributes[skill]))', 'max(teams[red].players.attributes[skill])', 6), maxDistance: fc.integer({ min: 0, max: 8 }), partyAggregation: fc.constantFrom('min', 'max', 'avg') }),
  fc.record({ type: fc.constant('distance'), measurements: fc.constant(['avg(teams[red].players.attributes[skill])']), referenceValue: fc.constant('avg(teams[blue].players.attributes[skill])'), minDistance: fc.integer({ min: 0, max: 4 }), maxDistance: fc.integer({ min: 4, max: 9 }) }),
  fc.record({ type: fc.constant('distance'), measurements: fc.constant(['max(count(teams[*].players))']), referenceValue: fc.constant('min(count(teams[*].players))'), maxDistance: fc.integer({ min: 0, max: 1 }) }),
  fc.record({ type: fc.constant('comparison'), measurements: fc.constantFrom(['flatten(teams[*].players.attributes[mode])'], ['flatten(teams[*].players.attributes[skill])'], ['count(teams[*].players)']), operation: fc.constantFrom('=', '!=') }),
  fc.record({ type: fc.constant('comparison'), measurements: fc.constantFrom(['teams[red].players.attributes[skill]'], ['sum(teams[*].players.attributes[skill])'], ['stddev(flatten(teams[*].players.attributes[skill]))'], ['min(teams[*].players.attributes[skill])'], ['max(teams[red].players.attributes[skill])']), referenceValue: fc.constantFrom<unknown>(3, 6, 'avg(teams[blue].players.attributes[skill])', 'max(flatten(teams[*].players.attributes[skill]))', 'min(teams[blue].players.attributes[skill])'), operation: fc.constantFrom('<', '<=', '>', '>=', '!=') }),
  fc.record({ type: fc.constant('collection'), operation: fc.constant('intersection'), measurements: fc.constantFrom(['flatten(teams[*].players.attributes[maps])'], ['teams[red].players.attributes[maps]'], ['set_intersection(teams[*].players.attributes[maps])']), minCount: fc.integer({ min: 0, max: 2 }), partyAggregation: fc.constantFrom('union', 'intersection') }),
  fc.record({ type: fc.constant('collection'), operation: fc.constant('contains'), measurements: fc.constantFrom(['flatten(teams[*].players.attributes[maps])'], ['teams[blue].players.attributes[maps]']), referenceValue: fc.constant('a'), minCount: fc.integer({ min: 0, max: 2 }), maxCount: fc.integer({ min: 2, max: 3 }) }),
  fc.record({ type: fc.constant('collection'), operation: fc.constant('reference_intersection_count'), measurements: fc.constant(['flatten(teams[*].players.attributes[blocks])']), referenceValue: fc.constant('flatten(teams[*].players[playerId])'), maxCount: fc.constant(0) }),
  fc.record({ type: fc.constant('collection'), operation: fc.constant('reference_intersection_count'), measurements: fc.constant(['flatten(teams[*].players.attributes[maps])']), referenceValue: fc.constantFrom<unknown>('set_intersection(flatten(teams[*].players.attributes[maps]))', ['a', 'b']), minCount: fc.constant(1) }),
  fc.record({ type: fc.constant('batchDistance'), batchAttribute: fc.constant('skill'), maxDistance: fc.integer({ min: 0, max: 8 }), partyAggregation: fc.constantFrom('min', 'max', 'avg') }),
  fc.record({ type: fc.constant('batchDistance'), batchAttribute: fc.constant('mode') }),
  fc.record({ type: fc.constant('latency'), maxLatency: fc.integer({ min: 30, max: 90 }), partyAggregation: fc.constantFrom('min', 'max', 'avg') }),
  fc.record({ type: fc.constant('latency'), maxLatency: fc.constant(90), maxDistance: fc.integer({ min: 5, max: 40 }), distanceReference: fc.constantFrom('min', 'avg') }),
);

const ruleSets: fc.Arbitrary<Json> = fc.record({
  teams: fc.oneof(
    fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 2 }), fc.integer({ min: 1, max: 3 })).map(([a, b, c, d]) => [{ name: 'red', minPlayers: Math.min(a, b), maxPlayers: b }, { name: 'blue', minPlayers: Math.min(c, d), maxPlayers: d }]),
    fc.integer({ min: 1, max: 2 }).map((size) => [{ name: 'red', minPlayers: size, maxPlayers: size }, { name: 'blue', minPlayers: 1, maxPlayers: 1, quantity: 2 }]),
  ),
  rules: fc.array(rule, { maxLength: 3 }),
  compound: fc.constantFrom(undefined, undefined, 'or', 'xor', 'and', 'not'),
  age: fc.constantFrom('newest', 'oldest'),
  priority: fc.constantFrom('normal', 'high', 'low'),
  widen: fc.integer({ min: 0, max: 12 }),
}).map(({ teams, rules, compound, age, priority, widen }) => {
  const named: Json[] = rules.map((one, index) => ({ name: `R${index}`, ...one }));
  const usable = named.filter((one) => one['type'] !== 'batchDistance').map((one) => one['name']);
  if (compound === 'not' && usable.length > 0) named.push({ name: 'C', type: 'compound', statement: `not(${usable[0]})` });
  else if (compound !== undefined && compound !== 'not' && usable.length > 1) named.push({ name: 'C', type: 'compound', statement: `${compound}(${usable[0]}, ${usable[1]})` });
  const target = named.find((one) => one['maxDistance'] !== undefined);
  return {
    ruleLanguageVersion: '1.0',
    playerAttributes: [{ name: 'skill', type: 'number', default: 5 }, { name: 'mode', type: 'string' }, { name: 'maps', type: 'string_list', default: ['a'] }, { name: 'blocks', type: 'string_list', default: [] }],
    algorithm: { strategy: 'exhaustiveSearch', expansionAgeSelection: age, backfillPriority: priority },
    teams, rules: named,
    expansions: [
      ...(target === undefined ? [] : [{ target: `rules[${target['name']}].maxDistance`, steps: [{ waitTimeSeconds: 3, value: Math.max(widen, target['minDistance'] ?? 0) }] }]),
      ...(widen % 3 === 0 ? [{ target: 'teams[red].minPlayers', steps: [{ waitTimeSeconds: 5, value: Math.min(1, teams[0]?.maxPlayers ?? 1) }] }] : []),
    ],
  };
});

const pools: fc.Arbitrary<PoolTicket[]> = fc.array(fc.record({
  size: fc.constantFrom(1, 1, 1, 2, 3), startTime: fc.integer({ min: 0, max: 4 }), backfill: fc.constantFrom(false, false, false, false, true),
  players: fc.array(fc.record({ skill: number, mode: fc.constantFrom('x', 'x', 'y'), maps, blocked: fc.integer({ min: 0, max: 20 }), east: fc.constantFrom(20, 50, 80), west: fc.option(fc.constantFrom(20, 50, 80), { nil: undefined }), sends: fc.constantFrom(true, true, true, true, false), team: fc.constantFrom('red', 'blue') }), { minLength: 3, maxLength: 3 }),
}), { minLength: 1, maxLength: 6 }).map((tickets) => tickets.map((ticket, index) => ({
  ticketId: `t${index}`, startTime: ticket.startTime,
  players: ticket.players.slice(0, ticket.size).map((player, place) => ({
    playerId: `t${index}-${place}`,
    attributes: { ...(player.sends ? { mode: player.mode, skill: player.skill } : { mode: player.mode }), maps: player.maps, blocks: [`t${player.blocked}-0`] },
    latencyMs: { east: player.east, ...(player.west === undefined ? {} : { west: player.west }) },
    ...(ticket.backfill ? { team: player.team } : {}),
  })),
  ...(ticket.backfill ? { backfill: {} } : {}),
})));

function parsed(json: Json): RuleSet {
  const reading = parseRuleSet(JSON.stringify(json));
  if (reading.ruleSet === undefined) throw new Error(JSON.stringify(reading.errors));
  return reading.ruleSet;
}

/** Teams of quantity are named by their number; a backfill's base name only exists in one-team declarations. */
function usable(pool: PoolTicket[], json: Json): PoolTicket[] {
  const names = json['teams'].some((team: Json) => team['quantity'] === 2);
  return names ? pool.map((ticket) => (ticket.backfill === undefined ? ticket : { ...ticket, players: ticket.players.map((player) => ({ ...player, team: player.team === 'blue' ? 'blue_1' : 'red' })) })) : pool;
}

const rank = (ticket: PoolTicket, priority: string): number => (ticket.backfill === undefined || priority === 'normal' ? 0 : priority === 'high' ? -1 : 1);
const playersOf = (tickets: readonly PoolTicket[]): number => tickets.reduce((sum, ticket) => sum + ticket.players.length, 0);
const runs = Number(process.env['FLEXMATCH_RUNS'] ?? 600);

function valid(match: FormedMatch, pool: readonly PoolTicket[], json: Json, now: number): boolean {
  const tickets = match.ticketIds.map((id) => pool.find((ticket) => ticket.ticketId === id)).filter((ticket) => ticket !== undefined);
  const teams = new Map(match.teams.map((team) => [team.name, team.playerIds.map((id) => {
    const ticket = tickets.find((one) => one.players.some((player) => player.playerId === id));
    if (ticket === undefined) throw new Error(`${id} is of no ticket of the match`);
    return { ticket, index: ticket.players.findIndex((player) => player.playerId === id), team: team.name };
  })]));
  for (const ticket of tickets) {
    const on = match.teams.filter((team) => ticket.players.some((player) => team.playerIds.includes(player.playerId))).map((team) => team.name);
    if (ticket.backfill === undefined && on.length !== 1) return false;
    if (ticket.backfill !== undefined && !ticket.players.every((player) => match.teams.find((team) => team.playerIds.includes(player.playerId))?.name === player.team)) return false;
  }
  return isMatch({ tickets, teams }, json, now);
}

describe('small matches against an oracle that enumerates every assignment', () => {
  it('forms only valid matches, the first around the oldest ticket that has one and as full as can be, and leaves no match behind', () => {
    fc.assert(fc.property(ruleSets, pools, fc.integer({ min: 4, max: 12 }), (json, drawn, now) => {
      const pool = usable(drawn, json);
      const matchmaker = createMatchmaker(parsed(json), { seed: 7 });
      pool.forEach((ticket) => matchmaker.add(ticket));
      const { matches, budgetEnded } = matchmaker.tick(now);
      expect(budgetEnded).toBe(false);
      for (const match of matches) expect({ match, valid: valid(match, pool, json, now) }).toMatchObject({ valid: true });
      const possible = allMatches(pool, json, now);
      const priority: string = json['algorithm'].backfillPriority;
      const line = [...pool].sort((a, b) => rank(a, priority) - rank(b, priority) || a.startTime - b.startTime || pool.indexOf(a) - pool.indexOf(b));
      const first = priority === 'low' && possible.some((tickets) => tickets.every((ticket) => ticket.backfill === undefined)) ? possible.filter((tickets) => tickets.every((ticket) => ticket.backfill === undefined)) : possible;
      if (priority !== 'low' || first !== possible) {
        const anchor = line.find((ticket) => first.some((tickets) => tickets.includes(ticket)));
        expect(matches[0]?.ticketIds[0]).toBe(anchor?.ticketId);
        if (anchor !== undefined) {
          const around = first.filter((tickets) => tickets.includes(anchor));
          expect(matches[0]?.teams.reduce((sum, team) => sum + team.playerIds.length, 0)).toBe(Math.max(...around.map(playersOf)));
        }
      }
      const rest = pool.filter((ticket) => matchmaker.has(ticket.ticketId));
      expect(allMatches(rest, json, now)).toEqual([]);
    }), { numRuns: runs, seed: 20_260_101 });
  });

  it('misses nothing when tickets come one by one and time passes', () => {
    fc.assert(fc.property(ruleSets, pools, (json, drawn) => {
      const pool = usable(drawn, json).sort((a, b) => a.startTime - b.startTime);
      const matchmaker = createMatchmaker(parsed(json), { seed: 7 });
      const arrived: PoolTicket[] = [];
      const look = (now: number): void => {
        for (const match of matchmaker.tick(now).matches) expect(valid(match, arrived, json, now)).toBe(true);
        expect(allMatches(arrived.filter((ticket) => matchmaker.has(ticket.ticketId)), json, now)).toEqual([]);
      };
      for (const ticket of pool) {
        matchmaker.add(ticket);
        arrived.push(ticket);
        look(ticket.startTime);
      }
      for (let now = matchmaker.nextChange(4); now !== undefined; now = matchmaker.nextChange(now)) look(now);
      look(20);
    }), { numRuns: Math.ceil(runs / 2), seed: 20_260_102 });
  });

  it('gives the same matches with and without indexes, and the same again from the same seed', () => {
    fc.assert(fc.property(ruleSets, fc.array(pools, { minLength: 1, maxLength: 5 }), fc.integer({ min: 0, max: 9 }), (json, several, now) => {
      const pool = usable(several.flatMap((tickets, group) => tickets.map((ticket) => ({ ...ticket, ticketId: `g${group}${ticket.ticketId}`, players: ticket.players.map((player) => ({ ...player, playerId: `g${group}${player.playerId}` })) }))), json);
      const run = (indexes: boolean): unknown => {
        const matchmaker = createMatchmaker(parsed(json), { seed: 3, indexes, searchBudget: 2_000_000 });
        const outcomes = [];
        for (const [index, ticket] of pool.entries()) {
          matchmaker.add(ticket);
          if (index % 4 === 3) outcomes.push(matchmaker.tick(now).matches.map(({ teams, ticketIds, locations }) => ({ teams, ticketIds, locations })));
        }
        outcomes.push(matchmaker.tick(now + 4).matches.map(({ teams, ticketIds, locations }) => ({ teams, ticketIds, locations })));
        return outcomes;
      };
      const indexed = run(true);
      expect(run(false)).toEqual(indexed);
      expect(run(true)).toEqual(indexed);
    }), { numRuns: Math.ceil(runs / 4), seed: 20_260_103 });
  });
});
