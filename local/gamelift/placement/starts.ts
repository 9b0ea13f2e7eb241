import { messageOf } from '../../../core/message-of';
import { type Context } from '../context';
import { type GameSessionRow } from '../sessions/rows';
import { type GameSessionRequest } from '../sessions/new-game-session';
import { type Sessions } from '../sessions/sessions';
import { type Collection } from '../state/collection';
import { policyInForce } from './destinations';
import { type Passes } from './passes';
import { type FleetPlace, placesFor, queuesOf } from './places';
import { type PlacementRow, type QueueRow } from './rows';

/** Longest pause between two attempts to start a session, in milliseconds. */
const maxRetryMs = 10_000;

/** The parts that start the game session of a placement. */
export interface StartParts {
  readonly context: Context;
  readonly sessions: Sessions;
  readonly queues: Collection<QueueRow>;
  readonly rows: Collection<PlacementRow>;
  readonly passes: Passes;
  /** The session of a placement is ACTIVE. */
  fulfil(row: PlacementRow, session: GameSessionRow): void;
  end(row: PlacementRow, status: 'FAILED' | 'TIMED_OUT'): void;
}

/** Starts game sessions for pending placements on the processes of fleets. */
export class PlacementStarts {
  readonly #parts: StartParts;
  /** Ids of placements whose session is starting. */
  readonly #starting = new Set<string>();

  constructor(parts: StartParts) {
    this.#parts = parts;
  }

  /** Starts a session for a placement if a process is free; otherwise the placement keeps waiting. */
  try(row: PlacementRow): void {
    if (this.#starting.has(row.placementId)) return;
    const queues = queuesOf(this.#parts.queues, row);
    if (queues.length === 0) {
      this.#parts.end(row, 'FAILED');
      return;
    }
    const free = queues.flatMap((queue) => this.#free(queue, row).map((place) => ({ queue, place })));
    // After a failed start the next choice is tried, so that one broken fleet does not block a queue of many.
    const chosen = free[row.failures % Math.max(1, free.length)];
    if (chosen !== undefined) this.#start(row, chosen.queue, chosen.place);
    // Capacity, a policy or the deadline will wake it; a location without instances may scale out from zero.
    else queues.flatMap((queue) => this.#places(queue, row)).some(({ at }) => at.wanted());
  }

  #start(row: PlacementRow, queue: QueueRow, { fleet, at }: FleetPlace): void {
    const { context, sessions, rows } = this.#parts;
    this.#starting.add(row.placementId);
    const { session, started } = sessions.start(fleet, at, sessionRequest(row));
    rows.put(row.placementId, { ...row, gameSessionId: session.gameSessionId });
    started
      .then((ready) => this.#started(row.placementId, queue, ready))
      .catch((error: unknown) => this.#failed(row.placementId, error))
      .finally(() => this.#starting.delete(row.placementId))
      .catch((error: unknown) => context.log(`placement ${row.placementId}: ${String(error)}`));
  }

  #started(placementId: string, queue: QueueRow, session: GameSessionRow): void {
    const now = this.#parts.rows.get(placementId);
    if (now?.status !== 'PENDING') return;
    // Its fleet may have been deleted or scaled in while it was starting.
    if (session.status !== 'ACTIVE')
      throw new Error(`game session ${session.gameSessionId} is ${session.status} before it was used`);
    this.#parts.fulfil({ ...now, queueName: queue.name, queueArn: queue.arn }, session);
  }

  /** A session failed to start: another is tried soon, until the placement's time is over. */
  #failed(placementId: string, error: unknown): void {
    const { context, rows, passes } = this.#parts;
    const now = rows.get(placementId);
    if (now?.status !== 'PENDING' || passes.isClosed) return;
    const { gameSessionId: _failed, ...rest } = now;
    const again = rows.put(placementId, { ...rest, failures: now.failures + 1 });
    context.log(`placement ${placementId}: ${messageOf(error)}`);
    const pause = Math.min(maxRetryMs, 100 * 2 ** Math.min(again.failures, 10));
    if (context.clock.seconds() >= again.deadline) this.#parts.end(again, 'TIMED_OUT');
    else context.clock.after(pause, () => passes.ask());
  }

  /**
   * Places of a queue that can take the placement now, best first; none once the queue's own time is over.
   */
  #free(queue: QueueRow, row: PlacementRow): readonly FleetPlace[] {
    const { context, passes } = this.#parts;
    const age = this.#age(row);
    if (row.otherQueues !== undefined && age >= queue.timeoutSeconds) return [];
    const { endsIn } = policyInForce(queue.latencyPolicies, age);
    if (endsIn !== undefined && row.latencies.length > 0)
      context.clock.after(endsIn * 1000, () => passes.ask());
    return this.#places(queue, row).filter(({ at }) => at.freeProcesses > 0);
  }

  #places(queue: QueueRow, row: PlacementRow): readonly FleetPlace[] {
    return placesFor(this.#parts.context.fleets, queue, row, this.#age(row));
  }

  #age({ startTime }: PlacementRow): number {
    return this.#parts.context.clock.seconds() - startTime;
  }
}

/** The game session that a placement asks for. */
export function sessionRequest(row: PlacementRow): GameSessionRequest {
  return {
    maximumPlayers: row.maximumPlayers,
    gameProperties: row.gameProperties,
    ...(row.gameSessionName === undefined ? {} : { name: row.gameSessionName }),
    ...(row.gameSessionData === undefined ? {} : { gameSessionData: row.gameSessionData }),
    ...(row.matchmakerData === undefined ? {} : { matchmakerData: row.matchmakerData }),
  };
}
