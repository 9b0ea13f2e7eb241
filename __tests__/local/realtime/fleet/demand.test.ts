import { expect, it } from '@jest/globals';
import { Demand, demandMs } from '../../../../local/realtime/fleet/demand';

it('counts the starts of the last half minute', () => {
  const demand = new Demand();
  expect(demand.lately(0)).toBe(0);
  for (const time of [0, 10, 1000]) demand.started(time);
  expect(demand.lately(1000)).toBe(3);
  expect(demand.lately(demandMs)).toBe(3);
  expect(demand.lately(demandMs + 1)).toBe(2);
  expect(demand.lately(demandMs + 1001)).toBe(0);
});
