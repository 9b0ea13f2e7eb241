import * as read from './rest/documents';
import { type Request } from './rest/http';
import { type ZodMiniType } from 'zod/mini';

/** A request of the signed-in player that is safe to repeat. */
type Get = <Answer>(path: string, answer: ZodMiniType<Answer>, query?: Request['query']) => Promise<Answer>;

const boardPath = (board: string): string => `/v1/players/me/leaderboards/${encodeURIComponent(board)}`;

/** Leaderboards as a signed-in player reads them: those too that only players may read. */
export class PlayerBoards {
  readonly #get: Get;

  /** @internal Player makes it. */
  constructor(get: Get) {
    this.#get = get;
  }

  /** Every board that players may read. */
  async all(): Promise<read.BoardDocument[]> {
    return (await this.#get('/v1/players/me/leaderboards', read.boards)).boards;
  }

  /** A page of a board, best first. */
  page(
    board: string,
    page: { readonly period?: string; readonly limit?: number; readonly cursor?: string } = {},
  ): Promise<read.LeaderboardDocument> {
    return this.#get(boardPath(board), read.leaderboard, { ...page });
  }

  /**
   * The players around this one, best first.
   * @param each most players before, and most after
   * @throws ApiError `not-ranked` when this player is not on the board
   */
  neighbours(
    board: string,
    { period, each }: { readonly period?: string; readonly each?: number } = {},
  ): Promise<read.BoardStretchDocument> {
    return this.#get(`${boardPath(board)}/neighbours`, read.boardStretch, { period, each });
  }

  /** Given players, ranked among themselves: a player who is not on the board is left out. */
  among(
    board: string,
    players: readonly string[],
    { period }: { readonly period?: string } = {},
  ): Promise<read.BoardStretchDocument> {
    return this.#get(`${boardPath(board)}/among`, read.boardStretch, { period, players: players.join(',') });
  }
}
