import { type TicketPlayer } from '../engine-types';

/**
 * The life of a matchmaking ticket (FlexMatch guide, "match-client"; API Reference, MatchmakingTicket and
 * AcceptMatch). Pure: every step gives a new ticket or says why it cannot be taken. Times are seconds.
 *
 * QUEUED → SEARCHING → [REQUIRES_ACCEPTANCE →] PLACING → COMPLETED (standalone matchmakers leave PLACING out)
 *              ↑  ↑___________|   others refused     |
 *              |_____________________________________|   the queue gave up
 *   and from every open status: CANCELLED, TIMED_OUT, FAILED, each where `openTo` allows it.
 */
export const gameLiftTicketStatuses = [
  'QUEUED',
  'SEARCHING',
  'REQUIRES_ACCEPTANCE',
  'PLACING',
  'COMPLETED',
  'FAILED',
  'CANCELLED',
  'TIMED_OUT',
] as const;
export type GameLiftTicketStatus = (typeof gameLiftTicketStatuses)[number];

/** The address for the players of a completed ticket. */
export interface SessionConnection {
  readonly gameSessionArn: string;
  readonly ipAddress?: string;
  readonly dnsName?: string;
  readonly port?: number;
  readonly playerSessions: ReadonlyArray<{ readonly playerId: string; readonly playerSessionId: string }>;
}

/** A matchmaking ticket as the API of GameLift describes it. Times are epoch seconds. */
export interface Ticket {
  readonly ticketId: string;
  readonly configurationName: string;
  readonly configurationArn: string;
  readonly status: GameLiftTicketStatus;
  /** A code, such as `Cancelled`. */
  readonly statusReason?: string;
  /** A sentence. */
  readonly statusMessage?: string;
  /** The ticket keeps it when it returns from a match that was not completed. */
  readonly startTime: number;
  /** When the request times out. */
  readonly deadline: number;
  readonly endTime?: number;
  /** With `team` once a match is proposed, and in backfill tickets from the start. */
  readonly players: readonly TicketPlayer[];
  readonly backfill?: { readonly gameSessionArn?: string; readonly automatic: boolean };
  /** The match that the ticket is in, or was in when it ended. */
  readonly matchId?: string;
  readonly connection?: SessionConnection;
}

/** The team of a player; undefined for a player who is not in the match. */
export type TeamOf = (playerId: string) => string | undefined;

/** A change of a ticket. Not every change is possible in every status. */
export type TicketStep =
  | { readonly kind: 'search' }
  | {
      readonly kind: 'propose';
      readonly matchId: string;
      readonly teamOf: TeamOf;
      readonly acceptance: boolean;
    }
  | { readonly kind: 'place' }
  | {
      readonly kind: 'return';
      readonly because: 'others-refused' | 'queue-timed-out' | 'session-ended' | 'session-refused';
    }
  | { readonly kind: 'complete'; readonly time: number; readonly connection?: SessionConnection }
  | {
      readonly kind: 'cancel';
      readonly time: number;
      readonly because:
        'requested' | 'duplicate-player' | 'refused-match' | 'did-not-answer' | 'replaced' | 'session-ended';
    }
  | { readonly kind: 'time-out'; readonly time: number }
  | { readonly kind: 'fail'; readonly time: number; readonly reason: string; readonly message: string };

/** The statuses in which each step is allowed. */
const openTo: Readonly<Record<TicketStep['kind'], readonly GameLiftTicketStatus[]>> = {
  search: ['QUEUED'],
  propose: ['SEARCHING'],
  place: ['REQUIRES_ACCEPTANCE'],
  return: ['REQUIRES_ACCEPTANCE', 'PLACING'],
  complete: ['SEARCHING', 'REQUIRES_ACCEPTANCE', 'PLACING'],
  cancel: ['QUEUED', 'SEARCHING', 'REQUIRES_ACCEPTANCE'],
  'time-out': ['QUEUED', 'SEARCHING', 'PLACING'],
  fail: ['QUEUED', 'SEARCHING', 'REQUIRES_ACCEPTANCE', 'PLACING'],
};

