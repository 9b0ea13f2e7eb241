import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  firstLayout,
  isRange,
  keptSeconds,
  keptUntil,
  kindOfPeriod,
  layoutText,
  partitionWriteUnits,
  readLayout,
} from '../../../core/ranking/index-layout';
import { boundsOfPeriod, periodAt } from '../../../core/ranking/periods';
import { isSparse, maxRangeScores } from '../../../core/ranking/score-bands';
import { periodKinds } from '../../../core/ranking/score-change';
import { maxScoreSteps } from '../../../core/ranking/score-order';

describe('the layout of a new index', () => {
  const leaderboard = { id: 'race.lap', decimals: 0 };

  it('has a lane for each thousand changes a second, and partitions that are half busy', () => {
    const of = (updatesPerSecond?: number) =>
      firstLayout(updatesPerSecond === undefined ? leaderboard : { ...leaderboard, updatesPerSecond });
    expect(of()).toEqual({ generation: 1, lanes: 1, shards: 4 });
    expect(of(1000)).toEqual(of());
    expect(of(1)).toEqual({ generation: 1, lanes: 1, shards: 1 });
    expect(of(0)).toEqual({ generation: 1, lanes: 1, shards: 1 });
    expect(of(250)).toEqual({ generation: 1, lanes: 1, shards: 1 });
    expect(of(251)).toEqual({ generation: 1, lanes: 1, shards: 2 });
    expect(of(1001)).toEqual({ generation: 1, lanes: 2, shards: 5 });
    // A change writes two units. A partition takes a fixed number of units a second.
    for (const rate of [1, 999, 12_345]) {
      const { shards } = of(rate);
      expect((2 * rate) / shards).toBeLessThanOrEqual(partitionWriteUnits / 2);
    }
  });

  it('has the scores that the leaderboard expects, in steps', () => {
    expect(firstLayout({ ...leaderboard, decimals: 2, scores: { from: -1, to: 2.5 } }).range).toEqual({
      from: -100,
      to: 250,
    });
    expect('range' in firstLayout(leaderboard)).toBe(false);
  });
});

describe('the text of a layout', () => {
  const layouts = fc.record(
    {
      generation: fc.integer({ min: 1, max: 999_999_999 }),
      lanes: fc.integer({ min: 1, max: 99_999 }),
      shards: fc.integer({ min: 1, max: 99_999 }),
      range: fc
        .tuple(
          fc.integer({ min: -maxScoreSteps, max: maxScoreSteps - 1 }),
          fc.integer({ min: 1, max: maxRangeScores - 1 }),
        )
        .map(([from, width]) => ({ from, to: Math.min(maxScoreSteps, from + width) })),
    },
    { requiredKeys: ['generation', 'lanes', 'shards'] },
  );

  it('is read back', () => {
    fc.assert(fc.property(layouts, (layout) => expect(readLayout(layoutText(layout))).toEqual(layout)));
    expect(layoutText({ generation: 2, lanes: 3, shards: 40 })).toBe('2-3-40');
    expect(layoutText({ generation: 1, lanes: 1, shards: 1, range: { from: -36, to: 71 } })).toBe(
      '1-1-1:-10~1z',
    );
  });

  it.each([
    '',
    '1-1',
    '0-1-1',
    '1-0-1',
    '1-1-0',
    '01-1-1',
    '1-01-1',
    '1-1-01',
    'x1-1-1',
    '1-1-1x',
    '1-1-1:',
    '1-1-1:1',
    '1-1-1:1~',
    '1-1-1:~1',
    '1-1-1:1~1',
    '1-1-1:2~1',
    '1-1-1:A~B',
    '1-1-1:--1~1',
    '1-1-1:1~2x3456789012',
    '1-1-1:0~zzzzzzzzzzz',
    '1234567890-1-1',
    '1-123456-1',
    '1-1-123456',
  ])('is not %j', (text) => {
    expect(readLayout(text)).toBeUndefined();
  });
});

describe('a range of scores', () => {
  it('has paths between its ends, within the precision of numbers and of three nodes', () => {
    const sides = [
      { from: -maxScoreSteps, to: -maxScoreSteps + maxRangeScores - 1 },
      { from: maxScoreSteps - 1, to: maxScoreSteps },
      { from: 0, to: maxRangeScores - 1 },
    ];
    expect(sides.map(isRange)).toEqual([true, true, true]);
    const beyond = [
      { from: -maxScoreSteps - 1, to: 0 - maxScoreSteps + 5 },
      { from: maxScoreSteps - 1, to: maxScoreSteps + 1 },
      { from: 0, to: maxRangeScores },
      { from: 5, to: 5 },
      { from: 6, to: 5 },
    ];
    expect(beyond.map(isRange)).toEqual([false, false, false, false, false]);
  });

  it('is thinly populated from 500 leaves of 128 × 128 scores on', () => {
    const width = 500 * 128 * 128;
    expect([width - 1, width].map((to) => isSparse({ from: 0, to }))).toEqual([false, true]);
    expect([width - 1, width].map((to) => isSparse({ from: -9, to: to - 9 }))).toEqual([false, true]);
  });
});

describe('the kind of a period', () => {
  const day = 24 * 60 * 60;

  it('follows from its id', () => {
    const at = Date.UTC(2026, 10, 28);
    for (const kind of periodKinds) {
      const period = periodAt(kind, at, [{ name: 'autumn-2026', startsAt: 0 }]);
      expect(kindOfPeriod(period ?? '')).toBe(kind);
    }
    // The names of seasons may look like dates, but do not begin with a digit.
    for (const name of ['a2026-11', 'a2026-11-28', 'a2026-w48', '2026-11-28-x', '2026-W48-x', '2026-11-x'])
      expect(kindOfPeriod(name)).toBe('season');
  });

  it('decides how long its scores are kept', () => {
    const kept = ['2026-11-28', '2026-W48', '2026-11', 'autumn', 'all'].map(keptSeconds);
    expect(kept).toEqual([60 * day, 400 * day, undefined, undefined, undefined]);
    const ended = boundsOfPeriod('2026-W48', [])?.endsAt ?? 0;
    expect(keptUntil('2026-W48')).toBe(ended + 400 * day * 1000);
    expect(keptUntil('2026-13-01')).toBeUndefined();
  });
});
