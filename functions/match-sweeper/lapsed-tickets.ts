import { type GameLiftClient } from '@aws-sdk/client-gamelift';
import { type MatchStore } from '../../store/matches';
import { type TicketRecord } from '../../store/ticket-record';
import { type TicketStore } from '../../store/tickets';
import { log } from '../shared/log';
import { stopPlacement } from '../shared/tickets/void-match';
import { withdrawTicket } from '../shared/tickets/withdrawal';

/** Keeps the calls a second within GameLift's limits. */
const atOnce = 5;
/** After this time a sweep ends no further ticket; the next sweep continues. */
const sweepMs = 20_000;

const notAskedFor = {
  status: 'cancelled',
  endedBecause: 'not-asked-for',
  reason: 'Its client has not asked for it for more than a minute.',
} as const;

export interface LapseParts {
  readonly tickets: TicketStore;
  readonly matches: MatchStore;
  readonly gamelift: GameLiftClient;
  /** Epoch milliseconds. */
  now(): number;
}

/**
 * Ends open tickets whose lease is over (contract/ticket-lease.ts): no player would meet their clients.
 * Another sweep at the same time does no harm, nor does one that died between two steps.
 * @returns the number of tickets that ended
 */
export async function endLapsed(parts: LapseParts): Promise<number> {
  const { tickets, now } = parts;
  const deadline = now() + sweepMs;
  let ended = 0;
  for await (const page of tickets.lapsed(now())) {
    const waiting = [...page];
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (let next = waiting.shift(); next !== undefined && now() < deadline; next = waiting.shift()) {
          try {
            if (await endIfLapsed(parts, next)) ended += 1;
          } catch (error) {
            // A ticket that fails does not stop the others: the next sweep repeats it.
            log('error', 'a ticket could not be ended', { ticketId: next.ticketId, error });
          }
        }
      }),
    );
    if (now() >= deadline) break;
  }
  if (ended > 0) log('info', 'tickets that no client asks for were ended', { ended });
  return ended;
}

/**
 * First the row records that the lease is over, so that a renewal which comes now is too late. Then the
 * ticket leaves FlexMatch, or its match becomes void. Only then the row ends.
 */
async function endIfLapsed(
  { tickets, matches, gamelift, now }: LapseParts,
  { ticketId, made }: TicketRecord,
): Promise<boolean> {
  if (!(await tickets.lapse(ticketId, now()))) return false;
  const withdrawal = await withdrawTicket({ gamelift, matches }, { ticketId, made });
  // The match has begun, or its event is on the way: the ticket completes, or the next sweep looks again.
  if (withdrawal.kind === 'begun' || withdrawal.kind === 'unnamed') return false;
  if (withdrawal.kind === 'ended' && withdrawal.status === 'completed') return false;
  const changed = await tickets.change({ ticketId, at: now(), ...notAskedFor, decided: true });
  if (withdrawal.kind === 'voided') await stopPlacement(gamelift, withdrawal.matchId);
  return changed;
}
