import { describe, expect, it } from '@jest/globals';
import { type RuleSet } from '../../../../flexmatch';
import { completePopulation, simulate } from '../../../../flexmatch/simulate';
import { ruleSetOf, duel, oneOnOne, near, run, came } from './simulated';

export function knownAnswers(): void {
  describe('simulations with a known answer', () => {
    it('two even arrivals a minute, one on one: every other ticket waits 30 s, the others 0 s', () => {
      const report = run(
        oneOnOne(),
        { arrivals: { ticketsPerMinute: 2, process: 'even', startHour: 0 } },
        { hours: 1 },
      );
      expect(report.tickets).toEqual({
        arrived: 119,
        matched: 118,
        timedOut: 0,
        waiting: 1,
        matchedShare: 0.9916,
        timedOutShare: 0,
      });
      expect(report.matches).toMatchObject({ formed: 59, perMinute: 0.98, fullShare: 1 });
      expect(report.waitSeconds).toMatchObject({ count: 118, mean: 15, p50: 0, p95: 30, p99: 30, most: 30 });
      // In an hour: 59 waits of 30 s and the wait of the last ticket.
      expect(report.pool).toEqual({ mean: 0.5, most: 2 });
      expect(report.series.buckets.reduce((sum, bucket) => sum + bucket.arrived, 0)).toBe(119);
      expect(report.series.buckets.reduce((sum, bucket) => sum + bucket.matches, 0)).toBe(59);
    });

    it('two random arrivals a minute, one on one: half wait, exponentially with a mean of 30 s', () => {
      const report = run(
        oneOnOne(),
        { arrivals: { ticketsPerMinute: 2, process: 'poisson', startHour: 0 } },
        { hours: 48, timeoutSeconds: 3600 },
      );
      expect(Math.abs(report.tickets.arrived - 5760)).toBeLessThan(4 * Math.sqrt(5760));
      expect(Math.abs(report.waitSeconds.mean - 15)).toBeLessThan(1.5); // standard error 0.4 s
      // P(wait > t) = e^(-t/30) / 2
      expect(Math.abs(report.waitSeconds.p95 - 30 * Math.log(10))).toBeLessThan(9);
      expect(report.tickets.timedOut).toBe(0);
    });

    it('with a short timeout the share that leaves is that of gaps longer than the timeout', () => {
      // A first ticket leaves with probability p = e^(-60/30): p tickets leave for every 2(1-p) that match.
      const report = run(
        oneOnOne(),
        { arrivals: { ticketsPerMinute: 2, process: 'poisson', startHour: 0 } },
        { hours: 48, timeoutSeconds: 60 },
      );
      const leaves = Math.exp(-2);
      expect(Math.abs(report.tickets.timedOutShare - leaves / (leaves + 2 * (1 - leaves)))).toBeLessThan(
        0.015,
      );
      expect(report.unmatched.reasons).toEqual([
        expect.objectContaining({ code: 'alone', share: 1, tickets: report.tickets.timedOut }),
      ]);
    });

    it('an expansion lets two distant players match in the second in which it takes effect', () => {
      const body = oneOnOne({
        ...near,
        expansions: [
          {
            target: 'rules[Near].maxDistance',
            steps: [
              { waitTimeSeconds: 20, value: 100 },
              { waitTimeSeconds: 40, value: 5000 },
            ],
          },
        ],
      });
      const report = simulate(ruleSetOf(body), {
        recorded: [came('a', 0, { attributes: { skill: 0 } }), came('b', 3, { attributes: { skill: 90 } })],
      });
      // The newest ticket's age counts.
      expect(report.waitSeconds).toMatchObject({ count: 2, least: 20, most: 23 });
      expect(report.expansions).toEqual([
        {
          target: 'rules[Near].maxDistance',
          steps: [
            { fromAgeSeconds: 0, value: '10', matches: 0, share: 0 },
            { fromAgeSeconds: 20, value: '100', matches: 1, share: 1 },
            { fromAgeSeconds: 40, value: '5000', matches: 0, share: 0 },
          ],
        },
      ]);
      expect(report.quality.attributes).toEqual([
        expect.objectContaining({ name: 'skill', spread: expect.objectContaining({ p50: 90 }) }),
      ]);
    });

    it('tickets time out exactly when their time is over, and the report names the obstacle of each', () => {
      const body = oneOnOne({
        ...near,
        rules: [...near.rules, { name: 'Ping', type: 'latency', maxLatency: 100 }],
      });
      const report = simulate(
        ruleSetOf(body),
        {
          recorded: [
            came('a', 0, { attributes: { skill: 0 }, latencyMs: { here: 20 } }),
            came('b', 0, { attributes: { skill: 500 }, latencyMs: { here: 20 } }),
            came('silent', 0, { attributes: { skill: 0 } }),
            came('nameless', 0, { latencyMs: { here: 20 } }),
          ],
        },
        { timeoutSeconds: 50 },
      );
      expect(report.tickets).toMatchObject({ arrived: 4, matched: 0, timedOut: 4, waiting: 0 });
      expect(
        Object.fromEntries(report.unmatched.reasons.map((reason) => [reason.code, reason.tickets])),
      ).toEqual({ 'rule:Near': 2, 'missing-latency': 1, 'missing-attribute': 1 });
      expect(report.unmatched.reasons[0]?.example).toMatch(/after 50 s: .*Near measures spread 500/);
      expect(report.rules.find(({ name }) => name === 'Near')?.atRandom).toEqual([
        { fromAgeSeconds: 0, share: 0 },
      ]);
      expect(report.rules.find(({ name }) => name === 'Ping')?.atRandom).toEqual([
        { fromAgeSeconds: 0, share: 1 },
      ]);
      expect(report.pool).toEqual({ mean: 4, most: 4 });
    });

    it('a step that takes effect in the last second of a ticket still counts; a later step does not', () => {
      const body = (wait: number): RuleSet =>
        ruleSetOf(
          oneOnOne({
            ...near,
            expansions: [
              { target: 'rules[Near].maxDistance', steps: [{ waitTimeSeconds: wait, value: 900 }] },
            ],
          }),
        );
      const recorded = [
        came('a', 7, { attributes: { skill: 0 } }),
        came('b', 7, { attributes: { skill: 500 } }),
      ];
      expect(simulate(body(30), { recorded }, { timeoutSeconds: 30 }).waitSeconds).toMatchObject({
        count: 2,
        p50: 30,
      });
      expect(simulate(body(31), { recorded }, { timeoutSeconds: 30 }).tickets).toMatchObject({
        matched: 0,
        timedOut: 2,
      });
    });

    it('a longer interval between looks makes players wait', () => {
      const recorded = [came('a', 1, {}), came('b', 3, {}), came('c', 10, {}), came('d', 10, {})];
      expect(
        simulate(ruleSetOf(oneOnOne()), { recorded }, { lookEverySeconds: 10 }).waitSeconds,
      ).toMatchObject({ count: 4, least: 0, most: 9, mean: 4 });
    });

    it('groups show who waits: the far region and the rare skill', () => {
      const report = simulate(
        duel,
        completePopulation({ arrivals: { ticketsPerMinute: 20, process: 'poisson', startHour: 0 } }, [duel])
          .population,
        { hours: 3 },
      );
      const rows = (by: string): Array<{ name: string; p95: number }> => [
        ...(report.groups.find((group) => group.by === by)?.rows ?? []),
      ];
      expect(rows('region').map(({ name }) => name)).toEqual(['ap-northeast-1', 'eu-central-1', 'us-east-1']);
      const [low, middle, high] = rows('skill').map(({ p95 }) => p95);
      expect(low).toBeGreaterThanOrEqual(middle ?? Infinity);
      expect(high).toBeGreaterThanOrEqual(middle ?? Infinity);
    });

    it('the curve of the day moves arrivals, and does not change their number', () => {
      const byHour = Array.from({ length: 24 }, (_, hour) => (hour === 20 ? 5 : hour < 6 ? 0 : 1));
      const report = run(
        oneOnOne(),
        { arrivals: { ticketsPerMinute: 6, byHour, process: 'even', startHour: 18 } },
        { hours: 24 },
      );
      expect(Math.abs(report.tickets.arrived - 24 * 360)).toBeLessThan(3);
      const countArrivals = (from: number, to: number): number =>
        report.series.buckets
          .filter((bucket) => bucket.from >= from * 3600 && bucket.from < to * 3600)
          .reduce((sum, bucket) => sum + bucket.arrived, 0);
      expect(countArrivals(6, 12)).toBe(0); // midnight to six
      expect(countArrivals(2, 3) / countArrivals(4, 5)).toBeGreaterThan(3.5); // eight in the evening
    });
  });
}
