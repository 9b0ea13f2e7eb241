import * as z from 'zod/mini';
import { json } from '../json';

/** Use of a table by the last calls. */
export const tableRow = z.object({
  table: z.string(),
  calls: z.number(),
  units: z.number(),
  refused: z.number(),
  /** By kind of row, most expensive first. */
  entities: z.readonly(
    z.array(
      z.object({
        entity: z.string(),
        calls: z.number(),
        units: z.number(),
      }),
    ),
  ),
  /** By operation, most expensive first. */
  operations: z.readonly(
    z.array(
      z.object({
        operation: z.string(),
        calls: z.number(),
        units: z.number(),
      }),
    ),
  ),
  /** Partitions that used most units. */
  hotKeys: z.readonly(
    z.array(
      z.object({
        pk: z.string(),
        calls: z.number(),
        units: z.number(),
      }),
    ),
  ),
});
export type TableRow = z.output<typeof tableRow>;

/** The stream of a table: its newest records, and the position of each function. */
export const tableStream = z.object({
  table: z.string(),
  /** Number of the newest record; they count from 1. */
  newest: z.number(),
  readers: z.readonly(
    z.array(
      z.object({
        function: z.string(),
        behind: z.number(),
        refused: z.number(),
        /** The kinds of rows that it follows, by the prefix of their sort keys; empty: all. */
        sortKeys: z.readonly(z.array(z.string())),
      }),
    ),
  ),
  /** Newest first. */
  records: z.readonly(
    z.array(
      z.object({
        number: z.number(),
        at: z.number(),
        change: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
        entity: z.string(),
        pk: z.string(),
        sk: z.string(),
      }),
    ),
  ),
});
export type TableStream = z.output<typeof tableStream>;

export const tablesDocument = z.object({
  since: z.number(),
  tables: z.readonly(z.array(tableRow)),
  streams: z.readonly(z.array(tableStream)),
});
export type TablesDocument = z.output<typeof tablesDocument>;

/** A row of a table, without hashes of secrets. */
export const itemRow = z.object({
  entity: z.string(),
  pk: z.string(),
  sk: z.string(),
  fields: json,
});
export type ItemRow = z.output<typeof itemRow>;

/** Rows of a table in the order in which it is read, of all kinds or of one. */
export const itemsDocument = z.object({
  table: z.string(),
  /** The kinds of rows that a table has. */
  kinds: z.readonly(z.array(z.string())),
  items: z.readonly(z.array(itemRow)),
  /** Key after which the next page begins; absent on the last. */
  after: z.exactOptional(
    z.object({
      pk: z.string(),
      sk: z.string(),
    }),
  ),
});
export type ItemsDocument = z.output<typeof itemsDocument>;

export const partitionDocument = z.object({
  table: z.string(),
  pk: z.string(),
  items: z.readonly(z.array(itemRow)),
  /** There are more rows than are shown. */
  more: z.boolean(),
});
export type PartitionDocument = z.output<typeof partitionDocument>;
