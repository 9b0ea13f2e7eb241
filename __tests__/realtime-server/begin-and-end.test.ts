import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { opCode } from '../../contract/realtime/op-codes';
import { commandId } from '../../core/ids';
import { defaultScriptLimits } from '../../realtime-server/limits';
import { type MatchStore } from '../../store';
import { hastyClock, StoppedClock } from './support/clocks';
import { arrangeMatch, type MatchSeats, ScriptHarness } from './support/script-harness';
import { type EmulatedStore, emulatedStore } from './support/store';
import { until } from '../support/until';

let emulated: EmulatedStore;
beforeAll(async () => {
  emulated = await emulatedStore();
});
afterAll(() => emulated.close());

/** Something that waits until it is let through. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

interface Placed {
  readonly match: MatchSeats;
  readonly clock: StoppedClock;
  readonly harness: ScriptHarness;
}

/** A script that has not been given its session yet. */
async function placed(store: MatchStore = emulated.matches): Promise<Placed> {
  const match = await arrangeMatch(emulated.matches, 'noughts');
  const clock = new StoppedClock();
  return { match, clock, harness: new ScriptHarness(store, clock) };
}
const sessionOf = ({ match }: Placed, seat: number): string => match.playerSessions[seat] ?? '';

/** Each task that waits on a promise alone has been run. */
const settled = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

describe('a process', () => {
  it('lets no player in before its session starts, nor after it has begun to end', async () => {
    const { match, harness } = await placed();
    const player = { peerId: 1, playerSessionId: match.playerSessions[0] ?? '' };
    expect(harness.script.onPlayerConnect({ player })).toBe(false);
    harness.script.onStartGameSession(match.gameSession);
    expect(harness.script.onPlayerConnect({ player })).toBe(true);
    harness.script.onProcessTerminate();
    await until('the process ends', () => harness.exited === 1);
    expect(harness.script.onPlayerConnect({ player })).toBe(false);
  });

  it('ends when the service does not answer that it ends', async () => {
    const { match, clock, harness } = await placed();
    harness.ending = () => new Promise(() => undefined);
    harness.script.onStartGameSession(match.gameSession);
    harness.script.onProcessTerminate();
    await until('the service is notified', () => harness.endings === 1);
    clock.advance(defaultScriptLimits.endingMs - 1);
    await settled();
    expect(harness.exited).toBe(0);
    clock.advance(1);
    await until('the process ends', () => harness.exited === 1);
  });

  it('ends when the service refuses the notice of its end, and notifies the service once', async () => {
    const { match, harness } = await placed();
    harness.ending = () => Promise.reject(new Error('not now'));
    harness.script.onStartGameSession(match.gameSession);
    harness.script.onProcessTerminate();
    harness.script.onProcessTerminate();
    await until('the process ends', () => harness.exited > 0);
    await settled();
    expect([harness.endings, harness.exited]).toEqual([1, 1]);
    expect(harness.log.filter((line) => line.startsWith('error'))).toEqual([
      expect.stringMatching(/^error processEnding: .*not now/),
    ]);
  });

  it('is not ended before a result that is being recorded', async () => {
    const { opened, open } = gate();
    let asked = 0;
    const here = await placed({
      ...emulated.matches,
      finish: async (...given) => {
        asked += 1;
        await opened;
        return emulated.matches.finish(...given);
      },
    });
    const { match, harness } = here;
    harness.script.onStartGameSession(match.gameSession);
    const [first, second] = [await harness.join(sessionOf(here, 0)), await harness.join(sessionOf(here, 1))];
    harness.send(first, { kind: 'resign', id: commandId('r') });
    await until('the result is being recorded', () => asked === 1);
    harness.script.onProcessTerminate();
    await settled();
    expect([harness.endings, harness.exited]).toEqual([0, 0]);
    open();
    await until('the process ends', () => harness.exited === 1);
    expect(harness.of(second, 'result')).toHaveLength(1);
    expect((await emulated.matches.get(match.matchId))?.status).toBe('finished');
  });

  it('takes no command while it ends, and says so', async () => {
    const { opened, open } = gate();
    const here = await placed({
      ...emulated.matches,
      append: async (...given) => {
        await opened;
        return emulated.matches.append(...given);
      },
    });
    const { match, harness } = here;
    harness.script.onStartGameSession(match.gameSession);
    const first = await harness.join(sessionOf(here, 0));
    const second = await harness.join(sessionOf(here, 1));
    harness.play(first, 0, { cell: 4 });
    harness.script.onProcessTerminate();
    await settled();
    harness.play(second, 0, { cell: 0 });
    expect(harness.of(second, 'refused')).toMatchObject([{ code: 'closing', id: null }]);
    open();
    await until('the process ends', () => harness.exited === 1);
    expect(harness.sequences(second)).toEqual([1]);
    expect(await emulated.matches.log(match.matchId)).toHaveLength(1);
  });
});

