import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DescribeGameSessionsCommand } from '@aws-sdk/client-gamelift';
import * as z from 'zod';
import { ArrangedMatches } from '../../client/arranged-matches';
import { Http } from '../../client/rest/http';
import { type Transports } from '../../client/transports';
import { newInvitationCode } from '../../core/invitation-code';
import {
  gameName,
  gameSessionId,
  invitationCode,
  matchId,
  matchmakingName,
  playerId,
  type PlayerId,
} from '../../core/ids';
import { Chance, seededChance } from '../../core/match/chance';
import { createMatchesApp } from '../../functions/matches/app';
import { createHosting, type Hosting } from '../../functions/matches/hosting';
import { createFleetCertificates } from '../../functions/shared/flexmatch/fleet-certificates';
import { type HttpApp } from '../../functions/shared/http/app';
import { refuseWhilePlaying } from '../../functions/shared/matches/one-live-match';
import { createAccountStore } from '../../store/accounts';
import { createErasure } from '../../store/erasure';
import { createInvitationStore } from '../../store/invitations';
import { createRematchStore } from '../../store/rematches';
import { backend } from '../games';
import { aConduct, aMatchHeader } from '../support/headers';
import { tableNames } from './support/backend';
import { startGameLift } from './support/gamelift';
import { ask } from './support/in-process';
import { startStores } from './support/stores';

let stores: Awaited<ReturnType<typeof startStores>>;
let gamelift: Awaited<ReturnType<typeof startGameLift>>;
let app: HttpApp;
/** The ids of all placements that were begun, with repeats. */
let placed: string[];
/** The process dies before it begins a placement. */
let dying = false;
let time = Date.parse('2026-11-28T12:00:00Z');
beforeAll(async () => {
  [stores, gamelift] = await Promise.all([startStores(), startGameLift()]);
  const now = () => time;
  const real = createHosting(gamelift.regions, 'q');
  const hosting: Hosting = {
    ...real,
    async place(id, header) {
      if (dying) throw new Error('the process died');
      placed.push(id);
      await real.place(id, header);
    },
  };
  let seeds = 0;
  const random = new Chance(seededChance('codes'));
  app = createMatchesApp({
    matches: stores.matches,
    hosting,
    backend,
    invitations: createInvitationStore(stores.documents, tableNames, { now }),
    rematches: createRematchStore(stores.documents, tableNames),
    certificates: createFleetCertificates(gamelift.regions),
    accounts: createAccountStore(stores.documents, tableNames),
    now,
    newId: randomUUID,
    newSeed: () => (seeds += 1).toString(16).padStart(32, '0'),
    newCode: () => newInvitationCode(random),
  });
});
afterAll(async () => {
  await gamelift.close();
  await stores.close();
});
beforeEach(() => {
  placed = [];
  dying = false;
});

async function aPlayer(): Promise<PlayerId> {
  const id = playerId(`p-${randomUUID()}`);
  await stores.players.create({ playerId: id, displayName: 'Ada', createdAt: time }, 'hash');
  return id;
}
type Answer = Readonly<Record<string, unknown>>;
const call = async (player: PlayerId, method: string, path: string, body?: unknown): Promise<Answer> => {
  const { status, body: answer } = await ask(app, method, path, { claims: { sub: player }, body });
  return { status, ...answer };
};
/** The match of an invitation that has begun. */
const matchOf = (answer: Answer | undefined): string =>
  z.object({ match: z.object({ matchId: z.string() }) }).parse(answer).match.matchId;
const invite = (player: PlayerId, body: object = {}) =>
  call(player, 'POST', '/v1/invitations', { game: 'noughts', ...body });
const answer = (player: PlayerId, code: unknown, accept = true) =>
  call(player, 'POST', `/v1/invitations/${String(code)}/acceptance`, { accept });
const read = (player: PlayerId, code: unknown) => call(player, 'GET', `/v1/invitations/${String(code)}`);
const rejoin = (player: PlayerId, id: unknown) =>
  call(player, 'POST', `/v1/matches/${String(id)}/rejoin`, {});
const headerOf = async (id: unknown) => (await stores.matches.get(matchId(String(id))))?.header;

/** Ends a match as its script would. */
async function finish(id: string, endedAt = time): Promise<void> {
  await stores.matches.takeOver(matchId(id), { gameSessionId: gameSessionId(`arn:${randomUUID()}`) });
  await stores.matches.finish(matchId(id), {
    result: { places: [1, 2], reason: 'line' },
    endedAt,
    commands: 2,
    conduct: aConduct(),
  });
}

