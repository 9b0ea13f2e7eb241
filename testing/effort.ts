const effort = Number(process.env.TURNLIFT_TEST_EFFORT ?? '1');
if (!(effort > 0))
  throw new Error('TURNLIFT_TEST_EFFORT must be a number above 0: 1 is as in CI, 20 a long search');

/**
 * How many values a property test draws: `count` in CI, and more where TURNLIFT_TEST_EFFORT says so. A defect
 * that only one value in ten thousand shows is found by a long run on an idle machine, not by each commit.
 */
export function tries(count: number): number {
  return Math.max(1, Math.round(count * effort));
}
