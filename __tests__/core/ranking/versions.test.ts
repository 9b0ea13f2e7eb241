import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gameName, playerId } from '../../../core/ids';
import {
  type LeaderboardDeclaration,
  defaultLeaderboards,
  placedScore,
  scoreChanges,
} from '../../../core/ranking/leaderboards';
import { type Season } from '../../../core/ranking/periods';
import { newStanding, type Standing, standingAfter } from '../../../core/ranking/standing';
import { wonMatch } from './won-match';

/**
 * Two versions of a backend record results of one player by turns: after a roll-back, or blue beside green.
 */

const game = gameName('words');
const player = playerId('p-00000000-0000-4000-8000-000000000001');
const begin = Date.UTC(2026, 10, 20);
const dayMs = 86_400_000;
const autumn: Season = { name: 'autumn', startsAt: Date.UTC(2026, 8, 1) };
const winter: Season = { name: 'winter', startsAt: Date.UTC(2026, 11, 1) };

function leaderboard(name: string, more: Partial<LeaderboardDeclaration>): LeaderboardDeclaration {
  const [usual] = defaultLeaderboards(game);
  if (usual === undefined) throw new Error('a game has leaderboards');
  return { ...usual, id: `${game}.${name}`, name, metric: { kind: 'wins' }, periods: ['all'], ...more };
}

/** Wins a match with this number. */
function won(
  before: Standing,
  value: number,
  at: number,
  leaderboards: readonly LeaderboardDeclaration[],
  seasons: readonly Season[] = [autumn, winter],
): Standing {
  const match = wonMatch({ playerId: player, game, numbers: { value }, endedAt: at });
  return standingAfter(before, match, leaderboards, seasons);
}

const scoreOn = (standing: Standing, declared: LeaderboardDeclaration) =>
  scoreChanges(standing, [declared]).map(({ period, score }) => [period, score]);

describe('a running period', () => {
  const numbers = fc.array(fc.tuple(fc.integer({ min: -999, max: 999 }), fc.boolean()), { minLength: 1 });

  it('has the best number of its own direction, whichever version declares the other one', () => {
    const [high, low] = (['highest', 'lowest'] as const).map((direction) =>
      leaderboard('best', { metric: { kind: 'best', number: 'value' }, direction }),
    );
    if (high === undefined || low === undefined) throw new Error('there are two');
    fc.assert(
      fc.property(numbers, (given) => {
        let standing = newStanding(player, game);
        for (const [at, [value, isNew]] of given.entries())
          standing = won(standing, value, begin + at, [isNew ? low : high]);
        const values = given.map(([value]) => value);
        for (const declared of [high, low])
          for (const change of scoreChanges(standing, [declared])) {
            const [best, worst] = [Math.max(...values), Math.min(...values)];
            expect(placedScore(change, high)).toMatchObject({
              score: best,
              at: begin + values.indexOf(best),
            });
            expect(placedScore(change, low)).toMatchObject({
              score: worst,
              at: begin + values.indexOf(worst),
            });
          }
      }),
    );
  });

  it('keeps the decimals by which its scores differ', () => {
    const [fine, coarse] = [2, 0].map((decimals) =>
      leaderboard('last', { metric: { kind: 'last', number: 'value' }, decimals }),
    );
    if (fine === undefined || coarse === undefined) throw new Error('there are two');
    let standing = won(newStanding(player, game), 12.3, begin, [fine]);
    standing = won(standing, 12.39, begin + 1, [coarse]);
    for (const declared of [fine, coarse]) {
      const [change] = scoreChanges(standing, [declared]);
      expect(change && placedScore(change, fine)).toMatchObject({ score: 12.39, at: begin + 1 });
    }
    standing = won(newStanding(player, game), 12.3, begin, [coarse]);
    standing = won(standing, 12.39, begin + 1, [fine]);
    const [change] = scoreChanges(standing, [fine]);
    expect(change && placedScore(change, coarse)).toMatchObject({ score: 12, at: begin });
  });
});

describe('what a version does not declare', () => {
  it('stays as it is: a leaderboard, also beside others of its period', () => {
    const wins = leaderboard('wins', { periods: ['all', 'season'] });
    const others = [leaderboard('other', { periods: ['all', 'season'] })];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 1, 2), { minLength: 1 }), (versions) => {
        let standing = newStanding(player, game);
        for (const [at, version] of versions.entries())
          standing = won(standing, 1, begin + at, [[wins, ...others], others, []][version] ?? []);
        const counted = versions.filter((version) => version === 0).length;
        expect(scoreOn(standing, wins)).toEqual(
          counted === 0
            ? []
            : [
                ['all', counted],
                ['autumn', counted],
              ],
        );
      }),
    );
  });

  it('stays as it is: a kind of period, until no match can count in it', () => {
    const [daily, usual] = [leaderboard('wins', { periods: ['day'] }), leaderboard('other', {})];
    const first = won(newStanding(player, game), 1, begin, [daily, usual]);
    const later = (ms: number) => won(first, 1, begin + ms, [usual]);
    expect(scoreOn(later(dayMs + 9 * 60_000), daily)).toEqual([['2026-11-20', 1]]);
    expect(scoreOn(later(dayMs + 10 * 60_000), daily)).toEqual([]);
  });

  it('stays as it is: a season, which the version takes for the running season', () => {
    const wins = leaderboard('wins', { periods: ['season'] });
    let standing = newStanding(player, game);
    for (let match = 0; match < 4; match += 1) standing = won(standing, 1, begin + match, [wins]);
    const december = winter.startsAt + dayMs;
    standing = won(standing, 1, december, [wins]);
    standing = won(standing, 1, december + 1, [wins], [autumn]);
    expect(scoreOn(standing, wins)).toEqual([['winter', 2]]);
    expect(scoreOn(won(standing, 1, december + 2, [wins]), wins)).toEqual([['winter', 3]]);
    // A season that is no longer declared does not hold up those after it.
    const spring = { name: 'spring', startsAt: Date.UTC(2027, 2, 1) };
    standing = won(standing, 1, spring.startsAt, [wins], [autumn, spring]);
    expect(scoreOn(standing, wins)).toEqual([['spring', 1]]);
  });

  it('takes little room: the newest twelve scores of leaderboards that are gone', () => {
    const leaderboards = Array.from({ length: 30 }, (_, at) => leaderboard(`b${at}`, {}));
    let standing = newStanding(player, game);
    for (const [at, one] of leaderboards.entries()) standing = won(standing, 1, begin + at, [one]);
    const left = Object.keys(standing.periods.all?.scores ?? {});
    expect(left.sort()).toEqual(leaderboards.slice(-13).map(({ name }) => name));
  });
});
