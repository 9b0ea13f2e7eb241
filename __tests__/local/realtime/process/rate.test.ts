import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Rate } from '../../../../local/realtime/process/rate';

describe('Rate', () => {
  it('never admits more than the burst and the rate together, and waits no longer than it says', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.nat(40), { maxLength: 200 }),
        (perSecond, burst, steps) => {
          const rate = new Rate(perSecond, burst, 0);
          let now = 0;
          let taken = 0;
          for (const step of steps) {
            now += step;
            const wait = rate.take(now);
            if (wait === 0) taken += 1;
            else {
              now += wait;
              expect(rate.take(now)).toBe(0);
              taken += 1;
            }
            expect(taken).toBeLessThanOrEqual(burst + (now * perSecond) / 1000 + 1e-6);
          }
        },
      ),
    );
  });
});
