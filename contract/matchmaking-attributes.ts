/**
 * The assumed latency of a location when a player reports none: low enough to be matched at once, too high to
 * be preferred to a measured one.
 */
export const assumedLatencyMs = 80;

/** Limits of a reported latency, in milliseconds. */
export const latencyLimits = { least: 1, most: 60_000 } as const;
