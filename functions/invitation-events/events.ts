import { type PlayerEvent } from '../../contract/player-events';
import { ticketRows } from '../../store/keys';
import { readInvited } from '../../store/invitation-row';
import { rowChanges } from '../shared/aws/stream-records';

/**
 * What the records of the tickets table's stream say to players: who is asked to a match, by the row that
 * each asked player gets. As for matches, the same row gives the same event.
 * @throws MalformedRow when a row is not one of ours
 */
export function invitationEvents(event: unknown): readonly PlayerEvent[] {
  return rowChanges(event).flatMap((change): readonly PlayerEvent[] => {
    const after = change.after();
    if (!ticketRows.invited.fits(change) || after === undefined || change.before() !== undefined) return [];
    const invited = readInvited(after);
    // A row of before the asked were told.
    if (invited === undefined) return [];
    const { code, playerId } = invited;
    return [
      {
        id: `invitation.${code}.${playerId}`,
        type: 'invitation',
        timestamp: new Date(change.at).toISOString(),
        data: invited,
      },
    ];
  });
}
