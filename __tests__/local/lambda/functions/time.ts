import { describe, expect, it } from '@jest/globals';
import { LocalTime } from '../../../../local/time/local-time';
import { declare, start } from '../support';
import { functions, closing, byHand } from './pools';

export function time(): void {
  describe('the time of a function', () => {
    it('is that of its stack, which can be stopped and advanced', async () => {
      functions.add(
        'time',
        'export const now = Date.now; export const handler = async () => [now(), +new Date()];',
      );
      const time = new LocalTime();
      const lambda = await start(functions, { declarations: [declare('time', byHand)], time });
      closing(lambda, () => lambda.close());
      time.stop();
      const { stoppedAt } = time.shift;
      expect(await lambda.invoke('time', {})).toEqual({ ok: true, payload: [stoppedAt, stoppedAt] });
      time.step(90_000);
      expect(await lambda.invoke('time', {})).toEqual({
        ok: true,
        payload: [time.shift.stoppedAt, time.shift.stoppedAt],
      });
    });
  });
}
