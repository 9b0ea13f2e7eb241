import { expect, it } from '@jest/globals';
import { hasScores } from '../../web/play/counted-leaderboard';
import { leaderboardToShow, isSettled } from '../../web/play/settled-leaderboard';
import { untorn } from '../../web/play/untorn-leaderboard';

const leaderboard = (...items: readonly (readonly [rank: number, score: number])[]) => ({
  items: items.map(([rank, score], index) => ({ rank, score, playerId: `p${index}`, at: 0 })),
});

it('shows no leaderboard whose ranks and scores were read at different moments', () => {
  expect(untorn(leaderboard([1, 1578], [1, 1422]))).toBeUndefined();
  expect(untorn(leaderboard([7, 3], [8, 2], [8, 1]))).toBeUndefined();
  // A score that has come, at the rank of the score before it.
  expect(untorn(leaderboard([1, 1500], [2, 1422], [3, 1430]))).toBeUndefined();
  expect(untorn(leaderboard([1, 1500], [1, 1422], [2, 1400]))).toBeUndefined();
  expect(untorn(leaderboard([4, 1500], [5, 1422], [7, 1400]))).toBeUndefined();
  expect(untorn(leaderboard([4, 1500], [5, 1422], [5, 1422], [6, 1400]))).toBeUndefined();
  // The second who shares rank 4 stands before these.
  expect(untorn(leaderboard([4, 1500], [6, 1422]))).toBeDefined();
  expect(untorn(leaderboard([1, 30], [2, 40], [3, 50]))).toBeDefined();
  const whole = leaderboard([1, 1578], [2, 1422], [2, 1422], [4, 1400]);
  expect(untorn(whole)).toBe(whole);
  expect(untorn(leaderboard())).toEqual(leaderboard());
  expect(untorn(undefined)).toBeUndefined();
});

it('waits for the new ratings of all seats of a match', () => {
  const ratings = { game: 'reversi', metric: 'rating', decimals: 2 };
  const player = (playerId: string, rating: number, provisional = false) => ({
    playerId,
    standings: [
      { game: 'chess', rating: 1, provisional: false },
      { game: 'reversi', rating, provisional },
    ],
  });
  const seats = [player('ada', 1421.64), player('bo', 1578.36)];
  const place = (playerId: string, score: number) => ({ playerId, score });
  const both = [place('bo', 1578.36), place('ada', 1421.64)];
  expect(hasScores(ratings, both, seats)).toBe(true);
  expect(hasScores(ratings, [place('ada', 1421.64)], seats)).toBe(false);
  expect(hasScores(ratings, [place('ada', 1421.64), place('bo', 1500)], seats)).toBe(false);
  // A leaderboard hides players whose rating is not certain, or shows all of them.
  const uncertain = [player('ada', 1421.64, true), player('bo', 1578.36, true)];
  expect(hasScores(ratings, [place('ada', 1421.64)], [...seats.slice(0, 1), ...uncertain.slice(1)])).toBe(
    true,
  );
  expect(hasScores(ratings, [place('ada', 1421.64)], uncertain)).toBe(false);
  expect(hasScores(ratings, both, uncertain)).toBe(true);
  expect(hasScores(ratings, [], uncertain)).toBe(true);
  expect(hasScores(ratings, [], [{ playerId: 'new', standings: [] }])).toBe(true);
  expect(hasScores({ ...ratings, metric: 'wins' }, [], seats)).toBe(true);
});

it('shows a leaderboard once two looks after each other have read the same ranks', () => {
  const look = (rank: number, isCounted: boolean) => ({
    leaderboard: leaderboard([1, 1500], [rank, 1422]),
    isCounted,
  });
  expect(isSettled(look(2, true), undefined)).toBe(false);
  expect(isSettled(look(2, true), look(2, false))).toBe(false);
  expect(isSettled(look(2, false), look(2, false))).toBe(false);
  // The scores of all seats are there, and a rank follows.
  expect(isSettled(look(3, true), look(2, true))).toBe(false);
  expect(isSettled(look(3, true), look(3, true))).toBe(true);
  const nothing = { leaderboard: undefined, isCounted: true };
  expect(isSettled(nothing, nothing)).toBe(true);
  expect(leaderboardToShow(look(2, true), false)).toBe('counting');
  const whole = look(2, true);
  expect(leaderboardToShow(whole, true)).toBe(whole.leaderboard);
  expect(
    leaderboardToShow({ leaderboard: leaderboard([1, 1500], [1, 1422]), isCounted: true }, true),
  ).toBeUndefined();
  expect(leaderboardToShow(nothing, false)).toBeUndefined();
});
