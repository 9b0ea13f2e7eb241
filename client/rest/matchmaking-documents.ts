import * as z from 'zod/mini';
import { ticketStatuses } from '../../contract/ticket-status';
import { type GameDocument, type TicketDocument } from './document-types';
import { connection, json, type Reads } from './document-parts';

export const games = z.object({
  games: z.array(
    z.object({
      game: z.string(),
      seats: z.object({ min: z.int(), max: z.int() }),
      teams: z.boolean(),
      matchmakings: z.array(z.string()),
      options: z.looseObject({}),
      botLevels: z.array(z.string()),
    }) satisfies Reads<GameDocument>,
  ),
});
export const ticket = z.object({
  ticketId: z.string(),
  status: z.enum(ticketStatuses),
  game: z.string(),
  matchmaking: z.string(),
  options: json,
  estimatedWaitSeconds: z.optional(z.number()),
  proposedMatchId: z.optional(z.string()),
  match: z.optional(z.object({ matchId: z.string(), seat: z.int() })),
  connection: z.optional(connection),
  reason: z.optional(z.string()),
}) satisfies Reads<TicketDocument>;
