import { describe, expect, it } from '@jest/globals';
import { answerCase, parseRuleSet, type PoolTicket } from '../../flexmatch';

const { ruleSet } = parseRuleSet(
  JSON.stringify({
    ruleLanguageVersion: '1.0',
    teams: [
      { name: 'red', minPlayers: 1, maxPlayers: 1 },
      { name: 'blue', minPlayers: 1, maxPlayers: 1 },
    ],
  }),
);
const ticket = (ticketId: string, startTime: number, playerId: string): PoolTicket => ({
  ticketId,
  startTime,
  players: [{ playerId, attributes: {} }],
});

describe('a player with two tickets', () => {
  it('is never matched with themselves: the newer ticket ends the older ticket', () => {
    if (ruleSet === undefined) throw new Error('the rule set is not valid');
    const answer = answerCase(
      {
        id: 'twice',
        tickets: [ticket('first', 0, 'ann'), ticket('second', 1, 'ann'), ticket('other', 5, 'ben')],
        at: 10,
        additionalPlayerCount: 0,
        ruleSet: { body: '' },
      },
      ruleSet,
    );
    expect(answer.matches).toMatchObject([{ at: 5, tickets: ['second', 'other'] }]);
    expect(answer.unmatched).toEqual([{ ticket: 'first', reasons: [expect.stringContaining('"second"')] }]);
  });

  it('may start another ticket when the first was matched', () => {
    if (ruleSet === undefined) throw new Error('the rule set is not valid');
    const answer = answerCase(
      {
        id: 'again',
        tickets: [ticket('a', 0, 'ann'), ticket('b', 0, 'ben'), ticket('c', 1, 'ann'), ticket('d', 2, 'ben')],
        at: 10,
        additionalPlayerCount: 0,
        ruleSet: { body: '' },
      },
      ruleSet,
    );
    expect(answer.matches.map((match) => match.tickets)).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    expect(answer.unmatched).toEqual([]);
  });
});
