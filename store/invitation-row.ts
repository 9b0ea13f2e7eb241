import * as z from 'zod/mini';
import { storedInvitationStatuses } from '../contract/invitation-status';
import { json } from '../contract/json';
import { gameName, invitationCode, matchId, playerId } from '../core/ids';
import { type Invitation } from './invitation';
import { idField as id, parseRow } from './row-fields';

const schema = z.object({
  code: id(invitationCode),
  matchId: id(matchId),
  from: id(playerId),
  to: z.array(id(playerId)),
  game: id(gameName),
  options: json,
  seats: z.int(),
  seat: z.exactOptional(z.int()),
  joined: z.array(id(playerId)),
  status: z.enum(storedInvitationStatuses),
  createdAt: z.number(),
  openUntil: z.number(),
  place: z.int(),
  version: z.int(),
  requestId: z.exactOptional(z.string()),
});

/** An invitation in DynamoDB. */
export type InvitationRow = z.output<typeof schema>;

/**
 * Reads the row of an invitation. @throws MalformedRow naming a field that no version of this program writes
 */
export function readInvitationRow(row: Readonly<Record<string, unknown>>): InvitationRow {
  return parseRow(schema, row);
}

/**
 * @param now epoch milliseconds: after its time an invitation has expired, regardless of the status in its
 * row
 */
export function invitationOf(
  { place: _place, version: _version, requestId: _requestId, status, ...row }: InvitationRow,
  now: number,
): Invitation {
  return { ...row, status: status === 'open' && now >= row.openUntil ? 'expired' : status };
}

const invited = z.object({
  code: id(invitationCode),
  game: id(gameName),
  playerId: id(playerId),
  from: id(playerId),
  openUntil: z.number(),
});

/** An invited player's row: who invited the player, to which match. */
export type Invited = z.output<typeof invited>;

/**
 * Reads the row of an invited player.
 * @returns undefined for a row from before it named the inviter
 * @throws MalformedRow
 */
export function readInvited(row: Readonly<Record<string, unknown>>): Invited | undefined {
  return row['from'] === undefined ? undefined : parseRow(invited, row);
}
