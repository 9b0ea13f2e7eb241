import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createMatchmaker, type FormedMatch, type PoolTicket } from '../../flexmatch';
import { parseRules, pools, ruleSets } from './large-draws';
import { accepts, dealtSizes, everyMatch, mayShare, type Possible, sides } from './large-oracle';
import { atAge } from './every-match';
import { type Json } from './every-rule';
import { tries } from '../../testing/effort';

const runs = tries(240);
const drawn = ruleSets.chain((json) =>
  pools(sides(json).map(({ name }) => name)).map((pool) => ({ json, pool })),
);
const line = (pool: readonly PoolTicket[]): PoolTicket[] =>
  [...pool].sort(
    (a, b) =>
      (a.backfill === undefined ? 1 : 0) - (b.backfill === undefined ? 1 : 0) ||
      a.startTime - b.startTime ||
      pool.indexOf(a) - pool.indexOf(b),
  );
const playersOf = (match: FormedMatch): number =>
  match.teams.reduce((sum, team) => sum + team.playerIds.length, 0);

/** The faults of a match according to the documents; empty when there are none. */
function wrongs(
  match: FormedMatch,
  pool: readonly PoolTicket[],
  json: Json,
  now: number,
  additional = 0,
): string[] {
  const tickets = match.ticketIds.flatMap((id) => pool.filter((ticket) => ticket.ticketId === id));
  const share = mayShare(tickets, json, now, additional);
  if (share === undefined) return ['the tickets may not share a match'];
  const found: string[] = [];
  const teamOf = (playerId: string): string | undefined =>
    match.teams.find((team) => team.playerIds.includes(playerId))?.name;
  for (const side of sides(share.ruleSet)) {
    const size = match.teams.find((team) => team.name === side.name)?.playerIds.length ?? -1;
    if (size < side.min || size > side.max) found.push(`team ${side.name} has ${size} players`);
  }
  for (const { ticketId, players, backfill } of tickets) {
    const teams = players.map(({ playerId }) => teamOf(playerId));
    if (
      backfill === undefined
        ? new Set(teams).size !== 1 || teams[0] === undefined
        : players.some(({ team }, index) => team !== teams[index])
    )
      found.push(`ticket ${ticketId} is on ${teams.join()}`);
  }
  const allPlayers = match.teams.flatMap((team) => team.playerIds);
  if (
    allPlayers.length !== new Set(allPlayers).size ||
    allPlayers.length !== tickets.reduce((sum, ticket) => sum + ticket.players.length, 0)
  )
    found.push('players are there twice, or missing');
  if (match.locations !== undefined && [...match.locations].sort().join() !== share.locations.join())
    found.push(`locations ${match.locations.join()} instead of ${share.locations.join()}`);
  if (match.backfillTicketId !== tickets.find((ticket) => ticket.backfill !== undefined)?.ticketId)
    found.push('names another backfill ticket');
  return found;
}

/** Tickets must have the same mode only if a rule requires it. */
const modeOf = (tickets: readonly PoolTicket[], json: Json): string =>
  json['rules'].some((rule: Json) => rule['name'] === 'Mode')
    ? String(tickets[0]?.players[0]?.attributes['mode'])
    : '';

/** Players that accept a location at the age at which most of them do, as `largestPopulation` counts them. */
function population(
  pool: readonly PoolTicket[],
  location: string,
  mode: string,
  json: Json,
  now: number,
): number {
  const oldest = json['algorithm'].expansionAgeSelection === 'oldest';
  const steps = json['expansions'].flatMap((expansion: Json) =>
    expansion['steps'].map((step: Json) => Number(step['waitTimeSeconds'])),
  );
  const ages: number[] = [0, ...steps];
  return Math.max(
    ...ages.map((age) =>
      pool
        .filter((ticket) => {
          const own = Math.max(...ages.filter((one) => one <= now - ticket.startTime));
          const complete = ticket.players.every(
            (player) => modeOf([{ ...ticket, players: [player] }], json) === mode,
          );
          return (
            ticket.backfill === undefined &&
            complete &&
            ticket.players.length <= largestTeam(json) &&
            (oldest ? own <= age : own >= age) &&
            (location === 'anywhere' || accepts(ticket, location, atAge(json, age)))
          );
        })
        .reduce((sum, ticket) => sum + ticket.players.length, 0),
    ),
  );
}
const largestTeam = (json: Json): number => Math.max(...sides(json).map(({ max }) => max));

