import { VirtualClock } from '../task-clock';
import { type Context } from '../context';
import { type ControlPlane } from '../control-plane';
import { ticketAnswer } from '../matchmaking/ticket-operations';
import { type TicketWord } from '../matchmaking/explanation';
import { type MatchmakingService } from '../matchmaking/matchmaking';
import { type RequestRecord } from '../operation';
import { type Placements } from '../placement/placements';
import { type Ring } from '../ring';
import { gameSessionAnswer, playerSessionAnswer } from '../sessions/answers';
import { isLive } from '../sessions/rows';
import { type Sessions } from '../sessions/sessions';

const maxLogLines = 2000;

/** `time` is in epoch seconds. */
export interface SessionLogLine {
  readonly time: number;
  readonly line: string;
}

/** The parts whose state a snapshot shows. */
export interface SnapshotParts {
  readonly context: Context;
  readonly matchmaking: MatchmakingService;
  readonly placements: Placements;
  readonly sessions: Sessions;
  readonly controlPlane: ControlPlane;
  readonly requests: Ring<RequestRecord>;
  readonly lines: Ring<SessionLogLine>;
}

/** The data of the console: the last entries of everything, newest last. */
export class Snapshots {
  readonly #parts: SnapshotParts;

  constructor(parts: SnapshotParts) {
    this.#parts = parts;
  }

  requests(): readonly RequestRecord[] {
    return this.#parts.requests.list();
  }
  lines(): readonly SessionLogLine[] {
    return this.#parts.lines.list();
  }

  /** Why a ticket has not matched; undefined when the ticket id is unknown. */
  explanation(ticketId: string): TicketWord | undefined {
    return this.#parts.matchmaking.explain(ticketId);
  }

  matches(): object {
    return { open: [...this.#parts.matchmaking.matches.values()], past: this.#parts.matchmaking.past.list() };
  }

  state(): object {
    const { context, matchmaking, placements, sessions, controlPlane } = this.#parts;
    const { clock } = context;
    return {
      region: context.region,
      account: context.account,
      hosting: context.hosting,
      clock:
        clock instanceof VirtualClock
          ? { kind: 'virtual', seconds: (clock.now() - clock.start) / 1000 }
          : { kind: 'real', time: clock.seconds() },
      pools: matchmaking.poolSizes(),
      tickets: last(matchmaking.tickets.rows.values(), matchmaking.tickets.rows.size).map((ticket) =>
        ticketAnswer(ticket, matchmaking.waits.estimate(ticket.configurationName)),
      ),
      matches: [...matchmaking.matches.values()],
      placements: last(placements.rows.values(), placements.rows.size).map((row) => placements.answer(row)),
      sessions: last(sessions.gameSessions.values(), sessions.gameSessions.size).map((row) => ({
        ...gameSessionAnswer(sessions, row),
        PlayerSessions: sessions.playerSessions.ofGameSession
          .get(row.gameSessionId)
          .map((player) => playerSessionAnswer(sessions, player)),
      })),
      serverUpdates: last(sessions.serverUpdates.values(), sessions.serverUpdates.size),
      processes: context.fleets
        .fleets()
        .flatMap((fleet) =>
          fleet.locations.flatMap(({ location, host }) =>
            host.processes().map((process) => ({ fleetId: fleet.fleetId, location, ...process })),
          ),
        ),
      liveSessions: [...sessions.gameSessions.values()].filter(({ status }) => isLive(status)).length,
      ...controlPlane.describe?.(),
    };
  }
}

/** The last items of a long iteration, without a copy of all of it. */
function last<Item>(items: Iterable<Item>, size: number): Item[] {
  const chosen: Item[] = [];
  let index = 0;
  for (const item of items) {
    if (index >= size - maxLogLines) chosen.push(item);
    index += 1;
  }
  return chosen;
}
