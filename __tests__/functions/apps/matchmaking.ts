import { randomUUID } from 'node:crypto';
import { describe, expect, it, jest } from '@jest/globals';
import { gameSessionId, matchId, matchmakingName, playerId, ticketId } from '../../../core/ids';
import { createMatchmakingApp } from '../../../functions/matchmaking/app';
import { createAccountStore } from '../../../store/accounts';
import { backend } from '../../games';
import { aMatchHeader } from '../../support/headers';
import { locations, resourcePrefix, tableNames } from '../support/backend';
import { ask } from '../support/in-process';
import { openSession } from '../support/signed-in';
import { clock, now, stores, gamelift, type Guest, guest, signIn } from './app-stores';

export function matchmaking(): void {
  describe('createMatchmakingApp', () => {
    const app = () =>
      createMatchmakingApp({
        players: stores.players,
        sessions: stores.sessions,
        tickets: stores.tickets,
        matches: stores.matches,
        newSeed: () => '5'.repeat(32),
        gamelift: gamelift.regions,
        backend,
        resourcePrefix,
        locations,
        newId: randomUUID,
        now,
      });
    const open = (claims: Guest['claims'], more: object = {}) =>
      ask(app(), 'POST', '/v1/tickets', { claims, body: { game: 'noughts', ...more } });

    it('opens one ticket for each player, shows it to no other player, and cancels it once', async () => {
      const [ada, bob] = [await guest(), await guest()];
      const opened = await open(ada.claims);
      const path = `/v1/tickets/${String(opened.body['ticketId'])}`;
      expect(opened.status).toBe(201);
      expect(opened.headers.get('location')).toBe(path);
      expect((await open(ada.claims)).body).toMatchObject({
        code: 'ticket-open',
        ticketId: opened.body['ticketId'],
      });
      expect((await ask(app(), 'GET', path, { claims: bob.claims })).body['code']).toBe('ticket-not-found');
      const answer = { claims: ada.claims, body: { accept: true } };
      expect((await ask(app(), 'POST', `${path}/acceptance`, answer)).body['code']).toBe(
        'acceptance-not-pending',
      );
      for (let times = 0; times < 2; times += 1)
        expect((await ask(app(), 'DELETE', path, { claims: ada.claims })).body).toMatchObject({
          status: 'cancelled',
        });
      const next = await open(ada.claims);
      expect(next.status).toBe(201);
      await ask(app(), 'DELETE', `/v1/tickets/${String(next.body['ticketId'])}`, { claims: ada.claims });
    });

    it('cancels a ticket from before the player ended all sessions, and opens another', async () => {
      const ada = await guest();
      const before = ticketId(String((await open(ada.claims)).body['ticketId']));
      clock.time += 1000;
      await createAccountStore(stores.documents, tableNames).endSessions(ada.id, now());
      clock.time += 1000;
      // Its row is still there: only the account shows that it has ended.
      expect((await open(ada.claims)).body['code']).toBe('unauthorized');
      const again = await signIn(ada);
      const opened = await open(again);
      expect(opened.status).toBe(201);
      expect((await stores.tickets.get(before))?.status).toBe('cancelled');
      // The new ticket is the player's own.
      expect((await open(again)).body).toMatchObject({
        code: 'ticket-open',
        ticketId: opened.body['ticketId'],
      });
      await ask(app(), 'DELETE', `/v1/tickets/${String(opened.body['ticketId'])}`, { claims: again });
    });

    /** A running match of two players that its server has claimed. */
    let begun = 0;
    const begin = async (matchmaking: string, ...players: readonly Guest[]) => {
      const header = aMatchHeader({
        matchId: matchId(randomUUID()),
        seats: players.map(({ claims }) => playerId(String(claims.sub))),
        matchmaking: matchmakingName(matchmaking),
        startedAt: now() + (begun += 1),
      });
      await stores.matches.claim(
        header,
        gameSessionId(`arn:aws:gamelift:us-east-1::gamesession/f/${randomUUID()}`),
      );
      return header.matchId;
    };
    const allowing = (concurrentMatches: number) => {
      const duel = [...backend.matchmakings.values()].find(({ key }) => key === 'duel');
      if (duel === undefined) throw new Error('no duel');
      const matchmakings = new Map(backend.matchmakings).set(duel.key, { ...duel, concurrentMatches });
      return createMatchmakingApp({
        ...{
          players: stores.players,
          sessions: stores.sessions,
          tickets: stores.tickets,
          matches: stores.matches,
          gamelift: gamelift.regions,
        },
        ...{
          backend: { games: backend.games, matchmakings },
          resourcePrefix,
          locations,
          newId: randomUUID,
          newSeed: () => '5'.repeat(32),
          now,
        },
      });
    };

    it('gives a player one running match: two accounts hold one process, in any order', async () => {
      const [ada, bob] = [await guest(), await guest()];
      const id = await begin('duel', ada, bob);
      const tries = await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          open((index % 2 === 0 ? ada : bob).claims, index < 5 ? {} : { matchmaking: 'casual' }),
        ),
      );
      for (const { status, body } of tries)
        expect({ status, ...body }).toMatchObject({ status: 409, code: 'match-running', matchId: id });
      expect(await stores.tickets.openTicketOf(playerId(String(ada.claims.sub)))).toBeUndefined();
      await stores.matches.abandon(id, 1, { kind: 'end', sequence: 1, at: now(), reason: 'server-lost' });
      const next = await open(ada.claims);
      expect(next.status).toBe(201);
      await ask(app(), 'DELETE', `/v1/tickets/${String(next.body['ticketId'])}`, { claims: ada.claims });
    });

    it('counts the matches of a matchmaking that allows more for itself', async () => {
      const [ada, bob] = [await guest(), await guest()];
      const first = await begin('duel', ada, bob);
      const ask2 = (most: number, more: object = {}) =>
        ask(allowing(most), 'POST', '/v1/tickets', {
          claims: ada.claims,
          body: { game: 'noughts', ...more },
        });
      const ticket = await ask2(2);
      expect(ticket.status).toBe(201);
      await ask(allowing(2), 'DELETE', `/v1/tickets/${String(ticket.body['ticketId'])}`, {
        claims: ada.claims,
      });
      await begin('duel', ada, bob);
      expect((await ask2(2)).body).toMatchObject({ code: 'match-running', matchId: first });
      // They do not count against a matchmaking with a limit of one, and a matchmaking without a limit counts
      // no match.
      const casual = await ask2(2, { matchmaking: 'casual' });
      expect(casual.status).toBe(201);
      await ask(allowing(2), 'DELETE', `/v1/tickets/${String(casual.body['ticketId'])}`, {
        claims: ada.claims,
      });
      expect((await ask2(Infinity)).status).toBe(201);
    });

    it('refuses a ticket at the very moment in which the previous ticket becomes a match', async () => {
      const ada = await guest();
      const opened = await open(ada.claims);
      const before = ticketId(String(opened.body['ticketId']));
      const made = matchId(randomUUID());
      // The ticket completes after the first check of running matches, before the next ticket is written.
      const racing = createMatchmakingApp({
        ...{ players: stores.players, gamelift: gamelift.regions, backend, resourcePrefix, locations, now },
        newId: randomUUID,
        newSeed: () => '5'.repeat(32),
        sessions: stores.sessions,
        tickets: stores.tickets,
        matches: {
          ...stores.matches,
          running: async (player) => {
            const found = await stores.matches.running(player);
            const match = { matchId: made, seat: 0 };
            await stores.tickets.change({ ticketId: before, at: now(), status: 'completed', match });
            return found;
          },
        },
      });
      const next = () =>
        ask(racing, 'POST', '/v1/tickets', { claims: ada.claims, body: { game: 'noughts' } });
      for (let tries = 0; tries < 3; tries += 1)
        expect((await next()).body).toMatchObject({ code: 'match-running', matchId: made });
      expect(await stores.tickets.openTicketOf(playerId(String(ada.claims.sub)))).toBeUndefined();
    });

    it('refuses fields that it cannot match, by name', async () => {
      const { claims } = await guest();
      expect((await open(claims, { game: 'chess' })).body).toMatchObject({
        code: 'unknown-game',
        games: [...backend.games.keys()],
      });
      for (const [more, field] of [
        [{ latencyMs: { 'mars-north-1': 20 } }, '/latencyMs/mars-north-1'],
        [{ matchmaking: 'nowhere' }, '/matchmaking'],
        [{ latencyMs: { 'eu-west-1': -1 } }, '/latencyMs/eu-west-1'],
      ] as const) {
        const { body } = await open(claims, more);
        expect(body).toMatchObject({ code: 'invalid-request', errors: [{ in: 'body', field }] });
      }
      const unknown = await openSession(stores.documents, playerId(`p-${randomUUID()}`));
      expect((await open(unknown)).body['code']).toBe('player-not-found');
      expect((await ask(app(), 'POST', '/v1/tickets', { body: { game: 'noughts' } })).body['code']).toBe(
        'unauthorized',
      );
    });

    it('ends the ticket when GameLift refuses it, so that the player may ask again', async () => {
      const { claims } = await guest();
      const elsewhere = createMatchmakingApp({
        players: stores.players,
        sessions: stores.sessions,
        tickets: stores.tickets,
        matches: stores.matches,
        newSeed: () => '5'.repeat(32),
        gamelift: gamelift.regions,
        backend,
        resourcePrefix: 'nothing-here',
        locations,
        newId: randomUUID,
        now,
      });
      const failures = jest.mocked(console.error);
      failures.mockClear();
      const refused = await ask(elsewhere, 'POST', '/v1/tickets', { claims, body: { game: 'noughts' } });
      expect(refused.body['code']).toBe('matchmaking-unavailable');
      // Each line of level error is a failure of the function's version: one request is one.
      expect(failures).toHaveBeenCalledTimes(1);
      expect(refused.headers.get('retry-after')).toBe('3');
      expect((await open(claims)).status).toBe(201);
    });
  });
}
