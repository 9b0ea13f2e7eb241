import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPlayerStore, PlayerIdTaken, type PlayerStore } from '../../store/players';
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
  it('are created once, renamed, and never reveal their secret', async () => {
    const player = { playerId: aPlayer(), displayName: 'Ada', createdAt: 5 };
    await players.create(player, hash('a'));
    await expect(players.create({ ...player, displayName: 'Eve' }, hash('e'))).rejects.toThrow(PlayerIdTaken);
    expect(await players.get(player.playerId)).toEqual(player);
    expect(await players.secretHash(player.playerId)).toBe(hash('a'));
    expect(await players.rename(player.playerId, 'Ada L.')).toEqual({ ...player, displayName: 'Ada L.' });
    expect(await players.get(player.playerId)).toEqual({ ...player, displayName: 'Ada L.' });
  });

  it('are created by an attempt whose answer was lost: the next attempt finds its own row', async () => {
    const player = { playerId: aPlayer(), displayName: 'Ada', createdAt: 5 };
    await players.create(player, hash('a'));
    await players.create(player, hash('a'));
    expect(await players.get(player.playerId)).toEqual(player);
  });

  it('that do not exist are not created by a read', async () => {
    const unknown = aPlayer();
    expect(await players.rename(unknown, 'x')).toBeUndefined();
    expect(await players.get(unknown)).toBeUndefined();
    expect(await players.secretHash(unknown)).toBeUndefined();
    expect(await players.standing(unknown, game)).toBeUndefined();
    expect(await players.standings(unknown)).toEqual([]);
  });
});

describe('countAttempt', () => {
  it('counts by key and window, loses no concurrent attempt', async () => {
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
