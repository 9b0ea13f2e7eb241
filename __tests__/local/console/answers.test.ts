import { describe, expect, it } from '@jest/globals';
import { ConsoleAnswers } from '../../../local/console/answers';

/** Answers that each take this long to compute, and the clock of the computation. */
function slowAnswers(milliseconds: number, spent: (now: number) => number = (now) => now) {
  const clock = { now: 0, asked: 0 };
  const answers = new ConsoleAnswers(
    () => {
      clock.asked += 1;
      clock.now += milliseconds;
      return Promise.resolve({});
    },
    () => clock.now,
    () => spent(clock.now),
    () => undefined,
  );
  return { answers, clock };
}

describe('answers of the console', () => {
  it('are computed once for concurrent requests, and cached for a moment', async () => {
    let now = 0;
    let asked = 0;
    const answers = new ConsoleAnswers(
      () => Promise.resolve({ asked: (asked += 1) }),
      () => now,
      () => now,
      () => undefined,
    );
    const [one, other] = await Promise.all([answers.of('/now'), answers.of('/now')]);
    expect([one, other]).toEqual([
      { status: 200, body: { asked: 1 } },
      { status: 200, body: { asked: 1 } },
    ]);
    now = 499;
    expect((await answers.of('/now')).body).toEqual({ asked: 1 });
    now = 501;
    expect((await answers.of('/now')).body).toEqual({ asked: 2 });
    answers.forget();
    expect((await answers.of('/now')).body).toEqual({ asked: 3 });
  });

  it('take at most a twentieth of the time, at any cost of one', async () => {
    const { answers, clock } = slowAnswers(100);
    for (; clock.now < 10_000; clock.now += 1) await answers.of('/slow');
    expect(clock.asked).toBeLessThanOrEqual(5);
    // A page that shows more, or a second page, takes no more.
    clock.asked = 0;
    for (; clock.now < 30_000; clock.now += 1)
      for (const path of ['/slow', '/other', '/third']) await answers.of(path);
    expect(clock.asked).toBeLessThanOrEqual(12);
  });

  it('are computed as often when the machine is busy with other processes', async () => {
    const { answers, clock } = slowAnswers(1000, (now) => now / 200);
    for (; clock.now < 30_000; clock.now += 1) await answers.of('/now');
    // A thousand milliseconds, of which five were spent in this process: it is cached for half a second.
    expect(clock.asked).toBeGreaterThanOrEqual(19);
  });

  it('are never older than six seconds', async () => {
    const { answers, clock } = slowAnswers(1000);
    for (; clock.now < 70_000; clock.now += 1) await answers.of('/expensive');
    expect(clock.asked).toBe(10);
  });

  it('reports an invalid question, and a missing part', async () => {
    const lines: string[] = [];
    const answers = new ConsoleAnswers(
      (pathname) => {
        if (pathname === '/wrong') throw new RangeError('from is a whole number');
        if (pathname === '/cut%E0') decodeURIComponent(pathname);
        if (pathname === '/broken') throw new Error('the disk is gone');
        return Promise.resolve(undefined);
      },
      () => 0,
      () => 0,
      (line) => lines.push(line),
    );
    expect(await answers.of('/wrong')).toEqual({ status: 400, body: { says: 'from is a whole number' } });
    expect((await answers.of('/cut%E0')).status).toBe(400);
    expect((await answers.of('/nowhere')).status).toBe(404);
    expect(await answers.of('/broken')).toEqual({ status: 500, body: { says: 'the disk is gone' } });
    expect(lines).toHaveLength(1);
  });
});