describe('practice', () => {
  it('is a match of its own: placed through the queue for the player alone, never rated, seats as requested', async () => {
    const ada = await aPlayer();
    const begun = await call(ada, 'POST', '/v1/practice', { game: 'columns', strength: 'right', seat: 1 });
    expect(begun).toMatchObject({ status: 201, seat: 1 });
    const id = String(begun['matchId']);
    expect(placed).toEqual([`${id}-1`]);
    expect(await call(ada, 'GET', `/v1/matches/${id}`)).toMatchObject({
      status: 'active',
      origin: 'practice',
      matchmaking: null,
      rated: false,
      bots: [{ seat: 0, strength: 'right' }],
      seats: [expect.stringMatching(/^p-00000000-0000-0000-0000-/), ada],
    });
    expect(await rejoin(ada, id)).toMatchObject({ status: 409, code: 'match-resuming' });
    const arn = await gamelift.place();
    expect(await rejoin(ada, id)).toMatchObject({
      status: 200,
      seat: 1,
      connection: { port: expect.any(Number) },
    });
    const { GameSessions } = await gamelift.client.send(
      new DescribeGameSessionsCommand({ GameSessionId: arn }),
    );
    expect(GameSessions?.[0]).toMatchObject({
      GameSessionData: JSON.stringify({ matchId: id }),
      CurrentPlayerSessionCount: 1,
    });
    // One at a time; its end allows the next.
    expect(await call(ada, 'POST', '/v1/practice', { game: 'columns' })).toMatchObject({
      code: 'too-many-matches',
      matchId: id,
    });
    await finish(id);
    expect(await call(ada, 'POST', '/v1/practice', { game: 'columns' })).toMatchObject({ status: 201 });
    await gamelift.place();
  });

  it('tells the player that there is no capacity, and begins where the earlier process died', async () => {
    const ada = await aPlayer();
    const warned = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    dying = true;
    const { matchId: id } = await call(ada, 'POST', '/v1/practice', { game: 'columns' });
    expect(placed).toEqual([]);
    expect(warned).toHaveBeenCalledTimes(1);
    warned.mockRestore();
    dying = false;
    expect(await rejoin(ada, id)).toMatchObject({ code: 'match-resuming' });
    expect(placed).toEqual([`${String(id)}-1`]);
    await gamelift.place('TIMED_OUT');
    expect(await rejoin(ada, id)).toMatchObject({ status: 503, code: 'no-capacity' });
    time += 60_000;
    expect(await rejoin(ada, id)).toMatchObject({ code: 'match-resuming' });
    expect(placed).toEqual([`${String(id)}-1`, `${String(id)}-2`]);
    await gamelift.place();
    expect(await rejoin(ada, id)).toMatchObject({ status: 200 });
  });

  it.each([
    [{ game: 'thirds' }, '/game'],
    [{ game: 'columns', strength: 'best' }, '/strength'],
    [{ game: 'columns', seat: 2 }, '/seat'],
    [{ game: 'columns', seats: 3 }, '/seats'],
    [{ game: 'columns', options: { size: 3 } }, '/options/size'],
  ])('refuses %j by its field', async (body, field) => {
    expect(await call(await aPlayer(), 'POST', '/v1/practice', body)).toMatchObject({
      code: 'invalid-request',
      errors: [{ in: 'body', field, message: expect.any(String) }],
    });
  });
});

