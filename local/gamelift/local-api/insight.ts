import { type EventEnvelope } from '../../../contract/events';
import { type Ticket } from '../../../flexmatch/lifecycle/ticket';
import { type TaskClock } from '../task-clock';
import { type Context, type HostingMode } from '../context';
import { type Fleet } from '../fleet-registry';
import { type TicketWord } from '../matchmaking/explanation';
import { type MatchmakingService } from '../matchmaking/matchmaking';
import { type RequestRecord } from '../operation';
import { type Placements } from '../placement/placements';
import { type PlacementRow, type QueueRow } from '../placement/rows';
import { type Ring } from '../ring';
import { type GameSessionRow } from '../sessions/rows';
import { type Sessions } from '../sessions/sessions';

/**
 * The contents of a local GameLift, read in place: the console in the same process copies only what it shows,
 * and costs nothing while it is closed.
 */
export interface Insight {
  readonly clock: TaskClock;
  readonly hosting: HostingMode;
  /** Oldest first; ended ones for a day. */
  tickets(): Iterable<Ticket>;
  ticket(ticketId: string): Ticket | undefined;
  /** Why a ticket has not matched; undefined when the ticket id is unknown. */
  explain(ticketId: string): TicketWord | undefined;
  /** Oldest first; ended ones for thirty days. */
  gameSessions(): Iterable<GameSessionRow>;
  gameSession(gameSessionId: string): GameSessionRow | undefined;
  placements(): Iterable<PlacementRow>;
  queue(name: string): QueueRow | undefined;
  fleets(): readonly Fleet[];
  /** The last events sent, oldest first. */
  events(): readonly EventEnvelope[];
  /** The last calls of the API, oldest first. */
  requests(): readonly RequestRecord[];
}

/** Reads through to the parts: nothing is copied. */
export function insightOf(
  context: Context,
  matchmaking: MatchmakingService,
  placements: Placements,
  sessions: Sessions,
  requests: Ring<RequestRecord>,
): Insight {
  return {
    clock: context.clock,
    hosting: context.hosting,
    tickets: () => matchmaking.tickets.rows.values(),
    ticket: (ticketId) => matchmaking.tickets.get(ticketId),
    explain: (ticketId) => matchmaking.explain(ticketId),
    gameSessions: () => sessions.gameSessions.values(),
    gameSession: (gameSessionId) => sessions.gameSessions.get(gameSessionId),
    placements: () => placements.rows.values(),
    queue: (name) => placements.queues.get(name),
    fleets: () => context.fleets.fleets(),
    events: () => context.events.sent(),
    requests: () => requests.list(),
  };
}
