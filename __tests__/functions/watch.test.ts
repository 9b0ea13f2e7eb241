import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import * as z from 'zod';
import { botId } from '../../core/bots/bot-ids';
import { commandId, gameSessionId, matchId, playerId, type Seat } from '../../core/ids';
import { type MatchHeader } from '../../core/match/log';
import { openMatch } from '../../core/match/match';
import { positionFor } from '../../core/match/views';
import { openWriter } from '../../functions/shared/matches/writer';
import { createAccountStore } from '../../store/accounts';
import { dailyNoughts, noughts } from '../games/noughts';
import { whispers } from '../games/whispers';
import { aConduct, aMatchHeader } from '../support/headers';
import { tableNames } from './support/backend';
import { ask, type InProcessAnswer } from './support/in-process';
import { matchesApp } from './support/matches-app';
import { startStores } from './support/stores';

const start = 1_700_000_000_000;
let stores: Awaited<ReturnType<typeof startStores>>;
let time = start;
beforeAll(async () => {
  for (const level of ['log', 'warn', 'error'] as const)
    jest.spyOn(console, level).mockImplementation(() => undefined);
  stores = await startStores();
});
afterAll(() => stores.close());
beforeEach(() => {
  time = start;
});

const app = () =>
  matchesApp(stores.documents, {
    matches: stores.matches,
    backend: {
      games: new Map([dailyNoughts, noughts, whispers].map((game) => [game.name, game])),
      matchmakings: new Map(),
    },
    now: () => time,
  });

async function claimMatch(more: Partial<MatchHeader> = {}): Promise<MatchHeader> {
  const header = aMatchHeader({
    matchId: matchId(randomUUID()),
    game: dailyNoughts.name,
    seats: [playerId(`p-${randomUUID()}`), playerId(`p-${randomUUID()}`)],
    startedAt: start,
    ...more,
  });
  await stores.matches.claim(
    header,
    gameSessionId(`arn:aws:gamelift:us-east-1::gamesession/f/${randomUUID()}`),
  );
  return header;
}

/** Plays cells in turn, one every ten seconds, the first at once. */
async function playCells(header: MatchHeader, cells: readonly number[]): Promise<void> {
  for (const [index, cell] of cells.entries()) {
    time = start + index * 10_000;
    const entries = await stores.matches.log(header.matchId);
    const writer = openWriter(
      { matches: stores.matches, now: () => time, newId: randomUUID },
      dailyNoughts,
      { header, entries },
      3000,
    );
    const seat: Seat = index % 2;
    const action = { kind: 'play', command: { cell } } as const;
    await writer.take({ seat, commandId: commandId(randomUUID()), action }, time);
    await writer.recordResult();
  }
}
const watch = (header: MatchHeader, query = '') =>
  ask(app(), 'GET', `/v1/matches/${header.matchId}/watch${query}`);
const caching = ({ headers }: InProcessAnswer) => headers.get('cache-control');

