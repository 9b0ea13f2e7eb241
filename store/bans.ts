/** An operator's decision that a player may not play. */
export interface Ban {
  readonly reason: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Epoch milliseconds of its end; absent: it does not expire. */
  readonly until?: number;
}

/** A ban in the form of a row; undefined when there is none. */
export function readBan(value: unknown): Ban | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { reason, at, until }: { reason?: unknown; at?: unknown; until?: unknown } = value;
  if (typeof reason !== 'string' || typeof at !== 'number') return undefined;
  return { reason, at, ...(typeof until === 'number' ? { until } : {}) };
}

/** The ban in force, if any. @param now epoch milliseconds */
export function banInForce(ban: Ban | undefined, now: number): Ban | undefined {
  return ban !== undefined && (ban.until === undefined || ban.until > now) ? ban : undefined;
}
