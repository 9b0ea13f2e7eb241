import { describe, expect, it } from '@jest/globals';
import { type PoolTicket } from '../../../flexmatch';
import { parseRules, skill, teams, party, range, createFilled, scatter, steps } from './budgeted';

export function growth(): void {
  describe('growth', () => {
    it.each<[string, object, (id: number) => PoolTicket]>([
      [
        'skill and latency',
        {
          playerAttributes: [skill],
          teams: teams(1),
          rules: [
            { name: 'Near', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 100 },
            { name: 'Ping', type: 'latency', maxLatency: 100 },
          ],
        },
        (id) => {
          const one = party(id, 1, { skill: scatter(id) });
          return {
            ...one,
            players: one.players.map((player) => ({
              ...player,
              latencyMs: { east: 20 + ((id * 37) % 150), west: 20 + ((id * 91) % 150) },
            })),
          };
        },
      ],
      [
        'lists of many values',
        {
          playerAttributes: [{ name: 'modes', type: 'string_list' }],
          teams: teams(1),
          rules: [
            {
              name: 'Modes',
              type: 'collection',
              operation: 'intersection',
              measurements: ['flatten(teams[*].players.attributes[modes])'],
              minCount: 1,
            },
          ],
        },
        (id) => party(id, 1, { modes: [`m${scatter(id) % 500}`, `m${(id * 17) % 500}`] }),
      ],
      [
        'sort rules',
        {
          playerAttributes: [skill],
          teams: teams(5),
          rules: [
            { name: 'Order', type: 'distanceSort', sortDirection: 'ascending', sortAttribute: 'skill' },
            { name: 'Near', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 500 },
          ],
        },
        (id) => party(id, 1, { skill: scatter(id) }),
      ],
    ])('of the steps over pools by %s is close to the growth of the pool', (_, body, ticket) => {
      const countSteps = (count: number): number => {
        const matchmaker = createFilled(parseRules(body), range(count).map(ticket));
        matchmaker.tick(1);
        return steps(matchmaker);
      };
      const small = countSteps(500);
      // Eight times the tickets need eight times the steps, or somewhat more; never the sixty-four times of
      // all pairs.
      expect(countSteps(4000) / small).toBeLessThan(14);
      expect(small / 500).toBeLessThan(600);
    });
  });
}