const cancelMessages = {
  requested: 'Cancelled by request.',
  'duplicate-player': 'Cancelled due to duplicate player',
  'refused-match': 'Cancelled because a player of the ticket rejected the proposed match.',
  'did-not-answer': 'Cancelled because a player of the ticket did not answer the proposed match in time.',
  replaced: 'Cancelled because a newer backfill request was made for the game session.',
  'session-ended': 'Cancelled because the game session ended.',
} as const;

const returns = {
  'others-refused': {
    statusReason: 'AcceptanceFailed',
    statusMessage: 'Returned to the pool: other players did not accept the proposed match.',
  },
  'queue-timed-out': {
    statusReason: 'PlacementTimedOut',
    statusMessage: 'Returned to the pool: no game session could be placed in time.',
  },
  'session-refused': {
    statusReason: 'BackfillFailed',
    statusMessage: 'Returned to the pool: the running game session did not take the players.',
  },
  'session-ended': {
    statusReason: 'PlacementFailed',
    statusMessage: 'Returned to the pool: the game session ended before it was ready.',
  },
} as const;

export function isOver(status: GameLiftTicketStatus): boolean {
  return status === 'COMPLETED' || status === 'FAILED' || status === 'CANCELLED' || status === 'TIMED_OUT';
}

/**
 * Whether this step is allowed now. A ticket of a running placement cannot be cancelled; a finished one
 * allows no step.
 */
export function mayTake(ticket: Ticket, kind: TicketStep['kind']): boolean {
  return openTo[kind].includes(ticket.status);
}

const withoutReason = ({ statusReason: _reason, statusMessage: _message, ...ticket }: Ticket): Ticket =>
  ticket;

function backInPool(ticket: Ticket): Ticket {
  const { matchId: _match, ...rest } = ticket;
  if (ticket.backfill !== undefined) return rest;
  return { ...rest, players: ticket.players.map(({ team: _team, ...player }) => player) };
}

/**
 * The ticket after a step.
 * @throws RangeError when the ticket's status does not allow the step (call `mayTake` first)
 */
export function take(ticket: Ticket, step: TicketStep): Ticket {
  if (!mayTake(ticket, step.kind))
    throw new RangeError(`ticket ${ticket.ticketId} is ${ticket.status}: it cannot ${step.kind}`);
  switch (step.kind) {
    case 'search':
      return { ...ticket, status: 'SEARCHING' };
    case 'propose': {
      const players = ticket.players.map((player) => ({
        ...player,
        ...teamMember(step.teamOf(player.playerId) ?? player.team),
      }));
      return {
        ...withoutReason(ticket),
        status: step.acceptance ? 'REQUIRES_ACCEPTANCE' : 'PLACING',
        matchId: step.matchId,
        players,
      };
    }
    case 'place':
      return { ...ticket, status: 'PLACING' };
    case 'return':
      return { ...backInPool(ticket), status: 'SEARCHING', ...returns[step.because] };
    case 'complete':
      return {
        ...withoutReason(ticket),
        status: 'COMPLETED',
        endTime: step.time,
        ...(step.connection === undefined ? {} : { connection: step.connection }),
      };
    case 'cancel':
      return {
        ...ticket,
        status: 'CANCELLED',
        endTime: step.time,
        statusReason: 'Cancelled',
        statusMessage: cancelMessages[step.because],
      };
    case 'time-out':
      return {
        ...ticket,
        status: 'TIMED_OUT',
        endTime: step.time,
        statusReason: 'TimedOut',
        statusMessage: 'Removed from matchmaking due to timing out.',
      };
    case 'fail':
      return {
        ...ticket,
        status: 'FAILED',
        endTime: step.time,
        statusReason: step.reason,
        statusMessage: step.message,
      };
    default:
      return step satisfies never;
  }
}

const teamMember = (team: string | undefined): { readonly team?: string } =>
  team === undefined ? {} : { team };
