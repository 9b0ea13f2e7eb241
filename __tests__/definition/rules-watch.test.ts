import { describe, expect, it } from '@jest/globals';
import { type Game } from '../../core/define';
import { openMatch } from '../../core/match/match';
import { RulesFailure } from '../../core/match/rules-failure';
import { RulesWatch } from '../../definition/rules-watch';
import { broken } from '../games/broken';
import { header } from '../../testing/sample-match';
import { noughts } from '../games/noughts';

describe('a watch over rules', () => {
  it('ends rules that do not return, and names the function', () => {
    const watch = new RulesWatch(500);
    const open = (): unknown => openOf(watch.over(broken), 'endless-setup');
    expect(() => watch.run(open)).toThrow(RulesFailure);
    expect(() => watch.run(open)).toThrow('rules.setup: did not return within 0.5 s');
    // The next call gets the full time again.
    expect(watch.run(() => openOf(watch.over(broken), 'none'), 10_000)).toMatchObject({ sequence: 0 });
  });

  it('passes on the values and errors of a call', () => {
    const watch = new RulesWatch(1000);
    const own = new RangeError('own');
    expect(watch.run(() => undefined)).toBeUndefined();
    expect(() =>
      watch.run(() => {
        throw own;
      }),
    ).toThrow(own);
    expect(watch.run(() => watch.run(() => 1) + 1)).toBe(2);
  });

  it('does not modify the game', () => {
    const watched = new RulesWatch(1000).over(noughts);
    expect({ name: watched.name, seats: watched.seats, teams: watched.teams }).toEqual({
      name: noughts.name,
      seats: noughts.seats,
      teams: noughts.teams,
    });
    expect(watched.with(({ rules }) => Object.keys(rules).sort())).toEqual(
      noughts.with(({ rules }) => Object.keys(rules).sort()),
    );
  });

  it('reports no failed rules if none were called', () => {
    expect(() =>
      new RulesWatch(20).run(() => {
        for (;;);
      }),
    ).toThrow('timed out');
  });
});

const openOf = (game: Game, option: string): unknown =>
  game.with((typed) => openMatch(typed, header(broken, { options: { broken: option } })));
