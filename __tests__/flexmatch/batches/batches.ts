import { describe, expect, it } from '@jest/globals';
import { createMatchmaker, type PoolTicket, type RuleSet } from '../../../flexmatch';
import { parseRules, attributes, two, ticket, look, numbers, range } from './pools';

export function batches(): void {
  describe('batches', () => {
    const plain = parseRules({ playerAttributes: attributes, teams: two(1) });
    const parseSorted = (names: string[], rules: object[] = []): RuleSet =>
      parseRules({
        playerAttributes: attributes,
        teams: two(1),
        rules,
        algorithm: { strategy: 'exhaustiveSearch', batchingPreference: 'sorted', sortByAttributes: names },
      });

    it('hold the whole pool while it fits in one batch', () => {
      expect(
        numbers(
          look(
            plain,
            range(8).map((id) => ticket(id, 0)),
            { openQuestions: { batchSize: 8 } },
          ),
        ),
      ).toEqual([
        [0, 1],
        [2, 3],
        [4, 5],
        [6, 7],
      ]);
    });

    it('are drawn at random from the seed, each in the order of the line', () => {
      const pool = range(64).map((id) => ticket(id, 0));
      const drawMatches = (seed: number): number[][] =>
        numbers(look(plain, pool, { seed, openQuestions: { batchSize: 8 } }));
      expect(drawMatches(1)).toEqual(drawMatches(1));
      expect(drawMatches(2)).not.toEqual(drawMatches(1));
      expect(
        drawMatches(1)
          .flat()
          .sort((a, b) => a - b),
      ).toEqual(range(64));
      for (let batch = 0; batch < 8; batch += 1) {
        const held = drawMatches(1)
          .slice(4 * batch, 4 * batch + 4)
          .flat();
        expect(held).toEqual([...held].sort((a, b) => a - b));
      }
      expect(drawMatches(1).slice(0, 4).flat()).not.toEqual(range(8));
    });

    it('hold similar tickets where they are sorted: by each attribute in turn, by size or alphabet', () => {
      const pool = range(32).map((id) => ticket(id, (id * 7) % 32, { mode: id % 2 === 0 ? 'b' : 'a' }));
      const skill = (id: number): number => (id * 7) % 32;
      for (const match of numbers(look(parseSorted(['skill']), pool, { openQuestions: { batchSize: 4 } })))
        expect(new Set(match.map((id) => Math.floor(skill(id) / 4))).size).toBe(1);
      for (const match of numbers(
        look(parseSorted(['mode', 'skill']), pool, { openQuestions: { batchSize: 4 } }),
      )) {
        expect(new Set(match.map((id) => id % 2)).size).toBe(1);
        const [a = 0, b = 0] = match;
        expect(Math.abs(skill(a) - skill(b))).toBeLessThanOrEqual(6);
      }
    });

    it('are formed by batchDistance rules', () => {
      const near = parseRules({
        playerAttributes: attributes,
        teams: two(1, 2),
        rules: [
          { name: 'Mode', type: 'batchDistance', batchAttribute: 'mode' },
          { name: 'Near', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 3 },
        ],
      });
      const pool = range(64).map((id) => ticket(id, id >> 1, { mode: id % 2 === 0 ? 'b' : 'a' }));
      const matches = numbers(look(near, pool, { openQuestions: { batchSize: 8 } }));
      expect(matches).toHaveLength(16);
      for (const match of matches) {
        expect(new Set(match.map((id) => id % 2)).size).toBe(1);
        expect(Math.max(...match) - Math.min(...match)).toBeLessThanOrEqual(7);
      }
    });

    it('leave no ticket that could match, for any batch size: leftovers meet each other', () => {
      // Only i and i + 50 fit each other, and pairs rarely share a batch.
      const rare = parseRules({
        playerAttributes: attributes,
        teams: two(1),
        rules: [
          {
            name: 'Same',
            type: 'comparison',
            operation: '=',
            measurements: ['flatten(teams[*].players.attributes[skill])'],
          },
        ],
      });
      for (const batchSize of [1, 2, 7, 60]) {
        for (const indexes of [true, false])
          expect(
            look(
              rare,
              range(100).map((id) => ticket(id, id % 50)),
              { indexes, openQuestions: { batchSize } },
            ).matches,
          ).toHaveLength(50);
      }
    });

    it('form only full matches, so that a match takes its players from the whole pool', () => {
      const loose = parseRules({
        playerAttributes: attributes,
        teams: two(1, 3),
        rules: [{ name: 'Near', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 0 }],
      });
      const outcome = look(
        loose,
        range(60).map((id) => ticket(id, id % 10)),
        { openQuestions: { batchSize: 7 } },
      );
      expect(outcome.matches.map((match) => match.ticketIds.length)).toEqual(Array<number>(10).fill(6));
      const first = look(
        loose,
        range(60).map((id) => ticket(id, id % 2)),
        { openQuestions: { batchSize: 7, fill: 'first' } },
      );
      expect(first.matches.every((match) => match.ticketIds.length === 2)).toBe(true);
    });

    it('leave every ticket open to a session that is to be filled first', () => {
      const high = parseRules({
        playerAttributes: attributes,
        teams: two(1),
        rules: [{ name: 'Near', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 0 }],
        algorithm: { strategy: 'exhaustiveSearch', backfillPriority: 'high' },
      });
      const backfill: PoolTicket = {
        ticketId: 't99',
        startTime: 1,
        backfill: {},
        players: [{ playerId: 'p99', attributes: { skill: 7 }, team: 'red' }],
      };
      expect(
        numbers(
          look(high, [...range(80).map((id) => ticket(id, id % 8)), backfill], {
            openQuestions: { batchSize: 4 },
          }),
        )[0],
      ).toEqual([99, 7]);
    });

    it('recompute the age of each set: a young ticket resets the age in its own match only', () => {
      const widening = parseRules({
        playerAttributes: attributes,
        teams: two(1),
        rules: [{ name: 'Near', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 0 }],
        expansions: [{ target: 'rules[Near].maxDistance', steps: [{ waitTimeSeconds: 10, value: 1 }] }],
      });
      const matchmaker = createMatchmaker(widening, { seed: 1, openQuestions: { batchSize: 4 } });
      for (const id of range(40)) matchmaker.add({ ...ticket(id, id), startTime: id < 20 ? 0 : 5 });
      expect(matchmaker.tick(9).matches).toHaveLength(0);
      const old = matchmaker
        .tick(10)
        .matches.map((match) => match.ticketIds.map((id) => Number(id.slice(1))))
        .flat();
      expect(old.every((id) => id < 20)).toBe(true);
      // They are neighbours in a line: at worst every third is left over.
      expect(old.length).toBeGreaterThanOrEqual(14);
      expect(matchmaker.tick(15).matches.length).toBeGreaterThanOrEqual(7);
    });
  });
}
