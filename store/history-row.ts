import * as z from 'zod/mini';
import { gameName, matchId, matchmakingName, playerId } from '../core/ids';
import { countings, historyOutcomes } from '../core/results';
import { type HistoryEntry } from './matches';
import { idField as id, parseRow } from './row-fields';

const players = z.array(id(playerId));
const schema = z.object({
  matchId: id(matchId),
  game: id(gameName),
  seat: z.int(),
  matchmaking: z.nullable(id(matchmakingName)),
  rated: z.boolean(),
  opponents: players,
  teammates: players,
  bots: z.exactOptional(players),
  place: z.int(),
  outcome: z.enum(historyOutcomes),
  // Absent in rows from before matches were counted fairly.
  counted: z.exactOptional(z.enum(countings)),
  score: z.exactOptional(z.number()),
  reason: z.string(),
  endedAt: z.number(),
  ratingBefore: z.exactOptional(z.number()),
  ratingAfter: z.exactOptional(z.number()),
});

/** Reads an entry of a player's history. @throws MalformedRow */
export function readHistoryRow(row: Readonly<Record<string, unknown>>): HistoryEntry {
  const entry = parseRow(schema, row);
  return { ...entry, counted: entry.counted ?? (entry.rated ? 'rated' : 'unrated') };
}
