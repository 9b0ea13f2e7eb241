import { type LeaderboardStretchDocument } from '../../client/index';
import { untorn } from './untorn-leaderboard';

/** A leaderboard as one look after a match has read it. */
export interface ReadLeaderboard<Leaderboard extends Pick<LeaderboardStretchDocument, 'items'>> {
  /** undefined: none that the match can have changed. */
  readonly leaderboard: Leaderboard | undefined;
  /** It has the scores of all seats of the match. */
  readonly isCounted: boolean;
}

type Read = ReadLeaderboard<Pick<LeaderboardStretchDocument, 'items'>>;

const placesOf = ({ leaderboard }: Read): string =>
  (leaderboard?.items ?? []).map(({ playerId, rank, score }) => `${playerId} ${rank} ${score}`).join();

/**
 * Whether a leaderboard has the result of a match. Ranks follow the scores some time later, so two looks
 * after each other must have read the same.
 */
export const isSettled = (read: Read, before: Read | undefined): boolean =>
  before !== undefined && before.isCounted && read.isCounted && placesOf(read) === placesOf(before);

/** The leaderboard that a page shows. @param isLast it is settled, or there is no later look */
export function leaderboardToShow<Leaderboard extends Pick<LeaderboardStretchDocument, 'items'>>(
  { leaderboard }: ReadLeaderboard<Leaderboard>,
  isLast: boolean,
): Leaderboard | 'counting' | undefined {
  if (leaderboard === undefined) return undefined;
  return isLast ? untorn(leaderboard) : 'counting';
}
