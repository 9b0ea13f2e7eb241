import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createMatchmaker, type PoolTicket, type RuleSet } from '../../../flexmatch';
import { parsePopulation, completePopulation, simulate } from '../../../flexmatch/simulate';
import { allMatches, assignmentOf, isMatch } from '../every-match';
import { type Json } from '../every-rule';
import { runs, parsed, contains, party, ruleSets } from './lively-pools';

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
            const matchmaker = createMatchmaker(parsed(body), { seed: 2, indexes });
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
        parsed({
          playerAttributes: [
            { name: 'skill', type: 'number' },
            { name: 'roles', type: 'string_list' },
          ],
          algorithm: { expansionAgeSelection: age },
          teams: [{ name: 'side', minPlayers: 5, maxPlayers: 5, quantity: 2 }],
          rules: [
            ...rules,
            {
              name: 'Fair',
              type: 'distance',
              measurements: ['avg(teams[side_1].players.attributes[skill])'],
              referenceValue: 'avg(teams[side_2].players.attributes[skill])',
              maxDistance: 50,
            },
            { name: 'Ping', type: 'latency', maxLatency: 100 },
          ],
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
      for (const ruleSet of [
        fives('newest', roles({ minCount: 1 })),
        fives('oldest', roles({ minCount: 1, maxCount: 1 })),
        fives('newest', [...roles({ minCount: 1 }), near]),
        fives('newest', [near]),
      ]) {
        const { population } = completePopulation(partial, [ruleSet]);
        const report = simulate(ruleSet, population, { hours: 0.025 });
        expect(report.looks).toBeGreaterThan(75);
        expect(report.looksWithoutProof / report.looks).toBeLessThan(0.01);
        expect(report.tickets.matchedShare).toBeGreaterThan(0.4);
      }
    });
  });
}
