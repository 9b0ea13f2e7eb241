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

/** A match, player or other item whose id or name was searched for. */
export interface SearchHit {
  readonly kind: 'match' | 'ticket' | 'player' | 'process' | 'session';
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
