import { describe, expect, it } from '@jest/globals';
import { Heartbeat, pingEveryMs } from '../../client/heartbeat';
import { StoppedClock } from '../realtime-server/support/clocks';

function beating(clock: StoppedClock, answers: (n: number) => boolean) {
  const pings: number[] = [];
  const silences: number[] = [];
  const begun = clock.now();
  const heartbeat: Heartbeat = new Heartbeat(clock, {
    ping: (n) => {
      pings.push(n);
      if (answers(n)) heartbeat.received();
    },
    silent: () => silences.push(clock.now() - begun),
  });
  return { heartbeat, pings, silences };
}

describe('a heartbeat', () => {
  it('reports once, within ten seconds, that the server no longer answers', () => {
    const clock = new StoppedClock();
    const { pings, silences } = beating(clock, (n) => n <= 4);
    clock.advance(120_000);
    const lastAnswer = 4 * pingEveryMs;
    expect(silences).toHaveLength(1);
    expect((silences[0] ?? 0) - lastAnswer).toBeLessThanOrEqual(10_000);
    expect(pings).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(clock.waiting).toBe(0);
  });

  it('continues while messages arrive, and after the device was asleep', () => {
    const clock = new StoppedClock();
    const { silences, heartbeat, pings } = beating(clock, (n) => n % 3 === 0);
    clock.advance(100 * pingEveryMs);
    expect(silences).toEqual([]);
    expect(pings).toHaveLength(100);
    heartbeat.stop();
    clock.advance(60_000);
    expect([pings.length, silences.length, clock.waiting]).toEqual([100, 0, 0]);
  });
});
