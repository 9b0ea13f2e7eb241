import { type ConsolePlayer } from './players';

export interface BoardRow {
  readonly board: string;
  readonly game: string;
  readonly periods: readonly string[];
}

export interface BoardEntryRow extends ConsolePlayer {
  readonly rank: number;
  readonly score: number;
  readonly at: number;
}

export interface BoardDocument extends BoardRow {
  readonly period: string;
  readonly entries: readonly BoardEntryRow[];
  /** Cursor of the next page. */
  readonly cursor?: string;
}
