/**
 * Distinguishes a wrong counter from one whose changes are still being counted. An error stays the same at
 * every comparison. Changes under way differ at every one: comparisons are minutes apart, and a change is
 * counted within seconds.
 */
export interface ObservedCounter {
  readonly comparisons: number;
  /** Comparisons in a row at which counter and entries were both the same as before. */
  readonly steady: number;
  readonly counted: number;
  readonly expected: number;
  /** `expected` at the first comparison. */
  readonly began: number;
  /** Epoch milliseconds of the first and the newest comparison. */
  readonly from: number;
  readonly to: number;
  /** Of the differences at all comparisons but the first, which was chosen because it differs. */
  readonly sum: number;
  readonly squares: number;
}

/** A counter at one comparison. */
export interface CounterComparison {
  readonly counted: number;
  /** The number of entries that it should count. */
  readonly expected: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/**
 * Comparisons at which a counter and its entries both stay the same. On a quiet leaderboard this is certain:
 * a change under way would have been counted within half an hour. On a busy leaderboard neither stays.
 */
const steadyComparisons = 6;
/** Below this, the deviation of the differences is not known well enough. */
const leastComparisons = 36;
/** Standard errors between a mean difference and a conclusion. */
const certainty = 6;
/**
 * A counter that grows is behind by what comes in during the delay of the index. The delay is seconds; an
 * alarm sounds at a minute (docs/leaderboards.md, "How old a rank may be").
 */
const maxDelayMs = 10_000;
/** Some fortnight: a difference that is still undecided is compared again by the next pass. */
const maxComparisons = 4032;

/** Begins to observe a counter that differs from its entries. */
export function firstComparison({ counted, expected, at }: CounterComparison): ObservedCounter {
  return {
    comparisons: 1,
    steady: 1,
    counted,
    expected,
    began: expected,
    from: at,
    to: at,
    sum: 0,
    squares: 0,
  };
}

/** Adds a later comparison of the counter with its entries. */
export function withComparison(
  before: ObservedCounter,
  { counted, expected, at }: CounterComparison,
): ObservedCounter {
  const difference = counted - expected;
  const stays = counted === before.counted && expected === before.expected;
  return {
    ...before,
    comparisons: before.comparisons + 1,
    steady: stays ? before.steady + 1 : 1,
    counted,
    expected,
    to: at,
    sum: before.sum + difference,
    squares: before.squares + difference ** 2,
  };
}

/**
 * `wrong`: the differences cannot all be changes under way. `right`: they can, and a counter that is wrong by
 * one or more would not show them.
 */
export type DriftVerdict = 'wrong' | 'right' | 'undecided';

/** The verdict on a counter after the comparisons so far. */
export function verdictOn(counter: ObservedCounter): DriftVerdict {
  const { comparisons, steady, counted, expected, began, from, to, sum, squares } = counter;
  if (steady >= steadyComparisons) return counted === expected ? 'right' : 'wrong';
  const count = comparisons - 1;
  if (count < leastComparisons) return 'undecided';
  const mean = sum / count;
  const variance = Math.max(0, squares - sum * mean) / (count - 1);
  const growth = Math.abs(expected - began) / Math.max(1, to - from);
  const margin = certainty * Math.sqrt(variance / count) + growth * maxDelayMs;
  if (Math.abs(mean) > margin) return 'wrong';
  return Math.abs(mean) + margin < 1 || comparisons >= maxComparisons ? 'right' : 'undecided';
}
