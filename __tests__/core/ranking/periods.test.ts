import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { boundsOfPeriod, countedAt, periodAt, type Season, settlingMs } from '../../../core/ranking/periods';
import { keptUntil } from '../../../core/ranking/index-layout';
import { periodKinds } from '../../../core/ranking/score-change';

const seasons: readonly Season[] = [
  { name: 'autumn-2026', startsAt: Date.UTC(2026, 8, 1) },
  { name: 'winter-2026', startsAt: Date.UTC(2026, 11, 1) },
];
const moments = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2040, 0, 1) });

describe('periods', () => {
  it('are kept whole: scores of the first moment as long as those of the last', () => {
    const kept = ['2026-11-28', '2026-W48', '2026-11', 'autumn-2026', 'all'].map(keptUntil);
    expect(kept).toEqual([
      Date.UTC(2026, 10, 29 + 60),
      Date.UTC(2026, 10, 30 + 400),
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('are named by UTC dates, ISO weeks, seasons', () => {
    const at = Date.UTC(2026, 10, 28, 23, 59, 59, 999);
    const names = (when: number) => periodKinds.map((kind) => periodAt(kind, when, seasons));
    expect(names(at)).toEqual(['all', 'autumn-2026', '2026-11', '2026-W48', '2026-11-28']);
    expect(names(at + 1)).toEqual(['all', 'autumn-2026', '2026-11', '2026-W48', '2026-11-29']);
    expect(names(at + 1 + 86_400_000)).toEqual(['all', 'autumn-2026', '2026-11', '2026-W49', '2026-11-30']);
    expect(names(Date.UTC(2026, 11, 1))[1]).toBe('winter-2026');
    expect(names(Date.UTC(2026, 7, 31, 23, 59))[1]).toBeUndefined();
    expect(names(Date.UTC(2036, 0, 1))[1]).toBe('winter-2026');
  });

  it.each([
    ['2020-12-31', '2020-W53'],
    ['2021-01-03', '2020-W53'],
    ['2021-01-04', '2021-W01'],
    ['2024-12-30', '2025-W01'],
    ['2026-12-31', '2026-W53'],
    ['2027-01-01', '2026-W53'],
    ['2028-01-01', '2027-W52'],
    ['2016-02-29', '2016-W09'],
  ])('%s is in the ISO week %s', (day, week) => {
    expect(periodAt('week', Date.parse(`${day}T12:00:00Z`), [])).toBe(week);
  });

  it('are half-open: every moment lies within the bounds of its period, and both ends say so', () => {
    fc.assert(
      fc.property(moments, fc.constantFrom(...periodKinds), (at, kind) => {
        const id = periodAt(kind, at, seasons);
        if (id === undefined) return expect(at).toBeLessThan(seasons[0]?.startsAt ?? 0);
        const bounds = boundsOfPeriod(id, seasons);
        expect(bounds?.kind).toBe(kind);
        const { startsAt, endsAt } = bounds ?? { startsAt: Infinity, endsAt: -Infinity };
        expect(startsAt <= at && at < endsAt).toBe(true);
        if (!Number.isFinite(startsAt) || !Number.isFinite(endsAt)) return undefined;
        expect(periodAt(kind, startsAt, seasons)).toBe(id);
        expect(periodAt(kind, startsAt - 1, seasons)).not.toBe(id);
        expect(periodAt(kind, endsAt - 1, seasons)).toBe(id);
        return expect(periodAt(kind, endsAt, seasons)).not.toBe(id);
      }),
      { numRuns: 300 },
    );
  });

  it.each(['2026-13', '2026-00', '2026-02-30', '2025-W53', '2026-W00', '2026-1', 'spring-2027', '', '2026'])(
    '%j is not an id of a period',
    (id) => {
      expect(boundsOfPeriod(id, seasons)).toBeUndefined();
    },
  );

  it('accept results that are recorded soon; later results count when they are recorded', () => {
    expect(countedAt(1000, 1000 + settlingMs)).toBe(1000);
    expect(countedAt(1000, 1001 + settlingMs)).toBe(1001 + settlingMs);
    expect(countedAt(5000, 1000)).toBe(5000);
  });
});
