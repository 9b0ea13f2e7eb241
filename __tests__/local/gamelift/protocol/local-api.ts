import { describe, expect, it } from '@jest/globals';
import { caller } from './protocol-caller';

export function localApi(): void {
  describe('the local API', () => {
    const post = async (path: string, sent: string): Promise<number> =>
      (await fetch(`${caller.gamelift.url}/_local/${path}`, { method: 'POST', body: sent })).status;

    it('advances the clock, never backwards, and reports invalid input', async () => {
      expect(await post('clock', '{"toSeconds":5}')).toBe(200);
      expect(await post('clock', '{"toSeconds":4}')).toBe(400);
      expect(await post('clock', '{"toSeconds":"x"}')).toBe(400);
      expect(await post('clock', '{')).toBe(400);
      expect(await post('hosting', '{"outcome":"FULFILLED"}')).toBe(409);
      expect(await post('nothing', '{}')).toBe(404);
    });

    it('shows requests, state, events and lines', async () => {
      const get = async (path: string): Promise<unknown> =>
        (await fetch(`${caller.gamelift.url}/_local/${path}`)).json();
      expect(await get('requests')).toEqual(
        expect.arrayContaining([
          expect.objectContaining({
            operation: 'CreateMatchmakingRuleSet',
            protocol: 'json',
            milliseconds: expect.any(Number),
          }),
        ]),
      );
      expect(await get('state')).toMatchObject({
        hosting: 'none',
        clock: { kind: 'virtual' },
        pools: { duel: { searching: expect.any(Number) } },
        tickets: expect.any(Array),
        placements: [],
        sessions: [],
        processes: [],
      });
      expect(await get('events')).toEqual(
        expect.arrayContaining([expect.objectContaining({ source: 'aws.gamelift' })]),
      );
      expect(await get('matches')).toMatchObject({ open: expect.any(Array), past: expect.any(Array) });
    });
  });
}