describe('large matches against an oracle that enumerates every set of tickets', () => {
  it('forms every possible match: valid, backfill first, in the largest location, filled', () => {
    fc.assert(
      fc.property(
        drawn,
        fc.integer({ min: 4, max: 12 }),
        fc.constantFrom(0, 0, 3),
        ({ json, pool }, now, additional) => {
          const matchmaker = createMatchmaker(parseRules(json), {
            seed: 7,
            additionalPlayerCount: additional,
          });
          pool.forEach((ticket) => matchmaker.add(ticket));
          const { matches, budgetEnded } = matchmaker.tick(now);
          expect(budgetEnded).toBe(false);
          for (const match of matches) expect(wrongs(match, pool, json, now, additional)).toEqual([]);
          const possible = everyMatch(pool, json, now, additional);
          const [first] = matches;
          expect(first !== undefined).toBe(possible.length > 0);
          if (first === undefined) return;
          expect(
            everyMatch(
              pool.filter((ticket) => matchmaker.has(ticket.ticketId)),
              json,
              now,
              additional,
            ),
          ).toEqual([]);
          const withBackfill = possible.filter(({ tickets }) =>
            tickets.some((ticket) => ticket.backfill !== undefined),
          );
          const among: Possible[] = withBackfill.length > 0 ? withBackfill : possible;
          const anchorIn = (sets: readonly Possible[]): PoolTicket | undefined =>
            line(pool).find((ticket) => sets.some(({ tickets }) => tickets.includes(ticket)));
          if (withBackfill.length > 0) {
            expect(first.ticketIds[0]).toBe(anchorIn(among)?.ticketId);
          } else if (json['algorithm'].batchingPreference === 'largestPopulation') {
            const places = new Map(
              among.flatMap(({ tickets, locations }) =>
                locations.map((location) => [
                  `${location}/${modeOf(tickets, json)}`,
                  { location, mode: modeOf(tickets, json) },
                ]),
              ),
            );
            const counted = [...places.values()].map((place) => ({
              ...place,
              players: population(pool, place.location, place.mode, json, now),
            }));
            const most = Math.max(...counted.map(({ players }) => players));
            // If two locations have equally many players, either is right.
            const answers = counted
              .filter(({ players }) => players === most)
              .map(({ location, mode }) => {
                const there = among.filter(
                  ({ tickets, locations }) => locations.includes(location) && modeOf(tickets, json) === mode,
                );
                const anchor = anchorIn(there);
                return {
                  anchor: anchor?.ticketId,
                  players: Math.max(
                    ...there
                      .filter(({ tickets }) => anchor !== undefined && tickets.includes(anchor))
                      .map(({ players }) => players),
                  ),
                };
              });
            expect(answers).toContainEqual({ anchor: first.ticketIds[0], players: playersOf(first) });
          }
        },
      ),
      { numRuns: runs, seed: 20_260_201 },
    );
  });

  it('misses no match when tickets come one by one, leave, and time passes', () => {
    fc.assert(
      fc.property(drawn, fc.nat({ max: 6 }), ({ json, pool }, leaver) => {
        const matchmaker = createMatchmaker(parseRules(json), { seed: 7 });
        const arrived: PoolTicket[] = [];
        const look = (now: number): void => {
          const { matches, budgetEnded } = matchmaker.tick(now);
          expect(budgetEnded).toBe(false);
          for (const match of matches) expect(wrongs(match, arrived, json, now)).toEqual([]);
          expect(
            everyMatch(
              arrived.filter((ticket) => matchmaker.has(ticket.ticketId)),
              json,
              now,
            ),
          ).toEqual([]);
        };
        for (const ticket of [...pool].sort((a, b) => a.startTime - b.startTime)) {
          matchmaker.add(ticket);
          arrived.push(ticket);
          look(ticket.startTime);
          if (arrived.length === leaver) {
            matchmaker.remove(arrived[0]?.ticketId ?? '');
            look(ticket.startTime);
          }
        }
        for (let now = matchmaker.nextChange(4); now !== undefined; now = matchmaker.nextChange(now))
          look(now);
        look(20);
      }),
      { numRuns: Math.ceil(runs / 2), seed: 20_260_202 },
    );
  });

  it('gives single players to teams in the documented order; no exchange brings extremes nearer', () => {
    const teams = fc
      .array(
        fc.record({
          minPlayers: fc.integer({ min: 0, max: 8 }),
          more: fc.integer({ min: 1, max: 12 }),
          quantity: fc.integer({ min: 1, max: 4 }),
        }),
        { minLength: 1, maxLength: 3 },
      )
      .map((list) =>
        list.map(({ minPlayers, more, quantity }, index) => ({
          name: `team${index}`,
          minPlayers,
          maxPlayers: minPlayers + more,
          quantity,
        })),
      )
      .filter((list) => {
        const total = list.reduce((sum, team) => sum + team.maxPlayers * team.quantity, 0);
        return total > 40 && total <= 200;
      });
    fc.assert(
      fc.property(
        teams,
        fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 220 }),
        (declared, skills) => {
          const json: Json = {
            ruleLanguageVersion: '1.0',
            playerAttributes: [{ name: 'skill', type: 'number' }],
            algorithm: { strategy: 'balanced', balancedAttribute: 'skill' },
            teams: declared,
            rules: [],
          };
          const matchmaker = createMatchmaker(parseRules(json), { seed: 3 });
          skills.forEach((skill, index) =>
            matchmaker.add({
              ticketId: `t${index}`,
              startTime: 0,
              players: [{ playerId: `p${index}`, attributes: { skill } }],
            }),
          );
          const { matches } = matchmaker.tick(0);
          const all = sides(json);
          let left = skills.length;
          const least = all.reduce((sum, team) => sum + team.min, 0);
          const most = all.reduce((sum, team) => sum + team.max, 0);
          const expected: number[] = [];
          while (left > 0 && left >= least) {
            expected.push(Math.min(left, most));
            left -= Math.min(left, most);
          }
          expect(matches.map(playersOf)).toEqual(expected);
          for (const match of matches) {
            // Among teams with equally many open slots either may be next, so the test compares open slots,
            // not sizes.
            const open = (sizes: readonly number[]): number[] =>
              sizes.map((size, index) => (all[index]?.max ?? 0) - size).sort((a, b) => a - b);
            const dealtTo = match.teams.map((team) => team.playerIds.length);
            expect(open(dealtTo)).toEqual(open(dealtSizes(playersOf(match), all)));
            dealtTo.forEach((size, index) => expect(size).toBeGreaterThanOrEqual(all[index]?.min ?? 0));
            const filled = match.teams
              .filter((team) => team.playerIds.length > 0)
              .map((team) => team.playerIds.map((id) => skills[Number(id.slice(1))] ?? 0));
            const average = (values: readonly number[]): number =>
              values.reduce((a, b) => a + b, 0) / values.length;
            const ranked = filled.sort((a, b) => average(a) - average(b));
            const [weak = [], strong = []] = [ranked[0], ranked[ranked.length - 1]];
            const gap = average(strong) - average(weak);
            for (const a of strong)
              for (const b of weak) {
                const moved = a - b;
                expect(Math.abs(gap - moved / strong.length - moved / weak.length)).toBeGreaterThanOrEqual(
                  gap - 1e-6,
                );
              }
          }
        },
      ),
      { numRuns: Math.ceil(runs / 4), seed: 20_260_203 },
    );
  });
});
