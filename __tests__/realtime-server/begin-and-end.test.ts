import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { opCode } from '../../contract/realtime/op-codes';
import { commandId } from '../../core/ids';
import { defaultLimits } from '../../realtime-server/limits';
import { type MatchStore } from '../../store';
import { hastyClock, StoppedClock } from './support/clocks';
import { arrangeMatch, type MatchSeats, ScriptTable } from './support/script-table';
import { type EmulatedStore, emulatedStore } from './support/store';
import { until } from './support/until';

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
  readonly table: ScriptTable;
}

/** A script that has not been given its session yet. */
async function placed(store: MatchStore = emulated.matches): Promise<Placed> {
  const match = await arrangeMatch(emulated.matches, 'noughts');
  const clock = new StoppedClock();
  return { match, clock, table: new ScriptTable(store, clock) };
}
const sessionOf = ({ match }: Placed, seat: number): string => match.playerSessions[seat] ?? '';

/** Each task that waits on a promise alone has been run. */
const settled = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

describe('a process', () => {
  it('lets no player in before its session starts, nor after it has begun to end', async () => {
    const { match, table } = await placed();
    const player = { peerId: 1, playerSessionId: match.playerSessions[0] ?? '' };
    expect(table.script.onPlayerConnect({ player })).toBe(false);
    table.script.onStartGameSession(match.gameSession);
    expect(table.script.onPlayerConnect({ player })).toBe(true);
    table.script.onProcessTerminate();
    await until('the process ends', () => table.exited === 1);
    expect(table.script.onPlayerConnect({ player })).toBe(false);
  });

  it('ends when the service does not answer that it ends', async () => {
    const { match, clock, table } = await placed();
    table.ending = () => new Promise(() => undefined);
    table.script.onStartGameSession(match.gameSession);
    table.script.onProcessTerminate();
    await until('the service is told', () => table.endings === 1);
    clock.advance(defaultLimits.endingMs - 1);
    await settled();
    expect(table.exited).toBe(0);
    clock.advance(1);
    await until('the process ends', () => table.exited === 1);
  });

  it('ends when the service refuses to hear that it ends, and tells the service once', async () => {
    const { match, table } = await placed();
    table.ending = () => Promise.reject(new Error('not now'));
    table.script.onStartGameSession(match.gameSession);
    table.script.onProcessTerminate();
    table.script.onProcessTerminate();
    await until('the process ends', () => table.exited > 0);
    await settled();
    expect([table.endings, table.exited]).toEqual([1, 1]);
    expect(table.log.filter((line) => line.startsWith('error'))).toEqual([
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
    const { match, table } = here;
    table.script.onStartGameSession(match.gameSession);
    const [first, second] = [await table.sit(sessionOf(here, 0)), await table.sit(sessionOf(here, 1))];
    table.tell(first, { kind: 'resign', id: commandId('r') });
    await until('the result is being recorded', () => asked === 1);
    table.script.onProcessTerminate();
    await settled();
    expect([table.endings, table.exited]).toEqual([0, 0]);
    open();
    await until('the process ends', () => table.exited === 1);
    expect(table.of(second, 'result')).toHaveLength(1);
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
    const { match, table } = here;
    table.script.onStartGameSession(match.gameSession);
    const first = await table.sit(sessionOf(here, 0));
    const second = await table.sit(sessionOf(here, 1));
    table.play(first, 0, { cell: 4 });
    table.script.onProcessTerminate();
    await settled();
    table.play(second, 0, { cell: 0 });
    expect(table.of(second, 'refused')).toMatchObject([{ code: 'closing', id: null }]);
    open();
    await until('the process ends', () => table.exited === 1);
    expect(table.sequences(second)).toEqual([1]);
    expect(await emulated.matches.log(match.matchId)).toHaveLength(1);
  });
});

describe('messages before the welcome', () => {
  const ping = (n: number): [number, number, string] => [1, opCode.ping, JSON.stringify({ n })];

  it('are answered after it, in their order; those beyond the limit are refused at once', async () => {
    const here = await placed();
    const { match, table } = here;
    table.script.onStartGameSession(match.gameSession);
    const peer = table.connect(sessionOf(here, 0));
    for (let n = 0; n <= defaultLimits.pendingMessages; n += 1) table.raw(...ping(n));
    expect(table.heard(peer)).toMatchObject([
      { kind: 'refused', code: 'too-many', message: 'wait for the welcome', id: null, sequence: 0 },
    ]);
    await until('all are answered', () => table.of(peer, 'pong').length === defaultLimits.pendingMessages);
    expect(table.of(peer, 'pong').map(({ n }) => n)).toEqual(
      Array.from({ length: defaultLimits.pendingMessages }, (_, n) => n),
    );
    await table.until(peer, 'welcome');
    table.raw(...ping(99));
    expect(table.of(peer, 'pong').at(-1)).toMatchObject({ n: 99 });
  });

  it('and the seat are given up with their connection', async () => {
    const here = await placed();
    const { match, table } = here;
    table.script.onStartGameSession(match.gameSession);
    const peer = table.connect(sessionOf(here, 0));
    table.raw(...ping(1));
    table.disconnect(peer);
    const other = await table.sit(sessionOf(here, 1));
    expect(table.of(other, 'welcome')[0]?.seats.map(({ presence }) => presence)).toEqual([
      'expected',
      'here',
    ]);
    expect(table.heard(peer)).toEqual([]);
  });

  it('of a connection that the script does not know are ignored', async () => {
    const { match, table } = await placed();
    table.script.onStartGameSession(match.gameSession);
    table.script.onMessage({ opCode: opCode.ping, sender: 7, payload: Buffer.from('{"n":1}') });
    table.script.onPlayerDisconnect(7);
    await settled();
    expect(table.log.filter((line) => line.startsWith('error'))).toEqual([]);
  });
});

describe('a command whose write failed', () => {
  it('is refused each time and told to no player until it is stored, and then told once', async () => {
    let failures = 2 * (defaultLimits.commandRetriesMs.length + 1);
    const store: MatchStore = {
      ...emulated.matches,
      append: (...given) => {
        failures -= 1;
        return failures >= 0 ? Promise.reject(new Error('throttled')) : emulated.matches.append(...given);
      },
    };
    const match = await arrangeMatch(emulated.matches, 'noughts');
    const table = new ScriptTable(store, hastyClock);
    table.script.onStartGameSession(match.gameSession);
    const first = await table.sit(match.playerSessions[0] ?? '');
    const second = await table.sit(match.playerSessions[1] ?? '');
    const id = table.play(first, 0, { cell: 4 });
    for (const count of [1, 2]) {
      expect(await table.until(first, 'refused', count)).toMatchObject({
        code: 'try-again',
        id,
        sequence: 0,
      });
      expect([first, second].flatMap((peer) => table.of(peer, 'events'))).toEqual([]);
      expect(await emulated.matches.log(match.matchId)).toEqual([]);
      table.play(first, 0, { cell: 4 }, id);
    }
    await Promise.all([first, second].map((peer) => table.untilSequence(peer, 1)));
    // Now it is a repetition: only its sender is told again.
    table.play(first, 0, { cell: 4 }, id);
    await until('it is told again', () => table.sequences(first).length === 2);
    expect([table.sequences(first), table.sequences(second)]).toEqual([[1, 1], [1]]);
    expect(await emulated.matches.log(match.matchId)).toMatchObject([{ sequence: 1, commandId: id }]);
  });
});
