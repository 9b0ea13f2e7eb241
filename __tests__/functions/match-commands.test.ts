import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { gameSessionId, matchId, type PlayerId, playerId, type Seat } from '../../core/ids';
import { type MatchHeader } from '../../core/match/log';
import { warningMs } from '../../core/match/sleep';
import { type MatchStore } from '../../store';
import { createGameLiftRegions } from '../../functions/shared/aws/gamelift-regions';
import { unattendedMilliseconds } from '../../functions/match-sweeper/attendant';
import { sweepMatches } from '../../functions/match-sweeper/matches';
import { botId } from '../../core/bots/bot-ids';
import { dailyNoughts } from '../games/noughts';
import { aMatchHeader } from '../support/headers';
import { ask } from './support/in-process';
import { matchesApp } from './support/matches-app';
import { startStores } from './support/stores';

const day = 86_400_000;
let stores: Awaited<ReturnType<typeof startStores>>;
let time = 1_700_000_000_000;
beforeAll(async () => {
  for (const level of ['log', 'warn', 'error'] as const)
    jest.spyOn(console, level).mockImplementation(() => undefined);
  stores = await startStores();
});
afterAll(() => stores.close());
beforeEach(() => {
  time += 1000;
});

async function* onlyOf({ matchId: only }: MatchHeader, before: number) {
  for await (const page of stores.matches.unattended(before)) yield page.filter((id) => id === only);
}

/** One sweep, limited to a match. No game session is checked, since the match sleeps. */
const sweep = (header: MatchHeader) =>
  sweepMatches({
    matches: { ...stores.matches, unattended: (before) => onlyOf(header, before) },
    gamelift: createGameLiftRegions('us-east-1'),
    games: new Map([[dailyNoughts.name, dailyNoughts]]),
    now: () => time,
    newId: randomUUID,
  });
const app = (matches: MatchStore = stores.matches) =>
  matchesApp(stores.documents, {
    matches,
    backend: { games: new Map([[dailyNoughts.name, dailyNoughts]]), matchmakings: new Map() },
    now: () => time,
  });

async function live(changes: Partial<MatchHeader> = {}): Promise<MatchHeader> {
  const header = aMatchHeader({
    matchId: matchId(randomUUID()),
    game: dailyNoughts.name,
    seats: [playerId(`p-${randomUUID()}`), playerId(`p-${randomUUID()}`)],
    startedAt: time,
    ...changes,
  });
  await stores.matches.claim(
    header,
    gameSessionId(`arn:aws:gamelift:us-east-1::gamesession/f/${randomUUID()}`),
  );
  return header;
}
async function asleep(changes: Partial<MatchHeader> = {}): Promise<MatchHeader> {
  const header = await live(changes);
  const sleep = { kind: 'sleep', sequence: 1, at: time, epoch: 2 } as const;
  await stores.matches.sleep(header.matchId, 1, sleep, time + 2 * day + 1);
  return header;
}
const playerOf = ({ seats }: MatchHeader, seat: Seat): PlayerId => {
  const player = seats[seat];
  if (player === undefined) throw new RangeError(`no seat ${seat}`);
  return player;
};
const claims = (header: MatchHeader, seat: Seat) => ({ sub: playerOf(header, seat) });
const send = (header: MatchHeader, seat: Seat, action: object, id: string = randomUUID(), to = app()) =>
  ask(to, 'POST', `/v1/matches/${header.matchId}/commands`, {
    claims: claims(header, seat),
    body: { commandId: id, action },
  });
const play = (header: MatchHeader, seat: Seat, cell: number, seen: number, id?: string, to = app()) =>
  send(header, seat, { kind: 'play', command: { cell }, seen }, id, to);
const seat = (header: MatchHeader, of: Seat) =>
  ask(app(), 'GET', `/v1/matches/${header.matchId}/seat`, { claims: claims(header, of) });