describe('messages before the welcome', () => {
  const ping = (n: number): [number, number, string] => [1, opCode.ping, JSON.stringify({ n })];

  it('are answered after it, in their order; those beyond the limit are refused at once', async () => {
    const here = await placed();
    const { match, harness } = here;
    harness.script.onStartGameSession(match.gameSession);
    const peer = harness.connect(sessionOf(here, 0));
    for (let n = 0; n <= defaultScriptLimits.pendingMessages; n += 1) harness.raw(...ping(n));
    expect(harness.heard(peer)).toMatchObject([
      { kind: 'refused', code: 'too-many', message: 'wait for the welcome', id: null, sequence: 0 },
    ]);
    await until(
      'all are answered',
      () => harness.of(peer, 'pong').length === defaultScriptLimits.pendingMessages,
    );
    expect(harness.of(peer, 'pong').map(({ n }) => n)).toEqual(
      Array.from({ length: defaultScriptLimits.pendingMessages }, (_, n) => n),
    );
    await harness.until(peer, 'welcome');
    harness.raw(...ping(99));
    expect(harness.of(peer, 'pong').at(-1)).toMatchObject({ n: 99 });
  });

  it('and the seat are given up with their connection', async () => {
    const here = await placed();
    const { match, harness } = here;
    harness.script.onStartGameSession(match.gameSession);
    const peer = harness.connect(sessionOf(here, 0));
    harness.raw(...ping(1));
    harness.disconnect(peer);
    const other = await harness.join(sessionOf(here, 1));
    expect(harness.of(other, 'welcome')[0]?.seats.map(({ presence }) => presence)).toEqual([
      'expected',
      'here',
    ]);
    expect(harness.heard(peer)).toEqual([]);
  });

  it('of a connection that the script does not know are ignored', async () => {
    const { match, harness } = await placed();
    harness.script.onStartGameSession(match.gameSession);
    harness.script.onMessage({ opCode: opCode.ping, sender: 7, payload: Buffer.from('{"n":1}') });
    harness.script.onPlayerDisconnect(7);
    await settled();
    expect(harness.log.filter((line) => line.startsWith('error'))).toEqual([]);
  });
});

describe('a command whose write failed', () => {
  it('is refused each time and sent to no player until it is stored, and then sent once', async () => {
    let failures = 2 * (defaultScriptLimits.commandRetriesMs.length + 1);
    const store: MatchStore = {
      ...emulated.matches,
      append: (...given) => {
        failures -= 1;
        return failures >= 0 ? Promise.reject(new Error('throttled')) : emulated.matches.append(...given);
      },
    };
    const match = await arrangeMatch(emulated.matches, 'noughts');
    const harness = new ScriptHarness(store, hastyClock);
    harness.script.onStartGameSession(match.gameSession);
    const first = await harness.join(match.playerSessions[0] ?? '');
    const second = await harness.join(match.playerSessions[1] ?? '');
    const id = harness.play(first, 0, { cell: 4 });
    for (const count of [1, 2]) {
      expect(await harness.until(first, 'refused', count)).toMatchObject({
        code: 'try-again',
        id,
        sequence: 0,
      });
      expect([first, second].flatMap((peer) => harness.of(peer, 'events'))).toEqual([]);
      expect(await emulated.matches.log(match.matchId)).toEqual([]);
      harness.play(first, 0, { cell: 4 }, id);
    }
    await Promise.all([first, second].map((peer) => harness.untilSequence(peer, 1)));
    // Now it is a repetition: only its sender gets an answer.
    harness.play(first, 0, { cell: 4 }, id);
    await until('it is sent again', () => harness.sequences(first).length === 2);
    expect([harness.sequences(first), harness.sequences(second)]).toEqual([[1, 1], [1]]);
    expect(await emulated.matches.log(match.matchId)).toMatchObject([{ sequence: 1, commandId: id }]);
  });
});
