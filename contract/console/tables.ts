import { type Json } from '../../core/json';

/** Use of a table by the last calls. */
export interface TableRow {
  readonly table: string;
  readonly calls: number;
  readonly units: number;
  readonly refused: number;
  /** By kind of row, most expensive first. */
  readonly entities: ReadonlyArray<{
    readonly entity: string;
    readonly calls: number;
    readonly units: number;
  }>;
  /** By operation, most expensive first. */
  readonly operations: ReadonlyArray<{
    readonly operation: string;
    readonly calls: number;
    readonly units: number;
  }>;
  /** Partitions that used most units. */
  readonly hotKeys: ReadonlyArray<{ readonly pk: string; readonly calls: number; readonly units: number }>;
}

/** The stream of a table: its newest records, and the position of each function. */
export interface TableStream {
  readonly table: string;
  /** Number of the newest record; they count from 1. */
  readonly newest: number;
  readonly readers: ReadonlyArray<{
    readonly function: string;
    readonly behind: number;
    readonly refused: number;
    /** The kinds of rows that it follows, by the prefix of their sort keys; empty: all. */
    readonly sortKeys: readonly string[];
  }>;
  /** Newest first. */
  readonly records: ReadonlyArray<{
    readonly number: number;
    readonly at: number;
    readonly change: 'INSERT' | 'MODIFY' | 'REMOVE';
    readonly entity: string;
    readonly pk: string;
    readonly sk: string;
  }>;
}

export interface TablesDocument {
  readonly since: number;
  readonly tables: readonly TableRow[];
  readonly streams: readonly TableStream[];
}

/** A row of a table, without hashes of secrets. */
export interface ItemRow {
  readonly entity: string;
  readonly pk: string;
  readonly sk: string;
  readonly fields: Json;
}

/** Rows of a table in the order in which it is read, of all kinds or of one. */
export interface ItemsDocument {
  readonly table: string;
  /** The kinds of rows that a table has. */
  readonly kinds: readonly string[];
  readonly items: readonly ItemRow[];
  /** Key after which the next page begins; absent on the last. */
  readonly after?: { readonly pk: string; readonly sk: string };
}

export interface PartitionDocument {
  readonly table: string;
  readonly pk: string;
  readonly items: readonly ItemRow[];
  /** There are more rows than are shown. */
  readonly more: boolean;
}
