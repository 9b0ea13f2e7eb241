/** Number of round trips of a connection that are kept. */
const keptRoundTrips = 8;

/** The newest round trips of a connection in ms, oldest first, as the server measured them. */
export type RoundTrips = readonly number[];

/** The round trips with one more. */
export function withRoundTrip(trips: RoundTrips, roundTripMs: number): RoundTrips {
  return [...trips.slice(1 - keptRoundTrips), Math.max(0, roundTripMs)];
}

/**
 * The lag of a connection: the median of its newest round trips, rounded down to whole ms; 0 before the first
 * measurement. One delayed or lost answer does not change it.
 */
export function lagOf(trips: RoundTrips): number {
  const sorted = [...trips].sort((one, other) => one - other);
  return Math.floor(sorted[Math.floor((sorted.length - 1) / 2)] ?? 0);
}
