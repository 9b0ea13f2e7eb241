import { describe, expect, it } from '@jest/globals';
import { botCommands } from '../../core/bots/bot-commands';
import { defineGame } from '../../core/define';
import { openMatch } from '../../core/match/match';
import { ConnectionLags } from '../../realtime-server/round-trips';
import { Timer } from '../../realtime-server/timer';
import { header } from '../../testing/sample-match';
import { noughts } from '../games/noughts';
import { sealedBids } from '../games/sealed-bids';
import { StoppedClock } from './support/clocks';

const day = 86_400_000;

describe('a timer', () => {
  it('calls at its moment, and only at the newest moment that was set', () => {
    const clock = new StoppedClock();
    const calls: number[] = [];
    const timer = new Timer(clock, () => calls.push(clock.now()));
    const start = clock.now();
    timer.set(start + 100);
    timer.set(start + 300);
    clock.advance(299);
    expect(calls).toEqual([]);
    clock.advance(1);
    expect(calls).toEqual([start + 300]);
    timer.set(start + 400);
    timer.set(null);
    clock.advance(1000);
    timer.set(clock.now() + 1);
    timer.stop();
    clock.advance(1000);
    expect(calls).toHaveLength(1);
  });

  it('leaves the clock alone while its moment only moves to later', () => {
    const clock = new StoppedClock();
    const calls: number[] = [];
    let armed = 0;
    const counted = {
      now: () => clock.now(),
      after(delayMs: number, call: () => void) {
        armed += 1;
        return clock.after(delayMs, call);
      },
    };
    const timer = new Timer(counted, () => calls.push(clock.now()));
    const start = clock.now();
    for (let later = 100; later <= 150; later += 1) timer.set(start + later);
    expect(armed).toBe(1);
    clock.advance(149);
    expect(calls).toEqual([]);
    timer.set(start + 170);
    timer.set(start + 160);
    clock.advance(11);
    expect(calls).toEqual([start + 160]);
    clock.advance(1000);
    expect(calls).toHaveLength(1);
    expect(clock.waiting).toBe(0);
  });

  it('waits for days, longer than a timer of Node can', () => {
    const clock = new StoppedClock();
    const calls: number[] = [];
    const start = clock.now();
    const waits: number[] = [];
    const counted = {
      now: () => clock.now(),
      after(delayMs: number, call: () => void) {
        waits.push(delayMs);
        return clock.after(delayMs, call);
      },
    };
    new Timer(counted, () => calls.push(clock.now())).set(start + 40 * day + 5);
    clock.advance(41 * day);
    expect(calls).toEqual([start + 40 * day + 5]);
    expect(Math.max(...waits)).toBeLessThan(2 ** 31);
  });

  it('calls soon for a moment that has passed', () => {
    const clock = new StoppedClock();
    let calls = 0;
    new Timer(clock, () => (calls += 1)).set(clock.now() - 5000);
    clock.advance(0);
    expect(calls).toBe(1);
  });
});

describe('the lag of connections', () => {
  const measured = () => {
    const clock = new StoppedClock();
    const pings: [number, number][] = [];
    let numbers = 0;
    const lags = new ConnectionLags(
      clock,
      (peer, n) => pings.push([peer, n]),
      () => (numbers += 1),
    );
    return { clock, pings, lags };
  };

  it('is unknown until the first pong, and is the round trip then', () => {
    const { clock, pings, lags } = measured();
    lags.measure(1);
    expect(pings).toEqual([[1, 1]]);
    expect(lags.of(1)).toBeUndefined();
    clock.advance(80);
    expect(lags.answered(1, 1)).toBe(true);
    expect(lags.of(1)).toBe(80);
    expect(lags.of(2)).toBeUndefined();
  });

  it('is measured one ping at a time, and not again at once', () => {
    const { clock, pings, lags } = measured();
    lags.measure(1);
    lags.measure(1);
    clock.advance(50);
    lags.answered(1, 1);
    lags.measure(1);
    expect(pings).toHaveLength(1);
    clock.advance(3000);
    lags.measure(1);
    expect(pings).toHaveLength(2);
  });

  it('is measured less often while it hardly changes, and as before once it does', () => {
    const { clock, pings, lags } = measured();
    const trip = (roundTripMs: number): void => {
      lags.measure(1);
      clock.advance(roundTripMs);
      lags.answered(1, pings.length);
    };
    for (let count = 1; count <= 4; count += 1) {
      trip(40 + count);
      expect(pings).toHaveLength(count);
      if (count < 4) clock.advance(3000);
    }
    clock.advance(11_999);
    lags.measure(1);
    expect(pings).toHaveLength(4);
    clock.advance(1);
    trip(200);
    expect(pings).toHaveLength(5);
    clock.advance(3000);
    lags.measure(1);
    expect(pings).toHaveLength(6);
  });

  it('accepts only an answer to its own ping, and only once', () => {
    const { clock, lags } = measured();
    expect(lags.answered(1, 1)).toBe(false);
    lags.measure(1);
    expect(lags.answered(1, 2)).toBe(false);
    clock.advance(40);
    lags.answered(1, 1);
    clock.advance(5000);
    expect(lags.answered(1, 1)).toBe(false);
    expect(lags.of(1)).toBe(40);
  });

  it('reports only changes that a player would notice', () => {
    const { clock, lags } = measured();
    const reported = [40, 60, 60, 300, 300, 300, 300].map((trip, index) => {
      clock.advance(3000);
      lags.measure(1);
      clock.advance(trip);
      return lags.answered(1, index + 1);
    });
    expect(reported[0]).toBe(true);
    expect(reported.slice(1, 4)).toEqual([false, false, false]);
    expect(reported.filter(Boolean).length).toBe(2);
  });

  it('asks again when a ping was never answered', () => {
    const { clock, pings, lags } = measured();
    lags.measure(1);
    clock.advance(14_999);
    lags.measure(1);
    expect(pings).toHaveLength(1);
    clock.advance(1);
    lags.measure(1);
    expect(pings).toHaveLength(2);
  });

  it('is forgotten with its connection', () => {
    const { lags } = measured();
    lags.measure(1);
    lags.answered(1, 1);
    lags.forget(1);
    expect(lags.of(1)).toBeUndefined();
  });
});

/** These bots are never interrupted. */
const within = <Result>(think: () => Result): Result => think();

describe('commands of a bot', () => {
  it('are those of its weakest level, one for each seat', () => {
    const { bot } = sealedBids;
    if (bot === undefined) throw new Error('the game has a bot');
    const match = openMatch(sealedBids, header(sealedBids));
    expect(botCommands(bot, match, [0, 1], 'seed', { now: () => 0, within })).toEqual([0, 0]);
  });

  it('are the best so far when the time is up', () => {
    const clock = new StoppedClock();
    let thoughts = 0;
    const { bot } = defineGame({
      rules: noughts.rules,
      bot: {
        levels: ['deep'],
        *think({ legal }) {
          for (;;) {
            thoughts += 1;
            clock.advance(20);
            const command = legal[thoughts];
            if (command === undefined) throw new Error('thought too long');
            yield command;
          }
        },
      },
    });
    if (bot === undefined) throw new Error('the game has a bot');
    const match = openMatch(noughts, header(noughts));
    expect(botCommands(bot, match, [0], 'seed', { now: () => clock.now(), within })).toEqual([{ cell: 3 }]);
    expect(thoughts).toBe(3);
  });
});