describe('POST /v1/matches/{id}/commands', () => {
  it('plays a sleeping match, and returns the view of the seat', async () => {
    const header = await asleep();
    expect((await play(header, 0, 4, 1)).body).toMatchObject({
      seat: 0,
      asleep: true,
      accepted: 2,
      sequence: 2,
      standing: { toAct: [1], legal: [] },
      clocks: { now: time, seats: [{ deadline: null }, { deadline: time + 2 * day }] },
      result: null,
    });
    expect((await seat(header, 1)).body).toMatchObject({ seat: 1, sequence: 2, standing: { toAct: [1] } });
    expect((await seat(header, 1)).body).not.toHaveProperty('accepted');
  });

  it('plays it to its end: the result is in row, histories and standings', async () => {
    const header = await asleep();
    for (const [index, cell] of [0, 3, 1, 4, 2].entries())
      expect((await play(header, index % 2, cell, index + 1)).status).toBe(200);
    expect(await stores.matches.get(header.matchId)).toMatchObject({
      status: 'finished',
      ending: { result: { places: [1, 2] }, commands: 6 },
    });
    expect(await stores.players.standing(playerOf(header, 0), header.game)).toMatchObject({ wins: 1 });
    expect((await play(header, 1, 8, 6)).body['code']).toBe('match-ended');
  });

  it('applies a command once: a repeat gets the same answer, for the last command too', async () => {
    const header = await asleep();
    const answers = await Promise.all(Array.from({ length: 4 }, () => play(header, 0, 4, 1, 'same')));
    expect(answers.map(({ body }) => body['accepted'])).toEqual([2, 2, 2, 2]);
    expect(await stores.matches.log(header.matchId)).toHaveLength(2);
    await send(header, 1, { kind: 'resign' }, 'last');
    const again = await send(header, 1, { kind: 'resign' }, 'last');
    expect(again.body).toMatchObject({ accepted: 3, result: { outcomes: ['win', 'loss'], commands: 3 } });
  });

  it('records the result when the command is repeated after a function died between entry and result', async () => {
    const header = await asleep();
    const dying: MatchStore = { ...stores.matches, finish: () => Promise.reject(new Error('died')) };
    expect((await send(header, 0, { kind: 'resign' }, 'r', app(dying))).status).toBe(500);
    expect(await stores.matches.get(header.matchId)).toMatchObject({ status: 'active' });
    expect((await send(header, 0, { kind: 'resign' }, 'r')).status).toBe(200);
    expect(await stores.matches.get(header.matchId)).toMatchObject({ status: 'finished' });
  });

  it('finds its place when other functions write at the same time', async () => {
    const header = await asleep();
    await play(header, 0, 4, 1);
    const answers = await Promise.all([
      send(header, 0, { kind: 'offer', offer: 'draw' }),
      play(header, 1, 0, 2),
      send(header, 0, { kind: 'offer', offer: 'draw' }),
    ]);
    const codes = answers.map(({ status, body }) => (status === 200 ? 'accepted' : body['refusal']));
    expect(codes.filter((code) => code === 'accepted')).toHaveLength(2);
    const sequences = (await stores.matches.log(header.matchId)).map(({ sequence }) => sequence);
    expect(sequences).toEqual([1, 2, 3, 4]);
  });

  it.each<[string, object, string]>([
    ['an illegal command', { kind: 'play', command: { cell: 9 }, seen: 1 }, 'illegal-command'],
    ['a sequence of the future', { kind: 'play', command: { cell: 1 }, seen: 7 }, 'sequence-ahead'],
    ['an answer without an offer', { kind: 'answer', offer: 'draw', accept: true }, 'no-offer'],
    ['a takeback without a move', { kind: 'offer', offer: 'takeback' }, 'no-takeback'],
    ['more vacation than is left', { kind: 'vacation', days: 6 }, 'no-vacation'],
  ])('refuses %s with the codes of a connection', async (_what, action, refusal) => {
    const header = await asleep();
    expect((await send(header, 0, action)).body).toMatchObject({
      code: 'command-refused',
      refusal: { code: refusal, sequence: 1 },
    });
    expect(await stores.matches.log(header.matchId)).toHaveLength(1);
  });

  it('refuses a choice by a position that has changed since, for that seat alone', async () => {
    const header = await asleep();
    await play(header, 0, 4, 1);
    await play(header, 1, 0, 2);
    expect((await play(header, 0, 8, 1)).body).toMatchObject({ refusal: { code: 'stale-sequence' } });
    expect((await play(header, 0, 8, 3)).status).toBe(200);
  });

  it('takes back by consent, and takes vacation', async () => {
    const header = await asleep();
    await play(header, 0, 4, 1);
    await send(header, 0, { kind: 'offer', offer: 'takeback' });
    await send(header, 1, { kind: 'answer', offer: 'takeback', accept: true });
    expect((await seat(header, 0)).body).toMatchObject({ standing: { toAct: [0] } });
    const started = time;
    await send(header, 0, { kind: 'vacation', days: 3 });
    time = started + 5 * day;
    expect((await play(header, 0, 4, 5)).status).toBe(200);
  });

  it('comes too late after the deadline: the match ends by its clock, and has its result', async () => {
    const header = await asleep();
    time += 2 * day + 1;
    expect((await play(header, 0, 4, 1)).body['code']).toBe('match-ended');
    expect(await stores.matches.get(header.matchId)).toMatchObject({
      status: 'finished',
      ending: { result: { places: [2, 1], reason: 'timeout' } },
    });
  });

  it('leaves a match to the server that runs it', async () => {
    const header = await live();
    expect((await play(header, 0, 4, 0)).body).toMatchObject({
      code: 'match-live',
      remedy: expect.stringContaining('/rejoin'),
    });
    expect((await seat(header, 0)).body).toMatchObject({ asleep: false, sequence: 0 });
    const slept = await asleep();
    await stores.matches.takeOver(slept.matchId, { gameSessionId: gameSessionId('arn:aws:next') });
    expect((await play(slept, 0, 4, 1)).body['code']).toBe('match-live');
  });

  it('is for players of the match, with a token of theirs, and for a command of limited size', async () => {
    const header = await asleep();
    const path = `/v1/matches/${header.matchId}/commands`;
    const body = { commandId: 'c', action: { kind: 'resign' } };
    const stranger = { sub: `p-${randomUUID()}` };
    expect((await ask(app(), 'POST', path, { claims: stranger, body })).body['code']).toBe('not-in-match');
    expect((await ask(app(), 'POST', path, { body })).body['code']).toBe('unauthorized');
    const long = { kind: 'play', command: 'x'.repeat(4096), seen: 1 };
    expect((await send(header, 0, long)).body).toMatchObject({
      code: 'invalid-request',
      errors: [{ field: '/action/command', message: 'must be at most 4096 bytes of JSON' }],
    });
    expect((await send(header, 0, { kind: 'play', command: { cell: 1 } })).body['code']).toBe(
      'invalid-request',
    );
  });
});

