import { type InvitationStatus } from '../contract/invitation-status';
import { type GameName, type InvitationCode, type MatchId, type PlayerId } from '../core/ids';
import { type Json } from '../core/json';

/** A player's invitation of others to a match. */
export interface Invitation {
  readonly code: InvitationCode;
  /** The match that the invitation begins; players learn it once it has begun. */
  readonly matchId: MatchId;
  readonly from: PlayerId;
  /** Players who are invited by name; empty: any player who has the code may join. */
  readonly to: readonly PlayerId[];
  readonly game: GameName;
  /** Defaults are filled in. */
  readonly options: Json;
  /** The number of players with which the match begins. */
  readonly seats: number;
  /** The seat that the inviter wants. */
  readonly seat?: number;
  /** The players who have joined, in this order: the inviter first. */
  readonly joined: readonly PlayerId[];
  readonly status: InvitationStatus;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Epoch milliseconds after which no player can join. */
  readonly openUntil: number;
}

/** A new invitation. `requestId` is the client's own: the same one gives the same invitation. */
export type NewInvitation = Omit<Invitation, 'status' | 'joined'> & { readonly requestId?: string };
