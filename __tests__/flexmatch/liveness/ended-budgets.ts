import { describe, expect, it } from '@jest/globals';
import { createMatchmaker } from '../../../flexmatch';
import { parseRules } from './lively-pools';

export function endedBudgets(): void {
  describe('a search that its budget ended', () => {
    it('continues in another order at the next looks, also in a pool that does not change', () => {
      const ruleSet = parseRules({
        playerAttributes: [{ name: 's', type: 'number' }],
        teams: ['red', 'blue'].map((name) => ({ name, minPlayers: 3, maxPlayers: 3 })),
        rules: [
          {
            name: 'Even',
            type: 'distance',
            measurements: ['avg(teams[red].players.attributes[s])'],
            referenceValue: 'avg(teams[blue].players.attributes[s])',
            maxDistance: 0.25,
          },
        ],
      });
      const later = [0, 1, 2, 7, 8].map((salt) => {
        const matchmaker = createMatchmaker(ruleSet, { seed: 1, searchBudget: 100 });
        for (let id = 0; id < 14; id += 1)
          matchmaker.add({
            ticketId: `t${id}`,
            startTime: 0,
            players: [{ playerId: `p${id}`, attributes: { s: ((id + salt) ** 2 * 7919) % 2999 } }],
          });
        expect(matchmaker.tick(1)).toEqual({ matches: [], budgetEnded: true });
        let found = 0;
        for (let now = 2; matchmaker.nextChange(now - 1) === now; now += 1)
          found += matchmaker.tick(now).matches.length;
        return found;
      });
      expect(later).toEqual([1, 1, 1, 1, 1]);
    });
  });
}
