import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { renewalMs } from '../../contract/ticket-lease';
import { commandId, invitationCode, matchmakingName, playerSessionId } from '../../core/ids';
import { type LeaderboardDeclaration } from '../../core/ranking/leaderboards';
import { defaultScoring } from '../../core/ranking/scoring';
import { commandSeat } from '../../functions/matches/seats';
import { createMatchStore } from '../../store/match-store';
import { createAccountStore } from '../../store/accounts';
import { createDeliveryStore } from '../../store/deliveries';
import { createIdentityStore } from '../../store/identities';
import { createInvitationStore } from '../../store/invitations';
import { createPlayerRecordStore } from '../../store/player-records';
import { createPlayerStore } from '../../store/players';
import { createSessionStore } from '../../store/sessions';
import { createTicketStore } from '../../store/tickets';
import { meter } from './capacity-meter';
import {
  aGameSession,
  aHeader,
  aMatchId,
  aPlayer,
  aTicketId,
  type Database,
  game,
  names,
  openDatabase,
} from './database';
import { dailyNoughts } from '../games/noughts';
import { aConduct } from '../support/headers';
import { capacityTable } from '../support/markdown';

let database: Database;
beforeAll(async () => {
  database = await openDatabase();
});
afterAll(async () => {
  await database.close();
});

/** Leaderboards of all times, seasons, weeks: four of them have twelve scores in every standing. */
const manyLeaderboards = (['rating', 'wins', 'longest-streak', 'fastest-win'] as const).map(
  (kind): LeaderboardDeclaration => ({
    id: `${game}.${kind}`,
    game,
    name: kind,
    metric: { kind },
    direction: kind === 'fastest-win' ? 'lowest' : 'highest',
    decimals: 0,
    periods: ['all', 'season', 'week'],
    minimumGames: 0,
    hidesProvisional: true,
    visibility: 'public',
  }),
);

describe('the result of two players', () => {
  it('costs 12 write units, also with twelve scores, options and a long history', async () => {
    const client = database.newClient();
    const used = meter(client);
    let now = Date.UTC(2026, 10, 1);
    const matches = createMatchStore(client, names, {
      now: () => now,
      scoring: {
        ...defaultScoring,
        leaderboardsOf: () => manyLeaderboards,
        seasons: [{ name: 'autumn-2026', startsAt: 0 }],
      },
    });
    const seats = [aPlayer(), aPlayer()];
    for (let n = 0; n < 30; n += 1) {
      now += 7_200_123;
      const options = { size: 8 + (n % 3), speed: 'slow' };
      const header = aHeader(seats, { startedAt: now - 612_345, options });
      await matches.claim(header, aGameSession());
      used();
      await matches.finish(header.matchId, {
        result: { places: n % 4 === 3 ? [2, 1] : [1, 2], reason: 'line' },
        endedAt: now,
        commands: 42,
        conduct: aConduct(2, 21),
      });
      expect(used()).toEqual({ calls: 4, read: 3, write: 12 });
    }
  });
});

