import { Credentials, type TokenKeeping, type Tokens, withTokenOf } from './credentials';
import { ApiError } from './errors';
import { Player } from './player';
import * as read from './rest/documents';
import { Http } from './rest/http';
import { type WatchedStep, watchMatch, type WatchOptions } from './spectator';
import { type Transports } from './transports';

/** A client without its platform: browser and Node bring their own transports. */
export interface TurnliftOptions {
  /** Base URL of the API: all that a client needs to know. */
  readonly url: string;
  readonly transports: Transports;
  /** Called with every new refresh token, to keep it for the next visit. */
  readonly onTokens?: (tokens: Tokens) => void;
  /**
   * The refresh token of a player that was kept last, or undefined. It is read before each renewal. So tabs
   * of a browser that share a session continue it with the token that another tab has kept.
   */
  readonly keptToken?: (playerId: string) => string | undefined;
}

/**
 * A guest who has just been registered: `secret` is shown only once, and is the only way back into the
 * account.
 */
export interface Guest {
  readonly player: Player;
  readonly secret: string;
}

/**
 * A player's proof of identity. `device` is the name of this device in the player's list of sessions. A
 * refresh token beside a secret continues its session, and the secret opens another one when that has ended.
 */
export type SignInProof =
  | {
      readonly playerId: string;
      readonly secret: string;
      readonly device?: string;
      readonly refreshToken?: string | undefined;
    }
  | { readonly refreshToken: string }
  | { readonly identity: read.IdentityProof; readonly device?: string };

/** Selects a page of a leaderboard. `limit` is 1 to 100; `cursor` is that of the page before. */
export interface LeaderboardPageQuery {
  /**
   * `all`, `season`, `month`, `week` or `day` for the current period, or the name of a period: `2026-11`,
   * `2026-W48`, `2026-11-28`, a season. Default: the first kind of the leaderboard. With a cursor it may be
   * absent: a page is of the period of the page before.
   */
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
  readonly #keeping: TokenKeeping;

  constructor({ url, transports, onTokens, keptToken }: TurnliftOptions) {
    this.#http = new Http(url, transports);
    this.#keeping = {
      onTokens: onTokens ?? (() => undefined),
      keptToken: keptToken ?? (() => undefined),
    };
  }

  /** Registers a guest and signs in. @throws ApiError */
  async register({ displayName }: { readonly displayName?: string } = {}): Promise<Guest> {
    const { playerId, secret } = await this.#http.ask('/v1/players', read.registeredPlayer, {
      method: 'POST',
      body: displayName === undefined ? {} : { displayName },
    });
    return { player: await this.signIn({ playerId, secret }), secret };
  }

  /**
   * Signs in with the player's secret, a refresh token that was kept, or a linked identity.
   * @throws ApiError `identity-not-linked`, `player-banned` …
   */
  async signIn(proof: SignInProof): Promise<Player> {
    const signIn = async (): Promise<Player> => {
      const secret = 'secret' in proof ? proof.secret : undefined;
      const session = (await this.#continueSession(proof)) ?? (await this.#openSession(proof));
      const credentials = new Credentials(this.#http, session, secret, this.#keeping);
      this.#keeping.onTokens(credentials.tokens);
      return new Player(this.#http, credentials);
    };
    return 'playerId' in proof ? withTokenOf(this.#http, proof.playerId, signIn) : signIn();
  }

  /** The session of a refresh token beside a secret; undefined when there is none, or it has ended. */
  async #continueSession(proof: SignInProof): Promise<read.SessionDocument | undefined> {
    if (!('secret' in proof) || proof.refreshToken === undefined) return undefined;
    // Another page may have used the token since it was read, and kept the next one.
    const refreshToken = this.#keeping.keptToken(proof.playerId) ?? proof.refreshToken;
    try {
      return await this.#openSession({ refreshToken });
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return undefined;
      throw error;
    }
  }

  #openSession(proof: SignInProof): Promise<read.SessionDocument> {
    const open = () => this.#http.ask('/v1/sessions', read.session, { method: 'POST', body: bodyOf(proof) });
    // A refresh token must not be sent twice, and an identity needs a new proof: only a secret is retried.
    return 'secret' in proof ? this.#http.patiently(open) : open();
  }

  /**
   * The games that can be played, and the options of their matches.
   * @param request `isFresh`: the backend answers, also where a browser has an answer in its cache
   */
  async games(request: { readonly isFresh?: boolean } = {}): Promise<read.GameDocument[]> {
    const { games } = await this.#http.patiently(() => this.#http.ask('/v1/games', read.games, request));
    return games;
  }

  /** The identity providers of this backend. */
  async identityProviders(): Promise<read.IdentityProviderDocument[]> {
    const { items } = await this.#http.patiently(() =>
      this.#http.ask('/v1/identity-providers', read.identityProviders),
    );
    return items;
  }

  /** A nonce for a sign-in at a provider; valid for ten minutes and one use. */
  async identityNonce(): Promise<string> {
    const ask = () => this.#http.ask('/v1/identity-nonces', read.identityNonce, { method: 'POST' });
    return (await this.#http.patiently(ask)).nonce;
  }

  /**
   * Watches a match as its game shows it to spectators: each step once, in order, as it becomes visible. It
   * ends with the match, or with `signal`.
   * @throws ApiError `no-spectators`, `match-not-found`
   */
  watch(matchId: string, options: WatchOptions = {}): AsyncGenerator<WatchedStep> {
    return watchMatch(this.#http, matchId, options);
  }

  /** All leaderboards that games declare. */
  async leaderboards(): Promise<read.DeclaredLeaderboardDocument[]> {
    const { boards: leaderboards } = await this.#http.patiently(() =>
      this.#http.ask('/v1/leaderboards', read.leaderboards),
    );
    return leaderboards;
  }

  /** A page of a leaderboard, best first. */
  leaderboard(leaderboard: string, page: LeaderboardPageQuery = {}): Promise<read.LeaderboardDocument> {
    return this.#http.patiently(() =>
      this.#http.ask(`/v1/leaderboards/${encodeURIComponent(leaderboard)}`, read.leaderboard, {
        query: { ...page },
      }),
    );
  }

  /** A player's own place on a leaderboard. @throws ApiError `not-ranked` */
  place(
    leaderboard: string,
    playerId: string,
    { period }: Pick<LeaderboardPageQuery, 'period'> = {},
  ): Promise<read.PlayerPlaceDocument> {
    return this.#http.patiently(() =>
      this.#http.ask(
        `/v1/leaderboards/${encodeURIComponent(leaderboard)}/players/${encodeURIComponent(playerId)}`,
        read.playerPlace,
        { query: { period } },
      ),
    );
  }
}

/** Only the fields of the API, without other fields of the caller's object. */
function bodyOf(proof: SignInProof): object {
  if ('secret' in proof) return { playerId: proof.playerId, secret: proof.secret, device: proof.device };
  if ('identity' in proof) return { identity: proof.identity, device: proof.device };
  return { refreshToken: proof.refreshToken };
}
