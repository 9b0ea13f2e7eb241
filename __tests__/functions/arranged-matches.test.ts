import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DescribeGameSessionsCommand } from '@aws-sdk/client-gamelift';
import { gameName, gameSessionId, matchId, type PlayerId } from '../../core/ids';
import { aMatchHeader } from '../support/headers';
import { startArrangedMatches } from './support/arranged-matches';

let arranged: Awaited<ReturnType<typeof startArrangedMatches>>;
beforeAll(async () => {
  arranged = await startArrangedMatches();
});
afterAll(() => arranged.close());
beforeEach(() => {
  Object.assign(arranged.placements, { begun: [], dying: false });
});

describe('practice', () => {
  it('is a match of its own: placed for the player alone, never rated, seats as requested', async () => {
    const ada = await arranged.aPlayer();
    const begun = await arranged.call(ada, 'POST', '/v1/practice', {
      game: 'columns',
      strength: 'right',
      seat: 1,
    });
    expect(begun).toMatchObject({ status: 201, seat: 1 });
    const id = String(begun['matchId']);
    expect(arranged.placements.begun).toEqual([`${id}-1`]);
    expect(await arranged.call(ada, 'GET', `/v1/matches/${id}`)).toMatchObject({
      status: 'active',
      origin: 'practice',
      matchmaking: null,
      rated: false,
      bots: [{ seat: 0, strength: 'right' }],
      seats: [expect.stringMatching(/^p-00000000-0000-0000-0000-/), ada],
    });
    expect(await arranged.rejoin(ada, id)).toMatchObject({ status: 409, code: 'match-resuming' });
    const arn = await arranged.gamelift.place();
    expect(await arranged.rejoin(ada, id)).toMatchObject({
      status: 200,
      seat: 1,
      connection: { port: expect.any(Number) },
    });
    const { GameSessions } = await arranged.gamelift.client.send(
      new DescribeGameSessionsCommand({ GameSessionId: arn }),
    );
    expect(GameSessions?.[0]).toMatchObject({
      GameSessionData: JSON.stringify({ matchId: id }),
      CurrentPlayerSessionCount: 1,
    });
    // One at a time; its end allows the next.
    expect(await arranged.call(ada, 'POST', '/v1/practice', { game: 'columns' })).toMatchObject({
      code: 'too-many-matches',
      matchId: id,
    });
    await arranged.finish(id);
    expect(await arranged.call(ada, 'POST', '/v1/practice', { game: 'columns' })).toMatchObject({
      status: 201,
    });
    await arranged.gamelift.place();
  });

  /** A match by an invitation, which `player` accepts. */
  async function playInvited(player: PlayerId) {
    const { code } = await arranged.invite(await arranged.aPlayer());
    const answer = await arranged.answer(player, code);
    if (answer['match'] !== undefined) await arranged.gamelift.place();
    return answer;
  }

  it('is among the three matches that a player may have without a queue, first or last', async () => {
    const [ada, bob] = [await arranged.aPlayer(), await arranged.aPlayer()];
    const practise = (player: PlayerId) => arranged.call(player, 'POST', '/v1/practice', { game: 'columns' });
    const practice = await practise(ada);
    await arranged.gamelift.place();
    for (const player of [ada, ada, bob, bob, bob])
      expect(await playInvited(player)).toMatchObject({ match: { matchId: expect.any(String) } });
    const refused = { status: 409, code: 'too-many-matches' };
    expect(await playInvited(ada)).toMatchObject(refused);
    expect(await practise(ada)).toMatchObject({ ...refused, matchId: practice['matchId'] });
    const invited = (await arranged.stores.matches.running(bob)).map(({ header }) => header.matchId);
    const answer = await practise(bob);
    expect(answer).toMatchObject(refused);
    expect(invited).toContain(answer['matchId']);
    await arranged.finish(String(answer['matchId']));
    expect(await practise(bob)).toMatchObject({ status: 201 });
    await arranged.gamelift.place();
  });

  it('answers that there is no capacity, and begins where the earlier process died', async () => {
    const ada = await arranged.aPlayer();
    const warned = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    arranged.placements.dying = true;
    const { matchId: id } = await arranged.call(ada, 'POST', '/v1/practice', { game: 'columns' });
    expect(arranged.placements.begun).toEqual([]);
    expect(warned).toHaveBeenCalledTimes(1);
    warned.mockRestore();
    arranged.placements.dying = false;
    expect(await arranged.rejoin(ada, id)).toMatchObject({ code: 'match-resuming' });
    expect(arranged.placements.begun).toEqual([`${String(id)}-1`]);
    await arranged.gamelift.place('TIMED_OUT');
    expect(await arranged.rejoin(ada, id)).toMatchObject({ status: 503, code: 'no-capacity' });
    arranged.clock.now += 60_000;
    expect(await arranged.rejoin(ada, id)).toMatchObject({ code: 'match-resuming' });
    expect(arranged.placements.begun).toEqual([`${String(id)}-1`, `${String(id)}-2`]);
    await arranged.gamelift.place();
    expect(await arranged.rejoin(ada, id)).toMatchObject({ status: 200 });
  });

  it.each([
    [{ game: 'thirds' }, '/game'],
    [{ game: 'columns', strength: 'best' }, '/strength'],
    [{ game: 'columns', seat: 2 }, '/seat'],
    [{ game: 'columns', seats: 3 }, '/seats'],
    [{ game: 'columns', options: { size: 3 } }, '/options/size'],
  ])('refuses %j by its field', async (body, field) => {
    expect(await arranged.call(await arranged.aPlayer(), 'POST', '/v1/practice', body)).toMatchObject({
      code: 'invalid-request',
      errors: [{ in: 'body', field, message: expect.any(String) }],
    });
  });
});

