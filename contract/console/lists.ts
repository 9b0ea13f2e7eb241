/**
 * The requests and documents of the laptop's console: `GET /console/api/…` as JSON, and the same documents
 * over `GET /console/live?watch=…` after each change. Times are epoch milliseconds.
 */

import * as z from 'zod/mini';

/** Part of a list; `total` is the number of matching rows. */
export interface ConsoleList<Row> {
  readonly total: number;
  readonly from: number;
  readonly rows: readonly Row[];
}

export const listOf = <Row>(row: z.ZodMiniType<Row>): z.ZodMiniType<ConsoleList<Row>> =>
  z.object({ total: z.number(), from: z.number(), rows: z.readonly(z.array(row)) });

/** The kinds of things that the search finds, by id or by name: each id on a page is of one of these. */
export const searchKinds = [
  'player',
  'match',
  'ticket',
  'session',
  'process',
  'instance',
  'fleet',
  'event',
  'leaderboard',
  'matchmaking',
  'row',
] as const;

export type SearchKind = (typeof searchKinds)[number];

/** A match, player or other item whose id or name was searched for. */
export const searchHit = z.object({
  kind: z.enum(searchKinds),
  title: z.string(),
  note: z.string(),
  address: z.string(),
});
export type SearchHit = z.output<typeof searchHit>;
export const searchHits = z.readonly(z.array(searchHit));

/** One answer of a watched path. */
export const liveAnswer = z.object({
  /** The watched path: `/now`, `/tickets?from=0`. */
  watch: z.string(),
  status: z.number(),
  body: z.unknown(),
});
export type LiveAnswer = z.output<typeof liveAnswer>;
