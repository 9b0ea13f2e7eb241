import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { invitationCode, matchId, playerId } from '../../../core/ids';
import { playerEvent } from '../../../contract/player-events';
import { invitationEvents } from '../../../functions/invitation-events/events';
import { createInvitationStore } from '../../../store/invitations';
import { dailyNoughts } from '../../games/noughts';
import { tableNames } from '../support/backend';
import { day, stores, records } from './event-streams';

export function invitations(): void {
  describe('the stream of invitations', () => {
    it('notifies each invited player once, and announces no open link', async () => {
      const [ada, bob, eve] = Array.from({ length: 3 }, () => playerId(`p-${randomUUID()}`));
      if (ada === undefined || bob === undefined || eve === undefined) throw new Error('three players');
      const now = Date.now();
      const invitations = createInvitationStore(stores.documents, tableNames, { now: () => now });
      const invite = (code: string, to: readonly (typeof ada)[]) =>
        invitations.create({
          code: invitationCode(code),
          matchId: matchId(randomUUID()),
          from: ada,
          to,
          game: dailyNoughts.name,
          options: {},
          seats: 2,
          createdAt: now,
          openUntil: now + day,
        });
      await invite('abcdefgh23', [bob, eve]);
      await invite('abcdefgh24', []);
      await invitations.end(invitationCode('abcdefgh23'), 'withdrawn');
      const events = invitationEvents({
        Records: await records(
          'tickets',
          [bob, eve].map((player) => `P#${player}`),
        ),
      });
      expect(events.map(({ id }) => id).sort()).toEqual(
        [bob, eve].map((player) => `invitation.abcdefgh23.${player}`).sort(),
      );
      for (const { type, data } of events)
        expect([type, data]).toMatchObject([
          'invitation',
          { code: 'abcdefgh23', from: ada, game: 'daily-noughts', openUntil: now + day },
        ]);
      for (const event of events) expect(playerEvent.parse(JSON.parse(JSON.stringify(event)))).toEqual(event);
    });
  });
}
