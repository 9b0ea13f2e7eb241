import { describe, expect, it } from '@jest/globals';
import { defineGame, DefinitionError, gameOfMatch } from '../../core/define';
import { replay } from '../../core/match/match';
import { header } from '../../testing/sample-match';
import { columns } from '../games/columns';
import { noughts } from '../games/noughts';

const version = (number: number) => defineGame({ rules: { ...noughts.rules, version: number } });
const [first, second] = [version(1), version(2)];
const newest = defineGame({ rules: { ...noughts.rules, version: 3 }, earlier: [first, second] });
const games = new Map([[newest.name, newest]]);

describe('rules of earlier versions', () => {
  it.each([1, 2, 3])('continue matches of version %i', (rulesVersion) => {
    const begun = { ...header(newest), rulesVersion };
    const game = gameOfMatch(games, begun);
    expect(game?.version).toBe(rulesVersion);
    expect(game?.with((typed) => replay(typed, begun, []).toAct)).toEqual([0]);
  });

  it('exist only as listed: any other version is unknown', () => {
    expect(gameOfMatch(games, { game: noughts.name, rulesVersion: 4 })).toBeUndefined();
    expect(gameOfMatch(games, { game: columns.name, rulesVersion: 1 })).toBeUndefined();
  });

  it.each([
    ['another game', [columns], 'earlier has the game columns'],
    ['a later version', [version(4)], 'earlier has version 4: write each version below 3 once'],
    ['its own version', [version(3)], 'earlier has version 3'],
    ['a version twice', [first, version(1)], 'earlier has version 1'],
  ])('are refused with %s among them', (_what, earlier, message) => {
    const define = () => defineGame({ rules: { ...noughts.rules, version: 3 }, earlier });
    expect(define).toThrow(DefinitionError);
    expect(define).toThrow(message);
  });

  it('come with a delay for spectators that is within its limits', () => {
    const watched = (delaySeconds: number) => () =>
      defineGame({ rules: noughts.rules, spectators: { delaySeconds } });
    expect(watched(3600)).not.toThrow();
    for (const wrong of [-1, 0.5, 3601, Number.NaN])
      expect(watched(wrong)).toThrow('spectators.delaySeconds is');
  });
});
