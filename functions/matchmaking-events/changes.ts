import { type MatchmakingEvent } from '../../contract/matchmaking-events';
import { seatOfTeam } from '../../contract/seats';
import {
  matchId,
  type MatchId,
  type PlayerId,
  playerId,
  playerSessionId,
  type PlayerSessionId,
  type Seat,
  ticketId,
} from '../../core/ids';
import { type TicketChange, type TicketStatus } from '../../store/tickets';

type EventTicket = MatchmakingEvent['detail']['tickets'][number];
type EventPlayer = EventTicket['players'][number];

export interface SeatedSession {
  readonly playerSessionId: PlayerSessionId;
  readonly playerId: PlayerId;
}

/**
 * What an event asks for. Player sessions are seated before any ticket changes, so that whoever learns of one
 * is already known to the match.
 */
export interface EventEffects {
  readonly seats?: { readonly matchId: MatchId; readonly sessions: readonly SeatedSession[] };
  readonly changes: readonly TicketChange[];
}

/**
 * What an event of FlexMatch says of our tickets: every ticket and every player in it, whoever shares a
 * ticket with whom. Events come late, twice and in any order; each change carries the event's time and the
 * store keeps the newest.
 * @param tls the fleet of the game session has a certificate; only of meaning in a success
 * @throws RangeError when an id of ours is malformed, Error when a success lacks what its tickets need
 */
export function effectsOf(event: MatchmakingEvent, tls: boolean): EventEffects {
  const { detail } = event;
  const at = Date.parse(event.time);
  const all = (
    change: (ticket: EventTicket) => Omit<TicketChange, 'ticketId' | 'at'> | undefined,
  ): EventEffects => ({
    changes: detail.tickets.flatMap((ticket) => {
      const said = change(ticket);
      return said === undefined ? [] : [{ ticketId: ticketId(ticket.ticketId), at, ...said }];
    }),
  });
  switch (detail.type) {
    case 'MatchmakingSearching':
      return all(() => ({
        status: 'searching',
        ...(typeof detail.estimatedWaitMillis === 'number'
          ? { estimatedWaitSeconds: detail.estimatedWaitMillis / 1000 }
          : {}),
      }));
    case 'PotentialMatchCreated': {
      const status: TicketStatus = detail.acceptanceRequired === true ? 'requires-acceptance' : 'placing';
      return all((ticket) => ({ status, ...proposed(detail.matchId, ticket) }));
    }
    case 'AcceptMatch':
      return all((ticket) => ({ status: 'requires-acceptance', ...proposed(detail.matchId, ticket) }));
    case 'AcceptMatchCompleted':
      if (detail.acceptance === 'Accepted')
        return all((ticket) => ({ status: 'placing', ...proposed(detail.matchId, ticket) }));
      return all((ticket) => afterFailedAcceptance(detail.acceptance, ticket));
    case 'MatchmakingSucceeded': {
      const players = new Map<string, EventPlayer>();
      for (const player of [
        ...detail.tickets.flatMap((ticket) => ticket.players),
        ...(detail.gameSessionInfo.players ?? []),
      ]) {
        players.set(player.playerId, { ...players.get(player.playerId), ...player });
      }
      const { ipAddress, dnsName, port } = detail.gameSessionInfo;
      const sessions = [...players.values()].flatMap((player) =>
        player.playerSessionId === undefined
          ? []
          : [
              {
                playerId: playerId(player.playerId),
                playerSessionId: playerSessionId(player.playerSessionId),
              },
            ],
      );
      const { changes } = all((ticket) => {
        const player = ticket.players
          .map(({ playerId: id }) => players.get(id))
          .find((candidate) => candidate?.playerSessionId !== undefined);
        if (player?.playerSessionId === undefined)
          throw new Error(
            `MatchmakingSucceeded of match ${detail.matchId} gives ticket ${ticket.ticketId} no player session`,
          );
        const seat = seatOfTeam(player.team);
        return {
          status: 'completed',
          ...(seat === undefined ? {} : { match: { matchId: matchId(detail.matchId), seat } }),
          connection: {
            ipAddress,
            ...(dnsName === undefined || dnsName === '' ? {} : { dnsName }),
            tls,
            port,
            playerSessionId: playerSessionId(player.playerSessionId),
          },
        };
      });
      return { seats: { matchId: matchId(detail.matchId), sessions }, changes };
    }
    case 'MatchmakingTimedOut':
      return all(() => ({
        status: 'timed-out',
        reason: detail.message ?? detail.reason ?? 'Removed from matchmaking due to timing out.',
      }));
    case 'MatchmakingCancelled':
      return all(() => ({
        status: 'cancelled',
        reason: detail.message ?? detail.reason ?? 'Cancelled by request.',
      }));
    case 'MatchmakingFailed':
      return all(() => ({
        status: 'failed',
        reason: detail.message ?? detail.reason ?? 'The match could not be placed.',
      }));
  }
}

/** The match that was proposed to a ticket, and the seat of its player. */
function proposed(
  id: string,
  ticket: EventTicket,
): { readonly match?: { readonly matchId: MatchId; readonly seat: Seat } } {
  const seat = ticket.players
    .map(({ team }) => seatOfTeam(team))
    .find((candidate) => candidate !== undefined);
  return seat === undefined ? {} : { match: { matchId: matchId(id), seat } };
}

/**
 * A dropped proposal: the ticket of a player who rejected, or was silent until the timeout, is cancelled; one
 * whose players all accepted searches again (API reference, AcceptMatch). A player who had not answered yet
 * when another rejected: FlexMatch's next event, or the sweeper, says what became of the ticket, since an end
 * that we assumed could not be taken back.
 */
function afterFailedAcceptance(
  acceptance: string,
  ticket: EventTicket,
): Omit<TicketChange, 'ticketId' | 'at'> | undefined {
  if (ticket.players.some(({ accepted }) => accepted === false))
    return { status: 'cancelled', reason: 'The match was rejected.' };
  if (ticket.players.every(({ accepted }) => accepted === true))
    return { status: 'searching', reason: 'Another player did not accept the match.' };
  if (acceptance === 'TimedOut')
    return { status: 'cancelled', reason: 'The match was not accepted in time.' };
  return undefined;
}