describe('an invitation', () => {
  it('begins one match for two players who take the last place at once, and tells the other player', async () => {
    const [ada, bob, eve] = [await aPlayer(), await aPlayer(), await aPlayer()];
    const { code, status } = await invite(ada, { seat: 1 });
    expect(status).toBe('open');
    const answers = await Promise.all([answer(bob, code), answer(eve, code)]);
    const [won] = answers.filter((each) => each.status === 'begun');
    expect(answers.filter((each) => each.status === 409)).toMatchObject([{ code: 'invitation-ended' }]);
    const id = matchOf(won);
    const winner = answers[0]?.status === 'begun' ? bob : eve;
    expect(await headerOf(id)).toMatchObject({
      seats: [winner, ada],
      origin: 'invitation',
      matchmaking: null,
      rated: false,
      bots: [],
    });
    expect(await read(ada, code)).toMatchObject({ status: 'begun', match: { matchId: id, seat: 1 } });
    expect(await answer(winner, code)).toMatchObject({ status: 'begun', match: { matchId: id, seat: 0 } });
    expect(await read(winner === bob ? eve : bob, code)).not.toHaveProperty('match');
    expect(new Set(placed)).toEqual(new Set([`${id}-1`]));
    await gamelift.place();
    expect(await rejoin(ada, id)).toMatchObject({ status: 200, seat: 1 });
    expect(await call(ada, 'DELETE', `/v1/invitations/${String(code)}`)).toMatchObject({
      code: 'invitation-ended',
    });
  });

  it('races a ticket of the same player, and each counts only against its own limit', async () => {
    const [ada, bob] = [await aPlayer(), await aPlayer()];
    const duel = backend.matchmakings.get(matchmakingName('duel'));
    if (duel === undefined) throw new Error('there is no duel');
    const mayOpen = () =>
      refuseWhilePlaying({ matches: stores.matches, matchmakings: backend.matchmakings }, bob, duel);
    const ranked = aMatchHeader({ matchId: matchId(randomUUID()), seats: [bob, await aPlayer()] });
    const { code } = await invite(ada);
    const [, accepted] = await Promise.all([mayOpen(), answer(bob, code)]);
    expect(accepted).toMatchObject({ status: 'begun' });
    await mayOpen();
    await stores.matches.claim(ranked, gameSessionId(`arn:${randomUUID()}`));
    await expect(mayOpen()).rejects.toMatchObject({
      code: 'match-running',
      members: { matchId: ranked.matchId },
    });
    const { code: another } = await invite(ada);
    expect(await answer(bob, another)).toMatchObject({ status: 'begun' });
  });

  it('whose function died before its match existed begins with the next read of it', async () => {
    const [ada, bob] = [await aPlayer(), await aPlayer()];
    const { code } = await invite(ada, { to: bob });
    const joined = await createInvitationStore(stores.documents, tableNames, { now: () => time }).join(
      invitationCode(String(code)),
      bob,
    );
    expect(joined?.status).toBe('begun');
    expect(await headerOf(joined?.matchId)).toBeUndefined();
    const looks = await Promise.all([read(ada, code), read(bob, code), read(ada, code)]);
    expect(new Set(looks.map((look) => JSON.stringify(look['match'])))).toHaveProperty('size', 2);
    expect((await headerOf(joined?.matchId))?.seats.toSorted()).toEqual([ada, bob].toSorted());
    expect(new Set(placed)).toEqual(new Set([`${String(joined?.matchId)}-1`]));
    await gamelift.place();
  });

  it('of more seats begins with the last player who joins; a player who leaves before frees a place', async () => {
    const [ada, bob, eve, dan] = [await aPlayer(), await aPlayer(), await aPlayer(), await aPlayer()];
    const { code, seats } = await invite(ada, { game: 'thirds', options: { rounds: 1 } });
    expect(seats).toBe(3);
    expect(await answer(bob, code)).toMatchObject({ status: 'open', joined: [ada, bob] });
    expect(await answer(bob, code, false)).toMatchObject({ status: 'open', joined: [ada] });
    await answer(eve, code);
    const header = await headerOf(matchOf(await answer(dan, String(code).toUpperCase())));
    expect(header?.seats.toSorted()).toEqual([ada, eve, dan].toSorted());
    expect(header?.options).toMatchObject({ rounds: 1 });
    await gamelift.place();
  });

  it('is visible only to the players whom it names, and one who declines ends it', async () => {
    const [ada, bob, eve] = [await aPlayer(), await aPlayer(), await aPlayer()];
    const { code } = await invite(ada, { to: [bob] });
    expect(await read(eve, code)).toMatchObject({ code: 'invitation-not-found' });
    expect(await answer(eve, code)).toMatchObject({ code: 'invitation-not-found' });
    expect(await answer(ada, code, false)).toMatchObject({ code: 'not-invited' });
    expect(await call(bob, 'DELETE', `/v1/invitations/${String(code)}`)).toMatchObject({
      code: 'not-invited',
    });
    const open = createInvitationStore(stores.documents, tableNames, { now: () => time });
    expect([await open.openOf(ada), await open.openOf(bob)]).toMatchObject([[{ code }], [{ code }]]);
    expect(await answer(bob, code, false)).toMatchObject({ status: 'declined' });
    expect(await answer(bob, code, false)).toMatchObject({ status: 'declined' });
    expect(await answer(bob, code)).toMatchObject({ code: 'invitation-ended' });
    expect([await open.openOf(ada), await open.openOf(bob)]).toEqual([[], []]);
    expect(await read(ada, 'zzzzzzzzzz')).toMatchObject({ code: 'invitation-not-found' });
  });

  it('expires by its time, whether its row was deleted or not, and is withdrawn by its inviter', async () => {
    const [ada, bob] = [await aPlayer(), await aPlayer()];
    const { code } = await invite(ada, { expiresInSeconds: 30 });
    time += 29_999;
    expect(await read(bob, code)).toMatchObject({ status: 'open' });
    time += 1;
    expect(await read(bob, code)).toMatchObject({ status: 'expired' });
    expect(await answer(bob, code)).toMatchObject({ code: 'invitation-ended' });
    const { code: second } = await invite(ada);
    for (let twice = 0; twice < 2; twice += 1)
      expect(await call(ada, 'DELETE', `/v1/invitations/${String(second)}`)).toMatchObject({
        status: 'withdrawn',
      });
    expect(await answer(bob, second)).toMatchObject({ code: 'invitation-ended' });
  });

  it('is deleted with the account of the player who sent it', async () => {
    const [ada, bob] = [await aPlayer(), await aPlayer()];
    const { code } = await invite(ada, { to: bob });
    await createErasure(stores.documents, tableNames).play(ada);
    expect(await read(bob, code)).toMatchObject({ code: 'invitation-not-found' });
    const open = createInvitationStore(stores.documents, tableNames, { now: () => time });
    expect([await open.openOf(ada), await open.openOf(bob)]).toEqual([[], []]);
  });

  it('is one of ten at most, however many are sent at once; the same request returns the same invitation', async () => {
    const ada = await aPlayer();
    const once = await Promise.all(Array.from({ length: 3 }, () => invite(ada, { requestId: 'r1' })));
    expect(new Set(once.map(({ code }) => code)).size).toBe(1);
    const many = await Promise.all(Array.from({ length: 12 }, () => invite(ada)));
    expect(many.filter(({ status }) => status === 'open')).toHaveLength(9);
    expect(many.filter(({ status }) => status === 409)).toMatchObject(
      Array.from({ length: 3 }, () => ({ code: 'too-many-invitations' })),
    );
    time += 3_600_000;
    expect(await invite(ada)).toMatchObject({ status: 'open' });
  });

  it.each([
    [{ game: 'noughts', to: ['p-00000000-0000-4000-8000-000000000000'] }, '/to'],
    [{ game: 'thirds', seats: 2 }, '/seats'],
    [{ game: 'noughts', seat: 5 }, '/seat'],
    [{ game: 'noughts', options: { size: 9 } }, '/options/size'],
  ])('refuses %j by its field', async (body, field) => {
    expect(await call(await aPlayer(), 'POST', '/v1/invitations', body)).toMatchObject({
      code: 'invalid-request',
      errors: [{ in: 'body', field, message: expect.any(String) }],
    });
  });
});

