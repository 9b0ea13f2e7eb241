import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { ApiError, playMatch, type Tokens, Turnlift } from '../../client/node';
import { nodeTransports } from '../../client/node-transports';
import { type Socket, type Transports } from '../../client/transports';
import { matchId } from '../../core/ids';
import { type Json } from '../../core/json';
import { createMatchStore } from '../../store/match-store';
import { tableNames } from '../functions/support/backend';
import { until } from '../support/until';
import { type WholeBackend, wholeBackend } from './support';

let whole: WholeBackend;
let turnlift: Turnlift;
beforeAll(async () => {
  whole = await wholeBackend({ lingerSeconds: 1, awaySeconds: 20 });
  turnlift = new Turnlift({ url: `${whole.url}/` });
});
afterAll(() => whole.close());

const first = ({ legal }: { readonly legal: readonly Json[] }): Json => legal[0] ?? null;
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof ApiError ? error.code : String(error)),
  );

/** Two new players, connected to one match: `one` as Ada found it, `mine` her connection. */
async function connectedPair(game: string, adas = turnlift) {
  const [ada, bob] = await Promise.all([adas.register(), turnlift.register()]);
  const [one, other] = await Promise.all([ada.player.findMatch({ game }), bob.player.findMatch({ game })]);
  const [mine, theirs] = await Promise.all([ada.player.connect(one), bob.player.connect(other)]);
  return { ada, bob, one, mine, theirs };
}

/** The script process that plays a match. */
async function processOf(id: string): Promise<number> {
  const match = await createMatchStore(whole.backend.documents, tableNames).get(matchId(id));
  const state = z
    .object({ processes: z.array(z.object({ pid: z.int(), gameSessionId: z.optional(z.string()) })) })
    .parse(await (await fetch(`${whole.gamelift}/_local/state`)).json());
  const found = state.processes.find(({ gameSessionId }) => gameSessionId === match?.gameSessionId);
  if (found === undefined) throw new Error(`no process plays match ${id}`);
  return found.pid;
}

