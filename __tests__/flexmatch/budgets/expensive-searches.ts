import { describe, expect, it } from '@jest/globals';
import { type PoolTicket, type RuleSet } from '../../../flexmatch';
import { parseRules, skill, teams, party, range, createFilled, scatter, all, steps } from './budgeted';

export function expensiveSearches(): void {
  describe('rule sets and pools with expensive searches', () => {
    const limit = 3_000_000;

    it('parties of three never fill teams of five: proved without a search, for any other rules', () => {
      const matchmaker = createFilled(
        parseRules({
          playerAttributes: [skill],
          teams: teams(5),
          rules: [
            {
              name: 'Fair',
              type: 'distance',
              measurements: ['avg(teams[*].players.attributes[skill])'],
              referenceValue: `avg(${all})`,
              maxDistance: 50,
            },
          ],
        }),
        range(10_000).map((id) => party(id, 3, { skill: scatter(id) })),
      );
      expect(matchmaker.tick(1)).toEqual({ matches: [], budgetEnded: false });
      expect(steps(matchmaker)).toBe(0);
    });

    it('parties of three leave one place free in matches of seven, and no party over', () => {
      const matchmaker = createFilled(
        parseRules({
          playerAttributes: [skill],
          teams: [{ name: 'side', minPlayers: 5, maxPlayers: 7, quantity: 2 }],
        }),
        range(1000).map((id) => party(id, 3, { skill: 0 })),
      );
      const { matches, budgetEnded } = matchmaker.tick(1);
      expect(budgetEnded).toBe(false);
      expect(matches).toHaveLength(250);
      expect(matches.every((match) => match.teams.every((team) => team.playerIds.length === 6))).toBe(true);
      expect(steps(matchmaker)).toBeLessThan(limit);
    });

    it('40 players with distances on everything: ends, and reports that the budget ran out', () => {
      const rules = ['avg', 'stddev', 'median', 'min', 'max', 'sum'].map((name) => ({
        name,
        type: 'distance',
        measurements: [`${name}(teams[*].players.attributes[skill])`],
        referenceValue: `${name}(${all})`,
        maxDistance: 0.0001,
      }));
      for (const quantity of [2, 8]) {
        const matchmaker = createFilled(
          parseRules({
            playerAttributes: [skill],
            teams: teams(40 / quantity, 40 / quantity, quantity),
            rules,
          }),
          range(160).map((id) => party(id, 1, { skill: scatter(id) })),
          { searchBudget: 1_000 },
        );
        expect(matchmaker.tick(1)).toEqual({ matches: [], budgetEnded: true });
        expect(steps(matchmaker)).toBeLessThan(limit);
      }
    });

    it('expansions to zero exclude all, expansions to the largest number admit all', () => {
      const widening = (values: number[]): RuleSet =>
        parseRules({
          playerAttributes: [skill],
          teams: teams(1),
          rules: [{ name: 'Near', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 10 }],
          expansions: [
            {
              target: 'rules[Near].maxDistance',
              steps: values.map((value, index) => ({ waitTimeSeconds: index + 1, value })),
            },
          ],
        });
      const pool = range(1000).map((id) => party(id, 1, { skill: id * 20 }));
      const closing = createFilled(widening([0]), pool);
      for (const now of [0, 1, 2]) expect(closing.tick(now)).toEqual({ matches: [], budgetEnded: false });
      expect(closing.nextChange(2)).toBeUndefined();
      const opening = createFilled(widening([0, Number.MAX_VALUE]), pool);
      expect(opening.tick(1).matches).toHaveLength(0);
      expect(opening.tick(2).matches).toHaveLength(500);
      expect(steps(opening)).toBeLessThan(limit);
      const manySteps = createFilled(widening(range(60).map((step) => (step * 7919) % 15)), pool);
      for (
        let now: number | undefined = 0;
        now !== undefined && now < 100;
        now = manySteps.nextChange(now + 0.5)
      )
        expect(manySteps.tick(now)).toEqual({ matches: [], budgetEnded: false });
      expect(steps(manySteps)).toBeLessThan(limit);
    });

    it('team sizes that expand to zero leave matches of one; a match of zero players is never formed', () => {
      const shrinking = parseRules({
        playerAttributes: [skill],
        teams: teams(3),
        expansions: [{ target: 'teams[side].minPlayers', steps: [{ waitTimeSeconds: 5, value: 0 }] }],
      });
      const matchmaker = createFilled(shrinking, [party(1, 2, {})]);
      expect(matchmaker.tick(4).matches).toEqual([]);
      expect(matchmaker.tick(5).matches.map((match) => match.ticketIds)).toEqual([['t1']]);
      expect(matchmaker.tick(6).matches).toEqual([]);
    });

    it('ten collection rules over lists of a hundred values', () => {
      const names = range(10).map((index) => `list${index}`);
      const ruleSet = parseRules({
        playerAttributes: names.map((name) => ({ name, type: 'string_list' })),
        teams: teams(4),
        rules: names.map((name, index) => ({
          name,
          type: 'collection',
          operation: 'intersection',
          measurements: [`flatten(teams[*].players.attributes[${name}])`],
          minCount: 1 + (index % 5),
          partyAggregation: index % 2 === 0 ? 'union' : 'intersection',
        })),
      });
      const values = (id: number, list: number): string[] =>
        range(100).map((value) => `v${(value * (1 + ((id + list) % 7)) + id * list) % 700}`);
      const matchmaker = createFilled(
        ruleSet,
        range(120).map((id) =>
          party(id, 1 + (id % 2), Object.fromEntries(names.map((name, list) => [name, values(id, list)]))),
        ),
        { searchBudget: 500 },
      );
      const { matches } = matchmaker.tick(1);
      for (const match of matches) {
        const ids = match.ticketIds.map((ticket) => Number(ticket.slice(1)));
        names.forEach((_, list) =>
          expect(
            ids
              .map((id) => values(id, list))
              .reduce((common, one) => common.filter((value) => one.includes(value))).length,
          ).toBeGreaterThanOrEqual(1 + (list % 5)),
        );
      }
      expect(steps(matchmaker)).toBeLessThan(limit);
      for (let now = 2; matchmaker.nextChange(now - 1) === now; now += 1) matchmaker.tick(now);
      expect(steps(matchmaker)).toBeLessThan(limit);
      const before = steps(matchmaker);
      matchmaker.tick(20);
      expect(steps(matchmaker)).toBe(before);
    });

    it('tickets with fifty own locations: the cost follows each list, and those that share one meet', () => {
      const ruleSet = parseRules({
        playerAttributes: [skill],
        teams: teams(1),
        rules: [{ name: 'Ping', type: 'latency', maxLatency: 100 }],
      });
      const own = (id: number): Record<string, number> =>
        Object.fromEntries(range(50).map((place) => [`l${id}-${place}`, 20]));
      const pool = (count: number): PoolTicket[] =>
        range(count).map((id) => {
          const one = party(id, 1, {});
          return {
            ...one,
            players: one.players.map((player) => ({
              ...player,
              latencyMs: { ...own(id), ...(id % 50 === 7 ? own(3) : {}), [`far-${id % 5}`]: 101 },
            })),
          };
        });
      const few = createFilled(ruleSet, pool(160));
      const { matches, budgetEnded } = few.tick(1);
      expect(budgetEnded).toBe(false);
      expect(matches.map((match) => match.ticketIds)).toEqual([
        ['t3', 't7'],
        ['t57', 't107'],
      ]);
      for (const match of matches) expect(match.locations).toHaveLength(50);
      const many = createFilled(ruleSet, pool(320));
      many.tick(1);
      expect(steps(many)).toBeLessThan(limit);
    });

    it('a budget of one still forms the match that needs no search, or reports that it ran out', () => {
      const outcome = createFilled(
        parseRules({ playerAttributes: [skill], teams: teams(1) }),
        range(1001).map((id) => party(id, 1, {})),
        { searchBudget: 1 },
      ).tick(1);
      expect(outcome.matches.length === 500 || outcome.budgetEnded).toBe(true);
    });
  });
}
