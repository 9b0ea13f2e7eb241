import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { gameSessionId, invitationCode, matchId, matchmakingName, type PlayerId } from '../../core/ids';
import { refuseWhilePlaying } from '../../functions/shared/matches/one-live-match';
import { createErasure } from '../../store/erasure';
import { backend } from '../games';
import { aMatchHeader } from '../support/headers';
import { matchOf, startArrangedMatches } from './support/arranged-matches';
import { tableNames } from './support/backend';

let arranged: Awaited<ReturnType<typeof startArrangedMatches>>;
beforeAll(async () => {
  arranged = await startArrangedMatches();
});
afterAll(() => arranged.close());
beforeEach(() => {
  Object.assign(arranged.placements, { begun: [], dying: false });
});

describe('an invitation', () => {
  it('begins one match for two players who take the last place at once, and notifies the other', async () => {
    const [ada, bob, eve] = [await arranged.aPlayer(), await arranged.aPlayer(), await arranged.aPlayer()];
    const { code, status } = await arranged.invite(ada, { seat: 1 });
    expect(status).toBe('open');
    const answers = await Promise.all([arranged.answer(bob, code), arranged.answer(eve, code)]);
    const [won] = answers.filter((each) => each.status === 'begun');
    expect(answers.filter((each) => each.status === 409)).toMatchObject([{ code: 'invitation-ended' }]);
    const id = matchOf(won);
    const winner = answers[0]?.status === 'begun' ? bob : eve;
    expect(await arranged.headerOf(id)).toMatchObject({
      seats: [winner, ada],
      origin: 'invitation',
      matchmaking: null,
      rated: false,
      bots: [],
    });
    expect(await arranged.read(ada, code)).toMatchObject({
      status: 'begun',
      match: { matchId: id, seat: 1 },
    });
    expect(await arranged.answer(winner, code)).toMatchObject({
      status: 'begun',
      match: { matchId: id, seat: 0 },
    });
    expect(await arranged.read(winner === bob ? eve : bob, code)).not.toHaveProperty('match');
    expect(new Set(arranged.placements.begun)).toEqual(new Set([`${id}-1`]));
    await arranged.gamelift.place();
    expect(await arranged.rejoin(ada, id)).toMatchObject({ status: 200, seat: 1 });
    expect(await arranged.call(ada, 'DELETE', `/v1/invitations/${String(code)}`)).toMatchObject({
      code: 'invitation-ended',
    });
  });

  it('races a ticket of the same player, and each counts only against its own limit', async () => {
    const [ada, bob] = [await arranged.aPlayer(), await arranged.aPlayer()];
    const duel = backend.matchmakings.get(matchmakingName('duel'));
    if (duel === undefined) throw new Error('there is no duel');
    const mayOpen = () =>
      refuseWhilePlaying({ matches: arranged.stores.matches, matchmakings: backend.matchmakings }, bob, duel);
    const ranked = aMatchHeader({ matchId: matchId(randomUUID()), seats: [bob, await arranged.aPlayer()] });
    const { code } = await arranged.invite(ada);
    const [, accepted] = await Promise.all([mayOpen(), arranged.answer(bob, code)]);
    expect(accepted).toMatchObject({ status: 'begun' });
    await mayOpen();
    await arranged.stores.matches.claim(ranked, gameSessionId(`arn:${randomUUID()}`));
    await expect(mayOpen()).rejects.toMatchObject({
      code: 'match-running',
      members: { matchId: ranked.matchId },
    });
    const { code: another } = await arranged.invite(ada);
    expect(await arranged.answer(bob, another)).toMatchObject({ status: 'begun' });
  });

  it('whose function died before its match existed begins with the next read of it', async () => {
    const [ada, bob] = [await arranged.aPlayer(), await arranged.aPlayer()];
    const { code } = await arranged.invite(ada, { to: bob });
    const joined = await arranged.invitations.join(invitationCode(String(code)), bob);
    expect(joined?.status).toBe('begun');
    expect(await arranged.headerOf(joined?.matchId)).toBeUndefined();
    const looks = await Promise.all([
      arranged.read(ada, code),
      arranged.read(bob, code),
      arranged.read(ada, code),
    ]);
    expect(new Set(looks.map((look) => JSON.stringify(look['match'])))).toHaveProperty('size', 2);
    expect((await arranged.headerOf(joined?.matchId))?.seats.toSorted()).toEqual([ada, bob].toSorted());
    expect(new Set(arranged.placements.begun)).toEqual(new Set([`${String(joined?.matchId)}-1`]));
    await arranged.gamelift.place();
  });

  it('of more seats begins with the last player who joins; a leaving player frees a place', async () => {
    const [ada, bob, eve, dan] = [
      await arranged.aPlayer(),
      await arranged.aPlayer(),
      await arranged.aPlayer(),
      await arranged.aPlayer(),
    ];
    const { code, seats } = await arranged.invite(ada, { game: 'thirds', options: { rounds: 1 } });
    expect(seats).toBe(3);
    expect(await arranged.answer(bob, code)).toMatchObject({ status: 'open', joined: [ada, bob] });
    expect(await arranged.answer(bob, code, false)).toMatchObject({ status: 'open', joined: [ada] });
    await arranged.answer(eve, code);
    const header = await arranged.headerOf(matchOf(await arranged.answer(dan, String(code).toUpperCase())));
    expect(header?.seats.toSorted()).toEqual([ada, eve, dan].toSorted());
    expect(header?.options).toMatchObject({ rounds: 1 });
    await arranged.gamelift.place();
  });

  it('is visible only to the players whom it names, and one who declines ends it', async () => {
    const [ada, bob, eve] = [await arranged.aPlayer(), await arranged.aPlayer(), await arranged.aPlayer()];
    const { code } = await arranged.invite(ada, { to: [bob] });
    expect(await arranged.read(eve, code)).toMatchObject({ code: 'invitation-not-found' });
    expect(await arranged.answer(eve, code)).toMatchObject({ code: 'invitation-not-found' });
    expect(await arranged.answer(ada, code, false)).toMatchObject({ code: 'not-invited' });
    expect(await arranged.call(bob, 'DELETE', `/v1/invitations/${String(code)}`)).toMatchObject({
      code: 'not-invited',
    });
    expect([await arranged.invitations.openOf(ada), await arranged.invitations.openOf(bob)]).toMatchObject([
      [{ code }],
      [{ code }],
    ]);
    expect(await arranged.answer(bob, code, false)).toMatchObject({ status: 'declined' });
    expect(await arranged.answer(bob, code, false)).toMatchObject({ status: 'declined' });
    expect(await arranged.answer(bob, code)).toMatchObject({ code: 'invitation-ended' });
    expect([await arranged.invitations.openOf(ada), await arranged.invitations.openOf(bob)]).toEqual([
      [],
      [],
    ]);
    expect(await arranged.read(ada, 'zzzzzzzzzz')).toMatchObject({ code: 'invitation-not-found' });
  });

  it('expires by its time, whether its row was deleted or not, and is withdrawn by its inviter', async () => {
    const [ada, bob] = [await arranged.aPlayer(), await arranged.aPlayer()];
    const { code } = await arranged.invite(ada, { expiresInSeconds: 30 });
    arranged.clock.now += 29_999;
    expect(await arranged.read(bob, code)).toMatchObject({ status: 'open' });
    arranged.clock.now += 1;
    expect(await arranged.read(bob, code)).toMatchObject({ status: 'expired' });
    expect(await arranged.answer(bob, code)).toMatchObject({ code: 'invitation-ended' });
    const { code: second } = await arranged.invite(ada);
    for (let twice = 0; twice < 2; twice += 1)
      expect(await arranged.call(ada, 'DELETE', `/v1/invitations/${String(second)}`)).toMatchObject({
        status: 'withdrawn',
      });
    expect(await arranged.answer(bob, second)).toMatchObject({ code: 'invitation-ended' });
  });

  it('is deleted with the account of the player who sent it', async () => {
    const [ada, bob] = [await arranged.aPlayer(), await arranged.aPlayer()];
    const { code } = await arranged.invite(ada, { to: bob });
    await createErasure(arranged.stores.documents, tableNames).play(ada);
    expect(await arranged.read(bob, code)).toMatchObject({ code: 'invitation-not-found' });
    expect([await arranged.invitations.openOf(ada), await arranged.invitations.openOf(bob)]).toEqual([
      [],
      [],
    ]);
  });

  it('of a banned player ends when another accepts it, and does not go to a banned player', async () => {
    const players = await Promise.all(Array.from({ length: 5 }, () => arranged.aPlayer()));
    const [ada, bob, eve, fay, gil] = players;
    if (!ada || !bob || !eve || !fay || !gil) throw new Error('five players were registered');
    const ban = (id: typeof ada) =>
      arranged.accounts.ban(id, { reason: 'cheating', at: arranged.clock.now }, { by: 'operator' });
    const { code: byAda } = await arranged.invite(ada);
    const { code: byBob } = await arranged.invite(bob, { seats: 3, game: 'thirds' });
    expect(await arranged.answer(fay, byBob)).toMatchObject({ joined: [bob, fay] });
    await ban(ada);
    await ban(fay);
    expect(await arranged.answer(eve, byAda)).toMatchObject({ status: 409, code: 'invitation-ended' });
    expect(await arranged.read(eve, byAda)).toMatchObject({ status: 'withdrawn' });
    // The place of a player who came by the code is free again.
    expect(await arranged.answer(eve, byBob)).toMatchObject({ status: 'open', joined: [bob, eve] });
    expect(await arranged.answer(gil, byBob)).toMatchObject({ status: 'begun', joined: [bob, eve, gil] });
    expect(await arranged.invite(bob, { to: fay })).toMatchObject({
      status: 400,
      code: 'invalid-request',
      errors: [{ field: '/to', message: expect.stringMatching(/is banned/) }],
    });
  });

  it('of a deleted account ends when another player accepts it, also of a table that it joined', async () => {
    const [ada, bob, eve] = [await arranged.aPlayer(), await arranged.aPlayer(), await arranged.aPlayer()];
    const { code: byAda } = await arranged.invite(ada);
    const { code: byBob } = await arranged.invite(bob, { game: 'thirds', seats: 3, to: [ada, eve] });
    expect(await arranged.answer(ada, byBob)).toMatchObject({ status: 'open', joined: [bob, ada] });
    await arranged.accounts.remove(ada, arranged.clock.now, { by: 'player' });
    expect(await arranged.answer(eve, byAda)).toMatchObject({ status: 409, code: 'invitation-ended' });
    expect(await arranged.answer(eve, byBob)).toMatchObject({ status: 409, code: 'invitation-ended' });
    expect(await arranged.stores.matches.running(eve)).toEqual([]);
  });

  it('whose player is removed between the last acceptance and the match ends without a match', async () => {
    const at = arranged.clock.now;
    for (const remove of [
      (id: PlayerId) => arranged.accounts.ban(id, { reason: 'x', at }, { by: 'operator' }),
      (id: PlayerId) => arranged.accounts.remove(id, at, { by: 'player' }),
    ]) {
      const [ada, bob] = [await arranged.aPlayer(), await arranged.aPlayer()];
      const { code } = await arranged.invite(ada, { to: bob });
      const joined = await arranged.invitations.join(invitationCode(String(code)), bob);
      expect(joined?.status).toBe('begun');
      await remove(ada);
      expect(await arranged.answer(bob, code)).toMatchObject({ status: 409, code: 'invitation-ended' });
      expect(await arranged.read(bob, code)).toMatchObject({ status: 'withdrawn' });
      expect(await arranged.headerOf(joined?.matchId)).toBeUndefined();
      expect(await arranged.stores.matches.running(bob)).toEqual([]);
    }
  });

  it('is one of ten at most, also when sent at once; a repeated request returns the same', async () => {
    const ada = await arranged.aPlayer();
    const once = await Promise.all(
      Array.from({ length: 3 }, () => arranged.invite(ada, { requestId: 'r1' })),
    );
    expect(new Set(once.map(({ code }) => code)).size).toBe(1);
    const many = await Promise.all(Array.from({ length: 12 }, () => arranged.invite(ada)));
    expect(many.filter(({ status }) => status === 'open')).toHaveLength(9);
    expect(many.filter(({ status }) => status === 409)).toMatchObject(
      Array.from({ length: 3 }, () => ({ code: 'too-many-invitations' })),
    );
    arranged.clock.now += 3_600_000;
    expect(await arranged.invite(ada)).toMatchObject({ status: 'open' });
  });

  it.each([
    [{ game: 'noughts', to: ['p-00000000-0000-4000-8000-000000000000'] }, '/to'],
    [{ game: 'thirds', seats: 2 }, '/seats'],
    [{ game: 'noughts', seat: 5 }, '/seat'],
    [{ game: 'noughts', options: { size: 9 } }, '/options/size'],
  ])('refuses %j by its field', async (body, field) => {
    expect(await arranged.call(await arranged.aPlayer(), 'POST', '/v1/invitations', body)).toMatchObject({
      code: 'invalid-request',
      errors: [{ in: 'body', field, message: expect.any(String) }],
    });
  });
});