describe('a rematch', () => {
  async function ended(fields = {}) {
    const players = [await aPlayer(), await aPlayer()] as const;
    const header = aMatchHeader({
      matchId: matchId(randomUUID()),
      seats: players,
      game: gameName('noughts'),
      startedAt: time,
      ...fields,
    });
    await stores.matches.claim(header, gameSessionId(`arn:${randomUUID()}`));
    return { id: header.matchId, players };
  }
  const again = (player: PlayerId, id: string) => call(player, 'POST', `/v1/matches/${id}/rematch`);

  it('is one match with the sides swapped, however often both ask', async () => {
    const { id, players } = await ended();
    const [ada, bob] = players;
    expect(await again(ada, id)).toMatchObject({ code: 'match-not-ended' });
    await finish(id);
    expect(await again(await aPlayer(), id)).toMatchObject({ code: 'not-in-match' });
    expect(await again(ada, id)).toEqual({ status: 200, agreed: [0] });
    expect(await again(ada, id)).toEqual({ status: 200, agreed: [0] });
    expect(await call(bob, 'GET', `/v1/matches/${id}`)).toMatchObject({ rematch: { agreed: [0] } });
    const pressed = await Promise.all([bob, ada, bob, ada].map((player) => again(player, id)));
    const { matchId: next } = await again(bob, id);
    expect(new Set(pressed.flatMap(({ matchId: each }) => (each === undefined ? [] : [each])))).toEqual(
      new Set([next]),
    );
    expect(await headerOf(next)).toMatchObject({ seats: [bob, ada], origin: 'rematch', rated: false });
    expect(await call(ada, 'GET', `/v1/matches/${id}`)).toMatchObject({
      rematch: { agreed: [0, 1], matchId: next },
    });
    expect(new Set(placed)).toEqual(new Set([`${String(next)}-1`]));
    await gamelift.place();
  });

  it('is agreed on within fifteen minutes after the end, also when both ask for the first time at once', async () => {
    const { id, players } = await ended();
    await finish(id, time - 15 * 60_000 - 1);
    expect(await again(players[0], id)).toMatchObject({ code: 'rematch-over' });
    const second = await ended();
    await finish(second.id, time - 15 * 60_000);
    await Promise.all(second.players.map((player) => again(player, second.id)));
    expect(await again(second.players[0], second.id)).toMatchObject({ matchId: expect.any(String) });
    await gamelift.place();
  });

  it('against a bot begins at once', async () => {
    const ada = await aPlayer();
    const { matchId: first } = await call(ada, 'POST', '/v1/practice', { game: 'columns', seat: 0 });
    await gamelift.place();
    await finish(String(first));
    const { matchId: next } = await again(ada, String(first));
    expect(await headerOf(next)).toMatchObject({
      origin: 'practice',
      seats: [expect.any(String), ada],
      bots: [{ seat: 0, strength: 'left' }],
    });
    await gamelift.place();
  });
});

