/**
 * What a location counts when a player reports no latency: enough to be matched at once, too much to win over
 * a measured one.
 */
export const assumedLatencyMilliseconds = 80;

/** Limits of a reported latency, in milliseconds. */
export const latencyLimits = { least: 1, most: 60_000 } as const;