describe('two players who know only the URL', () => {
  it('register, meet, play, and find the match in history and on the leaderboard', async () => {
    const [ada, bob] = await Promise.all([turnlift.register({ displayName: 'Ada' }), turnlift.register()]);
    const statuses: string[] = [];
    const [one, other] = await Promise.all([
      ada.player.findMatch({ game: 'noughts', onTicket: ({ status }) => statuses.push(status) }),
      bob.player.findMatch({ game: 'noughts', latencyMs: { 'us-east-1': 20 } }),
    ]);
    expect(one.matchId).toBe(other.matchId);
    expect([one.seat, other.seat].sort()).toEqual([0, 1]);
    expect(one.waitedMs).toBeGreaterThan(0);
    expect(statuses.at(-1)).toBe('completed');

    const [mine, theirs] = await Promise.all([ada.player.connect(one), bob.player.connect(other)]);
    expect(mine.seat).toBe(one.seat);
    const [result] = await Promise.all([playMatch(mine, first), playMatch(theirs, first)]);
    mine.leave();
    theirs.leave();

    const winner = mine.players[result.outcomes.indexOf('win')];
    expect(await ada.player.match(one.matchId)).toMatchObject({
      status: 'finished',
      lastSequence: 7,
      result: { reason: 'line', outcomes: result.outcomes },
    });
    const log = await bob.player.matchLog(one.matchId, { limit: 5 });
    expect(log.entries.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
    expect(
      (await bob.player.matchLog(one.matchId, { after: log.next ?? 0 })).entries.map(
        ({ sequence }) => sequence,
      ),
    ).toEqual([6, 7]);
    const { items } = await ada.player.history();
    expect(items).toMatchObject([{ matchId: one.matchId, opponents: [bob.player.playerId], seat: one.seat }]);
    expect((await ada.player.profile(bob.player.playerId)).standings).toMatchObject([{ game: 'noughts' }]);

    expect((await turnlift.leaderboards()).map(({ board: leaderboard }) => leaderboard)).toContain(
      'noughts.rating',
    );
    await until(
      'both are on the leaderboard',
      async () => (await turnlift.leaderboard('noughts.rating', { limit: 10 })).items.length === 2,
    );
    const leaderboard = await turnlift.leaderboard('noughts.rating', { limit: 10 });
    expect(leaderboard.items[0]).toMatchObject({ rank: 1, playerId: winner });
    expect(await turnlift.place('noughts.wins', winner ?? '')).toMatchObject({ rank: 1, score: 1 });
    expect(await codeOf(turnlift.place('noughts.wins', 'p-00000000-0000-4000-8000-000000000000'))).toBe(
      'not-ranked',
    );
  });

  it('rejoin through REST after a lost connection, and find the match unchanged', async () => {
    const sockets: Socket[] = [];
    const breakable: Transports = {
      ...nodeTransports,
      openSocket: (...given) => {
        const socket = nodeTransports.openSocket(...given);
        sockets.push(socket);
        return socket;
      },
    };
    const fragile = new Turnlift({ url: whole.url, transports: breakable });
    const { mine, theirs } = await connectedPair('columns', fragile);
    const connection: string[] = [];
    mine.on('connection', (state) => connection.push(state));
    const events: number[] = [];
    mine.on('event', ({ sequence }) => {
      events.push(sequence);
      if (sequence === 3) sockets[0]?.close();
    });
    const [result] = await Promise.all([playMatch(mine, first), playMatch(theirs, first)]);
    expect(connection).toEqual(['lost', 'restored']);
    expect(events).toEqual(Array.from({ length: result.commands }, (_, index) => index + 1));
    mine.leave();
    theirs.leave();
  });

  it('continue without help when the process of the match is killed', async () => {
    const { ada, one, mine, theirs } = await connectedPair('columns');
    const lives = [mine, theirs].map((match) => {
      const seen: { readonly kinds: string[]; readonly sequences: number[] } = { kinds: [], sequences: [] };
      match.on('event', ({ sequence, action }) => {
        seen.kinds.push(action.kind);
        seen.sequences.push(sequence);
      });
      match.on('connection', (state) => seen.kinds.push(state));
      return seen;
    });
    let killed = false;
    mine.on('event', ({ sequence }) => {
      if (sequence !== 3 || killed) return;
      killed = true;
      void processOf(one.matchId).then((pid) => process.kill(pid, 'SIGKILL'));
    });
    const [result] = await Promise.all([playMatch(mine, first), playMatch(theirs, first)]);
    for (const { kinds, sequences } of lives) {
      expect(sequences).toEqual(Array.from({ length: result.commands }, (_, index) => index + 1));
      expect(kinds.filter((kind) => kind !== 'play')).toEqual(['lost', expect.anything(), expect.anything()]);
      expect(kinds).toEqual(expect.arrayContaining(['claim', 'restored']));
    }
    expect(await ada.player.match(one.matchId)).toMatchObject({
      status: 'finished',
      lastSequence: result.commands,
    });
    expect((await ada.player.me()).matches).toEqual([]);
    mine.leave();
    theirs.leave();
  });

  it('rejoin from another device', async () => {
    const { ada, bob, one, mine, theirs } = await connectedPair('noughts');
    const [starter, waiter] = mine.seat === 0 ? [mine, theirs] : [theirs, mine];
    await starter.play({ cell: 4 });
    await until('both have seen it', () => waiter.sequence === 1);
    const device = await turnlift.signIn({ playerId: ada.player.playerId, secret: ada.secret });
    const closed = new Promise((resolve) => mine.on('closed', resolve));
    const replaced = new Promise((resolve) => mine.on('replaced', resolve));
    // The first device is still connected. The seat changes hands at once, and the first device receives the
    // reason.
    const again = await device.rejoin(one.matchId);
    await expect(replaced).resolves.toContain('connected again');
    await expect(closed).resolves.toContain('connected again');
    expect(mine.connection).toBe('replaced');
    expect(again.seats.map(({ presence }) => presence)).toEqual(['here', 'here']);
    expect(again.seat).toBe(one.seat);
    expect(again.sequence).toBe(1);
    await again.resign();
    await expect(theirs.finished()).resolves.toMatchObject({ reason: 'resigned' });
    again.leave();
    theirs.leave();
    await until(
      'the match is over in REST too',
      async () => (await bob.player.match(one.matchId)).status === 'finished',
    );
    expect(await codeOf(device.rejoin(one.matchId))).toBe('match-ended');
  });
});

describe('tickets', () => {
  it('are cancelled by a signal', async () => {
    const { player } = await turnlift.register();
    const abort = new AbortController();
    const looking = player.findMatch({
      game: 'noughts',
      signal: abort.signal,
      onTicket: ({ status }) => {
        if (status === 'searching' || status === 'queued') abort.abort();
      },
    });
    await expect(looking).rejects.toMatchObject({ name: 'NoMatch', ticket: { status: 'cancelled' } });
  });

  it('are limited to one for each player; a second is refused with the id of the first', async () => {
    const { player } = await turnlift.register();
    const abort = new AbortController();
    const seen: string[] = [];
    const looking = player
      .findMatch({
        game: 'noughts',
        signal: abort.signal,
        onTicket: ({ ticketId }) => seen.push(ticketId),
      })
      .catch((error: unknown) => error);
    await until('the first is open', () => seen.length > 0);
    await expect(player.findMatch({ game: 'noughts' })).rejects.toMatchObject({
      name: 'ApiError',
      code: 'ticket-open',
      problem: { ticketId: seen[0] },
    });
    // Another page of the player resumes the search by that id.
    const page = await turnlift.signIn({ refreshToken: player.tokens.refreshToken });
    const statuses: string[] = [];
    const following = page.followTicket(seen[0] ?? '', { onTicket: ({ status }) => statuses.push(status) });
    abort.abort();
    await looking;
    await expect(following).rejects.toMatchObject({ name: 'NoMatch', ticket: { status: 'cancelled' } });
    expect(statuses.at(-1)).toBe('cancelled');
  });

  it('are found again when the answer to the request that opened them was lost', async () => {
    let lose = 1;
    const losing: Transports = {
      ...nodeTransports,
      async fetch(url, init) {
        const response = await nodeTransports.fetch(url, init);
        if (init.method === 'POST' && url.endsWith('/v1/tickets') && (lose -= 1) >= 0)
          throw new TypeError('connection reset');
        return response;
      },
    };
    const { player } = await new Turnlift({ url: whole.url, transports: losing }).register();
    const abort = new AbortController();
    const looking = player.findMatch({
      game: 'noughts',
      signal: abort.signal,
      onTicket: () => abort.abort(),
    });
    await expect(looking).rejects.toMatchObject({ name: 'NoMatch' });
    expect(lose).toBe(-1);
  });

  it('for a game that does not exist are refused', async () => {
    const { player } = await turnlift.register();
    expect(await codeOf(player.findMatch({ game: 'chess' }))).toBe('unknown-game');
  });
});

describe('signing in', () => {
  it('renews tokens by itself, once for all waiting requests, and reports it', async () => {
    let clock = 0;
    let sessions = 0;
    const kept: Tokens[] = [];
    const counting: Transports = {
      ...nodeTransports,
      now: () => clock,
      fetch: (url, init) => {
        if (url.endsWith('/v1/sessions')) sessions += 1;
        return nodeTransports.fetch(url, init);
      },
    };
    const visitor = new Turnlift({
      url: whole.url,
      transports: counting,
      onTokens: (tokens) => kept.push(tokens),
    });
    const { player } = await visitor.register({ displayName: 'Eve' });
    expect(sessions).toBe(1);
    // A token lasts 900 s.
    clock = 880_000;
    await Promise.all([player.me(), player.me(), player.history()]);
    expect(sessions).toBe(2);
    expect(new Set(kept.map(({ refreshToken }) => refreshToken)).size).toBe(2);
    expect(player.tokens).toEqual(kept[1]);

    // The next visit signs in with the stored credentials.
    const again = await new Turnlift({ url: whole.url }).signIn({ refreshToken: player.tokens.refreshToken });
    expect(await again.me()).toMatchObject({ displayName: 'Eve', playerId: player.playerId });
    expect((await again.rename('Eve II')).displayName).toBe('Eve II');
    await again.signOut();
    expect(await codeOf(again.renew())).toBe('invalid-refresh-token');
  });

  it('maps every error to its code', async () => {
    const { player } = await turnlift.register();
    expect(await codeOf(turnlift.signIn({ playerId: player.playerId, secret: 'wrong' }))).toBe(
      'invalid-credentials',
    );
    expect(await codeOf(player.match('00000000-0000-4000-8000-000000000000'))).toBe('match-not-found');
    expect(await codeOf(player.rename(''))).toBe('invalid-request');
    expect(await codeOf(new Turnlift({ url: 'http://127.0.0.1:1' }).register())).toBe('network');
    expect(await codeOf(new Turnlift({ url: `${whole.url}/nowhere` }).register())).toBe('not-found');
  });
});
