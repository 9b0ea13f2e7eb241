/** DynamoDB units of a store operation. */
export interface Units {
  readonly read: number;
  readonly write: number;
}

/**
 * Operations around a match, as in docs/data.md ("Capacity per operation"): one test compares the two, and
 * another one measures that table.
 */
export const operationUnits = {
  'sessions.stateOf': { read: 2, write: 0 },
  'tickets.create (the next)': { read: 2, write: 6 },
  'tickets.openTicketOf': { read: 2, write: 0 },
  'tickets.get': { read: 1, write: 0 },
  'tickets.change (stays open)': { read: 0, write: 3 },
  'tickets.change (ends)': { read: 0, write: 2 },
  'tickets.renew': { read: 0, write: 2 },
  'matches.isVoid': { read: 1, write: 0 },
  'matches.seatPlayerSessions (two)': { read: 0, write: 2 },
  'matches.playerOfSession': { read: 1, write: 0 },
  'matches.claim (new)': { read: 4, write: 4 },
  'matches.append': { read: 0, write: 1 },
  'matches.finish (later)': { read: 3, write: 12 },
  'records.follow (a result of two)': { read: 1, write: 2 },
} as const satisfies Readonly<Record<string, Units>>;

/**
 * A score that changes on one period of a leaderboard; __tests__/store/ranking/costs.test.ts measures both.
 */
export const leaderboardUnits = {
  /** The entry and its place in the index. */
  entry: { read: 1.5, write: 3 },
  /** The counters, where some changes share a write-ahead row; a lone one takes five times as much. */
  counters: { read: 0, write: 2 },
} as const satisfies Readonly<Record<string, Units>>;

/**
 * Write units of a change in the index, by the changes a second of one leaderboard and period. The more of
 * them share a batch, the fewer nodes each one writes. Points of ten million players, as
 * `npm run bench -- ranking` prints them.
 */
export const indexWritesByRate: ReadonlyArray<{ readonly rate: number; readonly write: number }> = [
  { rate: 1, write: 9.2 },
  { rate: 2, write: 6.4 },
  { rate: 5, write: 3.8 },
  { rate: 10, write: 2.8 },
  { rate: 20, write: 2.1 },
  { rate: 100, write: 1.2 },
  { rate: 250, write: 0.9 },
  { rate: 1000, write: 0.77 },
];
