import { type PlayerEvent } from '../../contract/player-events';
import { ticketRows } from '../../store/keys';
import { readInvited } from '../../store/invitation-row';
import { rowChanges } from '../shared/aws/stream-records';

/**
 * Events for players in the records of the tickets table's stream: an invited player gets a row, and the row
 * gives the event. As for matches, the same row gives the same event.
 * @throws MalformedRow when a row is not a valid row of the table
 */
export function invitationEvents(event: unknown): readonly PlayerEvent[] {
  return rowChanges(event).flatMap((change): readonly PlayerEvent[] => {
    const after = change.after();
    if (!ticketRows.invited.fits(change) || after === undefined || change.before() !== undefined) return [];
    const invited = readInvited(after);
    // Rows that were written before invited players got an event.
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
