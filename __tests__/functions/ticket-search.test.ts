import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ticketSearchSchema } from '../../contract/rest/tickets';
import { gameName, matchmakingName, playerId, ticketId } from '../../core/ids';
import { createMatchmakingApp } from '../../functions/matchmaking/app';
import { backend } from '../games';
import { locations, resourcePrefix } from './support/backend';
import { ask } from './support/in-process';
import { openSession } from './support/signed-in';
import { gamelift, stores, useStoresAndGameLift } from './support/stores-and-gamelift';

const start = 1_800_000_000_000;
let time = start;
useStoresAndGameLift();

const app = () =>
  createMatchmakingApp({
    players: stores.players,
    sessions: stores.sessions,
    tickets: stores.tickets,
    matches: stores.matches,
    gamelift: gamelift.regions,
    backend,
    resourcePrefix,
    locations,
    searchSeconds: { otherwise: 600, overrides: new Map([['duel', 300]]) },
    now: () => time,
    newId: randomUUID,
    newSeed: () => '5'.repeat(32),
  });
const shown = ticketSearchSchema.optional();
const skill = (most: number) => ({ kind: 'attribute', attribute: 'skill', most });

/** A ticket of another player, which FlexMatch does not know. */
const wait = (game: string, options = {}, matchmaking = 'duel') =>
  stores.tickets.create({
    ticketId: ticketId(randomUUID()),
    playerId: playerId(`p-${randomUUID()}`),
    game: gameName(game),
    matchmaking: matchmakingName(matchmaking),
    options,
    status: 'queued',
    createdAt: time,
  });

describe('GET /v1/tickets/{id} of a searching ticket', () => {
  it('says what a match needs, how many players wait for the same, what is next and its end', async () => {
    const sub = playerId(`p-${randomUUID()}`);
    await stores.players.create({ playerId: sub, displayName: 'Ada', createdAt: time }, 'hash');
    const claims = await openSession(stores.documents, sub);
    const one = app();
    const { body } = await ask(one, 'POST', '/v1/tickets', { claims, body: { game: 'noughts' } });
    const path = `/v1/tickets/${String(body['ticketId'])}`;
    const search = async () => shown.parse((await ask(one, 'GET', path, { claims })).body['search']);

    expect(await search()).toEqual({
      waitedSeconds: 0,
      waiting: 1,
      players: { min: 2, max: 2 },
      limits: [skill(200), { kind: 'latency', most: 120 }],
      widensWith: 'oldest',
      next: {
        inSeconds: 5,
        players: { min: 2, max: 2 },
        limits: [skill(400), { kind: 'latency', most: 120 }],
      },
      endsInSeconds: 300,
    });

    await wait('noughts');
    await wait('columns');
    // The number is as old as the last read of the open tickets.
    time = start + 1999;
    expect(await search()).toMatchObject({ waitedSeconds: 1, waiting: 1, endsInSeconds: 299 });
    // A player of another game is not one for this match.
    time = start + 6000;
    expect(await search()).toMatchObject({
      waitedSeconds: 6,
      waiting: 2,
      limits: [skill(400), { kind: 'latency', most: 120 }],
      next: { inSeconds: 4 },
    });

    await ask(one, 'DELETE', path, { claims });
    expect(await search()).toBeUndefined();
  });

  it('counts those of other options apart, where the rule set compares options', async () => {
    const sub = playerId(`p-${randomUUID()}`);
    await stores.players.create({ playerId: sub, displayName: 'Cy', createdAt: time }, 'hash');
    const claims = await openSession(stores.documents, sub);
    const one = app();
    const body = { game: 'thirds', options: { rounds: 2, speed: 'fast' } };
    const opened = await ask(one, 'POST', '/v1/tickets', { claims, body });
    const path = `/v1/tickets/${String(opened.body['ticketId'])}`;
    const counted = async () => {
      const search = shown.parse((await ask(one, 'GET', path, { claims })).body['search']);
      return [search?.waiting, search?.withOtherOptions];
    };
    expect(await counted()).toEqual([1, undefined]);
    await wait('thirds', { rounds: 2, speed: 'fast' }, 'trio');
    for (const rounds of [3, 4]) await wait('thirds', { rounds, speed: 'fast' }, 'trio');
    time += 2000;
    expect(await counted()).toEqual([2, 2]);
  });

  it('does not count a ticket of the same player that it has replaced a moment ago', async () => {
    const sub = playerId(`p-${randomUUID()}`);
    await stores.players.create({ playerId: sub, displayName: 'Bea', createdAt: time }, 'hash');
    const claims = await openSession(stores.documents, sub);
    const one = app();
    const open = async (): Promise<string> => {
      const { body } = await ask(one, 'POST', '/v1/tickets', { claims, body: { game: 'noughts' } });
      return `/v1/tickets/${String(body['ticketId'])}`;
    };
    const first = await open();
    const waiting = async (path: string) =>
      shown.parse((await ask(one, 'GET', path, { claims })).body['search'])?.waiting;
    // The pool that is read now has the first ticket; the second asks before it is read again.
    const before = await waiting(first);
    await ask(one, 'DELETE', first, { claims });
    expect(before).toBeGreaterThanOrEqual(1);
    expect(await waiting(await open())).toBe(before);
  });
});
