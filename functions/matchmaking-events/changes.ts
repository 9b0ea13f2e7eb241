import { type MatchmakingEvent } from '../../contract/matchmaking-events';
import {
  matchId,
  type MatchId,
  type PlayerId,
  playerId,
  playerSessionId,
  type PlayerSessionId,
  ticketId,
} from '../../core/ids';
import { type TicketChange } from '../../store/ticket-record';
import { type Completion, completionOf } from '../shared/flexmatch/completion';
import { type PlacedMatchReading } from '../shared/flexmatch/placed-matches';
import { matchLeft } from '../shared/tickets/void-match';

type Detail = MatchmakingEvent['detail'];
type SucceededDetail = Extract<Detail, { readonly type: 'MatchmakingSucceeded' }>;
type EventTicket = Detail['tickets'][number];
type EventPlayer = EventTicket['players'][number];

/** A player session of a match, with the player whose seat it opens. */
export interface SeatedSession {
  readonly playerSessionId: PlayerSessionId;
  readonly playerId: PlayerId;
}

/**
 * The effects of an event. Player sessions are seated before any ticket changes, so the match already knows
 * every player session that a player learns.
 */
export interface EventEffects {
  readonly seats?: { readonly matchId: MatchId; readonly sessions: readonly SeatedSession[] };
  readonly changes: readonly TicketChange[];
  /** Matches that cannot be played, for an operator to look at. */
  readonly problems: readonly string[];
}

/** Reads of a match that an event does not contain. */
export interface MatchReads {
  /** The match by its game session; read when the event is MatchmakingSucceeded. */
  placement(gameSessionArn: string | undefined): Promise<PlacedMatchReading>;
  /** Whether the fleet of a game session has a certificate; read in the same case. */
  tlsOf(gameSessionArn: string): Promise<boolean>;
  /** Whether a player left the match before it began; read when the event is MatchmakingFailed. */
  isVoid(matchId: MatchId): Promise<boolean>;
}

/** The change of one ticket by an event; undefined: none. */
type ChangedFields = Omit<TicketChange, 'ticketId' | 'at'> | undefined;

/**
 * The changes of our tickets by an event of FlexMatch, for every ticket and every player in it. Events come
 * late, twice and in any order. Each change carries the event's time, and the store keeps the newest.
 * @throws RangeError when an id of ours is malformed
 */
export async function effectsOf(event: MatchmakingEvent, reads: MatchReads): Promise<EventEffects> {
  const { detail } = event;
  if (detail.type === 'MatchmakingSucceeded') {
    const { gameSessionArn } = detail.gameSessionInfo;
    const tls = gameSessionArn !== undefined && (await reads.tlsOf(gameSessionArn));
    return successOf(event, detail, { placement: await reads.placement(gameSessionArn), tls });
  }
  // The placement was stopped for that reason: the ticket of the player who left has ended already.
  if (detail.type === 'MatchmakingFailed' && detail.matchId !== undefined)
    if (await reads.isVoid(matchId(detail.matchId)))
      return { changes: changesOf(event, () => matchLeft), problems: [] };
  return { changes: changesOf(event, (ticket) => saidOf(detail, ticket)), problems: [] };
}

function changesOf(
  { detail, time }: MatchmakingEvent,
  say: (ticket: EventTicket) => ChangedFields,
): readonly TicketChange[] {
  return detail.tickets.flatMap((ticket) => {
    const said = say(ticket);
    return said === undefined ? [] : [{ ticketId: ticketId(ticket.ticketId), at: Date.parse(time), ...said }];
  });
}

function saidOf(detail: Exclude<Detail, SucceededDetail>, ticket: EventTicket): ChangedFields {
  switch (detail.type) {
    case 'MatchmakingSearching':
      return {
        status: 'searching',
        ...(typeof detail.estimatedWaitMillis === 'number'
          ? { estimatedWaitSeconds: detail.estimatedWaitMillis / 1000 }
          : {}),
      };
    case 'PotentialMatchCreated':
      return {
        status: detail.acceptanceRequired === true ? 'requires-acceptance' : 'placing',
        made: matchId(detail.matchId),
      };
    case 'AcceptMatch':
      return { status: 'requires-acceptance', made: matchId(detail.matchId) };
    case 'AcceptMatchCompleted':
      return detail.acceptance === 'Accepted'
        ? { status: 'placing', made: matchId(detail.matchId) }
        : afterFailedAcceptance(detail.acceptance, ticket);
    case 'MatchmakingTimedOut':
      return {
        status: 'timed-out',
        reason: detail.message ?? detail.reason ?? 'Removed from matchmaking due to timing out.',
      };
    case 'MatchmakingCancelled':
      return { status: 'cancelled', reason: detail.message ?? detail.reason ?? 'Cancelled by request.' };
    case 'MatchmakingFailed':
      return {
        status: 'failed',
        reason: detail.message ?? detail.reason ?? 'The match could not be placed.',
      };
  }
}

/** The game session of a success, as GameLift describes it. */
interface Session {
  readonly placement: PlacedMatchReading;
  /** Its fleet has a certificate. */
  readonly tls: boolean;
}

function successOf(
  event: MatchmakingEvent,
  detail: SucceededDetail,
  { placement, tls }: Session,
): EventEffects {
  const players = new Map<string, EventPlayer>();
  for (const player of [
    ...detail.tickets.flatMap((ticket) => ticket.players),
    ...(detail.gameSessionInfo.players ?? []),
  ])
    players.set(player.playerId, { ...players.get(player.playerId), ...player });
  const sessions = [...players.values()].flatMap(
    ({ playerId: id, playerSessionId: session }): SeatedSession[] =>
      session === undefined ? [] : [{ playerId: playerId(id), playerSessionId: playerSessionId(session) }],
  );
  const problems = new Set<string>();
  const completion = ({ players: [own] }: EventTicket): ChangedFields => {
    if (own === undefined) return undefined;
    const id = playerId(own.playerId);
    const session = sessions.find((candidate) => candidate.playerId === id);
    const { change, problem }: Completion = completionOf(id, placement, {
      ...detail.gameSessionInfo,
      tls,
      ...(session === undefined ? {} : { playerSessionId: session.playerSessionId }),
    });
    if (problem !== undefined) problems.add(problem);
    return change;
  };
  const changes = changesOf(event, completion);
  return { seats: { matchId: matchId(detail.matchId), sessions }, changes, problems: [...problems] };
}

/**
 * A dropped proposal. The ticket of a player who rejected, or was silent until the timeout, is cancelled. A
 * ticket whose players all accepted searches again (API reference, AcceptMatch). A player who had not
 * answered yet when another rejected is left to FlexMatch's next event or to the sweeper, since an assumed
 * end could not be taken back.
 */
function afterFailedAcceptance(acceptance: string, ticket: EventTicket): ChangedFields {
  if (ticket.players.some(({ accepted }) => accepted === false))
    return { status: 'cancelled', endedBecause: 'not-accepted', reason: 'The match was rejected.' };
  if (ticket.players.every(({ accepted }) => accepted === true))
    return { status: 'searching', reason: 'Another player did not accept the match.' };
  if (acceptance === 'TimedOut')
    return {
      status: 'cancelled',
      endedBecause: 'not-accepted',
      reason: 'The match was not accepted in time.',
    };
  return undefined;
}
