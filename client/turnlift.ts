import { Credentials, type Tokens } from './credentials';
import { Player } from './player';
import * as read from './rest/documents';
import { Http } from './rest/http';
import { type Transports } from './transports';

export interface TurnliftOptions {
  /** Base URL of the API: all that a client has to know. */
  readonly url: string;
  readonly transports: Transports;
  /** Is told of every new refresh token, to keep it for the next visit. */
  readonly onTokens?: (tokens: Tokens) => void;
}

/**
 * A guest who has just been registered: `secret` is told this once, and is the only way back into the
 * account.
 */
export interface Guest {
  readonly player: Player;
  readonly secret: string;
}

interface BoardPage {
  /** `all` (default), or a month such as `2026-11`. */
  readonly period?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

/**
 * One Turnlift backend. A whole match:
 *
 *     const { player } = await new Turnlift({ url }).register();
 *     const match = await player.connect(await player.findMatch({ game: 'tic-tac-toe' }));
 *     for (let turn = await match.nextTurn(); turn !== undefined; turn = await match.nextTurn()) {
 *       await match.play(choose(turn.view, turn.legal));
 *     }
 *     const { outcomes, reason } = await match.finished();
 *     match.leave();
 */
export class TurnliftClient {
  readonly #http: Http;
  readonly #onTokens: (tokens: Tokens) => void;

  constructor({ url, transports, onTokens }: TurnliftOptions) {
    this.#http = new Http(url, transports);
    this.#onTokens = onTokens ?? (() => undefined);
  }

  /** Registers a guest and signs in. @throws ApiError */
  async register({ displayName }: { readonly displayName?: string } = {}): Promise<Guest> {
    const { playerId, secret } = await this.#http.ask('/v1/players', read.registeredPlayer, {
      method: 'POST',
      body: displayName === undefined ? {} : { displayName },
    });
    return { player: await this.signIn({ playerId, secret }), secret };
  }

  /** Signs in with the player's secret, or with a refresh token that was kept. @throws ApiError */
  async signIn(
    proof: { readonly playerId: string; readonly secret: string } | { readonly refreshToken: string },
  ): Promise<Player> {
    const secret = 'secret' in proof ? proof.secret : undefined;
    const body =
      'secret' in proof
        ? { playerId: proof.playerId, secret: proof.secret }
        : { refreshToken: proof.refreshToken };
    const open = () => this.#http.ask('/v1/sessions', read.session, { method: 'POST', body });
    // A refresh token must not come twice, so only a secret is tried again.
    const session = await (secret === undefined ? open() : this.#http.patiently(open));
    const credentials = new Credentials(this.#http, session, secret, this.#onTokens);
    this.#onTokens(credentials.tokens);
    return new Player(this.#http, credentials);
  }

  /** The games that can be played, and the options of their matches. */
  async games(): Promise<read.GameDocument[]> {
    const { games } = await this.#http.patiently(() => this.#http.ask('/v1/games', read.games));
    return games;
  }

  async leaderboards(): Promise<read.BoardDocument[]> {
    const { boards } = await this.#http.patiently(() => this.#http.ask('/v1/leaderboards', read.boards));
    return boards;
  }

  /** A page of a board, best first. */
  leaderboard(
    board: string,
    page: BoardPage = {},
  ): Promise<read.PageDocument<read.LeaderboardEntryDocument>> {
    return this.#http.patiently(() =>
      this.#http.ask(`/v1/leaderboards/${encodeURIComponent(board)}`, read.leaderboard, {
        query: { ...page },
      }),
    );
  }

  /** A player's own place on a board. @throws ApiError `not-ranked` */
  standing(
    board: string,
    playerId: string,
    { period }: Pick<BoardPage, 'period'> = {},
  ): Promise<read.PlayerPlaceDocument> {
    return this.#http.patiently(() =>
      this.#http.ask(
        `/v1/leaderboards/${encodeURIComponent(board)}/players/${encodeURIComponent(playerId)}`,
        read.playerPlace,
        { query: { period } },
      ),
    );
  }
}
