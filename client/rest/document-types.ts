import { type z as rest } from '@hono/zod-openapi';
import { type gameSchema } from '../../contract/rest/games';
import { type newSecretSchema } from '../../contract/rest/accounts';
import {
  type identityProofSchema,
  type identityProviderSchema,
  type identitySchema,
} from '../../contract/rest/identities';
import {
  type declaredLeaderboardSchema,
  type leaderboardEntrySchema,
  type leaderboardSchema,
  type stretchSchema,
  type playerPlaceSchema,
} from '../../contract/rest/leaderboard-documents';
import { type invitationSchema } from '../../contract/rest/invitations';
import {
  type historyEntrySchema,
  type logSchema,
  type matchSchema,
  type rejoinedSchema,
  type rematchField,
} from '../../contract/rest/match-documents';
import { type arrangedSchema } from '../../contract/rest/practice';
import { type commandedSchema, type matchSeatSchema } from '../../contract/rest/seats';
import { type watchedSchema } from '../../contract/rest/watch';
import { type meSchema, type playerSchema, type registeredPlayerSchema } from '../../contract/rest/players';
import { type openSessionSchema, type sessionSchema } from '../../contract/rest/sessions';
import {
  type headToHeadSchema,
  type ratingCurveSchema,
  type statisticsSchema,
} from '../../contract/rest/statistics';
import { type ticketSchema } from '../../contract/rest/tickets';

/**
 * The tokens of a session.
 * @interface
 */
export type SessionDocument = rest.infer<typeof sessionSchema>;
/**
 * A new guest player, with the secret that signs it in.
 * @interface
 */
export type RegisteredPlayer = rest.infer<typeof registeredPlayerSchema>;
/**
 * A player's public profile.
 * @interface
 */
export type PlayerDocument = rest.infer<typeof playerSchema>;
/**
 * A game: its seats, its options and its matchmakings.
 * @interface
 */
export type GameDocument = rest.infer<typeof gameSchema>;
/**
 * The signed-in player: profile, running matches and open tickets.
 * @interface
 */
export type MeDocument = rest.infer<typeof meSchema>;
/**
 * A ticket, and the match that it has found.
 * @interface
 */
export type TicketDocument = rest.infer<typeof ticketSchema>;
/**
 * An invitation to a match, and what became of it.
 * @interface
 */
export type InvitationDocument = rest.infer<typeof invitationSchema>;
/**
 * A match that was arranged without matchmaking.
 * @interface
 */
export type ArrangedMatch = rest.infer<typeof arrangedSchema>;
/**
 * The state of a rematch after a match.
 * @interface
 */
export type RematchDocument = rest.infer<typeof rematchField>;
/**
 * The new secret of a guest player.
 * @interface
 */
export type NewSecret = rest.infer<typeof newSecretSchema>;
/**
 * One of the player's sessions.
 * @interface
 */
export type OpenSessionDocument = rest.infer<typeof openSessionSchema>;
/**
 * An identity by which the player can sign in.
 * @interface
 */
export type IdentityDocument = rest.infer<typeof identitySchema>;
/** The provider's answer to a player who signed in there with a nonce of this backend. */
export type IdentityProof = rest.infer<typeof identityProofSchema>;
/** An issuer whose identities are accepted. */
export type IdentityProviderDocument = rest.infer<typeof identityProviderSchema>;
/**
 * A match: its players, its state and its result.
 * @interface
 */
export type MatchDocument = rest.infer<typeof matchSchema>;
/**
 * A page of a match's log.
 * @interface
 */
export type MatchLogDocument = rest.infer<typeof logSchema>;
/**
 * A finished match in a player's history.
 * @interface
 */
export type HistoryEntryDocument = rest.infer<typeof historyEntrySchema>;
/**
 * A player's statistics in a game.
 * @interface
 */
export type StatisticsDocument = rest.infer<typeof statisticsSchema>;
/**
 * A player's rating, day by day.
 * @interface
 */
export type RatingCurveDocument = rest.infer<typeof ratingCurveSchema>;
/**
 * The results of two players against each other.
 * @interface
 */
export type HeadToHeadDocument = rest.infer<typeof headToHeadSchema>;
/**
 * A player's seat in a match, without a connection.
 * @interface
 */
export type MatchSeatDocument = rest.infer<typeof matchSeatSchema>;
/**
 * The answer to a command in a sleeping match.
 * @interface
 */
export type CommandedDocument = rest.infer<typeof commandedSchema>;
/**
 * A match as spectators see it.
 * @interface
 */
export type WatchedDocument = rest.infer<typeof watchedSchema>;
/**
 * A new player session for a seat.
 * @interface
 */
export type RejoinedDocument = rest.infer<typeof rejoinedSchema>;
/**
 * A leaderboard as its game declares it.
 * @interface
 */
export type DeclaredLeaderboardDocument = rest.infer<typeof declaredLeaderboardSchema>;
/**
 * A player on a page of a leaderboard.
 * @interface
 */
export type LeaderboardEntryDocument = rest.infer<typeof leaderboardEntrySchema>;
/**
 * A page of a leaderboard. `period` is its name, also where `season` or `day` was asked for.
 * @interface
 */
export type LeaderboardDocument = rest.infer<typeof leaderboardSchema>;
/**
 * A part of a leaderboard: the players around one, or given players among themselves.
 * @interface
 */
export type LeaderboardStretchDocument = rest.infer<typeof stretchSchema>;
/**
 * A player's place on a leaderboard.
 * @interface
 */
export type PlayerPlaceDocument = rest.infer<typeof playerPlaceSchema>;
/** The address of a game session, and the player session for it. */
export type ConnectionDocument = RejoinedDocument['connection'];

/** A page of a list; without a cursor it is the last one. */
export interface PageDocument<Item> {
  readonly items: Item[];
  readonly cursor?: string | undefined;
}
