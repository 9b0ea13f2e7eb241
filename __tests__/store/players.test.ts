import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPlayerStore, PlayerIdTaken, type PlayerStore, refreshGraceSeconds } from '../../store/players';
import { aPlayer, type Database, game, names, openDatabase, quickRetries } from './database';

let database: Database;
let players: PlayerStore;
beforeAll(async () => {
  database = await openDatabase();
  players = createPlayerStore(database.client, names, quickRetries());
});
afterAll(async () => {
  await database.close();
});

const hash = (letter: string): string => letter.repeat(64);
const now = 1_800_000_000;

describe('players', () => {
  it('are created once, renamed, and keep their secret to themselves', async () => {
    const player = { playerId: aPlayer(), displayName: 'Ada', createdAt: 5 };
    await players.create(player, hash('a'));
    await expect(players.create({ ...player, displayName: 'Eve' }, hash('e'))).rejects.toThrow(PlayerIdTaken);
    expect(await players.get(player.playerId)).toEqual(player);
    expect(await players.secretHash(player.playerId)).toBe(hash('a'));
    expect(await players.rename(player.playerId, 'Ada L.')).toEqual({ ...player, displayName: 'Ada L.' });
    expect(await players.get(player.playerId)).toEqual({ ...player, displayName: 'Ada L.' });
  });

  it('are created by an attempt whose answer was lost: the next one finds its own row', async () => {
    const player = { playerId: aPlayer(), displayName: 'Ada', createdAt: 5 };
    await players.create(player, hash('a'));
    await players.create(player, hash('a'));
    expect(await players.get(player.playerId)).toEqual(player);
  });

  it('that are not there are not made by asking', async () => {
    const nobody = aPlayer();
    expect(await players.rename(nobody, 'x')).toBeUndefined();
    expect(await players.get(nobody)).toBeUndefined();
    expect(await players.secretHash(nobody)).toBeUndefined();
    expect(await players.standing(nobody, game)).toBeUndefined();
    expect(await players.standings(nobody)).toEqual([]);
  });
});

describe('refresh families', () => {
  let families = 0;
  async function family(
    playerId = aPlayer(),
  ): Promise<{ familyId: string; playerId: typeof playerId; expiresAt: number }> {
    const familyId = `family-${(families += 1)}`;
    const expiresAt = now + 1000;
    await players.openFamily({ familyId, playerId, currentHash: hash('0'), expiresAt });
    return { familyId, playerId, expiresAt };
  }

  it('rotate from token to token and keep their end', async () => {
    const { familyId, playerId, expiresAt } = await family();
    expect(await players.rotateFamily(familyId, hash('0'), hash('1'), 'salt', now)).toEqual({
      outcome: 'rotated',
      playerId,
      expiresAt,
    });
    expect(await players.rotateFamily(familyId, hash('1'), hash('2'), 'salt', now)).toEqual({
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
      await players.rotateFamily(familyId, hash(from), hash(to), 'salt', now);
    expect(await players.rotateFamily(familyId, hash('0'), hash('9'), 'salt', now)).toEqual({
      outcome: 'reused',
    });
    expect(await players.rotateFamily(familyId, hash('3'), hash('4'), 'salt', now)).toEqual({
      outcome: 'unknown',
    });
  });

  it('give the same successor again for a moment, and end when the token comes later, or a newer one was used', async () => {
    const { familyId, playerId, expiresAt } = await family();
    const present = (token: string, salt: string, at: number) =>
      players.rotateFamily(familyId, hash(token), hash('1'), salt, at);
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
    await players.rotateFamily(second.familyId, hash('0'), hash('1'), 'a', now);
    await players.rotateFamily(second.familyId, hash('1'), hash('2'), 'b', now);
    expect(await players.rotateFamily(second.familyId, hash('0'), hash('9'), 'c', now)).toEqual({
      outcome: 'reused',
    });
  });

  it('are not ended by a token that never was theirs', async () => {
    const { familyId, playerId, expiresAt } = await family();
    expect(await players.rotateFamily(familyId, hash('f'), hash('1'), 'salt', now)).toEqual({
      outcome: 'unknown',
    });
    expect(await players.rotateFamily('no-family', hash('0'), hash('1'), 'salt', now)).toEqual({
      outcome: 'unknown',
    });
    expect(await players.rotateFamily(familyId, hash('0'), hash('1'), 'salt', now)).toEqual({
      outcome: 'rotated',
      playerId,
      expiresAt,
    });
  });

  it('are over when their time is, whether or not TTL has come by', async () => {
    const { familyId, expiresAt } = await family();
    expect(await players.rotateFamily(familyId, hash('0'), hash('1'), 'salt', expiresAt)).toEqual({
      outcome: 'unknown',
    });
  });

  it('of many rotations of one token at once exactly one wins', async () => {
    for (const faults of [{}, { transactionConflict: 0.3 }]) {
      const { familyId } = await family();
      database.dynamodb.faults.set(faults);
      const next = [...'abcdefgh'].map(hash);
      const outcomes = (
        await Promise.all(
          Array.from({ length: 8 }, (_, index) =>
            players.rotateFamily(familyId, hash('0'), next[index] ?? '', 'salt', now),
          ),
        )
      ).map(({ outcome }) => outcome);
      database.dynamodb.faults.set({});
      expect(outcomes.filter((outcome) => outcome === 'rotated')).toHaveLength(1);
      // The others came at once: they are told of the winner's token, which stays good.
      expect(outcomes.filter((outcome) => outcome === 'repeated')).toHaveLength(7);
      const winners = next[outcomes.indexOf('rotated')] ?? '';
      expect((await players.rotateFamily(familyId, winners, hash('z'), 'salt', now)).outcome).toBe('rotated');
    }
  });

  it('end one by one, or all of a player', async () => {
    const [one, two] = [await family(), await family()];
    const mine = await family(one.playerId);
    await players.endFamily(two.familyId);
    await players.endFamily('no-family');
    expect(await players.rotateFamily(two.familyId, hash('0'), hash('1'), 'salt', now)).toEqual({
      outcome: 'unknown',
    });
    await players.endFamilies(one.playerId);
    for (const { familyId } of [one, mine])
      expect(await players.rotateFamily(familyId, hash('0'), hash('1'), 'salt', now)).toEqual({
        outcome: 'unknown',
      });
  });
});

describe('countAttempt', () => {
  it('counts by key and window, loses none at once', async () => {
    const counts = await Promise.all(
      Array.from({ length: 20 }, () => players.countAttempt('sign-in#2001:db8::1', 300, now)),
    );
    expect(counts.sort((left, right) => left - right)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
    expect(await players.countAttempt('register#2001:db8::1', 300, now)).toBe(1);
    const end = now - (now % 300) + 300;
    expect(await players.countAttempt('sign-in#2001:db8::1', 300, end - 1)).toBe(21);
    expect(await players.countAttempt('sign-in#2001:db8::1', 300, end)).toBe(1);
  });
});
