import { type InvitationDocument } from '../../../contract/rest/invitations';
import { type Invitation } from '../../../store/invitation';

/** An invitation as any player who knows its code may see it. */
export function fieldsOfInvitation(invitation: Invitation): Omit<InvitationDocument, 'match'> {
  const { code, from, to, game, options, seats, seat, joined, status, createdAt, openUntil } = invitation;
  return {
    code,
    link: `#/invitation/${code}`,
    from,
    to: [...to],
    game,
    options,
    seats,
    ...(seat === undefined ? {} : { seat }),
    joined: [...joined],
    status,
    createdAt,
    openUntil,
  };
}
