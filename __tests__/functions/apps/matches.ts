import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { gameSessionId, matchId, type PlayerId } from '../../../core/ids';
import { createMatchesApp } from '../../../functions/matches/app';
import { createFleetCertificates } from '../../../functions/shared/flexmatch/fleet-certificates';
import { createAccountStore } from '../../../store/accounts';
import { createInvitationStore } from '../../../store/invitations';
import { createRematchStore } from '../../../store/rematches';
import { backend } from '../../games';
import { aMatchHeader } from '../../support/headers';
import { tableNames } from '../support/backend';
import { ask } from '../support/in-process';
import { now, stores, gamelift, type Guest, guest } from './app-stores';

export function matches(): void {
  describe('createMatchesApp', () => {
    const app = () =>
      createMatchesApp({
        matches: stores.matches,
        hosting: {
          // GameLift no longer knows the sessions of these matches.
          reserve: () => Promise.resolve({ kind: 'gone' }),
          place: () => Promise.resolve(),
          placement: () => Promise.resolve({ kind: 'pending' }),
        },
        now,
        backend,
        invitations: createInvitationStore(stores.documents, tableNames, { now }),
        rematches: createRematchStore(stores.documents, tableNames),
        newId: randomUUID,
        newSeed: () => '5'.repeat(32),
        newCode: () => '2'.repeat(10),
        certificates: createFleetCertificates(gamelift.regions),
        sessions: stores.sessions,
        accounts: createAccountStore(stores.documents, tableNames),
      });
    const claimMatch = async (...seats: readonly PlayerId[]) => {
      const id = matchId(randomUUID());
      const session = `arn:aws:gamelift:us-east-1::gamesession/fleet-${randomUUID()}/${randomUUID()}`;
      await stores.matches.claim(aMatchHeader({ matchId: id, seats }), gameSessionId(session));
      return id;
    };

    it('shows a match to every player, and lets only its own players return to it', async () => {
      const [ada, bob, eve] = [await guest(), await guest(), await guest()];
      const id = await claimMatch(ada.id, bob.id);
      const seen = await ask(app(), 'GET', `/v1/matches/${id}`, { claims: eve.claims });
      expect(seen.body).toMatchObject({ matchId: id, status: 'active' });
      const rejoin = (claims: Guest['claims']) => ask(app(), 'POST', `/v1/matches/${id}/rejoin`, { claims });
      expect((await rejoin(eve.claims)).body['code']).toBe('not-in-match');
      // The server is gone, so a new one is placed.
      expect((await rejoin(ada.claims)).body['code']).toBe('match-resuming');
    });

    it.each<[string, string, string]>([
      ['a match that does not exist', `/v1/matches/${randomUUID()}`, 'match-not-found'],
      ['an invalid match id', '/v1/matches/7', 'invalid-request'],
      ['a page of zero entries', `/v1/matches/${randomUUID()}/log?limit=0`, 'invalid-request'],
    ])('answers %s with a problem', async (_what, path, code) => {
      const { claims } = await guest();
      expect((await ask(app(), 'GET', path, { claims })).body['code']).toBe(code);
      expect((await ask(app(), 'GET', path)).body['code']).toBe(
        code === 'invalid-request' ? code : 'unauthorized',
      );
    });
  });
}