describe('GET /v1/matches/{id}/watch', () => {
  it('shows every viewer the steps older than the delay, one by one, and no later step', async () => {
    const header = await claimMatch();
    await playCells(header, [4, 0, 8]);
    time = start + 60_000 + 10_000;
    const { body } = await watch(header);
    expect(body).toMatchObject({
      matchId: header.matchId,
      game: 'daily-noughts',
      seats: header.seats,
      delaySeconds: 60,
      start: { position: { toAct: [0], view: { cells: Array.from({ length: 9 }, () => null) } } },
      steps: [
        { sequence: 1, seat: 0, action: { kind: 'play', command: { cell: 4 } }, position: { toAct: [1] } },
        { sequence: 2, seat: 1, at: start + 10_000, clocks: { now: start + 10_000 } },
      ],
    });
    expect(JSON.stringify(body)).not.toMatch(/commandId|lagMs|legal|seed"/);
    expect(body).not.toHaveProperty('next');
    time = start;
    expect((await watch(header)).body).toMatchObject({ steps: [] });
    expect((await watch(header)).body).not.toHaveProperty('start');
  });

  it('may be cached for exactly as long as no new step can be shown', async () => {
    const header = await claimMatch();
    await playCells(header, [4, 0]);
    time = start + 61_000;
    // The second step is shown at 70 s.
    const first = await watch(header);
    expect(caching(first)).toBe('public, max-age=9');
    time = start + 69_999;
    expect((await watch(header)).body).toMatchObject({ steps: [{ sequence: 1 }] });
    time = start + 70_000;
    const second = await watch(header);
    expect(second.body).toMatchObject({ steps: [{ sequence: 1 }, { sequence: 2 }] });
    // Later commands are shown with the same delay.
    expect(caching(second)).toBe('public, max-age=60');
    const known = { 'if-none-match': second.headers.get('etag') ?? '' };
    const again = await app().request(
      `/v1/matches/${header.matchId}/watch`,
      { headers: known },
      {
        event: { requestContext: { requestId: 'r', http: { sourceIp: '192.0.2.1' } } },
      },
    );
    expect(again.status).toBe(304);
  });

  it('gives consecutive pages, and the same step in every page', async () => {
    const header = await claimMatch();
    await playCells(header, [0, 3, 1, 4]);
    time = start + 1_000_000;
    const whole = (await watch(header)).body['steps'];
    const pages = [await watch(header, '?limit=3'), await watch(header, '?after=3&limit=3')];
    expect(pages.map(({ body }) => body['next'])).toEqual([3, undefined]);
    expect(pages.flatMap(({ body }) => body['steps'])).toEqual(whole);
    expect(pages[1]?.body).not.toHaveProperty('start');
  });

  it('shows a match that has ended in full, with its result, for a long while', async () => {
    const header = await claimMatch();
    await playCells(header, [0, 3, 1, 4, 2]);
    const answer = await watch(header);
    expect(answer.body).toMatchObject({
      delaySeconds: 0,
      steps: [{ sequence: 1 }, { sequence: 2 }, { sequence: 3 }, { sequence: 4 }, { sequence: 5 }],
      result: { outcomes: ['win', 'loss'], reason: 'line', commands: 5 },
    });
    // Not for as long as its later pages: the first has names.
    expect(caching(answer)).toBe('public, max-age=300');
    expect(caching(await watch(header, '?after=2'))).toBe('public, max-age=3600');
    expect((await watch(header, '?limit=4')).body).not.toHaveProperty('result');
  });

  it('names the players in the first page, except bots and those who were deleted', async () => {
    const [ada, gone] = [playerId(`p-${randomUUID()}`), playerId(`p-${randomUUID()}`)];
    for (const id of [ada, gone])
      await stores.players.create({ playerId: id, displayName: 'Ada', createdAt: start }, 'hash');
    await createAccountStore(stores.documents, tableNames).remove(gone, start, { by: 'player' });
    time = start + 61_000;
    const [withGone, withBot] = [
      await claimMatch({ seats: [gone, ada] }),
      await claimMatch({ seats: [ada, botId(1)] }),
    ];
    expect((await watch(withGone)).body['names']).toEqual([null, 'Ada']);
    expect((await watch(withBot)).body['names']).toEqual(['Ada', null]);
    expect((await watch(withBot, '?after=1')).body).not.toHaveProperty('names');
  });

  it('hides a running match whose game has no spectators, and shows its end', async () => {
    const header = await claimMatch({ game: noughts.name });
    expect((await watch(header)).body['code']).toBe('no-spectators');
    await stores.matches.finish(header.matchId, {
      result: { places: [1, 2], reason: 'resigned' },
      endedAt: start,
      commands: 0,
      conduct: aConduct(),
    });
    expect((await watch(header)).status).toBe(200);
  });

  /** The commands in an answer. */
  const commands = ({ body }: InProcessAnswer): unknown =>
    z
      .object({ steps: z.array(z.object({ action: z.object({ command: z.unknown() }) })) })
      .parse(body)
      .steps.map(({ action }) => action.command);
  /** A match of whispers, and each seat's word of the first round. */
  async function whispered(options: { readonly open: boolean }) {
    const header = await claimMatch({ game: whispers.name, options: { rounds: 2, ...options } });
    const writer = openWriter(
      { matches: stores.matches, now: () => time, newId: randomUUID },
      whispers,
      { header, entries: [] },
      3000,
    );
    const words = ([0, 1] as const).map((seat) =>
      whispers.with((typed) => positionFor(openMatch(typed, header), seat).legal[0] ?? null),
    );
    const say = (seat: Seat) => {
      const action = { kind: 'play', command: words[seat] ?? null } as const;
      return writer.take({ seat, commandId: commandId(randomUUID()), action }, time);
    };
    return { header, words, say };
  }

  it('shows what a command has hidden as soon as a later step makes it public', async () => {
    const { header, words, say } = await whispered({ open: true });
    await say(0);
    expect(commands(await watch(header))).toEqual([null]);
    await say(1);
    expect(commands(await watch(header))).toEqual(words);
    // Also where an answer ends before the step that makes it public.
    expect(commands(await watch(header, '?after=0&limit=1'))).toEqual(words.slice(0, 1));
    expect((await watch(header, '?after=0&limit=1')).body).toMatchObject({
      steps: [{ position: { toAct: [1] } }],
    });
  });

  it('shows what a command has hidden once the match is over, with no cache of before', async () => {
    const { header, words, say } = await whispered({ open: false });
    for (const seat of [0, 1]) await say(seat);
    expect(commands(await watch(header))).not.toEqual(words);
    expect(caching(await watch(header, '?after=0&limit=1'))).toBe('public, no-cache');
    await stores.matches.finish(header.matchId, {
      result: { places: [1, 2], reason: 'resigned' },
      endedAt: start,
      commands: 2,
      conduct: aConduct(),
    });
    expect(commands(await watch(header))).toEqual(words);
    expect(JSON.stringify((await watch(header)).body)).not.toMatch(/commandId/);
    expect(caching(await watch(header, '?after=1&limit=1'))).toBe('public, max-age=3600');
  });

  it('refuses a match of rules that this backend does not have', async () => {
    const other = await claimMatch({ rulesVersion: 7 });
    expect((await watch(other)).body['code']).toBe('no-spectators');
  });
});
