import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeGameSessionData } from '../../contract/game-session-data';
import { playerId, playerSessionId } from '../../core/ids';
import { warningMs } from '../../core/match/sleep';
import { type MatchStore } from '../../store';
import { defaultScriptLimits } from '../../realtime-server/limits';
import { StoppedClock } from './support/clocks';
import { arrangeMatch, gameSessionArn, type MatchSeats, ScriptHarness } from './support/script-harness';
import { type EmulatedStore, emulatedStore } from './support/store';
import { until } from '../support/until';

const hour = 3_600_000;
const day = 24 * hour;
let emulated: EmulatedStore;
beforeAll(async () => {
  emulated = await emulatedStore();
});
afterAll(() => emulated.close());

async function started(game: string, store: MatchStore = emulated.matches) {
  const clock = new StoppedClock();
  const match = await arrangeMatch(emulated.matches, game);
  const harness = new ScriptHarness(store, clock);
  harness.script.onStartGameSession(match.gameSession);
  return { clock, match, harness };
}

const exited = (harness: ScriptHarness) =>
  until(`the end of the process; log ${harness.log.join(' | ')}`, () => harness.exited === 1);
const rowOf = ({ matchId }: MatchSeats) => emulated.matches.get(matchId);

/** Another process that is to continue a match, and a player session for one of its seats. */
async function nextProcess(match: MatchSeats, at: number, seat: number, store = emulated.matches) {
  const later = new StoppedClock();
  later.advance(at - later.now());
  const next = new ScriptHarness(store, later);
  next.script.onStartGameSession({
    GameSessionId: gameSessionArn(),
    GameSessionData: writeGameSessionData(match.matchId),
  });
  const session = `psess-${randomUUID()}`;
  await emulated.matches.seatPlayerSessions(match.matchId, [
    { playerSessionId: playerSessionId(session), playerId: playerId(match.players[seat] ?? '') },
  ]);
  return { later, next, session };
}

