import fc from 'fast-check';

/**
 * Property tests draw the same values on every run: a red test is red again. To draw other values, set
 * TURNLIFT_TEST_SEED to an integer, or to `random` (fast-check prints the seed of a failure).
 */
const wanted = process.env.TURNLIFT_TEST_SEED ?? '20261122';
if (wanted !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(wanted) });
