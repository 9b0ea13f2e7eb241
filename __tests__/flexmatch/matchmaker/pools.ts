import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createMatchmaker } from '../../../flexmatch';
import { tries } from '../../../testing/effort';
import { parseRules, ticket, party, addAll } from './matchmaking';

export function pools(): void {
  describe('a pool', () => {
    const pair = parseRules({
      playerAttributes: [{ name: 'skill', type: 'number' }],
      teams: [
        { name: 'red', minPlayers: 1, maxPlayers: 1 },
        { name: 'blue', minPlayers: 1, maxPlayers: 1 },
      ],
      rules: [{ name: 'Near', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 5 }],
    });

    it('forms every match when a ticket that can never match leaves', () => {
      const plain = parseRules({
        teams: [
          { name: 'red', minPlayers: 1, maxPlayers: 1 },
          { name: 'blue', minPlayers: 1, maxPlayers: 1 },
        ],
      });
      for (const indexes of [true, false]) {
        const matchmaker = createMatchmaker(plain, { seed: 1, indexes });
        matchmaker.add(party('too-big', 2));
        matchmaker.add(ticket('p'));
        expect(matchmaker.tick(0).matches).toEqual([]);
        expect(matchmaker.remove('too-big')).toBe(true);
        matchmaker.add(ticket('q'));
        expect(matchmaker.tick(1).matches.map((match) => match.ticketIds)).toEqual([['p', 'q']]);
      }
    });

    it('forms the same matches after arrivals and departures as a pool without the departed tickets', () => {
      fc.assert(
        fc.property(
          fc.array(
            fc.record({
              size: fc.constantFrom(1, 1, 1, 2),
              skill: fc.integer({ min: 0, max: 12 }),
              leaves: fc.boolean(),
            }),
            { maxLength: 30 },
          ),
          fc.boolean(),
          (tickets, indexes) => {
            const stayed = tickets.map((one, index) => ({ ...one, id: `t${index}` }));
            const coming = createMatchmaker(pair, { seed: 3, indexes });
            const calm = createMatchmaker(pair, { seed: 3, indexes });
            for (const { id, size, skill } of stayed) coming.add(party(id, size, skill));
            for (const { id, leaves } of stayed) if (leaves) expect(coming.remove(id)).toBe(true);
            for (const { id, size, skill, leaves } of stayed) if (!leaves) calm.add(party(id, size, skill));
            expect(coming.tick(1).matches.map((match) => match.ticketIds)).toEqual(
              calm.tick(1).matches.map((match) => match.ticketIds),
            );
          },
        ),
        { numRuns: tries(120) },
      );
    });

    it('refuses a repeated id, and takes tickets back', () => {
      const matchmaker = addAll(createMatchmaker(pair, { seed: 1 }), [ticket('a', { skill: 1 })]);
      expect(() => matchmaker.add(ticket('a', { skill: 2 }))).toThrow('"a"');
      expect(matchmaker.remove('a')).toBe(true);
      expect(matchmaker.remove('a')).toBe(false);
      matchmaker.add(ticket('b', { skill: 1 }));
      expect(matchmaker.tick(1).matches).toEqual([]);
      matchmaker.add(ticket('a', { skill: 2 }));
      expect(matchmaker.tick(2).matches.map((match) => match.ticketIds)).toEqual([['b', 'a']]);
      expect(matchmaker.size).toBe(0);
    });

    it('counts how often each rule passed and failed', () => {
      const matchmaker = addAll(createMatchmaker(pair, { seed: 1, indexes: false }), [
        ticket('a', { skill: 1 }),
        ticket('b', { skill: 50 }),
      ]);
      matchmaker.tick(1);
      expect(matchmaker.metrics('a')).toEqual([{ ruleName: 'Near', passedCount: 0, failedCount: 1 }]);
      matchmaker.add(ticket('c', { skill: 3 }));
      expect(matchmaker.tick(2).matches[0]?.ruleEvaluationMetrics[0]?.passedCount).toBe(1);
    });

    it('draws by its seed: both teams get the older ticket', () => {
      const sides = new Set(
        Array.from(
          { length: 20 },
          (_, seed) =>
            addAll(createMatchmaker(pair, { seed }), [ticket('a', { skill: 1 }), ticket('b', { skill: 1 })])
              .tick(0)
              .matches[0]?.teams.find((team) => team.playerIds.includes('p-a'))?.name,
        ),
      );
      expect([...sides].sort()).toEqual(['blue', 'red']);
    });
  });

  describe('pools that could make a search endless', () => {
    const attributes = [{ name: 'skill', type: 'number' }];
    const teams = (size: number): object[] => [
      { name: 'red', minPlayers: size, maxPlayers: size },
      { name: 'blue', minPlayers: size, maxPlayers: size },
    ];

    it('proves at once that party sizes cannot fill the teams', () => {
      const matchmaker = addAll(
        createMatchmaker(parseRules({ playerAttributes: attributes, teams: teams(5) }), { seed: 1 }),
        Array.from({ length: 5_000 }, (_, index) => party(`t${index}`, 3 + (index % 2))),
      );
      expect(matchmaker.tick(0)).toEqual({ matches: [], budgetEnded: false });
      addAll(matchmaker, [party('x', 1), party('y', 1)]);
      const [match] = matchmaker.tick(1).matches;
      expect(match?.teams.map((team) => team.playerIds.length)).toEqual([5, 5]);
    });

    it('reports that its budget ran out when 40 players must agree on everything', () => {
      const all = 'flatten(teams[*].players.attributes[skill])';
      const rules = ['avg', 'stddev', 'median'].map((name) => ({
        name,
        type: 'distance',
        measurements: [`${name}(teams[*].players.attributes[skill])`],
        referenceValue: `${name}(${all})`,
        maxDistance: 0.0001,
      }));
      const matchmaker = addAll(
        createMatchmaker(parseRules({ playerAttributes: attributes, teams: teams(20), rules }), {
          seed: 1,
          searchBudget: 2_000,
        }),
        Array.from({ length: 100 }, (_, index) => party(`t${index}`, 1, (index * index * 7919) % 2999)),
      );
      expect(matchmaker.tick(0)).toEqual({ matches: [], budgetEnded: true });
      expect(matchmaker.tick(1).budgetEnded).toBe(true);
    });
  });
}
