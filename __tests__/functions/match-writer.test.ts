import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { commandId, gameSessionId, matchId, playerId } from '../../core/ids';
import { type MatchHeader } from '../../core/match/log';
import { openWriter } from '../../functions/shared/matches/writer';
import { warningMs } from '../../core/match/sleep';
import { botId } from '../../core/bots/bot-ids';
import { brokenNoughts, dailyNoughts } from '../games/noughts';
import { aMatchHeader } from '../support/headers';
import { startStores } from './support/stores';

const day = 86_400_000;
const start = 1_700_000_000_000;
let stores: Awaited<ReturnType<typeof startStores>>;
beforeAll(async () => {
  for (const level of ['log', 'warn', 'error'] as const)
    jest.spyOn(console, level).mockImplementation(() => undefined);
  stores = await startStores();
});
afterAll(() => stores.close());

/** A match of days that its process has put to sleep. */
async function asleep(differences: Partial<MatchHeader> = {}): Promise<MatchHeader> {
  const header = aMatchHeader({
    matchId: matchId(randomUUID()),
    game: dailyNoughts.name,
    seats: [playerId(`p-${randomUUID()}`), playerId(`p-${randomUUID()}`)],
    startedAt: start,
    ...differences,
  });
  await stores.matches.claim(
    header,
    gameSessionId(`arn:aws:gamelift:us-east-1::gamesession/f/${randomUUID()}`),
  );
  await stores.matches.sleep(
    header.matchId,
    1,
    { kind: 'sleep', sequence: 1, at: start + 1000, epoch: 2 },
    start + 2 * day + 1,
  );
  return header;
}

async function writer(header: MatchHeader, at: number) {
  const entries = await stores.matches.log(header.matchId);
  return openWriter(
    { matches: stores.matches, now: () => at, newId: randomUUID },
    dailyNoughts,
    { header, entries },
    3000,
  );
}
const play = (seat: number, cell: number, id: string = randomUUID()) => ({
  seat,
  commandId: commandId(id),
  action: { kind: 'play', command: { cell } } as const,
});

describe('a writer outside of the script', () => {
  it('plays a sleeping match to its end, and records the result once', async () => {
    const header = await asleep();
    for (const [index, cell] of [0, 3, 1, 4].entries()) {
      const one = await writer(header, start + index * day);
      expect(await one.take(play(index % 2, cell), start + index * day)).toMatchObject({
        kind: 'accepted',
        entry: { sequence: index + 2 },
      });
      expect(one.isOver).toBe(false);
      expect(await one.recordResult()).toBeUndefined();
    }
    const last = await writer(header, start + 4 * day);
    await last.take(play(0, 2), start + 4 * day);
    expect(last.isOver).toBe(true);
    expect(await last.recordResult()).toBe('recorded');
    const again = await writer(header, start + 4 * day);
    expect(await again.recordResult()).toBe('already-recorded');
  });

  it('applies a command once, however often it comes and whichever writer applies it', async () => {
    const header = await asleep();
    const command = play(0, 4, 'same');
    const [one, other] = [await writer(header, start + 2000), await writer(header, start + 2005)];
    const taken = await Promise.all([one.take(command, start + 2000), other.take(command, start + 2005)]);
    expect(taken.map(({ kind }) => kind).sort()).toEqual(['accepted', 'overtaken']);
    expect(await (await writer(header, start + 3000)).take(command, start + 3000)).toMatchObject({
      kind: 'repeated',
    });
    expect(await stores.matches.log(header.matchId)).toHaveLength(2);
  });

  it('is overtaken by a process that claims the match', async () => {
    const header = await asleep();
    const one = await writer(header, start);
    await stores.matches.takeOver(header.matchId, { gameSessionId: gameSessionId('arn:aws:next') });
    expect(await one.take(play(0, 4), start)).toEqual({ kind: 'overtaken' });
    expect(await one.catchUp(start + 9 * day)).toBe('overtaken');
    expect(await one.sleep()).toBe('overtaken');
    expect((await writer(header, start)).isAsleep).toBe(false);
  });

  it('times out what is due before it applies a command, and not a moment early', async () => {
    const header = await asleep();
    const intime = await writer(header, start + 2 * day);
    expect(await intime.catchUp(start + 2 * day)).toBe('written');
    expect(intime.isOver).toBe(false);
    const late = await writer(header, start + 2 * day + 1);
    expect(await late.take(play(0, 4), start + 2 * day + 1)).toMatchObject({
      kind: 'refused',
      code: 'match-over',
    });
    expect((await stores.matches.log(header.matchId)).at(-1)).toEqual({
      kind: 'timeout',
      sequence: 2,
      at: start + 2 * day + 1,
      seats: [0],
    });
  });

  it('schedules the next look no later than the end of a turn that may begin meanwhile', async () => {
    const header = await asleep();
    const vacation = { seat: 0, commandId: commandId('v'), action: { kind: 'vacation', days: 5 } as const };
    const one = await writer(header, start + day);
    await one.take(vacation, start + day);
    const warning = warningMs(2);
    expect(await one.warn(start + day)).toBe(start + 3 * day - warning);
    const low = start + 7 * day - warning;
    expect(await one.warn(low - 1)).toBe(low);
    expect(await one.warn(low)).toBe(start + 7 * day + 1);
  });

  it('notifies the seat that is to act, and not the seat that acted', async () => {
    const header = await asleep();
    const notified: unknown[] = [];
    const entries = await stores.matches.log(header.matchId);
    const one = openWriter(
      {
        matches: {
          ...stores.matches,
          append(id, epoch, entry, turns) {
            notified.push(turns);
            return stores.matches.append(id, epoch, entry, turns);
          },
        },
        now: () => start,
        newId: randomUUID,
      },
      dailyNoughts,
      { header, entries },
      3000,
    );
    await one.take(play(0, 4), start + 2000);
    const turn = { game: 'daily-noughts', seat: 1, playerId: header.seats[1], sequence: 2 };
    const since = start + 2000;
    expect(notified).toEqual([[{ ...turn, since, deadline: since + 2 * day }]]);
    // The notification is not part of the entry: a repeat of the entry is the same write.
    const [entry] = (await stores.matches.log(header.matchId)).slice(-1);
    if (entry?.kind !== 'command') throw new Error('no command');
    await stores.matches.append(header.matchId, 2, entry);
    expect(entry).not.toHaveProperty('turns');
  });

  it('plays on where a bot fails, and counts one failure of its request', async () => {
    const bots = [0, 1].map((seat) => ({ seat, strength: 'first' }));
    const header = await asleep({ seats: [botId(0), botId(1)], bots });
    const entries = await stores.matches.log(header.matchId);
    const counted = jest.spyOn(console, 'error').mockClear();
    const warned = jest.spyOn(console, 'warn').mockClear();
    const parts = { matches: stores.matches, now: () => start, newId: randomUUID };
    const one = openWriter(parts, brokenNoughts, { header, entries }, 3000);
    expect(await one.catchUp(start + day)).toBe('written');
    expect(one.isOver).toBe(true);
    const turns = (await stores.matches.log(header.matchId)).filter(({ kind }) => kind === 'command');
    expect(turns.length).toBeGreaterThan(4);
    expect(counted).toHaveBeenCalledTimes(1);
    expect(counted).toHaveBeenCalledWith(expect.stringContaining('"message":"a bot failed"'));
    expect(warned).toHaveBeenCalledTimes(turns.length - 1);
  });
});
