import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseFilter, parseSessionOrder, type Searchable } from '../../../local/gamelift/sessions/search';

const session = (more: Partial<Searchable> = {}): Searchable => ({
  gameSessionId: 'arn:1',
  gameSessionName: 'Matt’s Game',
  gameSessionProperties: { mode: 'brawl', level: '10' },
  maximumSessions: 8,
  creationTimeMillis: 1_469_498_468_057,
  playerSessionCount: 3,
  hasAvailablePlayerSessions: true,
  ...more,
});

describe('filters of SearchGameSessions', () => {
  it.each<[string, boolean]>([
    ["gameSessionName = 'Matt’s Game'", true],
    ["gameSessionName <> 'x'", true],
    ["gameSessionProperties.mode = 'brawl'", true],
    ["gameSessionProperties.missing = 'brawl'", false],
    ['gameSessionProperties.mode = "brawl"', true],
    ['gameSessionName <> "it\\"s"', true],
    ["gameSessionProperties.missing <> 'brawl'", false],
    ["gameSessionProperties.constructor = 'x'", false],
    ['maximumSessions >= 8', true],
    ['playerSessionCount<3', false],
    ['playerSessionCount <= 3', true],
    ['creationTimeMillis>1469498468056', true],
    ['hasAvailablePlayerSessions=true', true],
    ['hasAvailablePlayerSessions <> TRUE', false],
    ['NOT playerSessionCount > 5', true],
    ['playerSessionCount > 5 OR maximumSessions = 8', true],
    // AND binds tighter than OR, NOT tighter than both
    ['maximumSessions = 8 OR maximumSessions = 9 AND playerSessionCount > 5', true],
    ['(maximumSessions = 8 OR maximumSessions = 9) AND playerSessionCount > 5', false],
    ['NOT maximumSessions = 9 AND playerSessionCount = 3', true],
    ['NOT (maximumSessions = 8 and playerSessionCount = 3)', false],
  ])('%s is %s', (filter, holds) => {
    expect(parseFilter(filter)(session())).toBe(holds);
  });

  it.each([
    '',
    'playerSessionCount',
    'playerSessionCount >',
    'playerSessionCount > x',
    "playerSessionCount > '3'",
    'nothing = 3',
    "gameSessionName > 'x'",
    'gameSessionName = x',
    'gameSessionName = 3',
    "hasAvailablePlayerSessions = 'true'",
    'maximumSessions = 1 maximumSessions = 2',
    '(maximumSessions = 1',
    'maximumSessions = 1)',
    'maximumSessions == 1',
    'maximumSessions != 1',
    "gameSessionName = 'open",
    'gameSessionName = "open',
    'gameSessionName = "open\'',
    'AND',
    'gameSessionProperties. = 1',
    `${'('.repeat(5000)}maximumSessions = 1`,
  ])('%j is refused with a reason', (filter) => {
    expect(() => parseFilter(filter)).toThrow(
      expect.objectContaining({
        code: 'InvalidRequestException',
        message: expect.stringContaining('expression'),
      }),
    );
  });

  it('never fails in another way, for any text', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            '(',
            ')',
            'AND',
            'OR',
            'NOT',
            '=',
            '<>',
            '<',
            'maximumSessions',
            'gameSessionName',
            "'a'",
            '3',
            'true',
            ' ',
            '\u0000',
            '#',
          ),
          { maxLength: 20 },
        ),
        (words) => {
          try {
            parseFilter(words.join(' '))(session());
          } catch (error) {
            expect(error).toMatchObject({ code: 'InvalidRequestException' });
          }
        },
      ),
    );
  });
});

describe('sorting of SearchGameSessions', () => {
  const list = [
    session({ gameSessionId: 'a', playerSessionCount: 2 }),
    session({ gameSessionId: 'b', playerSessionCount: 1, gameSessionProperties: {} }),
    session({ gameSessionId: 'c', playerSessionCount: 3 }),
  ];
  const sorted = (expression: string): readonly string[] =>
    [...list].sort(parseSessionOrder(expression)).map(({ gameSessionId }) => gameSessionId);

  it('puts sessions without a name last, in either direction', () => {
    const named = [
      session({ gameSessionId: 'x', gameSessionName: undefined }),
      session({ gameSessionId: 'y', gameSessionName: 'b' }),
      session({ gameSessionId: 'z', gameSessionName: 'a' }),
    ];
    const by = (expression: string) =>
      [...named].sort(parseSessionOrder(expression)).map(({ gameSessionId }) => gameSessionId);
    expect(by('gameSessionName ASC')).toEqual(['z', 'y', 'x']);
    expect(by('gameSessionName DESC')).toEqual(['y', 'z', 'x']);
  });

  it.each<[string, readonly string[]]>([
    ['playerSessionCount ASC', ['b', 'a', 'c']],
    ['playerSessionCount desc', ['c', 'a', 'b']],
    ['gameSessionId', ['a', 'b', 'c']],
    ['gameSessionProperties.mode ASC', ['a', 'c', 'b']],
  ])('%s', (expression, order) => {
    expect(sorted(expression)).toEqual(order);
  });

  it.each(['nothing ASC', 'playerSessionCount UP', 'playerSessionCount ASC DESC', ''])(
    '%j is refused',
    (expression) => {
      expect(() => parseSessionOrder(expression)).toThrow(
        expect.objectContaining({ code: 'InvalidRequestException' }),
      );
    },
  );
});
