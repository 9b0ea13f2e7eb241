const effort = Number(process.env.TURNLIFT_TEST_EFFORT ?? '1');
if (!(effort > 0))
  throw new Error('TURNLIFT_TEST_EFFORT must be a number above 0: 1 is as in CI, 20 a long search');

/**
 * Number of values that a property test draws: `count` in CI, and more when TURNLIFT_TEST_EFFORT is set. A
 * defect that one value in ten thousand shows is found by a long run on an idle machine, not by each commit.
 */
export function tries(count: number): number {
  return Math.max(1, Math.round(count * effort));
}
