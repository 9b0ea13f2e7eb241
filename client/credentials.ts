import { ApiError } from './errors';
import * as read from './rest/documents';
import { type Http } from './rest/http';

/** A refresh token is valid for one use only: an application that keeps it must store each new one. */
export interface Tokens {
  readonly playerId: string;
  readonly refreshToken: string;
}

/** Where an application keeps the newest refresh token of a player. */
export interface TokenKeeping {
  readonly onTokens: (tokens: Tokens) => void;
  readonly keptToken: (playerId: string) => string | undefined;
}

/**
 * Makes a call that takes a player's newest refresh token and keeps the next one. Another page of the browser
 * would send the same token again, or keep an older one in place of a newer.
 */
export function withTokenOf<Result>(
  { transports: { alone } }: Http,
  playerId: string,
  call: () => Promise<Result>,
): Promise<Result> {
  return alone === undefined ? call() : alone(`turnlift session ${playerId}`, call);
}

/** An access token is renewed when it has less than this left. */
const renewBeforeMs = 60_000;

/** A signed-in player's tokens. They are renewed in time, by one request for all callers that wait. */
export class Credentials {
  readonly #http: Http;
  readonly #keeping: TokenKeeping;

  #secret: string | undefined;
  #accessToken: string;
  #refreshToken: string;
  #goodUntil: number;
  #renewing: Promise<void> | undefined;

  /** @param secret signs in again when the refresh token is invalid */
  constructor(http: Http, session: read.SessionDocument, secret: string | undefined, keeping: TokenKeeping) {
    this.#http = http;
    this.#secret = secret;
    this.#keeping = keeping;

    this.#accessToken = session.accessToken;
    this.#refreshToken = session.refreshToken;
    this.#goodUntil = http.transports.now() + session.expiresIn * 1000;
    this.playerId = session.playerId;
  }

  readonly playerId: string;

  get tokens(): Tokens {
    return { playerId: this.playerId, refreshToken: this.#refreshToken };
  }

  /**
   * Makes a request with a valid token; when the API refuses the token, once more with a new one.
   * @throws ApiError
   */
  async use<Answer>(request: (token: string) => Promise<Answer>): Promise<Answer> {
    if (this.#http.transports.now() > this.#goodUntil - renewBeforeMs) await this.renew();
    const token = this.#accessToken;
    try {
      return await request(token);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      if (token === this.#accessToken) await this.renew(); // unless another request has renewed it
      return request(this.#accessToken);
    }
  }

  /** Gets new tokens immediately. @throws ApiError */
  renew(): Promise<void> {
    const renew = async (): Promise<void> => this.#take(await this.#refresh());
    this.#renewing ??= withTokenOf(this.#http, this.playerId, renew).finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  /**
   * As `use`, for requests that need a session that was just opened. With a known secret, a session is opened
   * when the API requires it.
   * @throws ApiError `sign-in-required` without a secret
   */
  async useFresh<Answer>(request: (token: string) => Promise<Answer>): Promise<Answer> {
    try {
      return await this.use(request);
    } catch (error) {
      if (this.#secret === undefined || !(error instanceof ApiError) || error.code !== 'sign-in-required')
        throw error;
      this.#take(await this.#signIn(this.#secret));
      return request(this.#accessToken);
    }
  }

  /** As `use`, for a sign-out: no later request signs in again by the secret. @throws ApiError */
  async useLast(request: (token: string) => Promise<unknown>): Promise<void> {
    await this.use(request);
    this.#secret = undefined;
  }

  /**
   * Gets a new secret and signs in with it: all earlier sessions, including this one, have ended.
   * @throws ApiError
   */
  async replaceSecret(): Promise<string> {
    await this.renew();
    // The same token each time: a repeated request whose answer was lost gives the same secret.
    const token = this.#accessToken;
    const body = { refreshToken: this.#refreshToken };
    const { secret } = await this.#http.patiently(() =>
      this.#http.ask('/v1/players/me/secret', read.secretAnswer, { method: 'POST', body, token }),
    );
    this.#secret = secret;
    this.#take(await this.#http.patiently(() => this.#signIn(secret)));
    return secret;
  }

  #take(session: read.SessionDocument): void {
    this.#accessToken = session.accessToken;
    this.#refreshToken = session.refreshToken;
    this.#goodUntil = this.#http.transports.now() + session.expiresIn * 1000;
    this.#keeping.onTokens(this.tokens);
  }

  async #refresh(): Promise<read.SessionDocument> {
    // Another tab may have used the own token, and kept the next one: a token is for one use.
    const refreshToken = this.#keeping.keptToken(this.playerId) ?? this.#refreshToken;
    try {
      return await this.#http.ask('/v1/sessions', read.session, { method: 'POST', body: { refreshToken } });
    } catch (error) {
      if (this.#secret === undefined || !(error instanceof ApiError) || error.status !== 401) throw error;
      return this.#signIn(this.#secret);
    }
  }

  #signIn(secret: string): Promise<read.SessionDocument> {
    const body = { playerId: this.playerId, secret };
    return this.#http.ask('/v1/sessions', read.session, { method: 'POST', body });
  }
}
