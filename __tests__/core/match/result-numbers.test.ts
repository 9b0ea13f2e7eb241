import { describe, expect, it } from '@jest/globals';
import { defineGame } from '../../../core/define';
import { type DeclaredResult, type GameResult, type GameRules } from '../../../core/game-rules';
import { commandId, gameName } from '../../../core/ids';
import { openMatch, submit } from '../../../core/match/match';
import { aMatchHeader } from '../../support/headers';
import { aPlayer } from '../../store/database';

/** A game that ends with its first command, which states the result. */
function endOf(declared: DeclaredResult, result: Partial<GameResult>) {
  const rules: GameRules<boolean, null, boolean> = {
    name: gameName('once'),
    version: 1,
    seats: 2,
    ...declared,
    setup: () => false,
    toAct: (over) => (over ? [] : [0]),
    legalCommands: (over) => (over ? [] : [null]),
    parseCommand: () => ({ command: null }),
    apply: () => ({ state: true }),
    view: (over) => over,
    result: (over) => (over ? { places: [1, 2], reason: 'end', ...result } : undefined),
  };
  const match = openMatch(
    defineGame({ rules }),
    aMatchHeader({ game: rules.name, seats: [aPlayer(), aPlayer()] }),
  );
  const answer = submit(
    match,
    { seat: 0, commandId: commandId('c'), action: { kind: 'play', command: null } },
    5,
  );
  if (answer.kind === 'failed') return String(answer.failure.cause);
  return answer.kind === 'accepted' ? answer.match.ending : answer.kind;
}

describe('the numbers of a result', () => {
  it('are those that the rules declare, for every seat', () => {
    const numbers = { best: [1, -2.5], last: [0, 3] };
    expect(endOf({ scores: true, numbers: ['best', 'last'] }, { scores: [1, 2], numbers })).toMatchObject({
      result: { numbers },
      conduct: { turns: [1, 0], left: [] },
    });
    expect(endOf({}, {})).toMatchObject({ result: { reason: 'end' } });
    expect(endOf({}, { scores: [1, 2] })).toMatchObject({ result: { scores: [1, 2] } });
  });

  it.each<[string, DeclaredResult, Partial<GameResult>, RegExp]>([
    ['lacking scores', { scores: true }, {}, /declare scores, but the result has none/],
    ['a missing number', { numbers: ['best'] }, {}, /declare the number best, but the result lacks it/],
    [
      'an undeclared number',
      {},
      { numbers: { best: [1, 2] } },
      /the number "best", which the rules do not declare/,
    ],
    [
      'a number of a single seat',
      { numbers: ['best'] },
      { numbers: { best: [1] } },
      /1 numbers "best", the match has 2/,
    ],
    [
      'no number',
      { numbers: ['best'] },
      { numbers: { best: [1, Number.NaN] } },
      /"best" of seat 1 in the result is not a number/,
    ],
    [
      'a score that is not exact',
      { scores: true },
      { scores: [2 ** 53, 1] },
      /score of seat 0 in the result is 9007199254740992: at most 9007199254740991 in both directions/,
    ],
    [
      'a huge negative number',
      { numbers: ['best'] },
      { numbers: { best: [1, -1e126] } },
      /"best" of seat 1 in the result is -1e\+126: at most 9007199254740991 in both directions/,
    ],
    [
      'a number next to zero',
      { scores: true },
      { scores: [1, 1e-131] },
      /score of seat 1 in the result is 1e-131: it must be 0, or at least 1e-100 away from it/,
    ],
  ])('fail the rules: %s', (_, declared, result, message) => {
    expect(endOf(declared, result)).toMatch(message);
  });
});