describe('a match of days', () => {
  it('sleeps a while after its last player has left, and its process ends', async () => {
    const { clock, match, harness } = await started('daily-noughts');
    const first = await harness.join(match.playerSessions[0] ?? '');
    harness.play(first, 0, { cell: 4 });
    await harness.untilSequence(first, 1);
    harness.disconnect(first);
    clock.advance(defaultScriptLimits.sleepMs - 1);
    expect(await emulated.matches.log(match.matchId)).toHaveLength(1);
    await until('the departure', () => clock.waiting > 0);
    clock.advance(1);
    await exited(harness);
    const log = await emulated.matches.log(match.matchId);
    expect(log.at(-1)).toEqual({ kind: 'sleep', sequence: 2, at: clock.now(), epoch: 2 });
    expect(await rowOf(match)).toMatchObject({
      status: 'active',
      ownerEpoch: 2,
      hosting: { kind: 'asleep', retryAt: clock.now() },
    });
    // The second seat's time is next to run low: the sweeper looks then, and not before.
    const low = (log[0]?.at ?? 0) + 2 * day - warningMs(2);
    expect(await due(match, low)).toBe(false);
    expect(await due(match, low + 1)).toBe(true);
  });

  it('sleeps when none of its players has come, and gives up no seat', async () => {
    const { clock, match, harness } = await started('daily-noughts');
    await until('the claim', () => clock.waiting > 0);
    clock.advance(defaultScriptLimits.arrivalMs);
    await exited(harness);
    expect((await emulated.matches.log(match.matchId)).map(({ kind }) => kind)).toEqual(['sleep']);
  });

  it('stays awake while one player is connected, however long the other is away', async () => {
    const { clock, match, harness } = await started('daily-noughts');
    const [first, second] = [
      await harness.join(match.playerSessions[0] ?? ''),
      await harness.join(match.playerSessions[1] ?? ''),
    ];
    harness.disconnect(first);
    expect(await harness.until(second, 'presence')).toMatchObject({ seat: 0, presence: 'away', until: null });
    clock.advance(hour);
    harness.send(second, { kind: 'ping', n: 1 });
    await harness.until(second, 'pong');
    expect(await emulated.matches.log(match.matchId)).toEqual([]);
    expect(harness.exited).toBe(0);
  });

  it('notifies absent players of turns that begin, and of those that wait when it sleeps', async () => {
    const notified: unknown[] = [];
    const { clock, match, harness } = await started('daily-noughts', {
      ...emulated.matches,
      append(id, epoch, entry, turns) {
        notified.push(turns);
        return emulated.matches.append(id, epoch, entry, turns);
      },
      sleep(id, epoch, entry, lookAt, turns) {
        notified.push(turns);
        return emulated.matches.sleep(id, epoch, entry, lookAt, turns);
      },
    });
    const first = await harness.join(match.playerSessions[0] ?? '');
    harness.play(first, 0, { cell: 4 });
    await harness.untilSequence(first, 1);
    const second = await harness.join(match.playerSessions[1] ?? '');
    harness.play(second, 1, { cell: 0 });
    await harness.untilSequence(second, 2);
    for (const peer of [first, second]) harness.disconnect(peer);
    await until('the departure', () => clock.waiting > 0);
    clock.advance(defaultScriptLimits.sleepMs);
    await exited(harness);
    const at = (sequence: number) =>
      emulated.matches.log(match.matchId).then((log) => {
        const since = log[sequence - 1]?.at ?? 0;
        return { since, deadline: since + 2 * day };
      });
    const turn = { game: 'daily-noughts' };
    expect(notified).toEqual([
      [{ ...turn, seat: 1, playerId: match.players[1], sequence: 1, ...(await at(1)) }],
      [],
      [{ ...turn, seat: 0, playerId: match.players[0], sequence: 2, ...(await at(2)) }],
    ]);
  });

  it('warns players once who are away while their time runs low, and retries', async () => {
    const warned: unknown[] = [];
    const { clock, match, harness } = await started('daily-noughts');
    await until('the claim', () => clock.waiting > 0);
    const startedAt = clock.now();
    clock.advance(defaultScriptLimits.arrivalMs);
    await exited(harness);
    const low = startedAt + 2 * day - warningMs(2);
    const { later, next, session } = await nextProcess(match, low - 90_000, 1, {
      ...emulated.matches,
      async warn(id, turns) {
        warned.push(...turns.map(({ seat, deadline }) => [seat, deadline]));
        if (warned.length === 1) throw new Error('not now');
        await emulated.matches.warn(id, turns);
      },
    });
    const second = await next.join(session);
    // A server reports every minute that it runs, and looks at the clocks then.
    for (let minute = 1; minute <= 6; minute += 1) {
      later.advance(60_000);
      next.send(second, { kind: 'ping', n: minute });
      await until('the pong', () => next.of(second, 'pong').length === minute);
      // The first warning fails, and is retried.
      if (warned.length === 1) await new Promise(setImmediate);
    }
    const deadline = startedAt + 2 * day;
    expect(warned).toEqual([
      [0, deadline],
      [0, deadline],
    ]);
  });

  it('continues where it slept in the next process, and its clocks have run', async () => {
    const { clock, match, harness } = await started('daily-noughts');
    const first = await harness.join(match.playerSessions[0] ?? '');
    harness.play(first, 0, { cell: 4 });
    await harness.untilSequence(first, 1);
    harness.disconnect(first);
    await until('the departure', () => clock.waiting > 0);
    clock.advance(defaultScriptLimits.sleepMs);
    await exited(harness);

    const { next, session } = await nextProcess(match, new StoppedClock().now() + day, 1);
    const second = await next.join(session);
    const log = await emulated.matches.log(match.matchId);
    expect(log.map(({ kind }) => kind)).toEqual(['command', 'sleep', 'claim']);
    // Sleep is not a failure: the day that passed counts.
    const deadline = (log[0]?.at ?? 0) + 2 * day;
    expect(next.of(second, 'welcome')[0]).toMatchObject({
      sequence: 3,
      clocks: { seats: [{ deadline: null }, { deadline }] },
    });
  });

  it('sleeps once, although the first answer of the store is lost', async () => {
    let calls = 0;
    const { clock, match, harness } = await started('daily-noughts', {
      ...emulated.matches,
      async sleep(...given) {
        calls += 1;
        await emulated.matches.sleep(...given);
        if (calls === 1) throw new Error('the answer is lost');
      },
    });
    await until('the claim', () => clock.waiting > 0);
    clock.advance(defaultScriptLimits.arrivalMs);
    await until('the end of the process', () => {
      clock.advance(100);
      return harness.exited === 1;
    });
    expect(calls).toBe(2);
    expect((await emulated.matches.log(match.matchId)).map(({ kind }) => kind)).toEqual(['sleep']);
  });
});

describe('a match with another clock', () => {
  it.each(['noughts', 'timed-noughts'])('of %s never sleeps', async (game) => {
    const { clock, match, harness } = await started(game);
    await until('the claim', () => clock.waiting > 0);
    clock.advance(defaultScriptLimits.arrivalMs);
    await until('the end', () => harness.exited === 1 || clock.waiting > 0);
    // An owner reports every eight seconds that it runs: an hour is long enough.
    clock.advance(hour);
    const log = await emulated.matches.log(match.matchId);
    expect(log.some(({ kind }) => kind === 'sleep')).toBe(false);
  });
});

/** Whether the sweeper finds the match at a moment. */
async function due({ matchId }: MatchSeats, at: number): Promise<boolean> {
  for await (const page of emulated.matches.unattended(at)) if (page.includes(matchId)) return true;
  return false;
}
