import * as z from 'zod/mini';
import { ticketStatuses } from '../../contract/ticket-status';
import { type Json } from '../../core/json';
import {
  type IdentityDocument,
  type IdentityProviderDocument,
  type MeDocument,
  type NewSecret,
  type OpenSessionDocument,
  type PlayerDocument,
  type RegisteredPlayer,
  type SessionDocument,
} from './document-types';
import { invitationFields } from './arranged-documents';
import { json, type Reads } from './document-parts';

export const session = z.object({
  playerId: z.string(),
  accessToken: z.string(),
  tokenType: z.literal('Bearer'),
  expiresIn: z.int(),
  refreshToken: z.string(),
  refreshExpiresIn: z.int(),
}) satisfies Reads<SessionDocument>;

export const registeredPlayer = z.object({
  playerId: z.string(),
  displayName: z.string(),
  createdAt: z.int(),
  secret: z.string(),
}) satisfies Reads<RegisteredPlayer>;

export const player = z.object({
  playerId: z.string(),
  displayName: z.string(),
  createdAt: z.int(),
  deleted: z.optional(z.literal(true)),
  bot: z.optional(z.literal(true)),
  standings: z.array(
    z.object({
      game: z.string(),
      wins: z.int(),
      losses: z.int(),
      draws: z.int(),
      rating: z.number(),
      provisional: z.boolean(),
    }),
  ),
}) satisfies Reads<PlayerDocument>;

export const me = z.extend(player, {
  matches: z.array(
    z.object({
      matchId: z.string(),
      game: z.string(),
      matchmaking: z.nullable(z.string()),
      seat: z.int(),
      startedAt: z.int(),
    }),
  ),
  tickets: z.array(z.object({ ticketId: z.string(), game: z.string(), status: z.enum(ticketStatuses) })),
  invitations: z.array(z.object(invitationFields)),
}) satisfies Reads<MeDocument>;
export const secretAnswer = z.object({
  playerId: z.string(),
  secret: z.string(),
}) satisfies Reads<NewSecret>;

export const openSessions = z.object({
  items: z.array(
    z.object({
      sessionId: z.string(),
      device: z.optional(z.string()),
      openedAt: z.int(),
      lastUsedAt: z.int(),
      expiresAt: z.int(),
      current: z.boolean(),
    }) satisfies Reads<OpenSessionDocument>,
  ),
});

export const identities = z.object({
  items: z.array(z.object({ provider: z.string(), linkedAt: z.int() }) satisfies Reads<IdentityDocument>),
});

export const identityProviders = z.object({
  items: z.array(
    z.discriminatedUnion('kind', [
      z.object({
        provider: z.string(),
        kind: z.literal('oidc'),
        issuer: z.string(),
        audiences: z.array(z.string()),
      }),
      z.object({
        provider: z.string(),
        kind: z.literal('steam'),
        endpoint: z.string(),
        returnTo: z.array(z.string()),
      }),
    ]) satisfies Reads<IdentityProviderDocument>,
  ),
});

export const identityNonce = z.object({ nonce: z.string(), expiresIn: z.int() });

/** Kept for the player: read without a schema. */
export const playerExport: Reads<Record<string, Json>> = z.record(z.string(), json);
