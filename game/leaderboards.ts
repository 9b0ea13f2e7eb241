import { type LeaderboardsSource, type SeasonsSource } from '../definition';

/** A season lasts until the next begins. */
export const seasons: SeasonsSource = {
  'autumn-2026': '2026-09-01',
  'winter-2026': '2026-12-01',
  'spring-2027': '2027-03-01',
};

const medals = ['gold', 'silver', 'bronze'];

/** Games that are not named here have two leaderboards: `rating` and `wins`, of all time and by month. */
export const leaderboards: LeaderboardsSource = {
  'connect-four': {
    rating: { metric: 'rating', periods: ['all', 'season'], provisional: 'hidden' },
    wins: {
      metric: 'wins',
      periods: ['all', 'week', 'day'],
      rewards: { places: 3, give: ({ rank }) => ({ medal: medals[rank - 1] ?? 'bronze' }) },
    },
    streak: { metric: 'longest-streak', periods: ['all', 'season'], minimumGames: 5 },
    fastest: { metric: 'fastest-win', periods: ['all', 'month'] },
  },
  'market-day': {
    rating: { metric: 'rating', periods: ['all', 'season'], provisional: 'hidden' },
    earnings: { metric: 'points', periods: ['season', 'week'] },
    'best-day': { metric: 'best-score', periods: ['all', 'month'], minimumGames: 3 },
    'dearest-lot': { metric: { best: 'dearestLot' }, periods: ['all'], visibility: 'players' },
  },
};
