/**
 * When failures are too many. Their share counts, since a large game has some in every minute (docs/cost.md:
 * 6,500 requests a minute with 10,000 players). So does a minimum number, since one of few requests is a
 * large share.
 */
export interface FailedShare {
  /** Of what is counted together; more than this breaches. */
  readonly percent: number;
  /** Fewer failures breach nothing. */
  readonly atLeast: number;
}

/** The smallest number of failures that breaches. @param requests of the same time, the failures included */
export function failuresNeeded({ percent, atLeast }: FailedShare, requests: number): number {
  return Math.max(atLeast, Math.floor((percent * requests) / 100) + 1);
}

/**
 * The expression of metric math for it. CloudWatch compares it with `percent`.
 * @param failed an id, or an expression
 * @param requests an id, or an expression
 */
export function shareExpression({ atLeast }: FailedShare, failed: string, requests: string): string {
  return `IF(${failed} >= ${atLeast}, 100 * ${failed} / ${requests}, 0)`;
}
