import { type Context } from '../context';
import { invalidRequest, notFound } from '../faults';
import { accountArn } from '../identity';
import { type GameSessionPlacement, type GameSessionPlacementState } from '../model/shapes';
import { type GameSessionRow } from '../sessions/rows';
import { type Sessions } from '../sessions/sessions';
import { type Collection } from '../state/collection';
import { placementAnswer } from './answer';
import { announcePlacement } from './events';
import { Passes } from './passes';
import { queuesOf } from './places';
import { type PlacementRow, type QueueRow } from './rows';
import { PlacementStarts, sessionRequest } from './starts';

/** The decisions of POST /_local/hosting. */
export type HostingOutcome = 'FULFILLED' | 'TIMED_OUT' | 'ERROR' | 'UNAVAILABLE';

/** A new placement without the fields that the placing itself fills. */
export type PlacementWanted = Omit<
  PlacementRow,
  | 'queueName'
  | 'queueArn'
  | 'otherQueues'
  | 'status'
  | 'startTime'
  | 'endTime'
  | 'deadline'
  | 'gameSessionId'
  | 'placed'
  | 'failures'
>;

type EndListener = (placement: PlacementRow, session: GameSessionRow | undefined) => void;

/** With hosting UNAVAILABLE, how long a placement searches before it gives up, in milliseconds. */
const unavailableMs = 1000;
/** How long a finished placement can be described, in seconds. */
const retentionSeconds = 24 * 3600;
const holdFleet = 'fleet-00000000-0000-4000-8000-000000000000';

/** Queues and the placements that wait in them. */
export class Placements {
  readonly #context: Context;
  readonly #sessions: Sessions;

  readonly queues: Collection<QueueRow>;
  readonly rows: Collection<PlacementRow>;
  /** Pending, oldest first. */
  readonly #pending = new Set<string>();
  readonly #endListeners: EndListener[] = [];
  readonly #passes: Passes;
  readonly #starts: PlacementStarts;
  #unavailable = false;

