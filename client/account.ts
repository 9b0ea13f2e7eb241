import { type ZodMiniType } from 'zod/mini';
import { type Json } from '../core/json';
import { type Credentials } from './credentials';
import * as read from './rest/documents';
import { type Http } from './rest/http';

/** A signed-in player's account: secret, sessions, identities, export and deletion. */
export class Account {
  readonly #http: Http;
  readonly #credentials: Credentials;

  /** @internal Player makes it. */
  constructor(http: Http, credentials: Credentials) {
    this.#http = http;
    this.#credentials = credentials;
  }

  /**
   * Replaces a secret that is lost or stolen: the old one and every session end, and this player is signed in
   * again. Keep the new one: it is shown only once.
   * @throws ApiError
   */
  replaceSecret(): Promise<string> {
    return this.#credentials.replaceSecret();
  }

  /** The player's sessions, most recently used first. */
  async sessions(): Promise<read.OpenSessionDocument[]> {
    return (await this.#get('/v1/sessions', read.openSessions)).items;
  }

  /** Ends one session of the player, by its id in `sessions`. */
  async endSession(sessionId: string): Promise<void> {
    await this.#credentials.use((token) =>
      this.#http.send(`/v1/sessions/${encodeURIComponent(sessionId)}`, { method: 'DELETE', token }),
    );
  }

  /** Identities of providers that the player signs in by. */
  async identities(): Promise<read.IdentityDocument[]> {
    return (await this.#get('/v1/players/me/identities', read.identities)).items;
  }

  /**
   * Links an identity: from then on `Turnlift.signIn({ identity })` accepts it, on any device.
   * @throws ApiError `identity-linked-elsewhere` (sign in by it instead), `provider-linked`,
   * `sign-in-required` …
   */
  async link(proof: read.IdentityProof): Promise<read.IdentityDocument[]> {
    const linked = await this.#credentials.useFresh((token) =>
      this.#http.ask('/v1/players/me/identities', read.identities, { method: 'POST', body: proof, token }),
    );
    return linked.items;
  }

  /** @throws ApiError `sign-in-required` */
  async unlink(provider: string): Promise<void> {
    const path = `/v1/players/me/identities/${encodeURIComponent(provider)}`;
    await this.#credentials.useFresh((token) => this.#http.send(path, { method: 'DELETE', token }));
  }

  /** All that is stored of the player, as one JSON document. */
  export(): Promise<Readonly<Record<string, Json>>> {
    return this.#get('/v1/players/me/export', read.playerExport);
  }

  /**
   * Deletes the player and all that is stored of it. This cannot be undone.
   * @throws ApiError `sign-in-required`
   */
  async delete(): Promise<void> {
    await this.#credentials.useFresh((token) =>
      this.#http.send('/v1/players/me', { method: 'DELETE', token }),
    );
  }

  #get<Answer>(path: string, answer: ZodMiniType<Answer>): Promise<Answer> {
    return this.#http.patiently(() =>
      this.#credentials.use((token) => this.#http.ask(path, answer, { token })),
    );
  }
}
