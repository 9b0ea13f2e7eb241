import { describe, expect, it } from '@jest/globals';
import { declare, route, start } from '../support';
import { functions, http } from './gateway';

export function limits(): void {
  describe('limits', () => {
    it('gives up on a function after the integration timeout, and throttles a configured route', async () => {
      let now = Date.parse('2026-11-22T12:00:00Z');
      const limited = await start(functions, {
        declarations: [declare('answers', http, { timeoutSeconds: 1 })],
        routes: [route('GET', '/answers/{kind}', 'answers')],
        integrationTimeoutMs: 50,
        throttling: true,
        clock: { now: () => now, after: () => () => undefined },
      });
      try {
        await fetch(`${limited.url}/answers/text`);
        const late = await fetch(`${limited.url}/answers/hangs`);
        expect([late.status, await late.json()]).toMatchObject([
          503,
          { code: 'timed-out', message: 'Service Unavailable' },
        ]);
        // A clock that stands still fills no bucket: of the burst of 100, 98 are left.
        const answers = await Promise.all(
          Array.from({ length: 110 }, async () => (await fetch(`${limited.url}/answers/text`)).status),
        );
        expect(answers.filter((status) => status === 429).length).toBe(12);
        now += 1000; // 50 a second
        const later = await Promise.all(
          Array.from({ length: 60 }, async () => (await fetch(`${limited.url}/answers/text`)).status),
        );
        expect(later.filter((status) => status === 429).length).toBe(10);
      } finally {
        await limited.close();
      }
    });

    it('drops a request that it gave up on before the function was free', async () => {
      functions.add(
        'counts',
        `let runs = 0;
        export const handler = ({ rawPath }) => rawPath === '/hangs' ? new Promise(() => {}) : ++runs;`,
      );
      const limited = await start(functions, {
        declarations: [declare('counts', http, { timeoutSeconds: 2, reservedConcurrency: 1 })],
        routes: [route('GET', '/counts', 'counts')],
        integrationTimeoutMs: 50,
      });
      try {
        const hanging = limited.invoke('counts', { rawPath: '/hangs' });
        const late = await Promise.all([fetch(`${limited.url}/counts`), fetch(`${limited.url}/counts`)]);
        expect(late.map(({ status }) => status)).toEqual([503, 503]);
        expect(await hanging).toMatchObject({ ok: false, reason: 'timed-out' });
        expect(await limited.invoke('counts', { rawPath: '/counts' })).toEqual({ ok: true, payload: 1 });
      } finally {
        await limited.close();
      }
    });
  });
}
