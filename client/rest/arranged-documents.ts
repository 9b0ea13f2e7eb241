import * as z from 'zod/mini';
import { invitationStatuses } from '../../contract/invitation-status';
import { type ArrangedMatch, type InvitationDocument } from './document-types';
import { json, type Reads } from './document-parts';

const arranged = z.object({ matchId: z.string(), seat: z.int() });
export const arrangedMatch = arranged satisfies Reads<ArrangedMatch>;

/** An invitation without its match, as a player's own list shows it. */
export const invitationFields = {
  code: z.string(),
  link: z.string(),
  from: z.string(),
  to: z.array(z.string()),
  game: z.string(),
  options: json,
  seats: z.int(),
  seat: z.optional(z.int()),
  joined: z.array(z.string()),
  status: z.enum(invitationStatuses),
  createdAt: z.int(),
  openUntil: z.int(),
};
export const invitation = z.object({
  ...invitationFields,
  match: z.optional(arranged),
}) satisfies Reads<InvitationDocument>;
