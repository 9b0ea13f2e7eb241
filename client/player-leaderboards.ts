import * as read from './rest/documents';
import { type Request } from './rest/http';
import { type ZodMiniType } from 'zod/mini';

/** A request of the signed-in player that is safe to repeat. */
type Get = <Answer>(path: string, answer: ZodMiniType<Answer>, query?: Request['query']) => Promise<Answer>;

const leaderboardPath = (leaderboard: string): string =>
  `/v1/players/me/leaderboards/${encodeURIComponent(leaderboard)}`;

/** Leaderboards as a signed-in player reads them: those too that only players may read. */
export class PlayerLeaderboards {
  readonly #get: Get;

  /** @internal Player makes it. */
  constructor(get: Get) {
    this.#get = get;
  }

  /** Every leaderboard that players may read. */
  async all(): Promise<read.DeclaredLeaderboardDocument[]> {
    return (await this.#get('/v1/players/me/leaderboards', read.leaderboards)).boards;
  }

  /** A page of a leaderboard, best first. */
  page(
    leaderboard: string,
    page: { readonly period?: string; readonly limit?: number; readonly cursor?: string } = {},
  ): Promise<read.LeaderboardDocument> {
    return this.#get(leaderboardPath(leaderboard), read.leaderboard, { ...page });
  }

  /**
   * The players around this one, best first.
   * @param each most players before, and most after
   * @throws ApiError `not-ranked` when this player is not on the leaderboard
   */
  neighbours(
    leaderboard: string,
    { period, each }: { readonly period?: string; readonly each?: number } = {},
  ): Promise<read.LeaderboardStretchDocument> {
    return this.#get(`${leaderboardPath(leaderboard)}/neighbours`, read.leaderboardStretch, { period, each });
  }

  /** Given players, ranked among themselves: a player who is not on the leaderboard is left out. */
  among(
    leaderboard: string,
    players: readonly string[],
    { period }: { readonly period?: string } = {},
  ): Promise<read.LeaderboardStretchDocument> {
    return this.#get(`${leaderboardPath(leaderboard)}/among`, read.leaderboardStretch, {
      period,
      players: players.join(','),
    });
  }
}
