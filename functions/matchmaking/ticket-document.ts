import { type TicketDocument } from '../../contract/rest/tickets';
import { type TicketRecord } from '../../store/ticket-record';

/** A queue with a free server places a match within this time, in ms. */
const placedWithinMs = 1000;

/** The reason shown to a player who waits for a free server. */
export function waitsForServer(
  { placingSince, reason }: TicketRecord,
  now: number,
): { readonly reason?: string } {
  if (placingSince === undefined || reason !== undefined) return {};
  const seconds = Math.floor((now - placingSince) / 1000);
  return now - placingSince < placedWithinMs
    ? {}
    : { reason: `The match is made, and waits for a free server: ${seconds} s so far.` };
}

/** A ticket as its owner sees it. */
export function ticketDocument({
  ticketId: id,
  status,
  game,
  matchmaking,
  options,
  estimatedWaitSeconds,
  made,
  match,
  connection,
  reason,
  endedBecause,
}: TicketRecord): TicketDocument {
  return {
    ticketId: id,
    status,
    game,
    matchmaking,
    options,
    ...(estimatedWaitSeconds === undefined ? {} : { estimatedWaitSeconds }),
    ...(status === 'requires-acceptance' && made !== undefined ? { proposedMatchId: made } : {}),
    ...(match === undefined ? {} : { match: { ...match } }),
    ...(connection === undefined ? {} : { connection: addressOf(connection) }),
    ...(reason === undefined ? {} : { reason }),
    ...(endedBecause === undefined ? {} : { endedBecause }),
  };
}

/** GameLift's Region is not for clients. */
function addressOf({
  region: _,
  ...address
}: NonNullable<TicketRecord['connection']>): NonNullable<TicketDocument['connection']> {
  return address;
}
