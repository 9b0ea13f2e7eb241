import { aConduct } from '../support/headers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { matchmakingName } from '../../core/ids';
import { type AccountStore, createAccountStore } from '../../store/accounts';
import { type AccountTaskStore, createAccountTaskStore } from '../../store/account-tasks';
import { createErasure, type Erasure } from '../../store/erasure';
import { createIdentityStore, type IdentityStore, nonceGraceSeconds } from '../../store/identities';
import { createMatchStore } from '../../store/match-store';
import { createPlayerStore, type PlayerStore } from '../../store/players';
import { createSessionStore } from '../../store/sessions';
import { createTicketStore } from '../../store/tickets';
import {
  aGameSession,
  aHeader,
  aPlayer,
  aTicketId,
  Crash,
  crashAt,
  type Database,
  game,
  names,
  openDatabase,
  quickRetries,
} from './database';

let database: Database;
let players: PlayerStore;
let accounts: AccountStore;
let tasks: AccountTaskStore;
let identities: IdentityStore;
let erasure: Erasure;
beforeAll(async () => {
  database = await openDatabase();
  players = createPlayerStore(database.client, names, quickRetries());
  accounts = createAccountStore(database.client, names, quickRetries());
  tasks = createAccountTaskStore(database.client, names, quickRetries());
  identities = createIdentityStore(database.client, names, quickRetries());
  erasure = createErasure(database.client, names, quickRetries());
});
afterAll(async () => {
  await database.close();
});

const now = 1_800_000_000_000;
const hour = 3_600_000;
const operator = { by: 'operator', operator: 'eve' } as const;
const hash = (letter: string): string => letter.repeat(64);
const rotation = { proofHash: hash('p'), salt: 'salt', at: now };

async function aGuest() {
  const playerId = aPlayer();
  await players.create({ playerId, displayName: 'Ada', createdAt: 1 }, hash('a'));
  return playerId;
}
const account = async (playerId: Parameters<AccountStore['get']>[0]) => {
  const found = await accounts.get(playerId);
  if (found === undefined) throw new Error(`no account ${playerId}`);
  return found;
};
const kinds = async (playerId: string) =>
  (
    await database.client.send(
      new QueryCommand({
        TableName: names.players,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': `P#${playerId}` },
      }),
    )
  ).Items?.map(({ sk }) => String(sk).split('#')[0]);

