import { expect, it } from '@jest/globals';
import { idleCores } from '../../../../local/realtime/fleet/idle-cores';

const core = (idle: number, busy: number) => ({ idle, user: busy, nice: 0, sys: 0, irq: 0 });

it('reports how many cores were idle between two measurements', () => {
  let cores = [core(1000, 1000), core(5000, 0)];
  const look = idleCores(() => cores);
  expect(look()).toBe(0); // No time has passed.
  cores = [core(1000, 1200), core(5200, 0)];
  expect(look()).toBe(1);
  cores = [core(1050, 1350), core(5250, 150)];
  expect(look()).toBe(0.5);
});

it('repeats its result when it is measured again at once, as counters are coarse', () => {
  let cores = [core(0, 0)];
  const look = idleCores(() => cores);
  cores = [core(200, 0)];
  expect(look()).toBe(1);
  cores = [core(200, 99)];
  expect(look()).toBe(1);
  cores = [core(200, 200)];
  expect(look()).toBe(0);
});

it('treats a machine without counters as idle', () => {
  expect(idleCores(() => [])()).toBe(Infinity);
});
