import { describe, expect, it } from '@jest/globals';
import { parseRuleSet, type RuleSet } from '../../../flexmatch';
import { compareRuleSets } from '../../../flexmatch/simulate';

function ruleSetOf(body: string): RuleSet {
  const { ruleSet, errors } = parseRuleSet(body);
  if (ruleSet === undefined) throw new Error(JSON.stringify(errors));
  return ruleSet;
}

describe('the players of a comparison', () => {
  it('are those of the rule set before, however it is edited', () => {
    const of = (maxDistance: number, maxPlayers = 2): RuleSet =>
      ruleSetOf(
        JSON.stringify({
          name: 'near',
          ruleLanguageVersion: '1.0',
          playerAttributes: [{ name: 'skill', type: 'number' }],
          teams: ['left', 'right'].map((name) => ({ name, minPlayers: 1, maxPlayers })),
          rules: [{ name: 'Near', type: 'batchDistance', batchAttribute: 'skill', maxDistance }],
        }),
      );
    const before = (after: RuleSet): object => {
      const { tickets, waitSeconds, quality, matches } = compareRuleSets(of(10), after, {
        hours: 0.2,
      }).before;
      const spreads = quality.attributes.map(({ spread }) => spread.mean);
      return { tickets, mean: waitSeconds.mean, p95: waitSeconds.p95, spreads, formed: matches.formed };
    };
    const unedited = before(of(10));
    for (const edited of [of(1), of(500), of(10, 1), of(10, 4)]) expect(before(edited)).toEqual(unedited);
  });
});
