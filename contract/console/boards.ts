import { type ConsolePlayer } from './console-player';

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

/** What reading something took: calls of DynamoDB, and their capacity units. */
export interface CapacityCost {
  readonly calls: number;
  readonly units: number;
}

/** A player's own place, read alone. */
export interface BoardPlace extends ConsolePlayer {
  readonly rank: number;
  readonly players: number;
  readonly cost: CapacityCost;
}

export interface BoardDocument extends BoardRow {
  readonly period: string;
  readonly entries: readonly BoardEntryRow[];
  readonly cost: CapacityCost;
  /** Of the player in the middle, else of the first one shown; absent on an empty page. */
  readonly place?: BoardPlace;
  /** Cursor of the next page. */
  readonly cursor?: string;
}