describe('a rematch', () => {
  async function ended(fields = {}) {
    const players = [await arranged.aPlayer(), await arranged.aPlayer()] as const;
    const header = aMatchHeader({
      matchId: matchId(randomUUID()),
      seats: players,
      game: gameName('noughts'),
      startedAt: arranged.clock.now,
      ...fields,
    });
    await arranged.stores.matches.claim(header, gameSessionId(`arn:${randomUUID()}`));
    return { id: header.matchId, players };
  }
  const again = (player: PlayerId, id: string) => arranged.call(player, 'POST', `/v1/matches/${id}/rematch`);

  it('is one match with the sides swapped, however often both ask', async () => {
    const { id, players } = await ended();
    const [ada, bob] = players;
    expect(await again(ada, id)).toMatchObject({ code: 'match-not-ended' });
    await arranged.finish(id);
    expect(await again(await arranged.aPlayer(), id)).toMatchObject({ code: 'not-in-match' });
    expect(await again(ada, id)).toEqual({ status: 200, agreed: [0] });
    expect(await again(ada, id)).toEqual({ status: 200, agreed: [0] });
    expect(await arranged.call(bob, 'GET', `/v1/matches/${id}`)).toMatchObject({ rematch: { agreed: [0] } });
    const pressed = await Promise.all([bob, ada, bob, ada].map((player) => again(player, id)));
    const { matchId: next } = await again(bob, id);
    expect(new Set(pressed.flatMap(({ matchId: each }) => (each === undefined ? [] : [each])))).toEqual(
      new Set([next]),
    );
    expect(await arranged.headerOf(next)).toMatchObject({
      seats: [bob, ada],
      origin: 'rematch',
      rated: false,
    });
    expect(await arranged.call(ada, 'GET', `/v1/matches/${id}`)).toMatchObject({
      rematch: { agreed: [0, 1], matchId: next },
    });
    expect(new Set(arranged.placements.begun)).toEqual(new Set([`${String(next)}-1`]));
    await arranged.gamelift.place();
  });

  it('is agreed on within fifteen minutes after the end, also when both ask first at once', async () => {
    const { id, players } = await ended();
    await arranged.finish(id, arranged.clock.now - 15 * 60_000 - 1);
    expect(await again(players[0], id)).toMatchObject({ code: 'rematch-over' });
    const second = await ended();
    await arranged.finish(second.id, arranged.clock.now - 15 * 60_000);
    await Promise.all(second.players.map((player) => again(player, second.id)));
    expect(await again(second.players[0], second.id)).toMatchObject({ matchId: expect.any(String) });
    await arranged.gamelift.place();
  });

  it('does not begin with a player who was banned or deleted, before or after both ask', async () => {
    const at = arranged.clock.now;
    const removals = [
      (id: PlayerId) => arranged.accounts.ban(id, { reason: 'x', at }, { by: 'operator' }),
      (id: PlayerId) => arranged.accounts.remove(id, at, { by: 'player' }),
    ];
    for (const remove of removals) {
      const { id, players } = await ended();
      const [ada, bob] = players;
      await arranged.finish(id);
      await again(ada, id);
      await remove(ada);
      expect(await again(bob, id)).toMatchObject({ status: 409, code: 'rematch-over' });
      // A wish that came before the removal: the function died before it made the match.
      const next = matchId(randomUUID());
      const asked = { game: gameName('noughts'), seats: players, at, openUntil: at + 1 };
      const wish = await arranged.rematches.agree(matchId(id), bob, next, asked);
      expect(wish.agreed).toEqual([ada, bob]);
      expect(await again(bob, id)).toMatchObject({ status: 409, code: 'rematch-over' });
      expect(await arranged.headerOf(wish.matchId)).toBeUndefined();
      expect(await arranged.stores.matches.running(bob)).toEqual([]);
    }
  });

  it('against a bot begins at once', async () => {
    const ada = await arranged.aPlayer();
    const { matchId: first } = await arranged.call(ada, 'POST', '/v1/practice', { game: 'columns', seat: 0 });
    await arranged.gamelift.place();
    await arranged.finish(String(first));
    const { matchId: next } = await again(ada, String(first));
    expect(await arranged.headerOf(next)).toMatchObject({
      origin: 'practice',
      seats: [expect.any(String), ada],
      bots: [{ seat: 0, strength: 'left' }],
    });
    await arranged.gamelift.place();
  });
});

