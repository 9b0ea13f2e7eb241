import { expect, it } from '@jest/globals';
import { WorldChance } from '../../sim/chance';
import { WorldClock, worldStart } from '../../sim/world-clock';
import { WorldFaults } from '../../sim/faults';
import { Host } from '../../sim/host';
import { Trace } from '../../sim/trace';

it('a call that a computation left behind is not counted in a later one', async () => {
  const clock = new WorldClock(
    (error) => {
      throw error;
    },
    () => undefined,
  );
  const chance = new WorldChance(1);
  const faults = new WorldFaults(chance, { rates: new Map(), until: 0 }, () => clock.elapsed);
  const host = new Host('function', {
    clock,
    chance,
    faults,
    trace: new Trace(() => clock.elapsed, false),
    violation: (oracle, message) => {
      throw new Error(`${oracle}: ${message}`);
    },
  });
  await host.computes(async () => void host.pause(10));
  const later = host.computes(() => host.pause(20));
  expect(host.waits).toBe(true);
  await clock.advanceTo(worldStart + 15);
  // The first computation's pause is over, the second's is not.
  expect(host.waits).toBe(true);
  await clock.advanceTo(worldStart + 20);
  await later;
  expect(host.waits).toBe(false);
});
