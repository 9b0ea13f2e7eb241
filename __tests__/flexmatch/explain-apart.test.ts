import { describe, expect, it } from '@jest/globals';
import { Explainer, parseRuleSet, type PoolTicket, runCase, type TicketExplanation } from '../../flexmatch';

function explained(body: unknown, tickets: readonly PoolTicket[], id: string): TicketExplanation {
  const { ruleSet, errors } = parseRuleSet(JSON.stringify(body));
  if (ruleSet === undefined) throw new Error(JSON.stringify(errors));
  const run = runCase({ tickets, at: 1, additionalPlayerCount: 0 }, ruleSet);
  return new Explainer(ruleSet, run.waiting, 1, { looked: { budgetEnded: run.budgetEnded } }).explain(id);
}

const ticket = (ticketId: string, options: string, skill = 100): PoolTicket => ({
  ticketId,
  startTime: 0,
  players: [{ playerId: ticketId, attributes: { options, skill } }],
});

describe('tickets that rules keep apart', () => {
  const variants = (age: 'newest' | 'oldest') => ({
    ruleLanguageVersion: '1.0',
    playerAttributes: [
      { name: 'options', type: 'string' },
      { name: 'skill', type: 'number' },
    ],
    teams: [{ name: 'two', minPlayers: 2, maxPlayers: 2 }],
    rules: [
      {
        name: 'Same',
        type: 'comparison',
        measurements: ['flatten(teams[*].players.attributes[options])'],
        operation: '=',
      },
      { name: 'Near', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 50 },
    ],
    expansions: [{ target: 'rules[Near].maxDistance', steps: [{ waitTimeSeconds: 10, value: 500 }] }],
    algorithm: { strategy: 'exhaustiveSearch', expansionAgeSelection: age },
  });
  const small = ticket('small', '{"size":6}');
  const large = ticket('large', '{"size":8}');
  const far = ticket('far', '{"size":6}', 300);
  const apart = (...tickets: readonly PoolTicket[]) =>
    (['newest', 'oldest'] as const).map(
      (age) => explained(variants(age), tickets, 'small').pool.allStayApart ?? false,
    );

  it('are told from those that a step brings together', () => {
    expect(apart(small, large)).toEqual([true, true]);
    expect(apart(small, far)).toEqual([false, false]);
    expect(apart(small, large, far)).toEqual([false, false]);
    expect(apart(small)).toEqual([false, false]);
  });

  it('are told with options as their players wrote them, not as text in text', () => {
    const told = explained(variants('newest'), [small, large], 'small');
    expect(told.summary).toContain('rule Same measures [{"size":6}, {"size":8}], and must have all equal');
    const words = ticket('words', '{size');
    const other = explained(variants('newest'), [small, words], 'words');
    expect(other.summary).toContain('measures ["{size", {"size":6}]');
  });
});
