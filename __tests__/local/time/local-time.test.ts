import { afterAll, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { shownTime, moveTime, timeWords } from '../../../local/console/time';
import { RealClock } from '../../../local/gamelift';
import { keptTime } from '../../../local/time/kept-time';
import { LocalTime } from '../../../local/time/local-time';
import { readSharedTime, sharedTime } from '../../../local/time/shared-time';

const hour = 3_600_000;

/** A machine whose time the test moves. */
function machine() {
  const at = { now: 1_700_000_000_000 };
  const time = new LocalTime(undefined, () => at.now);
  return { at, time };
}

/**
 * Resolves once timers that are due have been called: Node calls timers of the same length in their order.
 */
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

describe('the time of a stack', () => {
  it('is the machine’s until it is moved', () => {
    const { at, time } = machine();
    expect(time.now()).toBe(at.now);
    at.now += 1000;
    expect(time.now()).toBe(at.now);
    expect(timeWords(time)).toBeUndefined();
  });

  it('stands still, is stepped, and runs on from there without a jump', () => {
    const { at, time } = machine();
    const begun = at.now;
    time.stop();
    at.now += hour;
    expect(time.now()).toBe(begun);
    expect(timeWords(time)).toBe('time stands still');
    time.step(1000);
    time.stop();
    expect(time.now()).toBe(begun + 1000);
    time.go();
    expect(time.now()).toBe(begun + 1000);
    at.now += 5;
    expect(time.now()).toBe(begun + 1005);
    expect(shownTime(time)).toEqual({ aheadMs: 1000 - hour, stoppedAt: null, meets: false });
    time.step(2 * hour);
    expect(time.now()).toBe(begun + 1005 + 2 * hour);
    expect(shownTime(time).aheadMs).toBe(1000 + hour);
    expect(timeWords(time)).toBeUndefined();
    expect(() => time.step(-1)).toThrow(RangeError);
  });

  it('returns to the machine’s time, never back: while it is ahead, it stands still', async () => {
    const { at, time } = machine();
    const begun = at.now;
    time.step(20);
    time.meetMachine();
    expect(shownTime(time)).toEqual({ aheadMs: 20, stoppedAt: begun + 20, meets: true });
    expect(timeWords(time)).toBe('time stands still until this machine’s has come');
    at.now += 15;
    expect(time.now()).toBe(begun + 20);
    at.now += 10;
    await new Promise<void>((resolve) => {
      time.onChange(() => resolve());
    });
    expect(shownTime(time)).toEqual({ aheadMs: 0, stoppedAt: null, meets: false });
    time.stop();
    at.now += hour;
    time.meetMachine();
    expect(time.now()).toBe(at.now);
    expect(shownTime(time).aheadMs).toBe(0);
    time.step(hour);
    time.meetMachine();
    time.go();
    expect(shownTime(time)).toEqual({ aheadMs: hour, stoppedAt: null, meets: false });
  });

  it('calls the tasks that a step makes due, in the order of a clock’s tasks, and no others', async () => {
    const { time } = machine();
    time.stop();
    const called: string[] = [];
    const clock = new RealClock((error) => called.push(String(error)), time);
    time.after(hour, () => called.push('in an hour'));
    time.after(3 * hour, () => called.push('in three'));
    time.after(0, () => called.push('at once'));
    const cancel = time.after(hour, () => called.push('never'));
    cancel();
    clock.after(hour + 2, () => {
      called.push('task two');
    });
    clock.after(hour + 1, () => {
      called.push('task one');
    });
    await turn();
    expect(called).toEqual(['at once']);
    time.step(hour + 10);
    await turn();
    expect(called).toEqual(['at once', 'in an hour', 'task one', 'task two']);
    clock.close();
    time.step(3 * hour);
    await turn();
    expect(called.at(-1)).toBe('in three');
  });

  it('is shared with other threads', () => {
    const { time } = machine();
    const { cells, end } = sharedTime(time);
    expect(readSharedTime(cells)).toEqual({ aheadMs: 0, stoppedAt: null });
    time.step(500);
    time.stop();
    expect(readSharedTime(cells)).toEqual(time.shift);
    end();
    time.go();
    expect(readSharedTime(cells)).not.toEqual(time.shift);
  });
});

describe('kept with the data', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'local-time-'));
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('never runs back over a restart, whether it was ahead or stood', () => {
    let now = 1_700_000_000_000;
    const first = keptTime(folder, () => now);
    expect(first.now()).toBe(now);
    first.step(hour);
    now += 1000;
    const second = keptTime(folder, () => now);
    expect(second.now()).toBe(first.now());
    second.stop();
    now += hour;
    const third = keptTime(folder, () => now);
    expect(third.shift.stoppedAt).toBeNull();
    expect(third.now()).toBeGreaterThanOrEqual(second.now());
    fs.writeFileSync(path.join(folder, 'time.json'), 'damaged');
    expect(() => keptTime(folder, () => now)).toThrow(/time\.json is damaged\. Put a copy back/);
  });
});

describe('moved by the console', () => {
  const asked = (time: LocalTime, word: string, seconds?: string): boolean =>
    moveTime(time, word, new URLSearchParams(seconds === undefined ? {} : { seconds }));

  it('stops, runs, steps, and refuses an invalid step', () => {
    const { time } = machine();
    const begun = time.now();
    expect(asked(time, 'stop')).toBe(true);
    expect(asked(time, 'step', '0.5')).toBe(true);
    expect(time.shift.stoppedAt).toBe(begun + 500);
    expect(asked(time, 'go')).toBe(true);
    expect(asked(time, 'back')).toBe(false);
    for (const seconds of [undefined, '0', '-1', 'x', 'Infinity', String(31 * 86_400)])
      expect(() => asked(time, 'step', seconds)).toThrow(/seconds is a number above 0, at most 2592000/);
  });
});
