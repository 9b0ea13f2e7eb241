import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type AccountStore, createAccountStore } from '../../store/accounts';
import { createPlayerStore, type PlayerStore } from '../../store/players';
import { createSessionStore, type RefreshFamily, type SessionStore } from '../../store/sessions';
import { refreshGraceSeconds } from '../../store/session-rotation';
import { aPlayer, type Database, names, openDatabase, quickRetries } from './database';

let database: Database;
let players: PlayerStore;
let accounts: AccountStore;
let sessions: SessionStore;
beforeAll(async () => {
  database = await openDatabase();
  players = createPlayerStore(database.client, names, quickRetries());
  accounts = createAccountStore(database.client, names, quickRetries());
  sessions = createSessionStore(database.client, names, quickRetries());
});
afterAll(async () => {
  await database.close();
});

const hash = (letter: string): string => letter.repeat(64);
const now = 1_800_000_000;
const rowsOf = async (pk: string) =>
  (
    await database.client.send(
      new QueryCommand({
        TableName: names.players,
        KeyConditionExpression: 'pk = :pk AND sk = :sk',
        ExpressionAttributeValues: { ':pk': pk, ':sk': 'FAMILY' },
      }),
    )
  ).Items;

describe('refresh families', () => {
  let families = 0;
  async function family(
    playerId = aPlayer(),
    more: Partial<RefreshFamily> = {},
  ): Promise<{ familyId: string; playerId: typeof playerId; expiresAt: number }> {
    const familyId = `family-${(families += 1)}`;
    const expiresAt = now + 1000;
    if ((await players.get(playerId)) === undefined)
      await players.create({ playerId, displayName: 'Ada', createdAt: 1 }, hash('a'));
    await sessions.openFamily({
      familyId,
      playerId,
      currentHash: hash('0'),
      openedAt: now,
      expiresAt,
      generation: 0,
      ...more,
    });
    return { familyId, playerId, expiresAt };
  }

  it('are opened by an attempt whose answer was lost: the next attempt finds its own row', async () => {
    const { familyId, playerId } = await family();
    const again = { familyId, playerId, openedAt: now, expiresAt: now + 1000, generation: 0 };
    await sessions.openFamily({ ...again, currentHash: hash('0') });
    expect(await rowsOf(`F#${familyId}`)).toHaveLength(1);
    await expect(sessions.openFamily({ ...again, currentHash: hash('e') })).rejects.toThrow(
      'ConditionalCheckFailed',
    );
  });

  it('rotate from token to token and keep their end', async () => {
    const { familyId, playerId, expiresAt } = await family();
    expect(await sessions.rotateFamily(familyId, hash('0'), hash('1'), 'salt', now)).toEqual({
      outcome: 'rotated',
      playerId,
      expiresAt,
    });
    expect(await sessions.rotateFamily(familyId, hash('1'), hash('2'), 'salt', now)).toEqual({
      outcome: 'rotated',
      playerId,
      expiresAt,
    });
  });

  it('end when an old token comes back, however old', async () => {
    const { familyId } = await family();
    for (const [from, to] of [
      ['0', '1'],
      ['1', '2'],
      ['2', '3'],
    ] as const)
      await sessions.rotateFamily(familyId, hash(from), hash(to), 'salt', now);
    expect(await sessions.rotateFamily(familyId, hash('0'), hash('9'), 'salt', now)).toEqual({
      outcome: 'reused',
    });
    expect(await sessions.rotateFamily(familyId, hash('3'), hash('4'), 'salt', now)).toEqual({
      outcome: 'unknown',
    });
  });

  it('give the same successor for a moment, and end when the token comes later', async () => {
    const { familyId, playerId, expiresAt } = await family();
    const present = (token: string, salt: string, at: number) =>
      sessions.rotateFamily(familyId, hash(token), hash('1'), salt, at);
    expect((await present('0', 'first', now)).outcome).toBe('rotated');
    for (const at of [now, now + refreshGraceSeconds])
      expect(await present('0', 'other', at)).toEqual({
        outcome: 'repeated',
        playerId,
        expiresAt,
        salt: 'first',
      });
    expect(await present('0', 'other', now + refreshGraceSeconds + 1)).toEqual({ outcome: 'reused' });
    const second = await family();
    await sessions.rotateFamily(second.familyId, hash('0'), hash('1'), 'a', now);
    await sessions.rotateFamily(second.familyId, hash('1'), hash('2'), 'b', now);
    expect(await sessions.rotateFamily(second.familyId, hash('0'), hash('9'), 'c', now)).toEqual({
      outcome: 'reused',
    });
  });

  it('are not ended by a foreign token', async () => {
    const { familyId, playerId, expiresAt } = await family();
    expect(await sessions.rotateFamily(familyId, hash('f'), hash('1'), 'salt', now)).toEqual({
      outcome: 'unknown',
    });
    expect(await sessions.rotateFamily('no-family', hash('0'), hash('1'), 'salt', now)).toEqual({
      outcome: 'unknown',
    });
    expect(await sessions.rotateFamily(familyId, hash('0'), hash('1'), 'salt', now)).toEqual({
      outcome: 'rotated',
      playerId,
      expiresAt,
    });
  });

  it('expire by their time, even before TTL deletes the row', async () => {
    const { familyId, expiresAt } = await family();
    expect(await sessions.rotateFamily(familyId, hash('0'), hash('1'), 'salt', expiresAt)).toEqual({
      outcome: 'unknown',
    });
  });

  it('with many concurrent rotations of one token have exactly one winner', async () => {
    for (const faults of [{}, { transactionConflict: 0.3 }]) {
      const { familyId } = await family();
      database.dynamodb.faults.set(faults);
      const next = [...'abcdefgh'].map(hash);
      const outcomes = (
        await Promise.all(
          Array.from({ length: 8 }, (_, index) =>
            sessions.rotateFamily(familyId, hash('0'), next[index] ?? '', 'salt', now),
          ),
        )
      ).map(({ outcome }) => outcome);
      database.dynamodb.faults.set({});
      expect(outcomes.filter((outcome) => outcome === 'rotated')).toHaveLength(1);
      // The other requests came at once: they receive the winner's token, which stays valid.
      expect(outcomes.filter((outcome) => outcome === 'repeated')).toHaveLength(7);
      const winners = next[outcomes.indexOf('rotated')] ?? '';
      expect((await sessions.rotateFamily(familyId, winners, hash('z'), 'salt', now)).outcome).toBe(
        'rotated',
      );
    }
  });

  it('end one by one, or all of a player', async () => {
    const [one, two] = [await family(), await family()];
    const mine = await family(one.playerId);
    // Another player's session is left alone.
    await sessions.endFamily(one.playerId, two.familyId);
    expect(await sessions.openSession(two.playerId, two.familyId, now)).toBeDefined();
    await sessions.endFamily(two.playerId, two.familyId);
    await sessions.endFamily(two.playerId, 'no-family');
    expect(await sessions.rotateFamily(two.familyId, hash('0'), hash('1'), 'salt', now)).toEqual({
      outcome: 'unknown',
    });
    await accounts.endSessions(one.playerId, now * 1000);
    for (const { familyId } of [one, mine])
      expect(await sessions.rotateFamily(familyId, hash('0'), hash('1'), 'salt', now)).toEqual({
        outcome: 'unknown',
      });
  });

  it('are listed to their player, most recently used first, until they end', async () => {
    const first = await family(aPlayer(), { device: 'Phone' });
    const { playerId } = first;
    const second = await family(playerId, { openedAt: now + 5 });
    const over = await family(playerId, { expiresAt: now });
    await sessions.rotateFamily(first.familyId, hash('0'), hash('1'), 'salt', now + 9);
    const { expiresAt } = first;
    expect(await sessions.sessionsOf(playerId, now)).toEqual([
      { sessionId: first.familyId, device: 'Phone', openedAt: now, lastUsedAt: now + 9, expiresAt },
      { sessionId: second.familyId, openedAt: now + 5, lastUsedAt: now + 5, expiresAt },
    ]);
    expect(await sessions.openSession(playerId, over.familyId, now)).toBeUndefined();
    expect(await sessions.openSession(aPlayer(), first.familyId, now)).toBeUndefined();
    expect(await sessions.openSession(playerId, first.familyId, now)).toMatchObject({
      currentHash: hash('1'),
      device: 'Phone',
    });
    await accounts.endSessions(playerId, now * 1000);
    expect(await sessions.sessionsOf(playerId, now)).toEqual([]);
    expect(await sessions.openSession(playerId, first.familyId, now)).toBeUndefined();
    await sessions.removeFamilies(playerId);
    expect(await rowsOf(`F#${first.familyId}`)).toEqual([]);
  });

  it('are over at once if they were opened with a proof from before all sessions ended', async () => {
    const { playerId } = await family();
    await accounts.endSessions(playerId, now * 1000);
    const late = await family(playerId, { generation: 0 });
    expect(await sessions.rotateFamily(late.familyId, hash('0'), hash('1'), 'salt', now)).toEqual({
      outcome: 'unknown',
    });
    const anew = await family(playerId, { generation: 1 });
    expect((await sessions.rotateFamily(anew.familyId, hash('0'), hash('1'), 'salt', now)).outcome).toBe(
      'rotated',
    );
  });

  it('are suspended while their player is banned, and are over when the player is deleted', async () => {
    const { familyId, playerId } = await family();
    const ban = { reason: 'cheating', at: now * 1000, until: (now + 100) * 1000 };
    expect(await accounts.ban(playerId, ban, { by: 'operator', operator: 'eve' })).toBe(true);
    const late = await family(playerId, { generation: 1 });
    const present = (id: string, at: number) => sessions.rotateFamily(id, hash('0'), hash('1'), 'salt', at);
    expect(await present(familyId, now)).toEqual({ outcome: 'banned', ban });
    expect(await present(late.familyId, now + 99)).toEqual({ outcome: 'banned', ban });
    // A ban ends earlier sessions for good.
    expect(await present(familyId, now + 100)).toEqual({ outcome: 'unknown' });
    expect((await present(late.familyId, now + 100)).outcome).toBe('rotated');
    await accounts.remove(playerId, now * 1000, { by: 'player' });
    expect(await sessions.rotateFamily(late.familyId, hash('1'), hash('2'), 'salt', now)).toEqual({
      outcome: 'unknown',
    });
  });
});
