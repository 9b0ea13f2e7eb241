import * as z from 'zod/mini';
import { ticketEnds } from '../../contract/ticket-ends';
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
const searchNeeds = {
  players: z.object({ min: z.int(), max: z.int() }),
  limits: z.array(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('attribute'), attribute: z.string(), most: z.number() }),
      z.object({ kind: z.literal('latency'), most: z.number() }),
    ]),
  ),
};
export const ticket = z.object({
  ticketId: z.string(),
  status: z.enum(ticketStatuses),
  game: z.string(),
  matchmaking: z.string(),
  options: json,
  estimatedWaitSeconds: z.optional(z.number()),
  search: z.optional(
    z.object({
      waitedSeconds: z.int(),
      waiting: z.optional(z.int()),
      withOtherOptions: z.optional(z.int()),
      ...searchNeeds,
      widensWith: z.enum(['newest', 'oldest']),
      next: z.optional(z.object({ inSeconds: z.int(), ...searchNeeds })),
      endsInSeconds: z.optional(z.int()),
    }),
  ),
  proposedMatchId: z.optional(z.string()),
  match: z.optional(z.object({ matchId: z.string(), seat: z.int() })),
  connection: z.optional(connection),
  reason: z.optional(z.string()),
  endedBecause: z.optional(z.enum(ticketEnds)),
}) satisfies Reads<TicketDocument>;
