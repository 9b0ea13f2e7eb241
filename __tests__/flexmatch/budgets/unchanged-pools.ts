import { describe, expect, it } from '@jest/globals';
import { parseRules, skill, teams, party, range, createFilled, scatter, all, steps } from './budgeted';

export function unchangedPools(): void {
  describe('a look at a pool that has not changed', () => {
    const near = parseRules({
      playerAttributes: [skill],
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
          maxDistance: 10,
        },
      ],
    });

    it('evaluates no rule and compares no players, in any state that the last look left', () => {
      const lonely = createFilled(
        near,
        range(3000).map((id) => party(id, 1, { skill: id * 11 })),
      );
      expect(lonely.tick(1)).toEqual({ matches: [], budgetEnded: false });
      const before = lonely.work;
      for (let now = 2; now < 50; now += 1)
        expect(lonely.tick(now)).toEqual({ matches: [], budgetEnded: false });
      expect(lonely.work).toEqual(before);
    });

    it('is searched a few more times in other orders where a budget ended the search, and then rests', () => {
      const rules = ['avg', 'stddev', 'median'].map((name) => ({
        name,
        type: 'distance',
        measurements: [`${name}(teams[*].players.attributes[skill])`],
        referenceValue: `${name}(${all})`,
        maxDistance: 0.0001,
      }));
      const hard = createFilled(
        parseRules({ playerAttributes: [skill], teams: teams(20), rules }),
        range(60).map((id) => party(id, 1, { skill: scatter(id) })),
        { searchBudget: 500 },
      );
      expect(hard.tick(1).budgetEnded).toBe(true);
      const spent = [steps(hard)];
      for (let now = 2; hard.nextChange(now - 1) === now; now += 1) {
        expect(hard.tick(now)).toEqual({ matches: [], budgetEnded: true });
        spent.push(steps(hard));
      }
      // Each of these looks searches, and none as long as the first.
      expect(spent.length).toBeGreaterThan(2);
      spent.slice(1).forEach((sum, place) => {
        const before = spent[place] ?? 0;
        expect(sum).toBeGreaterThan(before);
        expect(sum - before).toBeLessThan(spent[0] ?? 0);
      });
      expect(hard.nextChange(20)).toBeUndefined();
      const before = hard.work;
      for (const now of [20, 21, 90]) expect(hard.tick(now)).toEqual({ matches: [], budgetEnded: true });
      expect(hard.work).toEqual(before);
    });

    it('grows with the neighbours of a new ticket, not with the pool', () => {
      const lonely = createFilled(
        near,
        range(5000).map((id) => party(id, 1, { skill: id * 11 })),
      );
      lonely.tick(1);
      const before = steps(lonely);
      lonely.add(party(9999, 1, { skill: 1000 * 11 + 5 }));
      expect(lonely.tick(2).matches.map((match) => match.ticketIds)).toEqual([['t1000', 't9999']]);
      expect(steps(lonely) - before).toBeLessThan(50);
      const then = steps(lonely);
      lonely.remove('t7');
      expect(lonely.tick(3).matches).toEqual([]);
      expect(steps(lonely) - then).toBe(0);
    });
  });
}
