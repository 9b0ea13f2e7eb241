import { describe, expect, it } from '@jest/globals';
import { createMatchmaker, explainTicket } from '../../../flexmatch';
import { parseRules, ticket, party, addAll } from './matchmaking';

export function explanations(): void {
  describe('explainTicket', () => {
    const rules = parseRules({
      playerAttributes: [{ name: 'skill', type: 'number' }],
      teams: [
        { name: 'red', minPlayers: 1, maxPlayers: 1 },
        { name: 'blue', minPlayers: 1, maxPlayers: 1 },
      ],
      rules: [
        { name: 'Near', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 5 },
        { name: 'Ping', type: 'latency', maxLatency: 80 },
      ],
      expansions: [
        {
          target: 'rules[Near].maxDistance',
          steps: [
            { waitTimeSeconds: 10, value: 20 },
            { waitTimeSeconds: 30, value: 100 },
          ],
        },
      ],
    });

    it('names the rule, its measurement, the step that would mend it and the value that would', () => {
      const pool = [
        ticket('a', { skill: 10 }, {}, { east: 40 }),
        ticket('b', { skill: 60 }, { startTime: 2 }, { east: 50 }),
      ];
      const explanation = explainTicket(rules, pool, 'a', 5);
      expect(explanation.verdict).toBe('rules-fail');
      expect(explanation.nearest?.rules.find((rule) => rule.name === 'Near')).toMatchObject({
        passes: false,
        measured: 'spread 50',
        limit: 'at most 5',
      });
      expect(explanation.changes).toContainEqual(
        expect.objectContaining({ kind: 'wait', at: 32, step: 2, mends: ['Near'] }),
      );
      expect(explanation.changes).toContainEqual(
        expect.objectContaining({ kind: 'attribute', attribute: 'skill', from: 10, to: 55 }),
      );
      // The prediction holds: the pool matches when that step is reached.
      const matchmaker = addAll(createMatchmaker(rules, { seed: 1 }), pool);
      expect(matchmaker.tick(31.9).matches).toEqual([]);
      expect(matchmaker.tick(32).matches).toHaveLength(1);
    });

    it('names the missing values', () => {
      expect(
        explainTicket(rules, [ticket('a', {}, {}, { east: 40 })], 'a', 0).obstacles.map(
          (obstacle) => obstacle.code,
        ),
      ).toEqual(['missing-attribute']);
      expect(
        explainTicket(rules, [ticket('a', { skill: 1 })], 'a', 0).obstacles.map((obstacle) => obstacle.code),
      ).toEqual(['missing-latency']);
      expect(explainTicket(rules, [party('a', 3)], 'a', 0).verdict).toBe('can-never-match');
      expect(explainTicket(rules, [ticket('a', { skill: 1 }, {}, { east: 40 })], 'a', 0).verdict).toBe(
        'alone',
      );
      expect(explainTicket(rules, [], 'a', 0).verdict).toBe('not-in-pool');
    });

    it('names the latency that would suffice', () => {
      const explanation = explainTicket(
        rules,
        [ticket('a', { skill: 10 }, {}, { east: 140 }), ticket('b', { skill: 10 }, {}, { east: 50 })],
        'a',
        0,
      );
      expect(explanation.changes).toContainEqual(
        expect.objectContaining({ kind: 'latency', location: 'east', from: 140, to: 80, mends: 'Ping' }),
      );
    });
  });
}
