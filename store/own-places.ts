import { type PlayerId } from '../core/ids';
import { type RankedLeaderboard } from '../core/ranking/score-change';
import { type Steps } from '../core/ranking/score-order';
import { type LeaderboardPeriod, directionIn } from './leaderboard-periods';
import { type LeaderboardProfile } from './stored-entries';
import { countedSteps } from './counted-steps';
import { type OwnScore } from './own-scores';
import { type CountedRank, type KnownNodes, type RankPlaces } from './rank-places';

/** A player on a leaderboard. */
export interface RankedEntry extends LeaderboardProfile {
  /** Standard competition ranking: 1, 2, 2, 4. */
  readonly rank: number;
  readonly playerId: PlayerId;
  readonly score: number;
  /**
   * Epoch milliseconds at which the score was reached: among equal scores the earlier one is first in the
   * list.
   */
  readonly at: number;
}

/** A player's own place. */
export interface PlayerPlace extends RankedEntry {
  /** The number of players who share the rank, this one included. */
  readonly sharedBy: number;
  /** Players on the leaderboard. */
  readonly players: number;
  /** Share of the other players with a lower place, 0 to 100. */
  readonly percentile: number;
  /**
   * Epoch milliseconds of the newest result that the rank counts; the player's own newest result is always
   * counted.
   */
  readonly asOf: number;
}

/** Places among the other players of a leaderboard, as a player sees them who asks. */
export interface OwnPlaces {
  /** The rank, counting the player once and at the newest score, whether or not the index has counted it. */
  of(
    leaderboard: RankedLeaderboard,
    period: LeaderboardPeriod,
    mine: OwnScore,
    known?: KnownNodes,
  ): Promise<PlayerPlace>;
  /** Counts at a score without the player. */
  others(
    leaderboard: RankedLeaderboard,
    period: LeaderboardPeriod,
    mine: OwnScore,
    steps: Steps,
    known?: KnownNodes,
  ): Promise<CountedRank>;
}

/** @param now epoch milliseconds */
export function createOwnPlaces(places: Pick<RankPlaces, 'place'>, now: () => number): OwnPlaces {
  /** The counters contain the player at an older score while the newest result waits for the index. */
  async function others(
    leaderboard: RankedLeaderboard,
    period: LeaderboardPeriod,
    { entry }: OwnScore,
    steps: Steps,
    known?: KnownNodes,
  ): Promise<CountedRank> {
    const direction = directionIn(leaderboard, period);
    const { asOf, ...counted } = await places.place(period, direction, steps, known);
    const seen = countedSteps(entry, asOf, now());
    const isBetter = seen !== undefined && (direction === 'highest' ? seen > steps : seen < steps);
    return {
      better: Math.max(0, counted.better - (isBetter ? 1 : 0)),
      same: Math.max(0, counted.same - (seen === steps ? 1 : 0)),
      total: counted.total - (seen === undefined ? 0 : 1),
      ...(asOf === undefined ? {} : { asOf }),
    };
  }

  async function of(
    leaderboard: RankedLeaderboard,
    period: LeaderboardPeriod,
    mine: OwnScore,
    known?: KnownNodes,
  ): Promise<PlayerPlace> {
    const { better, same, total, asOf } = await others(leaderboard, period, mine, mine.steps, known);
    const sharedBy = same + 1;
    const players = Math.max(total + 1, better + sharedBy);
    return {
      rank: 1 + better,
      playerId: mine.playerId,
      ...mine.profile,
      score: mine.score,
      at: mine.at,
      sharedBy,
      players,
      percentile: players === 1 ? 100 : (100 * (players - better - sharedBy)) / (players - 1),
      asOf: Math.max(asOf ?? 0, mine.at),
    };
  }

  return { of, others };
}