describe('a bot in a sleeping match', () => {
  const againstBot = () => {
    const bots = [{ seat: 1, strength: 'first' }];
    return asleep({ bots, seats: [playerId(`p-${randomUUID()}`), botId(1)] });
  };
  const acts = async (header: MatchHeader) =>
    (await stores.matches.log(header.matchId)).flatMap((entry) =>
      entry.kind === 'command' ? [{ ...entry.action, seat: entry.seat, bot: entry.bot === true }] : [],
    );
  /** A process that dies at its second entry: the command is stored, the bot's answer is not. */
  const dying = (): MatchStore => {
    let entries = 0;
    return {
      ...stores.matches,
      append: async (...given) => {
        entries += 1;
        if (entries > 1) throw new Error('died');
        await stores.matches.append(...given);
      },
    };
  };

  it('answers a command in the same call', async () => {
    const header = await againstBot();
    expect((await play(header, 0, 4, 1)).body).toMatchObject({
      accepted: 2,
      sequence: 3,
      standing: { toAct: [0] },
    });
    expect(await acts(header)).toEqual([
      { kind: 'play', command: { cell: 4 }, seat: 0, bot: false },
      { kind: 'play', command: { cell: 0 }, seat: 1, bot: true },
    ]);
  });

  it('plays once, however often the command comes, and by whichever function', async () => {
    const header = await againstBot();
    const answers = await Promise.all(Array.from({ length: 4 }, () => play(header, 0, 4, 1, 'same')));
    for (const { status, body } of answers)
      expect({ status, accepted: body['accepted'] }).toEqual({
        status: 200,
        accepted: 2,
      });
    expect(await acts(header)).toHaveLength(2);
  });

  it('plays at the repetition when the function died between the two entries', async () => {
    const header = await againstBot();
    expect((await play(header, 0, 4, 1, 'one', app(dying()))).status).toBe(500);
    expect(await acts(header)).toHaveLength(1);
    expect((await play(header, 0, 4, 1, 'one')).body).toMatchObject({
      accepted: 2,
      sequence: 3,
      standing: { toAct: [0] },
    });
  });

  it('is played within minutes by the sweeper if the command is not repeated', async () => {
    const header = await againstBot();
    await play(header, 0, 4, 1, 'one', app(dying()));
    time += unattendedMilliseconds;
    expect(await sweep(header)).toEqual({ attended: 0, asleep: 0, finished: 0, abandoned: 0 });
    time += 1;
    await sweep(header);
    expect(await acts(header)).toHaveLength(2);
    expect((await seat(header, 0)).body).toMatchObject({ standing: { toAct: [0] } });
    // From then on the sweeper watches the player's own time.
    time += 2 * day - warningMs(2);
    expect(await sweep(header)).toMatchObject({ attended: 0, finished: 0 });
    time += unattendedMilliseconds + 1;
    expect(await sweep(header)).toMatchObject({ attended: 1, finished: 0 });
    time += warningMs(2) + 1;
    expect(await sweep(header)).toMatchObject({ attended: 1, finished: 1 });
  });

  it('loses no time while no process looks, however long', async () => {
    const header = await againstBot();
    await play(header, 0, 4, 1, 'one', app(dying()));
    time += 2 * day + 9 * unattendedMilliseconds;
    await sweep(header);
    expect(await acts(header)).toHaveLength(2);
    expect((await stores.matches.log(header.matchId)).map(({ kind }) => kind)).not.toContain('timeout');
  });

  it('is not searched for by a sweep that began before the command', async () => {
    const header = await againstBot();
    const read = await stores.matches.get(header.matchId);
    if (read === undefined) throw new Error('not there');
    await play(header, 0, 4, 1, 'one', app(dying()));
    // The sweep had read the row before the command, and writes its own result afterwards.
    await stores.matches.attend(read, time + 9 * day);
    time += unattendedMilliseconds + 1;
    expect(await sweep(header)).toMatchObject({ attended: 1 });
    expect(await acts(header)).toHaveLength(2);
  });

  it('ends the match, and the result is recorded', async () => {
    const header = await againstBot();
    await play(header, 0, 8, 1);
    await play(header, 0, 4, 3);
    const last = await play(header, 0, 6, 5);
    expect(last.body).toMatchObject({ result: { outcomes: ['loss', 'win'] } });
    expect(await stores.matches.get(header.matchId)).toMatchObject({ status: 'finished' });
  });

  it('declines a draw and agrees to a takeback at once', async () => {
    const header = await againstBot();
    await play(header, 0, 4, 1);
    expect((await send(header, 0, { kind: 'offer', offer: 'draw' })).body).toMatchObject({
      standing: { offer: null, toAct: [0] },
    });
    await play(header, 0, 8, 5);
    await send(header, 0, { kind: 'offer', offer: 'takeback' });
    expect((await seat(header, 0)).body).toMatchObject({
      standing: { toAct: [0], view: { cells: [1, null, null, null, 0, null, null, null, null] } },
    });
  });
});
