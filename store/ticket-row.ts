import * as z from 'zod/mini';
import { json } from '../contract/json';
import { ticketEnds } from '../contract/ticket-ends';
import { ticketStatuses } from '../contract/ticket-status';
import { gameName, matchId, matchmakingName, playerId, playerSessionId, ticketId } from '../core/ids';
import { idField, parseRow } from './row-fields';
import { type TicketRecord } from './ticket-record';

/** A ticket in DynamoDB. */
export interface TicketRow extends Omit<TicketRecord, 'completedAt' | 'placingSince'> {
  /** Epoch milliseconds of the newest event; 0: there was none yet. */
  readonly at: number;
  /** Only while it is open: index `open`. */
  readonly heardAt?: number;
}

const schema = z.object({
  ticketId: idField(ticketId),
  playerId: idField(playerId),
  game: idField(gameName),
  matchmaking: idField(matchmakingName),
  options: json,
  status: z.enum(ticketStatuses),
  createdAt: z.number(),
  askedAt: z.exactOptional(z.number()),
  lapsedAt: z.exactOptional(z.number()),
  at: z._default(z.number(), 0),
  heardAt: z.exactOptional(z.number()),
  estimatedWaitSeconds: z.exactOptional(z.number()),
  made: z.exactOptional(idField(matchId)),
  match: z.exactOptional(z.object({ matchId: idField(matchId), seat: z.int() })),
  connection: z.exactOptional(
    z.object({
      ipAddress: z.string(),
      dnsName: z.exactOptional(z.string()),
      tls: z.boolean(),
      port: z.int(),
      playerSessionId: idField(playerSessionId),
      region: z.exactOptional(z.string()),
    }),
  ),
  reason: z.exactOptional(z.string()),
  endedBecause: z.exactOptional(z.enum(ticketEnds)),
});

/** @throws MalformedRow */
export function readTicketRow(row: Readonly<Record<string, unknown>>): TicketRow {
  return parseRow(schema, row);
}

export function ticketRecord({ at, heardAt: _, ...ticket }: TicketRow): TicketRecord {
  return {
    ...ticket,
    ...(ticket.status === 'completed' ? { completedAt: at } : {}),
    ...(ticket.status === 'placing' ? { placingSince: at } : {}),
  };
}
