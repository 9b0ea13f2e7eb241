import * as z from 'zod/mini';
import { consolePlayer } from './console-player';

export const boardRow = z.object({
  board: z.string(),
  game: z.string(),
  periods: z.readonly(z.array(z.string())),
});
export type BoardRow = z.output<typeof boardRow>;
export const boardRows = z.readonly(z.array(boardRow));

export const boardEntryRow = z.extend(consolePlayer, {
  rank: z.number(),
  score: z.number(),
  at: z.number(),
});
export type BoardEntryRow = z.output<typeof boardEntryRow>;

/** The cost of a read: calls of DynamoDB, and their capacity units. */
export const capacityCost = z.object({
  calls: z.number(),
  units: z.number(),
});
export type CapacityCost = z.output<typeof capacityCost>;

/** A player's own place, read alone. */
export const boardPlace = z.extend(consolePlayer, {
  rank: z.number(),
  players: z.number(),
  cost: capacityCost,
});
export type BoardPlace = z.output<typeof boardPlace>;

export const consoleBoardDetail = z.extend(boardRow, {
  period: z.string(),
  entries: z.readonly(z.array(boardEntryRow)),
  cost: capacityCost,
  /** Of the player in the middle, else of the first one shown; absent on an empty page. */
  place: z.exactOptional(boardPlace),
  /** Cursor of the next page. */
  cursor: z.exactOptional(z.string()),
});
export type ConsoleBoardDetail = z.output<typeof consoleBoardDetail>;
