import { type BackendSource, type LeaderboardSource, type LeaderboardsSource } from '../../../definition';
import { dev, laptop } from '../../games/environments';
import { noughts } from '../../games/noughts';
import duel from '../../games/rule-sets/duel.json';
import { unplayedGame } from './unplayed-game';

/** A game of words whose results have what is given. */
export const wordsWith = (results: Parameters<typeof unplayedGame>[2]) => unplayedGame('words', 2, results);
export const words = wordsWith({ numbers: ['letters'], minimumCommands: 3 });
/** A backend with noughts and words, rated in two matchmakings. */
export const source = (more: Partial<BackendSource>): BackendSource => ({
  games: [noughts, words],
  matchmaking: {
    duel: { ruleSet: duel, games: ['noughts', 'words'] },
    endless: { ruleSet: duel, games: ['noughts', 'words'], ratedWithinDay: Infinity },
  },
  environments: { laptop, dev },
  ...more,
});

/** The backend with declared leaderboards. */
export const declaring = (of: LeaderboardsSource, seasons: BackendSource['seasons'] = {}) =>
  source({ leaderboards: of, seasons });
/** The backend with one leaderboard of words: of wins, changed by what is given. */
export const wins = (of: Partial<LeaderboardSource>) =>
  declaring({ words: { board: { metric: 'wins', ...of } } });
