import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createMatchmaker, parseRuleSet } from '../../../flexmatch';
import { ticket, addAll } from './matchmaking';

export function duelRuleSet(): void {
  describe('the duel rule set of the project', () => {
    const { ruleSet } = parseRuleSet(
      fs.readFileSync(path.join(__dirname, '../../../docs/examples/duel.json'), 'utf8'),
    );
    if (ruleSet === undefined) throw new Error('duel.json is not valid');

    it('pairs similar players at once, and others as they wait', () => {
      const matchmaker = addAll(createMatchmaker(ruleSet, { seed: 1 }), [
        ticket('a', { game: 'chess', skill: 1500 }, {}, { east: 40 }),
        ticket('b', { game: 'go', skill: 1500 }, {}, { east: 40 }),
        ticket('c', { game: 'chess', skill: 2000 }, {}, { east: 150 }),
        ticket('d', { game: 'go', skill: 1600 }, {}, { east: 40, west: 90 }),
      ]);
      const first = matchmaker.tick(0);
      expect(first.matches.map((match) => match.ticketIds)).toEqual([['b', 'd']]);
      expect(first.matches[0]?.locations).toEqual(['east']);
      expect(first.matches[0]?.teams.map((team) => team.name)).toEqual(['first', 'second']);
      let now = 0;
      for (
        let next = matchmaker.nextChange(now);
        matchmaker.size > 0 && next !== undefined;
        next = matchmaker.nextChange(now)
      ) {
        now = next;
        matchmaker.tick(now);
      }
      expect(now).toBe(15); // skill at 15 s, latency at 10 s
      expect(matchmaker.nextChange(now)).toBeUndefined();
    });
  });
}