describe('the client SDK', () => {
  it('invites, accepts and follows until the match begins, even if any answer is lost', async () => {
    const [ada, bob] = [await arranged.sdk(['POST /v1/invitations']), await arranged.sdk()];
    const invitation = await ada.invite({ game: 'noughts', seat: 0 });
    expect(invitation).toMatchObject({ status: 'open', link: `#/invitation/${invitation.code}` });
    const joined: number[] = [];
    const following = ada.awaitMatch(invitation, { onInvitation: (read) => joined.push(read.joined.length) });
    const accepted = await bob.accept(invitation.code);
    expect(await following).toEqual({ matchId: accepted.match?.matchId, seat: 0 });
    expect([joined[0], joined.at(-1)]).toEqual([1, 2]);
    await expect(ada.withdraw(invitation.code)).rejects.toMatchObject({ code: 'invitation-ended' });
    await arranged.gamelift.place();
  });

  it('reports how an invitation ended without a match', async () => {
    const [ada, bob] = [await arranged.sdk(), await arranged.sdk()];
    const { code } = await ada.invite({ game: 'noughts' });
    await bob.accept((await ada.invite({ game: 'thirds' })).code);
    await ada.withdraw(code);
    await expect(bob.awaitMatch({ code })).rejects.toThrow('the invitation is withdrawn');
  });

  it('takes no invited match for the practice that is refused, although an answer is lost', async () => {
    const ada = await arranged.sdk(['POST /v1/practice']);
    for (let accepted = 0; accepted < 3; accepted += 1) {
      const { code } = await arranged.invite(await arranged.aPlayer());
      await ada.accept(String(code));
      await arranged.gamelift.place();
    }
    await expect(ada.practice({ game: 'columns' })).rejects.toMatchObject({ code: 'too-many-matches' });
  });

  it('begins one practice match although the answer is lost, and asks for its rematch', async () => {
    const ada = await arranged.sdk(['POST /v1/practice']);
    const begun = await ada.practice({ game: 'columns', strength: 'left', seat: 1 });
    expect(begun).toMatchObject({ matchId: expect.any(String), seat: 1 });
    expect(await arranged.headerOf(begun.matchId)).toMatchObject({ bots: [{ seat: 0, strength: 'left' }] });
    await arranged.gamelift.place();
    await arranged.finish(begun.matchId);
    expect(await ada.rematch(begun.matchId)).toMatchObject({ agreed: [1], matchId: expect.any(String) });
    await arranged.gamelift.place();
  });
});
