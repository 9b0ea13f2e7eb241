/**
 * The requests and documents of the laptop's console: `GET /console/api/…` as JSON, and the same documents
 * over `GET /console/live?watch=…` after each change. Times are epoch milliseconds.
 */

/** Part of a list; `total` is the number of matching rows. */
export interface ConsoleList<Row> {
  readonly total: number;
  readonly from: number;
  readonly rows: readonly Row[];
}

/** What the search finds, by id or by name: every id that a page shows is of one of these. */
export const searchKinds = [
  'player',
  'match',
  'ticket',
  'session',
  'process',
  'instance',
  'fleet',
  'event',
  'board',
  'matchmaking',
  'row',
] as const;

export type SearchKind = (typeof searchKinds)[number];

/** A match, player or other item whose id or name was searched for. */
export interface SearchHit {
  readonly kind: SearchKind;
  readonly title: string;
  readonly note: string;
  readonly address: string;
}

/** One answer of a watched path. */
export interface LiveAnswer {
  /** The watched path: `/now`, `/tickets?from=0`. */
  readonly watch: string;
  readonly status: number;
  readonly body: unknown;
}
