import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { opCode } from '../../contract/realtime/op-codes';
import { commandId, playerId, playerSessionId } from '../../core/ids';
import { timeDefaults } from '../../core/match/clock/time-rules';
import { type MatchStore } from '../../store';
import { StoppedClock } from './support/clocks';
import { type MatchSeats, arrangeMatch, ScriptHarness } from './support/script-harness';
import { type EmulatedStore, emulatedStore } from './support/store';
import { until } from '../support/until';

let emulated: EmulatedStore;
beforeAll(async () => {
  emulated = await emulatedStore();
});
afterAll(() => emulated.close());

const start = 1_700_000_000_000;

class TimedMatch {
  private constructor(
    readonly clock: StoppedClock,
    readonly harness: ScriptHarness,
    readonly match: MatchSeats,
    readonly peers: [number, number],
  ) {}

  /** Both players are seated, with the clocks of timed noughts: a minute each, 2 s a turn. */
  static async seated(store: MatchStore = emulated.matches): Promise<TimedMatch> {
    const clock = new StoppedClock();
    const match = await arrangeMatch(emulated.matches, 'timed-noughts');
    const harness = new ScriptHarness(store, clock);
    harness.script.onStartGameSession(match.gameSession);
    const first = await harness.join(match.playerSessions[0] ?? '');
    const second = await harness.join(match.playerSessions[1] ?? '');
    return new TimedMatch(clock, harness, match, [first, second]);
  }

  /** A seat plays a cell; both players receive the event. */
  async plays(seat: 0 | 1, sequence: number, cell: number): Promise<void> {
    this.harness.play(this.peers[seat], sequence - 1, { cell });
    await Promise.all(this.peers.map((peer) => this.harness.untilSequence(peer, sequence)));
  }

  /** The clocks that came with an event. */
  clocksAt(seat: 0 | 1, sequence: number) {
    return this.harness
      .of(this.peers[seat], 'events')
      .find(({ events }) => events.at(-1)?.sequence === sequence)?.clocks;
  }

  /** Answers the newest ping to a seat. */
  pongs(seat: 0 | 1): void {
    const n = this.harness.of(this.peers[seat], 'ping').at(-1)?.n;
    if (n === undefined) throw new Error('no ping');
    this.harness.send(this.peers[seat], { kind: 'pong', n });
  }
  async comesBack(seat: 0 | 1): Promise<void> {
    const session = `psess-${randomUUID()}`;
    const player = playerId(this.match.players[seat] ?? '');
    await emulated.matches.seatPlayerSessions(this.match.matchId, [
      { playerSessionId: playerSessionId(session), playerId: player },
    ]);
    this.peers[seat] = await this.harness.join(session);
  }
}

