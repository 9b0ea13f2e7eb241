import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { DescribeMatchmakingCommand } from '@aws-sdk/client-gamelift';
import { configurationName } from '../../contract/names';
import {
  gameName,
  gameSessionId,
  invitationCode,
  matchId,
  matchmakingName,
  type PlayerId,
  playerId,
  ticketId,
} from '../../core/ids';
import { startTicket } from '../../functions/matchmaking/ticket-start';
import { sweepAccounts } from '../../functions/account-sweeper/sweep';
import { createAccountTaskStore } from '../../store/account-tasks';
import { createLeaderboardStore } from '../../store/leaderboards';
import { aConduct, aMatchHeader } from '../support/headers';
import { resourcePrefix, tableNames } from './support/backend';
import { entriesOf, winsOf } from './support/leaderboards';
import { startPlayersApp } from './support/players-app';

let app: Awaited<ReturnType<typeof startPlayersApp>>;
beforeAll(async () => {
  app = await startPlayersApp();
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterAll(() => app.close());

const hour = 3_600_000;
const readmitted: PlayerId[] = [];
const leaderboard = winsOf(gameName('noughts'));
const entries = () => entriesOf(app.documents, leaderboard, () => app.clock.now);
const leaderboards = {
  remove: (id: PlayerId) => entries().remove(id),
  suspend: (id: PlayerId) => entries().suspend(id),
  readmit: (id: PlayerId) => {
    readmitted.push(id);
    return entries().readmit(id);
  },
};
const sweep = () =>
  sweepAccounts({
    ...app,
    leaderboards,
    tasks: createAccountTaskStore(app.documents, tableNames),
    gamelift: app.gamelift.client,
    now: () => app.clock.now,
  });
/** The player's entry; undefined for a player who is not on the leaderboard. */
const onLeaderboard = async (id: string) =>
  (await createLeaderboardStore(app.documents, tableNames).among(leaderboard, 'all', [playerId(id)]))[0];

/** A guest who has won a match and waits for another. */
async function aPlayerWhoPlays() {
  const [{ playerId: id, token }, { playerId: other }] = [await app.register(), await app.register('Bob')];
  const header = aMatchHeader({
    matchId: matchId(randomUUID()),
    game: gameName('noughts'),
    seats: [playerId(id), playerId(other)],
    startedAt: app.clock.now,
  });
  await app.results.claim(header, gameSessionId(`arn:aws:gamelift:us-east-1::gamesession/f/${randomUUID()}`));
  const result = { places: [1, 2], reason: 'line' };
  await app.results.finish(header.matchId, {
    result,
    endedAt: app.clock.now,
    commands: 0,
    conduct: aConduct(),
  });
  const won = { playerId: playerId(id), score: 1, at: app.clock.now, version: 1, hidden: false };
  await entries().apply([{ leaderboard: leaderboard.id, period: 'all', ...won }]);
  const ticket = ticketId(randomUUID());
  await app.tickets.create({
    ticketId: ticket,
    playerId: playerId(id),
    game: gameName('noughts'),
    matchmaking: matchmakingName('duel'),
    options: {},
    status: 'queued',
    createdAt: app.clock.now,
  });
  await startTicket(app.gamelift.client, configurationName(resourcePrefix, 'duel'), {
    ticketId: ticket,
    playerId: playerId(id),
    // A game without other players, so that the ticket stays open.
    attributes: { game: { S: ticket }, skill: { N: 1500 } },
    latencyMs: { 'us-east-1': 20 },
  });
  return { id: playerId(id), token, other: playerId(other), ticket };
}
const statusOf = async (ticket: string) =>
  (await app.gamelift.client.send(new DescribeMatchmakingCommand({ TicketIds: [ticket] }))).TicketList?.[0]
    ?.Status;

it('a banned player leaves queue and leaderboards; a player whose ban was lifted does not', async () => {
  const [banned, pardoned] = [await aPlayerWhoPlays(), await aPlayerWhoPlays()];
  const header = aMatchHeader({
    matchId: matchId(randomUUID()),
    game: gameName('noughts'),
    seats: [banned.id, banned.other],
    startedAt: app.clock.now,
  });
  await app.results.claim(header, gameSessionId('arn:aws:gamelift:us-east-1::gamesession/f/late'));
  const ban = { reason: 'cheating', at: app.clock.now };
  for (const { id } of [banned, pardoned]) await app.accounts.ban(id, ban, { by: 'operator' });
  await app.accounts.unban(pardoned.id, app.clock.now, { by: 'operator' });
  expect(await sweep()).toEqual({ done: 3, failed: 0 });
  expect(readmitted).toEqual([pardoned.id]);
  expect(await statusOf(banned.ticket)).toBe('CANCELLED');
  expect(await app.tickets.get(banned.ticket)).toMatchObject({
    status: 'cancelled',
    reason: 'The player is banned.',
  });
  expect(await onLeaderboard(banned.id)).toBeUndefined();
  expect(await onLeaderboard(pardoned.id)).toBeDefined();
  expect((await app.tickets.get(pardoned.ticket))?.status).toBe('queued');
  // Results that a running match wrote later are removed in the next sweep.
  const result = { places: [1, 2], reason: 'line' };
  await app.results.finish(header.matchId, {
    result,
    endedAt: app.clock.now,
    commands: 0,
    conduct: aConduct(),
  });
  expect(await sweep()).toEqual({ done: 0, failed: 0 });
  app.clock.now += hour;
  expect(await sweep()).toEqual({ done: 1, failed: 0 });
  expect(await onLeaderboard(banned.id)).toBeUndefined();
  for (const hours of [6, 24]) {
    app.clock.now += hours * hour;
    expect(await sweep()).toEqual({ done: 1, failed: 0 });
  }
  app.clock.now += 1000 * hour;
  expect(await sweep()).toEqual({ done: 0, failed: 0 });
});

it('leaderboards list a player again when the ban runs out, unless there is a longer one', async () => {
  const [{ id: one }, { id: two }] = [await aPlayerWhoPlays(), await aPlayerWhoPlays()];
  const ban = { reason: 'x', at: app.clock.now, until: app.clock.now + hour };
  for (const id of [one, two]) await app.accounts.ban(id, ban, { by: 'operator' });
  await app.accounts.ban(two, { ...ban, until: ban.until + hour }, { by: 'operator' });
  readmitted.length = 0;
  await sweep();
  expect(readmitted).toEqual([]);
  expect(await onLeaderboard(one)).toBeUndefined();
  app.clock.now = ban.until;
  await sweep();
  expect(readmitted).toEqual([one]);
  expect(await onLeaderboard(one)).toMatchObject({ score: 1 });
  expect(await onLeaderboard(two)).toBeUndefined();
  app.clock.now += hour;
  await sweep();
  expect(readmitted).toEqual([one, two]);
});

it('a deleted player is erased, and the opponent keeps the match', async () => {
  const { id, other, ticket } = await aPlayerWhoPlays();
  await app.accounts.remove(id, app.clock.now, { by: 'operator', reason: 'asked by mail' });
  expect(await sweep()).toEqual({ done: 1, failed: 0 });
  expect(await statusOf(ticket)).toBe('CANCELLED');
  expect(await app.tickets.get(ticket)).toBeUndefined();
  expect((await app.matches.history(id, { limit: 5 })).items).toEqual([]);
  expect((await app.matches.history(other, { limit: 5 })).items).toMatchObject([
    { opponents: [id], outcome: 'loss' },
  ]);
  expect(await onLeaderboard(id)).toBeUndefined();
  expect(await app.players.standings(id)).toHaveLength(1);
  app.clock.now += hour;
  await sweep();
  expect(await app.players.standings(id)).toEqual([]);
  expect(await app.players.standings(other)).toHaveLength(1);
});

it('a player who deletes the account leaves the queue with the answer', async () => {
  const { token, ticket } = await aPlayerWhoPlays();
  expect((await app.call('DELETE', '/v1/players/me', { token })).status).toBe(204);
  expect(await statusOf(ticket)).toBe('CANCELLED');
  expect(await app.tickets.get(ticket)).toMatchObject({
    status: 'cancelled',
    reason: 'The player was deleted.',
    endedBecause: 'player-removed',
  });
  expect(await sweep()).toEqual({ done: 1, failed: 0 });
});

it('a task that fails is retried, and does not delay the others', async () => {
  const [first, second] = [await aPlayerWhoPlays(), await aPlayerWhoPlays()];
  for (const { id } of [first, second])
    await app.accounts.ban(id, { reason: 'x', at: app.clock.now }, { by: 'operator' });
  const broken = {
    ...leaderboards,
    suspend: (id: PlayerId) =>
      id === first.id ? Promise.reject(new Error('the table is gone')) : leaderboards.suspend(id),
  };
  const tasks = createAccountTaskStore(app.documents, tableNames);
  const now = () => app.clock.now;
  const dependencies = { ...app, tasks, gamelift: app.gamelift.client, now };
  expect(await sweepAccounts({ ...dependencies, leaderboards: broken })).toMatchObject({ failed: 1 });
  expect(await onLeaderboard(second.id)).toBeUndefined();
  expect(await onLeaderboard(first.id)).toBeDefined();
  expect(await sweep()).toEqual({ done: 1, failed: 0 });
  expect(await onLeaderboard(first.id)).toBeUndefined();
});

// Last: the sweeper comes back to a banned player for a day, which the other tests would count.
it('ends the open invitations from and to a banned player, and those to a deleted one', async () => {
  readmitted.splice(0);
  const [ada, bob, eve] = [
    playerId((await app.register()).playerId),
    playerId((await app.register('Bob')).playerId),
    playerId((await app.register('Eve')).playerId),
  ];
  const invite = (code: string, from: PlayerId, to: readonly PlayerId[]) =>
    app.invitations.create({
      code: invitationCode(code),
      matchId: matchId(randomUUID()),
      from,
      to,
      game: gameName('noughts'),
      options: {},
      seats: 2,
      createdAt: app.clock.now,
      openUntil: app.clock.now + hour,
    });
  const sent = await invite('2222222222', ada, []);
  const received = await invite('3333333333', bob, [ada]);
  const other = await invite('4444444444', bob, []);
  const toDeleted = await invite('5555555555', bob, [eve]);
  await app.accounts.remove(eve, app.clock.now, { by: 'player' });
  await app.accounts.ban(ada, { reason: 'cheating', at: app.clock.now }, { by: 'operator' });
  await sweep();
  const statuses = [sent, received, other, toDeleted].map(
    async ({ code }) => (await app.invitations.get(code))?.status,
  );
  expect(await Promise.all(statuses)).toEqual(['withdrawn', 'declined', 'open', 'declined']);
  await app.accounts.unban(ada, app.clock.now, { by: 'operator' });
  await sweep();
  expect(readmitted.splice(0)).toEqual([ada]);
});
