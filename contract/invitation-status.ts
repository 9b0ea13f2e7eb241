/** Statuses in rows: an open invitation expires by its time. */
export const storedInvitationStatuses = ['open', 'begun', 'declined', 'withdrawn'] as const;

/**
 * The statuses of an invitation. `open`: it waits for players; every other status is final. `begun`: its
 * match has begun.
 */
export const invitationStatuses = [...storedInvitationStatuses, 'expired'] as const;
export type InvitationStatus = (typeof invitationStatuses)[number];

export const invitationLimits = {
  /** Open invitations from one player, and to one player. */
  sent: 10,
  received: 50,
  expirySeconds: { least: 30, most: 7 * 24 * 60 * 60, otherwise: 60 * 60 },
} as const;