describe('the client SDK', () => {
  /** The SDK of a player, over the app in this process; the first answers to some requests are lost. */
  async function sdk(lost: readonly string[] = []) {
    const player = await aPlayer();
    const losing = [...lost];
    const transports: Transports = {
      async fetch(url, init) {
        const event = { requestContext: { authorizer: { jwt: { claims: { sub: player } } } } };
        const answer = await app.fetch(new Request(url, init), { event });
        const request = `${init.method} ${new URL(url).pathname}`;
        if (losing.includes(request)) {
          losing.splice(losing.indexOf(request), 1);
          throw new Error('the answer is lost');
        }
        return answer;
      },
      realtime: () => Promise.reject(new Error('no connection here')),
      openSocket: () => ({ send: () => undefined, close: () => undefined }),
      newId: () => randomUUID().replaceAll('-', ''),
      now: () => time,
      after(_, call) {
        const timer = setImmediate(call);
        return () => clearImmediate(timer);
      },
    };
    const http = new Http('http://api', transports);
    return new ArrangedMatches({
      transports,
      playerId: player,
      patiently: (attempt) => http.patiently(attempt),
      ask: (path, answer, request) => http.ask(path, answer, request),
    });
  }

  it('invites, accepts and follows until the match begins, even if any answer is lost', async () => {
    const [ada, bob] = [await sdk(['POST /v1/invitations']), await sdk()];
    const invitation = await ada.invite({ game: 'noughts', seat: 0 });
    expect(invitation).toMatchObject({ status: 'open', link: `#/invitation/${invitation.code}` });
    const joined: number[] = [];
    const following = ada.begun(invitation, { onInvitation: (read) => joined.push(read.joined.length) });
    const accepted = await bob.accept(invitation.code);
    expect(await following).toEqual({ matchId: accepted.match?.matchId, seat: 0 });
    expect([joined[0], joined.at(-1)]).toEqual([1, 2]);
    await expect(ada.withdraw(invitation.code)).rejects.toMatchObject({ code: 'invitation-ended' });
    await gamelift.place();
  });

  it('reports how an invitation ended without a match', async () => {
    const [ada, bob] = [await sdk(), await sdk()];
    const { code } = await ada.invite({ game: 'noughts' });
    await bob.accept((await ada.invite({ game: 'thirds' })).code);
    await ada.withdraw(code);
    await expect(bob.begun({ code })).rejects.toThrow('the invitation is withdrawn');
  });

  it('begins one practice match although the answer is lost, and asks for its rematch', async () => {
    const ada = await sdk(['POST /v1/practice']);
    const begun = await ada.practice({ game: 'columns', strength: 'left', seat: 1 });
    expect(begun).toMatchObject({ matchId: expect.any(String), seat: 1 });
    expect(await headerOf(begun.matchId)).toMatchObject({ bots: [{ seat: 0, strength: 'left' }] });
    await gamelift.place();
    await finish(begun.matchId);
    expect(await ada.rematch(begun.matchId)).toMatchObject({ agreed: [1], matchId: expect.any(String) });
    await gamelift.place();
  });
});
