import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createMatchmaker, type PoolTicket, type RuleSet } from '../../../flexmatch';
import { parsePopulation, completePopulation, simulate } from '../../../flexmatch/simulate';
import { allMatches, assignmentOf, isMatch } from '../every-match';
import { type Json } from '../every-rule';
import { runs, parseRules, contains, party, ruleSets } from './lively-pools';

const evenSides = {
  name: 'Fair',
  type: 'distance',
  measurements: ['avg(teams[side_1].players.attributes[skill])'],
  referenceValue: 'avg(teams[side_2].players.attributes[skill])',
  maxDistance: 50,
};
const oneEach = { minCount: 1, maxCount: 1 };

export function rolesAndPoints(): void {
  describe('roles and points', () => {
    it('leave no match behind, and form only valid ones', () => {
      fc.assert(
        fc.property(
          ruleSets,
          fc.array(party, { minLength: 3, maxLength: 7 }),
          fc.constantFrom(0, 5),
          fc.boolean(),
          (body, parties, now, indexes) => {
            const pool = parties.map((one, id): PoolTicket => ({
              ticketId: `t${id}`,
              startTime: 0,
              players: Array.from({ length: one.size }, (_, member) => ({
                playerId: `p${id}-${member}`,
                attributes: {
                  roles: one.roles[member] ?? [],
                  ...(one.points[member] === undefined ? {} : { points: one.points[member] }),
                  rank: one.rank,
                },
              })),
            }));
            const matchmaker = createMatchmaker(parseRules(body), { seed: 2, indexes });
            for (const ticket of pool) matchmaker.add(ticket);
            const { matches, budgetEnded } = matchmaker.tick(now);
            expect(budgetEnded).toBe(false);
            for (const match of matches) expect(isMatch(assignmentOf(match, pool), body, now)).toBe(true);
            expect(
              allMatches(
                pool.filter(({ ticketId }) => matchmaker.has(ticketId)),
                body,
                now,
              ),
            ).toEqual([]);
          },
        ),
        { numRuns: runs * 4 },
      );
    });

    it.each([
      [5, 0],
      [6, 1],
    ])('that teams may have one of each leave room for six others: %i wait, %i matches', (others, made) => {
      const exact = parseRules({
        playerAttributes: [
          { name: 'skill', type: 'number' },
          { name: 'roles', type: 'string_list' },
        ],
        teams: [{ name: 'side', minPlayers: 5, maxPlayers: 5, quantity: 2 }],
        rules: [
          ...['side_1', 'side_2'].flatMap((team) => [
            contains(team, 'tank', oneEach),
            contains(team, 'healer', oneEach),
          ]),
          evenSides,
          { name: 'Ping', type: 'latency', maxLatency: 100 },
        ],
      });
      const matchmaker = createMatchmaker(exact, { seed: 1, searchBudget: 500 });
      const waiting = (near: string, far: string, roles: readonly string[]): void => {
        for (const [id, role] of roles.entries())
          matchmaker.add({
            ticketId: `${near}-${id}`,
            startTime: 0,
            players: [
              {
                playerId: `${near}-p${id}`,
                attributes: { skill: 1000 + ((id * 37) % 300), roles: [role] },
                latencyMs: { [near]: 20, [far]: 180 },
              },
            ],
          });
      };
      const surplus = Array.from({ length: 50 }, (_, id) => (id % 2 === 0 ? 'tank' : 'healer'));
      waiting('east', 'west', [...surplus, ...Array<string>(others).fill('dps')]);
      waiting('west', 'east', Array<string>(8).fill('dps'));
      const { matches, budgetEnded } = matchmaker.tick(1);
      expect(budgetEnded).toBe(false);
      expect(matches).toHaveLength(made);
    });

    it('five against five with roles at 200 tickets a minute: the budget ends under 1 % of the looks', () => {
      const each = (role: string, counts: object): Json[] =>
        ['side_1', 'side_2'].map((team) => contains(team, role, counts));
      const near = {
        name: 'Near',
        type: 'distance',
        measurements: ['flatten(teams[*].players.attributes[skill])'],
        referenceValue: 'avg(flatten(teams[*].players.attributes[skill]))',
        maxDistance: 300,
      };
      const fives = (age: string, rules: readonly Json[]): RuleSet =>
        parseRules({
          playerAttributes: [
            { name: 'skill', type: 'number' },
            { name: 'roles', type: 'string_list' },
          ],
          algorithm: { expansionAgeSelection: age },
          teams: [{ name: 'side', minPlayers: 5, maxPlayers: 5, quantity: 2 }],
          rules: [...rules, evenSides, { name: 'Ping', type: 'latency', maxLatency: 100 }],
          expansions: [
            { target: 'rules[Fair].maxDistance', steps: [{ waitTimeSeconds: 20, value: 100 }] },
            { target: 'rules[Ping].maxLatency', steps: [{ waitTimeSeconds: 90, value: 250 }] },
          ],
        });
      const partial = parsePopulation(
        JSON.stringify({
          arrivals: { ticketsPerMinute: 200 },
          parties: [
            { size: 1, weight: 7 },
            { size: 2, weight: 2 },
            { size: 3, weight: 1 },
          ],
          attributes: {
            skill: { distribution: 'normal', mean: 1500, sd: 300 },
            roles: {
              distribution: 'list',
              least: 1,
              most: 1,
              options: [
                { value: 'tank', weight: 2 },
                { value: 'healer', weight: 2 },
                { value: 'dps', weight: 6 },
              ],
            },
          },
        }),
      );
      const roles = (counts: object): Json[] => [...each('tank', counts), ...each('healer', counts)];
      // Every fourth player is a tank, and of ten in a match only two may be.
      const alone = {
        ...partial,
        parties: [{ size: 1, weight: 1 }],
        attributes: {
          ...partial.attributes,
          roles: {
            distribution: 'list' as const,
            least: 1,
            most: 1,
            options: ['tank', 'healer', 'dps', 'dps'].map((value) => ({ value, weight: 1 })),
          },
        },
      };
      const band = { name: 'Band', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 300 };
      for (const [ruleSet, people] of [
        [fives('newest', roles({ minCount: 1 })), partial],
        [fives('oldest', roles(oneEach)), partial],
        [fives('newest', [...roles({ minCount: 1 }), near]), partial],
        [fives('newest', [near]), partial],
        [fives('newest', [...roles(oneEach), band]), alone],
      ] as const) {
        const { population } = completePopulation(people, [ruleSet]);
        const report = simulate(ruleSet, population, { hours: 0.025 });
        expect(report.looks).toBeGreaterThan(75);
        expect(report.looksWithoutProof / report.looks).toBeLessThan(0.01);
        expect(report.tickets.matchedShare).toBeGreaterThan(0.4);
      }
    });
  });
}
