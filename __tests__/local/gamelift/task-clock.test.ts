import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RealClock, VirtualClock } from '../../../local/gamelift/task-clock';

const fail = (error: unknown): never => {
  throw error;
};

describe('a virtual clock', () => {
  it('runs every task at its own time, in order, and no cancelled one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ time: fc.integer({ min: 0, max: 50 }), cancelled: fc.boolean() }), {
          maxLength: 60,
        }),
        async (tasks) => {
          const clock = new VirtualClock(1000, fail);
          const ran: [number, number][] = [];
          tasks.forEach(({ time, cancelled }, index) => {
            const cancel = clock.at(1000 + time, () => {
              ran.push([clock.now() - 1000, index]);
            });
            if (cancelled) cancel();
          });
          await clock.advanceTo(1050);
          const wanted = tasks
            .map(({ time }, index) => [time, index])
            .filter(([, index]) => tasks[index ?? 0]?.cancelled === false)
            .sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0));
          expect(ran).toEqual(wanted);
        },
      ),
    );
  });

  it('runs tasks due on the way, waits for slow ones, and stops at the requested time', async () => {
    const clock = new VirtualClock(0, fail);
    const ran: string[] = [];
    clock.after(10, async () => {
      clock.after(5, () => {
        ran.push(`inner at ${clock.now()}`);
      });
      await new Promise((resolve) => setImmediate(resolve));
      ran.push(`outer at ${clock.now()}`);
    });
    await clock.advanceTo(100);
    expect(ran).toEqual(['outer at 10', 'inner at 15']);
    expect(clock.now()).toBe(100);
    await expect(clock.advanceTo(99)).rejects.toThrow(/does not go back/);
  });

  it('continues after a task that throws', async () => {
    const errors: unknown[] = [];
    const clock = new VirtualClock(0, (error) => errors.push(error));
    let ran = false;
    clock.after(1, () => {
      throw new Error('one');
    });
    clock.after(2, () => Promise.reject(new Error('two')));
    clock.after(3, () => {
      ran = true;
    });
    await clock.advanceTo(5);
    expect({ errors: errors.map(String), ran }).toEqual({ errors: ['Error: one', 'Error: two'], ran: true });
  });

  it('keeps no heap of cancelled timers', async () => {
    const clock = new VirtualClock(0, fail);
    const cancels: Array<() => void> = [];
    for (let index = 0; index < 50_000; index += 1)
      cancels.push(clock.after(1_000_000 + index, () => fail('a cancelled timer ran')));
    for (const cancel of cancels) cancel();
    await clock.advanceTo(2_000_000);
    expect(clock.now()).toBe(2_000_000);
  });
});

describe('a real clock', () => {
  it('runs tasks in order, no earlier than their time', async () => {
    const clock = new RealClock(fail);
    const begun = clock.now();
    const ran: number[] = [];
    await new Promise<void>((resolve) => {
      clock.after(30, () => {
        ran.push(3);
        expect(clock.now() - begun).toBeGreaterThanOrEqual(30);
        resolve();
      });
      clock.after(1, () => {
        ran.push(1);
      });
      clock.after(10, () => {
        ran.push(0);
      })();
      clock.after(15, () => {
        ran.push(2);
      });
      clock.after(40 * 24 * 3600 * 1000, () => fail('too early')); // Longer than setTimeout can wait.
    });
    expect(ran).toEqual([1, 2, 3]);
    clock.close();
  });
});
