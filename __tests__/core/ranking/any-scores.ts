import fc from 'fast-check';
import { asSteps, maxScoreSteps, type Steps } from '../../../core/ranking/score-order';
import { maxRangeScores, type ScoreRange } from '../../../core/ranking/score-bands';

/** Integers of every size, including the values at which paths change their length. */
export const anySteps: fc.Arbitrary<Steps> = fc
  .oneof(
    fc.integer({ min: -10, max: 10 }),
    fc.integer({ min: -20_000, max: 20_000 }),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.constantFrom(
      8191,
      8192,
      2_105_343,
      2_105_344,
      2 ** 24 - 1,
      2 ** 24,
      16_785_407,
      16_785_408,
      83_894_271,
      83_894_272,
      maxScoreSteps,
      -maxScoreSteps,
      2 ** 53 - 2,
      -4096,
      -4097,
    ),
  )
  .map(asSteps);

/**
 * Ranges of every kind: paths of two nodes, of three, thinly populated, and at the ends of what is possible.
 */
export const ranges: readonly ScoreRange[] = [
  { from: 0, to: 40_000 },
  { from: -1000, to: 1000 },
  { from: 1_790_000_000, to: 1_797_999_999 },
  { from: 0, to: 2_200_000_000 },
  { from: -1_000_000_000, to: 1_000_000_000 },
  { from: -maxScoreSteps, to: -maxScoreSteps + maxRangeScores - 1 },
  { from: maxScoreSteps - 9_000_000, to: maxScoreSteps },
];
/** A range or none, with scores inside, outside and at the ends. */
export const rangeAndSteps = (count: number) =>
  fc.constantFrom(undefined, ...ranges).chain((range) =>
    fc.tuple(
      fc.constant(range),
      fc.array(
        range === undefined
          ? anySteps
          : fc.oneof(
              anySteps,
              fc
                .oneof(
                  fc.integer({ min: range.from, max: range.to }),
                  fc.constantFrom(range.from - 1, range.from, range.from + 1, range.to, range.to + 1),
                )
                .filter((steps) => Math.abs(steps) <= maxScoreSteps)
                .map(asSteps),
            ),
        { minLength: count, maxLength: count },
      ),
    ),
  );
