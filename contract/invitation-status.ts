/**
 * How an invitation stands. `open`: it waits for players; every other status is its end. `begun`: its match
 * has begun.
 */
export const invitationStatuses = ['open', 'begun', 'declined', 'withdrawn', 'expired'] as const;
export type InvitationStatus = (typeof invitationStatuses)[number];

export const invitationLimits = {
  /** Open invitations of one player, and open ones that one player is asked by. */
  sent: 10,
  received: 50,
  expirySeconds: { least: 30, most: 7 * 24 * 60 * 60, otherwise: 60 * 60 },
} as const;