describe('clocks of a hosted match', () => {
  it('are sent with the welcome and with every event, in the server’s own time', async () => {
    const timed = await TimedMatch.seated();
    expect(timed.harness.of(timed.peers[0], 'welcome')[0]).toMatchObject({
      timeControl: { kind: 'fischer', baseMs: 60_000, incrementMs: 2000 },
      takebacks: true,
      clocks: {
        now: start,
        seats: [
          { remainingMs: 60_000, runsSince: null, deadline: start + timeDefaults.firstTurnMs, periods: null },
          { remainingMs: 60_000, runsSince: null, deadline: null, periods: null },
        ],
        lag: null,
      },
    });
    await timed.plays(0, 1, 0);
    await timed.plays(1, 2, 3);
    timed.clock.advance(10_000);
    await timed.plays(0, 3, 1);
    expect(timed.clocksAt(1, 3)).toMatchObject({
      now: start + 10_000,
      seats: [
        { remainingMs: 52_000, runsSince: null, deadline: null },
        { remainingMs: 60_000, runsSince: start + 10_000, deadline: start + 70_000 },
      ],
    });
  });

  it('end the match of the seat whose time is up, without a message of a player', async () => {
    const timed = await TimedMatch.seated();
    await timed.plays(0, 1, 0);
    await timed.plays(1, 2, 3);
    timed.clock.advance(60_000);
    expect(await emulated.matches.log(timed.match.matchId)).toHaveLength(2);
    timed.clock.advance(1);
    expect(await timed.harness.until(timed.peers[1], 'result')).toMatchObject({
      outcomes: ['loss', 'win'],
      reason: 'timeout',
    });
    expect((await emulated.matches.log(timed.match.matchId)).at(-1)).toEqual({
      kind: 'timeout',
      sequence: 3,
      at: start + 60_001,
      seats: [0],
    });
    expect(timed.harness.of(timed.peers[0], 'events').at(-1)?.events).toEqual([
      { sequence: 3, seat: null, at: start + 60_001, action: { kind: 'timeout', seats: [0] } },
    ]);
  });

  it('accept a command that came in time, although the timer fired while it was stored', async () => {
    let stored: () => void = () => undefined;
    let asked = 0;
    const slow: MatchStore = {
      ...emulated.matches,
      async append(...given) {
        asked += 1;
        if (asked === 3) await new Promise<void>((resolve) => (stored = resolve));
        return emulated.matches.append(...given);
      },
    };
    const timed = await TimedMatch.seated(slow);
    await timed.plays(0, 1, 0);
    await timed.plays(1, 2, 3);
    timed.clock.advance(60_000);
    timed.harness.play(timed.peers[0], 2, { cell: 1 });
    await until('the command is being stored', () => asked === 3);
    timed.clock.advance(5000);
    stored();
    await timed.harness.untilSequence(timed.peers[1], 3);
    await timed.plays(1, 4, 4);
    expect(
      (await emulated.matches.log(timed.match.matchId)).map(({ kind, at }) => [kind, at - start]),
    ).toEqual([
      ['command', 0],
      ['command', 0],
      ['command', 60_000],
      ['command', 65_000],
    ]);
  });

  it('refuse a command that came too late, and time its seat out first', async () => {
    const timed = await TimedMatch.seated();
    await timed.plays(0, 1, 0);
    await timed.plays(1, 2, 3);
    // Both in one moment: the command is handled before the timer's own task.
    timed.clock.advance(60_001);
    timed.harness.play(timed.peers[0], 2, { cell: 1 });
    expect(await timed.harness.until(timed.peers[0], 'refused')).toMatchObject({ code: 'match-over' });
    expect(await timed.harness.until(timed.peers[1], 'result')).toMatchObject({ reason: 'timeout' });
  });

  it('forgive the lag that the script measured, and no lag that a client claims', async () => {
    const timed = await TimedMatch.seated();
    timed.clock.advance(300);
    timed.pongs(0);
    expect(await timed.harness.until(timed.peers[0], 'clock')).toMatchObject({
      lag: { roundTripMs: 300, forgivenMs: 300 },
    });
    timed.harness.send(timed.peers[0], { kind: 'pong', n: 999 });
    await timed.plays(0, 1, 0);
    await timed.plays(1, 2, 3);
    timed.clock.advance(60_200);
    expect(await emulated.matches.log(timed.match.matchId)).toHaveLength(2);
    await timed.plays(0, 3, 1);
    expect((await emulated.matches.log(timed.match.matchId)).at(-1)).toMatchObject({ lagMs: 300 });
    expect(timed.clocksAt(0, 3)?.seats[0]?.remainingMs).toBe(60_000 - 59_900 + 2000);
  });

  it('answer a ping before all waiting messages', async () => {
    const timed = await TimedMatch.seated();
    timed.harness.send(timed.peers[1], { kind: 'ping', n: 7 });
    expect(timed.harness.of(timed.peers[1], 'pong')).toEqual([{ kind: 'pong', n: 7 }]);
    timed.harness.raw(timed.peers[1], opCode.pong, '{"n":"soon"}');
    expect(await timed.harness.until(timed.peers[1], 'refused')).toMatchObject({ code: 'invalid-message' });
  });

  it('are charged to no seat while no server runs', async () => {
    const timed = await TimedMatch.seated();
    await timed.plays(0, 1, 0);
    await timed.plays(1, 2, 3);
    const later = new StoppedClock();
    later.advance(500_000);
    const harness = new ScriptHarness(emulated.matches, later);
    harness.script.onStartGameSession(timed.match.gameSession);
    const peer = await harness.join(timed.match.playerSessions[0] ?? '');
    const [claim] = (await emulated.matches.log(timed.match.matchId)).slice(-1);
    expect(harness.of(peer, 'welcome')[0]?.clocks?.seats[0]).toMatchObject({
      remainingMs: 60_000,
      runsSince: (claim?.at ?? 0) + timeDefaults.resumeGraceMs,
    });
  });

  it('take a command back when the other seat agrees', async () => {
    const timed = await TimedMatch.seated();
    await timed.plays(0, 1, 0);
    timed.harness.send(timed.peers[0], { kind: 'offer', id: commandId('ask'), offer: 'takeback' });
    await timed.harness.untilSequence(timed.peers[1], 2);
    timed.harness.send(timed.peers[1], {
      kind: 'answer',
      id: commandId('yes'),
      offer: 'takeback',
      accept: true,
    });
    await timed.harness.untilSequence(timed.peers[0], 3);
    expect(timed.harness.of(timed.peers[0], 'events').at(-1)?.position).toMatchObject({
      toAct: [0],
      view: { cells: Array.from({ length: 9 }, () => null) },
    });
  });

  it('abort a match in which a seat has not played', async () => {
    const timed = await TimedMatch.seated();
    timed.harness.send(timed.peers[1], { kind: 'abort', id: commandId('no') });
    expect(await timed.harness.until(timed.peers[0], 'result')).toMatchObject({ reason: 'aborted' });
  });
});

describe('absence', () => {
  it('is a budget for the whole match, and is not refilled at each departure', async () => {
    const timed = await TimedMatch.seated();
    await timed.plays(0, 1, 0);
    timed.harness.disconnect(timed.peers[0]);
    await timed.harness.until(timed.peers[1], 'presence', 1);
    timed.clock.advance(50_000);
    await timed.comesBack(0);
    await timed.harness.untilSequence(timed.peers[1], 2);
    expect((await emulated.matches.log(timed.match.matchId)).at(-1)).toMatchObject({
      seat: 0,
      action: { kind: 'return', awayMs: 50_000 },
    });
    timed.harness.disconnect(timed.peers[0]);
    await until(
      'the seat is away again',
      () =>
        timed.harness.of(timed.peers[1], 'presence').filter(({ presence }) => presence === 'away').length ===
        2,
    );
    expect(timed.harness.of(timed.peers[1], 'presence').at(-1)).toMatchObject({
      until: start + 50_000 + timeDefaults.absenceMs - 50_000,
    });
  });
});