describe('a secret', () => {
  it('is replaced by one of many concurrent requests, and earlier sessions have ended', async () => {
    const playerId = await aGuest();
    const read = await account(playerId);
    const outcomes = await Promise.all(
      ['b', 'c', 'd'].map((letter) => accounts.replaceSecret(read, hash(letter), rotation)),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(await account(playerId)).toMatchObject({
      secretHash: hash(['b', 'c', 'd'][outcomes.indexOf(true)] ?? ''),
      generation: 1,
      secretRotation: rotation,
    });
    expect(await accounts.replaceSecret(await account(playerId), hash('e'), rotation)).toBe(true);
    expect((await accounts.events(playerId)).map(({ event }) => event)).toEqual(['secret-replaced']);
  });
});

describe('a ban', () => {
  it('is in the account with its reason, until it is lifted', async () => {
    const playerId = await aGuest();
    const ban = { reason: 'cheating', at: now };
    expect(await accounts.ban(playerId, ban, operator)).toBe(true);
    expect(await players.get(playerId)).toMatchObject({ displayName: 'Ada', ban });
    expect(await account(playerId)).toMatchObject({ ban, generation: 1 });
    expect(await accounts.unban(playerId, now + 1, operator)).toBe(true);
    expect(await accounts.unban(playerId, now + 2, operator)).toBe(false);
    expect((await players.get(playerId))?.ban).toBeUndefined();
    expect(await accounts.events(playerId)).toEqual([
      { event: 'banned', at: now, about: 'cheating', ...operator },
      { event: 'unbanned', at: now + 1, ...operator },
    ]);
    expect(await accounts.ban(aPlayer(), ban, operator)).toBe(false);
  });
});

describe('tasks', () => {
  it('come in the order in which they are due, again after a while, and end', async () => {
    const [one, two] = [await aGuest(), await aGuest()];
    await accounts.remove(two, now + 5 * hour, { by: 'player' });
    await accounts.ban(one, { reason: 'x', at: now + 4 * hour }, operator);
    const due = async (at: number) =>
      (await tasks.due(at, 10)).filter(({ playerId }) => [one, two].includes(playerId));
    expect(await due(now + 4 * hour - 1)).toEqual([]);
    expect((await due(now + 5 * hour)).map(({ playerId }) => playerId)).toEqual([one, two]);
    let at = now + 4 * hour;
    for (const round of [0, 1, 2, 3]) {
      const task = (await due(at)).find(({ playerId }) => playerId === one);
      expect(task).toMatchObject({ playerId: one, task: 'ban', round });
      if (task === undefined) return;
      // Two sweepers at once, and one that received it twice: the task comes back once.
      await Promise.all([tasks.completeRound(task, at), tasks.completeRound(task, at)]);
      expect((await due(at)).filter(({ playerId }) => playerId === one)).toEqual([]);
      at += ([1, 6, 24][round] ?? 0) * hour;
    }
    expect((await due(now + 1000 * hour)).map(({ playerId }) => playerId)).toEqual([two]);
  });
});

describe('an identity', () => {
  const link = (playerId: Parameters<IdentityStore['link']>[0], identityHash: string, provider = 'google') =>
    identities.link(playerId, { provider, identityHash, linkedAt: now });

  it('is linked to one player, however many ask at once, and a repeat succeeds', async () => {
    const guests = await Promise.all(Array.from({ length: 5 }, aGuest));
    const outcomes = await Promise.all(guests.map((guest) => link(guest, hash('1'))));
    expect(outcomes.toSorted()).toEqual([...Array<string>(4).fill('elsewhere'), 'linked']);
    const owner = guests[outcomes.indexOf('linked')] ?? aPlayer();
    expect(await identities.playerOf(hash('1'))).toBe(owner);
    expect(await link(owner, hash('1'))).toBe('linked');
    expect(await link(owner, hash('2'))).toBe('another-linked');
    expect(await link(owner, hash('2'), 'steam')).toBe('linked');
    expect((await identities.identitiesOf(owner)).map(({ provider }) => provider)).toEqual([
      'google',
      'steam',
    ]);
    expect(await link(aPlayer(), hash('3'))).toBe('no-player');
  });

  it('is free again when it is unlinked', async () => {
    const [one, two] = [await aGuest(), await aGuest()];
    await link(one, hash('4'));
    await identities.unlink(two, 'google', now);
    expect(await identities.playerOf(hash('4'))).toBe(one);
    await Promise.all([identities.unlink(one, 'google', now), identities.unlink(one, 'google', now)]);
    expect(await identities.identitiesOf(one)).toEqual([]);
    expect(await link(two, hash('4'))).toBe('linked');
    expect((await accounts.events(one)).map(({ event }) => event)).toEqual([
      'identity-linked',
      'identity-unlinked',
    ]);
  });
});

describe('a nonce', () => {
  const seconds = now / 1000;
  it('can be used once, with a repeat for a moment', async () => {
    await identities.issueNonce('n1', seconds + 600);
    expect(await identities.useNonce('n1', 'a', seconds)).toEqual({ identityHash: undefined });
    await identities.keepProof('n1', hash('5'));
    expect(await identities.useNonce('n1', 'a', seconds + nonceGraceSeconds)).toEqual({
      identityHash: hash('5'),
    });
    expect(await identities.useNonce('n1', 'b', seconds)).toBeUndefined();
    expect(await identities.useNonce('n1', 'a', seconds + nonceGraceSeconds + 1)).toBeUndefined();
  });
  it('is unknown when it was never issued, and expires', async () => {
    expect(await identities.useNonce('n2', 'a', seconds)).toBeUndefined();
    await identities.issueNonce('n3', seconds);
    expect(await identities.useNonce('n3', 'a', seconds)).toBeUndefined();
  });
});

describe('a deleted player', () => {
  /** A player with a row of every kind, and the opponent of a finished match. */
  async function aLife() {
    const [playerId, opponent] = [await aGuest(), await aGuest()];
    const sessions = createSessionStore(database.client, names, quickRetries());
    await sessions.openFamily({
      familyId: `f-${playerId}`,
      playerId,
      currentHash: hash('0'),
      openedAt: 1,
      expiresAt: 2_000_000_000,
      generation: 0,
    });
    await identities.link(playerId, { provider: 'steam', identityHash: `i-${playerId}`, linkedAt: now });
    await players.keepValue(playerId, 'league', 'gold');
    const tickets = createTicketStore(database.client, names, quickRetries());
    const ticketId = aTicketId();
    await tickets.create({
      ticketId,
      playerId,
      game,
      matchmaking: matchmakingName('duel'),
      options: {},
      status: 'failed',
      createdAt: now,
    });
    const matches = createMatchStore(database.client, names, { retry: quickRetries() });
    const header = aHeader([playerId, opponent]);
    await matches.claim(header, aGameSession());
    await matches.finish(header.matchId, {
      result: { places: [1, 2], reason: 'line' },
      endedAt: now,
      commands: 0,
      conduct: aConduct(),
    });
    return { playerId, opponent, ticketId, tickets, matches, header };
  }
  const left = async ({ playerId, ticketId, tickets, matches }: Awaited<ReturnType<typeof aLife>>) => ({
    rows: await kinds(playerId),
    identity: await identities.playerOf(`i-${playerId}`),
    ticket: await tickets.get(ticketId),
    history: (await matches.history(playerId, { limit: 10 })).items,
  });
  const nothing = {
    rows: ['PROFILE'],
    identity: undefined,
    ticket: undefined,
    history: [],
  };

  it('leaves a tombstone, and the matches of others', async () => {
    const life = await aLife();
    const { playerId, opponent, matches, header } = life;
    expect(await accounts.remove(playerId, now, { by: 'player' })).toBe(true);
    expect(await players.get(playerId)).toBeUndefined();
    expect(await players.rename(playerId, 'Eve')).toBeUndefined();
    expect(await players.keepValue(playerId, 'league', 'gold')).toBe(false);
    expect(await accounts.get(playerId)).toEqual({ playerId, createdAt: 1, generation: 0, deletedAt: now });
    expect(await accounts.ban(playerId, { reason: 'x', at: now }, operator)).toBe(false);
    expect(await accounts.replaceSecret(await account(playerId), hash('b'), rotation)).toBe(false);
    expect(await identities.link(playerId, { provider: 'a', identityHash: 'x', linkedAt: now })).toBe(
      'no-player',
    );
    // A match that is still running is rated by the standing.
    await erasure.account(playerId, { standings: false });
    expect(await kinds(playerId)).toEqual(['PROFILE', 'S']);
    await erasure.account(playerId, { standings: true });
    await erasure.play(playerId);
    expect(await left(life)).toEqual(nothing);
    expect((await matches.history(opponent, { limit: 10 })).items).toMatchObject([
      { matchId: header.matchId, opponents: [playerId], outcome: 'loss' },
    ]);
    expect((await matches.get(header.matchId))?.header.seats).toEqual([playerId, opponent]);
    expect(await accounts.remove(playerId, now + 1, { by: 'player' })).toBe(true);
    expect((await account(playerId)).deletedAt).toBe(now);
    expect(await accounts.remove(aPlayer(), now, { by: 'player' })).toBe(false);
  });

  it('is erased in full, wherever an earlier erasure died', async () => {
    const life = await aLife();
    await accounts.remove(life.playerId, now, { by: 'player' });
    for (let call = 1; ; call += 1) {
      const client = database.newClient();
      crashAt(client, call, call % 2 === 0 ? 'before' : 'after');
      const mortal = createErasure(client, names, quickRetries());
      try {
        await mortal.account(life.playerId, { standings: true });
        await mortal.play(life.playerId);
        break;
      } catch (error) {
        expect(error).toBeInstanceOf(Crash);
      }
      expect(call).toBeLessThan(40);
    }
    expect(await left(life)).toEqual(nothing);
  });

  it('loses no identity that another player has since linked', async () => {
    const [one, two] = [await aGuest(), await aGuest()];
    await identities.link(one, { provider: 'google', identityHash: 'moved', linkedAt: now });
    await accounts.remove(one, now, { by: 'operator', operator: 'eve', reason: 'asked by mail' });
    await erasure.account(one, { standings: false });
    expect(await identities.link(two, { provider: 'google', identityHash: 'moved', linkedAt: now })).toBe(
      'linked',
    );
    await erasure.account(one, { standings: true });
    expect(await identities.playerOf('moved')).toBe(two);
  });
});
