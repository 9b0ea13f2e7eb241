import { VirtualClock } from '../task-clock';
import { type Context } from '../context';
import { type ControlPlane } from '../control-plane';
import { ticketAnswer } from '../matchmaking/ticket-operations';
import { type TicketWord } from '../matchmaking/explanation';
import { type Matchmaking } from '../matchmaking/matchmaking';
import { type RequestRecord } from '../operation';
import { type Placements } from '../placement/placements';
import { type Ring } from '../ring';
import { gameSessionAnswer, playerSessionAnswer } from '../sessions/answers';
import { isLive } from '../sessions/rows';
import { type Sessions } from '../sessions/sessions';

const most = 2000;

export interface LogLine {
  readonly time: number;
  readonly line: string;
}

/** The data of the console: the last entries of everything, newest last. */
export class Snapshots {
  readonly #context: Context;
  readonly #matchmaking: Matchmaking;
  readonly #placements: Placements;
  readonly #sessions: Sessions;
  readonly #controlPlane: ControlPlane;
  readonly #requestLog: Ring<RequestRecord>;
  readonly #logLines: Ring<LogLine>;

  constructor(
    context: Context,
    matchmaking: Matchmaking,
    placements: Placements,
    sessions: Sessions,
    controlPlane: ControlPlane,
    requestLog: Ring<RequestRecord>,
    logLines: Ring<LogLine>,
  ) {
    this.#context = context;
    this.#matchmaking = matchmaking;
    this.#placements = placements;
    this.#sessions = sessions;
    this.#controlPlane = controlPlane;
    this.#requestLog = requestLog;
    this.#logLines = logLines;
  }

  requests(): readonly RequestRecord[] {
    return this.#requestLog.list();
  }
  lines(): readonly LogLine[] {
    return this.#logLines.list();
  }

  /** Why a ticket has not matched; undefined when the ticket id is unknown. */
  explanation(ticketId: string): TicketWord | undefined {
    return this.#matchmaking.explain(ticketId);
  }

  matches(): object {
    return { open: [...this.#matchmaking.matches.values()], past: this.#matchmaking.past.list() };
  }

  state(): object {
    const { clock } = this.#context;
    return {
      region: this.#context.region,
      account: this.#context.account,
      hosting: this.#context.hosting,
      clock:
        clock instanceof VirtualClock
          ? { kind: 'virtual', seconds: (clock.now() - clock.start) / 1000 }
          : { kind: 'real', time: clock.seconds() },
      pools: this.#matchmaking.poolSizes(),
      tickets: last(this.#matchmaking.tickets.rows.values(), this.#matchmaking.tickets.rows.size).map(
        (ticket) => ticketAnswer(ticket, this.#matchmaking.waits.estimate(ticket.configurationName)),
      ),
      matches: [...this.#matchmaking.matches.values()],
      placements: last(this.#placements.rows.values(), this.#placements.rows.size).map((row) =>
        this.#placements.answer(row),
      ),
      sessions: last(this.#sessions.gameSessions.values(), this.#sessions.gameSessions.size).map((row) => ({
        ...gameSessionAnswer(this.#sessions, row),
        PlayerSessions: this.#sessions.playerSessions.ofGameSession
          .get(row.gameSessionId)
          .map((player) => playerSessionAnswer(this.#sessions, player)),
      })),
      serverUpdates: last(this.#sessions.serverUpdates.values(), this.#sessions.serverUpdates.size),
      processes: this.#context.fleets
        .fleets()
        .flatMap((fleet) =>
          fleet.locations.flatMap(({ location, host }) =>
            host.processes().map((process) => ({ fleetId: fleet.fleetId, location, ...process })),
          ),
        ),
      liveSessions: [...this.#sessions.gameSessions.values()].filter(({ status }) => isLive(status)).length,
      ...this.#controlPlane.describe?.(),
    };
  }
}

/** The last items of a long iteration, without a copy of all of it. */
function last<Item>(items: Iterable<Item>, size: number): Item[] {
  const chosen: Item[] = [];
  let index = 0;
  for (const item of items) {
    if (index >= size - most) chosen.push(item);
    index += 1;
  }
  return chosen;
}
