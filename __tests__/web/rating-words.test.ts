import { describe, expect, it } from '@jest/globals';
import { agoText } from '../../web/play/ago-text';
import { outcomeOf } from '../../web/play/outcome';
import {
  leaderboardTitle,
  changeText,
  placelessWords,
  ratingWords,
  scoreText,
} from '../../web/play/rating-words';

describe('what a match changed', () => {
  it('is the rating before and after, as it is shown', () => {
    const entry = { counted: 'rated', reason: 'line', ratingBefore: 1500.4, ratingAfter: 1521.6 } as const;
    const standing = { rating: 1521.6, provisional: true };
    expect(ratingWords(true, entry, standing)).toBe('Your rating: 1500 → 1522 (+22), still provisional');
    expect(ratingWords(true, entry, { ...standing, provisional: false })).toBe(
      'Your rating: 1500 → 1522 (+22)',
    );
    expect(changeText(1500, 1486)).toBe('−14');
    expect(changeText(1500.2, 1499.9)).toBe('±0');
  });

  it('is awaited while the backend counts a rated match', () => {
    expect(ratingWords(true, undefined, undefined)).toBe('Your rating is being counted …');
  });

  it('is nothing, with the reason, where the match changes no rating', () => {
    expect(ratingWords(false, undefined, undefined)).toBe('Your rating does not change.');
    expect(
      ratingWords(true, { counted: 'too-short', reason: 'resigned' }, { rating: 1511.6, provisional: false }),
    ).toBe('The match was too short to change your rating. It stays 1512.');
  });
});

describe('a leaderboard after a match', () => {
  it('is named by what it measures and its period', () => {
    expect(leaderboardTitle({ board: 'tic-tac-toe.best-day', game: 'tic-tac-toe' }, 'all')).toBe(
      'Best day · all time',
    );
    expect(leaderboardTitle({ board: 'reversi.wins', game: 'reversi' }, '2026-11')).toBe('Wins · 2026-11');
    expect(scoreText({ metric: 'rating', decimals: 2 }, 1521.64)).toBe('1522');
    expect(scoreText({ metric: 'best-score', decimals: 1 }, 7)).toBe('7.0');
  });

  it('says why a player has no place on it', () => {
    expect(placelessWords({ metric: 'wins' }, undefined)).toContain('first match');
    expect(placelessWords({ metric: 'rating' }, { provisional: true })).toContain('certain');
    expect(placelessWords({ metric: 'wins' }, { provisional: true })).toBe(
      'You have no place on this leaderboard yet.',
    );
  });
});

describe('a result in words', () => {
  it('is won, lost or drawn between two, and the place among more', () => {
    const two = { outcomes: ['loss' as const, 'win' as const], places: [2, 1] };
    expect([0, 1].map((seat) => outcomeOf(two, seat).words)).toEqual(['You lost', 'You won']);
    const three = { outcomes: ['loss' as const, 'win' as const, 'loss' as const], places: [2, 1, 3] };
    expect([0, 1, 2].map((seat) => outcomeOf(three, seat).words)).toEqual([
      '2nd of 3',
      '1st of 3',
      '3rd of 3',
    ]);
  });

  it('has an age of one unit', () => {
    expect([0, 59_999, 60_000, 3_600_000, 86_400_000 * 2].map(agoText)).toEqual([
      'just now',
      'just now',
      '1 min ago',
      '1 h ago',
      '2 d ago',
    ]);
  });
});