  constructor(context: Context, sessions: Sessions) {
    this.#context = context;
    this.#sessions = sessions;

    this.queues = context.state.collection('queues');
    this.rows = context.state.collection('placements');
    this.#passes = new Passes(
      context.clock,
      () => context.hosting === 'local' && this.#pending.size > 0,
      () => {
        for (const row of this.pending()) this.#starts.try(row);
      },
    );
    this.#starts = new PlacementStarts({
      context,
      sessions,
      queues: this.queues,
      rows: this.rows,
      passes: this.#passes,
      fulfil: (row, session) => this.#fulfil(row, session),
      end: (row, status) => this.#end(row, status),
    });
    context.fleets.onCapacity(() => this.#passes.ask());
    sessions.onEnd(() => this.#passes.ask());
  }

  /** After a start: pending placements keep waiting, with their old deadlines. */
  recover(): void {
    for (const placement of this.rows.values()) {
      if (placement.status === 'PENDING') {
        const { gameSessionId: _lost, ...again } = placement; // its process ended with the last run
        this.rows.put(placement.placementId, again);
        this.#wait(again);
      } else this.#forgetLater(placement);
    }
  }

  /** No further session is started, because the processes are about to end. */
  close(): void {
    this.#passes.close();
  }

  /** Calls the listener for every placement that ended, with the session when it was FULFILLED. */
  onEnd(listener: EndListener): void {
    this.#endListeners.push(listener);
  }

  /** The queue of a name or ARN. @throws GameLiftFault NotFoundException */
  queue(name: string): QueueRow {
    const queue = this.queues.get(name);
    if (queue === undefined) throw notFound(`Game session queue ${name} not found.`);
    return queue;
  }

  /** A queue without destinations, for hosting modes in which nothing runs on fleets. */
  ensureQueue(name: string): QueueRow {
    return (
      this.queues.get(name) ??
      this.queues.put(name, {
        name,
        arn: accountArn(this.#context, 'gamesessionqueue', name),
        timeoutSeconds: 600,
        latencyPolicies: [],
        destinations: [],
      })
    );
  }

  /** @throws GameLiftFault NotFoundException */
  placement(placementId: string): PlacementRow {
    const row = this.rows.get(placementId);
    if (row === undefined) throw notFound(`Game session placement ${placementId} not found.`);
    return row;
  }

  /**
   * Accepts a placement. With several queues, each is tried in turn whenever places may have become free,
   * with its own destinations, policies and timeout; the placement fails with the last of them. AWS documents
   * only that a matchmaker may have several queues.
   * @param others further queues
   * @throws GameLiftFault InvalidRequestException when the id is in use
   */
  start(queue: QueueRow, wanted: PlacementWanted, others: readonly QueueRow[] = []): PlacementRow {
    if (this.rows.has(wanted.placementId))
      throw invalidRequest(`A placement with the id ${wanted.placementId} exists already.`);
    const startTime = this.#context.clock.seconds();
    const row = this.rows.put(wanted.placementId, {
      ...wanted,
      queueName: queue.name,
      queueArn: queue.arn,
      status: 'PENDING',
      startTime,
      deadline: startTime + Math.max(...[queue, ...others].map(({ timeoutSeconds }) => timeoutSeconds)),
      failures: 0,
      ...(others.length > 0 ? { otherQueues: others.map(({ name }) => name) } : {}),
    });
    this.#wait(row);
    return row;
  }

  /** @throws GameLiftFault InvalidRequestException when it is over */
  stop(placementId: string): PlacementRow {
    const row = this.placement(placementId);
    if (row.status !== 'PENDING')
      throw invalidRequest(`Placement ${placementId} is ${row.status} and cannot be stopped.`);
    if (row.gameSessionId !== undefined)
      throw invalidRequest(`Placement ${placementId} has a game session already and cannot be stopped.`);
    return this.#end(row, 'CANCELLED');
  }

  /** A queue was deleted: placements that waited only in it are cancelled. */
  queueDeleted(name: string): void {
    for (const row of this.pending()) {
      if (
        row.gameSessionId === undefined &&
        queuesOf(this.queues, row).length === 0 &&
        (row.queueName === name || row.otherQueues?.includes(name) === true)
      )
        this.stop(row.placementId);
    }
  }

  pending(): PlacementRow[] {
    return [...this.#pending].map((id) => this.rows.get(id)).filter((row) => row !== undefined);
  }

  /**
   * Decides the oldest pending placement of hosting mode `hold`; UNAVAILABLE makes all current and later
   * placements time out.
   * @returns the decided placement, or undefined when none is pending
   */
  decide(outcome: HostingOutcome): PlacementRow | undefined {
    const oldest = this.pending()[0];
    if (outcome === 'UNAVAILABLE') {
      this.#unavailable = true;
      for (const row of this.pending()) this.#giveUpSoon(row);
      return oldest;
    }
    this.#unavailable = false;
    if (oldest === undefined) return undefined;
    if (outcome === 'TIMED_OUT') return this.#end(oldest, 'TIMED_OUT');
    if (outcome === 'ERROR') return this.#end(oldest, 'FAILED');
    const fleet = { fleetId: holdFleet, fleetArn: accountArn(this.#context, 'fleet', holdFleet) };
    const session = this.#sessions.makeUp(fleet, sessionRequest(oldest), {
      ipAddress: '127.0.0.1',
      dnsName: 'localhost',
      port: 33_400 + (this.#sessions.gameSessions.size % 6000),
    });
    return this.#fulfil(oldest, session);
  }

  answer(row: PlacementRow): GameSessionPlacement {
    return placementAnswer(row, this.#sessionOf(row));
  }

  #sessionOf({ status, gameSessionId }: PlacementRow): GameSessionRow | undefined {
    return status === 'FULFILLED' && gameSessionId !== undefined
      ? this.#sessions.gameSessions.get(gameSessionId)
      : undefined;
  }

  #wait(row: PlacementRow): void {
    this.#pending.add(row.placementId);
    this.#context.clock.at(row.deadline * 1000, () => {
      const now = this.rows.get(row.placementId);
      if (now?.status === 'PENDING' && now.gameSessionId === undefined) this.#end(now, 'TIMED_OUT');
    });
    if (this.#unavailable) this.#giveUpSoon(row);
    this.#passes.ask();
  }

  #giveUpSoon(row: PlacementRow): void {
    this.#context.clock.after(unavailableMs, () => {
      const now = this.rows.get(row.placementId);
      if (this.#unavailable && now?.status === 'PENDING') this.#end(now, 'TIMED_OUT');
    });
  }

  #fulfil(row: PlacementRow, session: GameSessionRow): PlacementRow {
    const reserved =
      row.players.length === 0
        ? []
        : this.#sessions.reserve(
            session.gameSessionId,
            row.players
              .filter(({ PlayerId }) => PlayerId !== undefined)
              .map(({ PlayerId = '', PlayerData }) => ({
                playerId: PlayerId,
                ...(PlayerData === undefined ? {} : { playerData: PlayerData }),
              })),
          );
    return this.#end(
      {
        ...row,
        gameSessionId: session.gameSessionId,
        placed: reserved.map(({ playerId, playerSessionId }) => ({ playerId, playerSessionId })),
      },
      'FULFILLED',
    );
  }

  #end(row: PlacementRow, status: GameSessionPlacementState): PlacementRow {
    const ended = this.rows.put(row.placementId, { ...row, status, endTime: this.#context.clock.seconds() });
    this.#pending.delete(row.placementId);
    this.#forgetLater(ended);
    const session = this.#sessionOf(ended);
    announcePlacement(this.#context, this.queues.get(row.queueName), ended, session);
    for (const listener of this.#endListeners) listener(ended, session);
    return ended;
  }

  #forgetLater(row: PlacementRow): void {
    this.#context.clock.at(((row.endTime ?? row.startTime) + retentionSeconds) * 1000, () => {
      this.rows.delete(row.placementId);
    });
  }
}
