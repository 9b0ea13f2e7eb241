import { type ZodMiniType } from 'zod/mini';
import { pause } from '../core/clock';
import { type Json } from '../core/json';
import { ApiError, InvitationEnded } from './errors';
import * as read from './rest/documents';
import { type Request } from './rest/http';
import { throughOutage } from './rest/outage';
import { type Transports } from './transports';

/** The match to which other players are invited, and how long the invitation is open. */
export interface InviteOptions {
  readonly game: string;
  /** Options of the match, by the game's own names; an absent option has the game's default. */
  readonly options?: Readonly<Record<string, Json>>;
  /** Invited players; absent: any player who has the code. */
  readonly to?: string | readonly string[];
  /** The number of players with which the match begins. */
  readonly seats?: number;
  /** The seat that this player wants; absent: seats are drawn. */
  readonly seat?: number;
  readonly expiresInSeconds?: number;
}

/** How the match of an invitation is awaited. */
export interface AwaitMatchOptions {
  /** Stops following; the invitation stays. */
  readonly signal?: AbortSignal;
  /** Called with the invitation each time it was read. */
  readonly onInvitation?: (invitation: read.InvitationDocument) => void;
}

/** A match against bots. `seat` and `seats` are as in an invitation. */
export interface PracticeOptions {
  readonly game: string;
  readonly options?: Readonly<Record<string, Json>>;
  /** Of the bot, one of the game's `botLevels`; absent: the middle level. */
  readonly strength?: string;
  readonly seat?: number;
  readonly seats?: number;
}

/** Sends requests to the API as the player. */
export interface PlayerApi {
  readonly transports: Transports;
  readonly playerId: string;
  /** Repeats an attempt while there is no answer. */
  patiently<Answer>(attempt: () => Promise<Answer>): Promise<Answer>;
  ask<Answer>(path: string, answer: ZodMiniType<Answer>, request: Request): Promise<Answer>;
}

/** Invitations are polled about once a second, as tickets are. */
const followMs = 1000;

/** Matches with chosen players, and with bots: without a queue. All are placed alike, and none is rated. */
export class ArrangedMatches {
  readonly #api: PlayerApi;

  constructor(api: PlayerApi) {
    this.#api = api;
  }

  /**
   * Invites players to a match; `code` and `link` are for players who are not invited by name. @throws
   * ApiError
   */
  invite(options: InviteOptions): Promise<read.InvitationDocument> {
    const body = { ...options, requestId: this.#api.transports.newId() };
    return this.#repeat('/v1/invitations', read.invitation, { method: 'POST', body });
  }

  /** The state of an invitation. @throws ApiError `invitation-not-found` */
  invitation(code: string): Promise<read.InvitationDocument> {
    return this.#repeat(pathOf(code), read.invitation);
  }

  /** Joins; of two players who want the last place one gets it. @throws ApiError `invitation-ended` */
  accept(code: string): Promise<read.InvitationDocument> {
    return this.#answer(code, true);
  }

  /** Declines an invitation. @throws ApiError `invitation-ended` */
  decline(code: string): Promise<read.InvitationDocument> {
    return this.#answer(code, false);
  }

  /** Withdraws an invitation of this player. @throws ApiError `invitation-ended` once its match has begun */
  withdraw(code: string): Promise<read.InvitationDocument> {
    return this.#repeat(pathOf(code), read.invitation, { method: 'DELETE' });
  }

  /**
   * Follows an invitation until its match begins: take the seat with `player.rejoin(matchId)`.
   * @throws InvitationEnded when it ends without a match
   */
  async awaitMatch(
    { code }: Pick<read.InvitationDocument, 'code'>,
    { signal, onInvitation }: AwaitMatchOptions = {},
  ): Promise<read.ArrangedMatch> {
    for (;;) {
      const invitation = await throughOutage(this.#api.transports, () => this.invitation(code), signal);
      onInvitation?.(invitation);
      const { match, status } = invitation;
      if (match !== undefined) return match;
      if (status !== 'open') throw new InvitationEnded(status);
      signal?.throwIfAborted();
      await pause(this.#api.transports, followMs);
    }
  }

  /** Starts a match against the game's bot: take the seat with `player.rejoin(matchId)`. @throws ApiError */
  practice(options: PracticeOptions): Promise<read.ArrangedMatch> {
    let unanswered = false;
    return this.#api.patiently(async () => {
      try {
        return await this.#api.ask('/v1/practice', read.arrangedMatch, { method: 'POST', body: options });
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        // An earlier attempt without an answer may have begun the match that is now in the way.
        const { matchId } = error.problem;
        if (unanswered && error.code === 'too-many-matches' && typeof matchId === 'string') {
          const { seats, origin } = await this.#api.ask(`/v1/matches/${matchId}`, read.match, {});
          if (origin === 'practice') return { matchId, seat: seats.indexOf(this.#api.playerId) };
        }
        unanswered ||= error.isTransient;
        throw error;
      }
    });
  }

  /**
   * Asks to play an ended match again, sides swapped; the answer has a `matchId` once all players have asked.
   * @throws ApiError
   */
  rematch(matchId: string): Promise<read.RematchDocument> {
    return this.#repeat(`/v1/matches/${matchId}/rematch`, read.rematch, { method: 'POST' });
  }

  /** Makes a request that is safe to repeat. */
  #repeat<Answer>(path: string, answer: ZodMiniType<Answer>, request: Request = {}): Promise<Answer> {
    return this.#api.patiently(() => this.#api.ask(path, answer, request));
  }

  #answer(code: string, accept: boolean): Promise<read.InvitationDocument> {
    const request = { method: 'POST' as const, body: { accept } };
    return this.#repeat(`${pathOf(code)}/acceptance`, read.invitation, request);
  }
}

const pathOf = (code: string): string => `/v1/invitations/${encodeURIComponent(code)}`;