describe('docs/data.md', () => {
  it('states the measured cost of each operation', async () => {
    const client = database.newClient();
    const used = meter(client);
    const players = createPlayerStore(client, names);
    const sessions = createSessionStore(client, names);
    const accounts = createAccountStore(client, names);
    const identities = createIdentityStore(client, names);
    const tickets = createTicketStore(client, names);
    const matches = createMatchStore(client, names);
    const records = createPlayerRecordStore(client, names);
    const measured = new Map<string, string>();
    const measure = async (name: string, run: () => Promise<unknown>): Promise<void> => {
      used();
      await run();
      const { calls, read, write } = used();
      measured.set(name, `${calls} calls, ${read} RCU, ${write} WCU`);
    };
    const [one, two] = [aPlayer(), aPlayer()];
    const now = 1_800_000_000;

    await measure('players.create', () =>
      players.create({ playerId: one, displayName: 'Ada', createdAt: 1 }, 'a'.repeat(64)),
    );
    await measure('players.get', () => players.get(one));
    await measure('players.rename', () => players.rename(one, 'Ada L.'));
    await measure('sessions.openFamily', () =>
      sessions.openFamily({
        familyId: 'f',
        playerId: one,
        currentHash: '1',
        openedAt: now,
        expiresAt: now + 9,
        generation: 0,
      }),
    );
    await measure('sessions.rotateFamily', () => sessions.rotateFamily('f', '1', '2', 'salt', now));
    await measure('sessions.stateOf', () => sessions.stateOf(one, 'f', now));
    await measure('sessions.sessionsOf', () => sessions.sessionsOf(one, now));
    await measure('sessions.endFamily', () => sessions.endFamily(one, 'f'));
    await measure('identities.link', () =>
      identities.link(one, { provider: 'google', identityHash: 'h', linkedAt: 1 }),
    );
    await measure('identities.playerOf', () => identities.playerOf('h'));
    await measure('identities.useNonce', async () => {
      await identities.issueNonce('n', now + 9);
      await identities.useNonce('n', 'use', now);
    });
    await measure('accounts.endSessions', () => accounts.endSessions(one, 1));
    await measure('players.countAttempt', () => players.countAttempt('sign-in#::1', 300, now));

    const ticketId = aTicketId();
    const matchmaking = matchmakingName('duel');
    const waiting = {
      playerId: one,
      game,
      matchmaking,
      options: {},
      status: 'queued',
      createdAt: 1,
      askedAt: 1,
    } as const;
    await measure('tickets.create', () => tickets.create({ ...waiting, ticketId }));
    await measure('tickets.get', () => tickets.get(ticketId));
    await measure('tickets.openTicketOf', () => tickets.openTicketOf(one));
    await measure('tickets.change (stays open)', () =>
      tickets.change({ ticketId, at: 2, status: 'searching' }),
    );
    await measure('tickets.openTickets', () => tickets.openTickets(50));
    await measure('tickets.staleOpenTickets', () => tickets.staleOpenTickets(100, 25));
    const asked = await tickets.get(ticketId);
    if (asked === undefined) throw new Error('not there');
    await measure('tickets.renew', () => tickets.renew(asked, renewalMs + 1));
    await measure('tickets.renew (soon again)', () => tickets.renew({ ...asked, askedAt: 3 }, 4));
    await measure('tickets.lapsed', async () => {
      for await (const page of tickets.lapsed(Date.now())) expect(page).toHaveLength(1);
    });
    await measure('tickets.lapse', () => tickets.lapse(ticketId, Date.now()));
    await measure('tickets.change (ends)', () =>
      tickets.change({ ticketId, at: 3, status: 'completed', match: { matchId: aMatchId(), seat: 0 } }),
    );
    await measure('tickets.create (the next)', () => tickets.create({ ...waiting, ticketId: aTicketId() }));

    const header = aHeader([one, two]);
    const { matchId } = header;
    const session = playerSessionId('psess-1');
    const finish = (id: typeof matchId, endedAt: number) =>
      matches.finish(id, {
        result: { places: [1, 2], reason: 'line' },
        endedAt,
        commands: 1,
        conduct: aConduct(),
      });
    await measure('matches.seatPlayerSessions (two)', () =>
      matches.seatPlayerSessions(matchId, [
        { playerSessionId: session, playerId: one },
        { playerSessionId: playerSessionId('psess-2'), playerId: two },
      ]),
    );
    await measure('matches.playerOfSession', () => matches.playerOfSession(matchId, session));
    await measure('matches.claim (new)', () => matches.claim(header, aGameSession()));
    await measure('matches.append', () =>
      matches.append(matchId, 1, {
        kind: 'command',
        sequence: 1,
        commandId: commandId('c1'),
        seat: 0,
        at: 1,
        action: { kind: 'play', command: { cell: 4 } },
      }),
    );
    await measure('matches.newest', () => matches.newest(matchId));
    await measure('matches.takeOver', () => matches.takeOver(matchId, { gameSessionId: aGameSession() }));
    await measure('matches.log (one page)', () => matches.log(matchId));
    await measure('matches.get', () => matches.get(matchId));
    await measure('matches.finish (first match of both)', () => finish(matchId, Date.UTC(2026, 10, 1)));
    const second = aHeader([one, two]);
    await matches.claim(second, aGameSession());
    await measure('matches.finish (later)', () => finish(second.matchId, Date.UTC(2026, 10, 2)));
    await measure('matches.finish (repeated)', () => finish(second.matchId, Date.UTC(2026, 10, 2)));
    const third = aHeader([one, two]);
    await matches.claim(third, aGameSession());
    await measure('matches.unattended (one page)', async () => {
      for await (const page of matches.unattended(Date.now() + 1000)) if (page.length > 0) break;
    });
    await measure('matches.isVoid', () => matches.isVoid(aMatchId()));
    await measure('matches.voidBeforeBegin', () => matches.voidBeforeBegin(aMatchId()));
    const running = await matches.get(third.matchId);
    if (running === undefined) throw new Error('not there');
    await measure('matches.startPlacing', () => matches.startPlacing(running, Date.now()));
    await measure('matches.beginUnder', () => matches.beginUnder(third.matchId, 1, 1));
    await measure('matches.markAlive', () => matches.markAlive(third.matchId, 1, Date.now()));
    const placing = await matches.get(third.matchId);
    if (placing === undefined) throw new Error('not there');
    await measure('matches.attend', () => matches.attend(placing, Date.now() + 1000));
    await measure('matches.abandon', () =>
      matches.abandon(third.matchId, 1, { kind: 'end', sequence: 1, at: 1, reason: 'server-lost' }),
    );
    const sleeping = aHeader([aPlayer(), aPlayer()], { game: dailyNoughts.name, startedAt: Date.now() });
    const claimed = await matches.claim(sleeping, aGameSession());
    await measure('matches.sleep', () =>
      matches.sleep(
        sleeping.matchId,
        1,
        { kind: 'sleep', sequence: 1, at: Date.now(), epoch: 2 },
        Date.now() + 9,
      ),
    );
    const asleep = {
      matches,
      backend: { games: new Map([[dailyNoughts.name, dailyNoughts]]) },
      now: Date.now,
      newId: randomUUID,
    };
    await measure('a command in a sleeping match', () =>
      commandSeat(asleep, claimed, 0, {
        commandId: 'c1',
        action: { kind: 'play', command: { cell: 4 }, seen: 1 },
      }),
    );
    await measure('matches.running (three, all ended)', () => matches.running(one));
    await measure('matches.history (a page of 20)', () => matches.history(one, { limit: 20 }));
    await measure('players.standing', () => players.standing(one, game));

    const after = await players.standing(one, game);
    if (after === undefined) throw new Error('the player has finished matches');
    await measure('records.follow (a result of two)', () => records.follow(undefined, after));
    await measure('records.follow (repeated)', () => records.follow(undefined, after));
    await measure('records.headToHead', () => records.headToHead(one, two));
    await measure('records.ratingCurve (a year)', () => records.ratingCurve(one, game, '2026-01', '2026-12'));

    const invitations = createInvitationStore(client, names);
    const code = invitationCode('abcdefgh22');
    await measure('invitations.create (one is asked)', () =>
      invitations.create({
        code,
        matchId: aMatchId(),
        from: one,
        to: [two],
        game,
        options: {},
        seats: 2,
        createdAt: Date.now(),
        openUntil: Date.now() + 600_000,
      }),
    );
    await measure('invitations.get', () => invitations.get(code));
    await measure('invitations.openOf', () => invitations.openOf(two));
    await measure('invitations.join (the last)', () => invitations.join(code, two));

    const deliveries = createDeliveryStore(client, names);
    const delivery = { webhook: 'push', eventId: 'e1' };
    await measure('deliveries.begin', () => deliveries.begin(delivery, now, 1));
    await measure('deliveries.end', () => deliveries.end(delivery, 1, 'delivered', '204'));
    await measure('deliveries.begin (repeated)', () => deliveries.begin(delivery, now + 9, 1));
    await measure('deliveries.ofEvent', () => deliveries.ofEvent('e1'));

    expect(Object.fromEntries(capacityTable())).toEqual(Object.fromEntries(measured));
  });
});
