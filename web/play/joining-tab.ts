/** How a tab stands against others that wait for the same ticket. */
export interface Claim {
  readonly tab: string;
  /** Its player wanted another match. */
  readonly follows: boolean;
  /** Epoch milliseconds of the last use of the tab; all tabs are on one machine. */
  readonly usedAt: number;
}

/** Whether a tab joins the match that all of them have found; all of them come to the same answer. */
export const joinsFirst = (own: Claim, others: readonly Claim[]): boolean =>
  others.every((other) => {
    if (own.follows !== other.follows) return other.follows;
    return own.usedAt === other.usedAt ? own.tab > other.tab : own.usedAt > other.usedAt;
  });
