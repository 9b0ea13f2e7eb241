import { messageOf } from '../../../core/message-of';
import { type Context } from '../context';
import { invalidRequest, notFound } from '../faults';
import { type Fleet, type FleetLocation } from '../fleet-registry';
import { accountArn } from '../identity';
import { type GameSessionPlacement, type GameSessionPlacementState } from '../model/shapes';
import { type GameSessionRow } from '../sessions/rows';
import { type GameSessionRequest, type Sessions } from '../sessions/sessions';
import { type Collection } from '../state/collection';
import { type Candidate, orderCandidates, policyInForce } from './destinations';
import { announcePlacement } from './events';
import { type PlacementRow, type QueueRow } from './rows';

/** The decisions of POST /_local/hosting. */
export type HostingOutcome = 'FULFILLED' | 'TIMED_OUT' | 'ERROR' | 'UNAVAILABLE';

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

interface Option extends Candidate {
  readonly fleet: Fleet;
  readonly at: FleetLocation;
}
type EndListener = (placement: PlacementRow, session: GameSessionRow | undefined) => void;

/** With hosting UNAVAILABLE, how long a placement searches before it gives up, in milliseconds. */
const unavailableMilliseconds = 1000;
/** How long a finished placement can be described, in seconds. */
const retentionSeconds = 24 * 3600;
const longestRetry = 10_000;
const lookEvery = 1000;
const holdFleet = 'fleet-00000000-0000-4000-8000-000000000000';

/** Queues and the placements that wait in them. */
export class Placements {
  readonly #context: Context;
  readonly #sessions: Sessions;

  readonly queues: Collection<QueueRow>;
  readonly rows: Collection<PlacementRow>;
  /** Pending, oldest first. */
  readonly #pending = new Set<string>();
  readonly #starting = new Set<string>();
  readonly #endListeners: EndListener[] = [];
  #unavailable = false;
  #passAsked = false;
  #lookPlanned = false;
  #closed = false;

  constructor(context: Context, sessions: Sessions) {
    this.#context = context;
    this.#sessions = sessions;

    this.queues = context.state.collection('queues');
    this.rows = context.state.collection('placements');
    context.fleets.onCapacity(() => this.#askPass());
    sessions.onEnd(() => this.#askPass());
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
    this.#closed = true;
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
      ...(others.length > 0 && { otherQueues: others.map(({ name }) => name) }),
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
        this.#queuesOf(row).length === 0 &&
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
    const session =
      row.status === 'FULFILLED' && row.gameSessionId !== undefined
        ? this.#sessions.gameSessions.get(row.gameSessionId)
        : undefined;
    return {
      PlacementId: row.placementId,
      GameSessionQueueName: row.queueName,
      Status: row.status,
      GameProperties: row.gameProperties,
      MaximumPlayerSessionCount: row.maximumPlayers,
      ...(row.gameSessionName !== undefined && { GameSessionName: row.gameSessionName }),
      ...(session !== undefined && {
        GameSessionId: session.gameSessionId.slice(session.gameSessionId.lastIndexOf('/') + 1),
        GameSessionArn: session.gameSessionId,
        GameSessionRegion: session.location,
        ...(session.ipAddress !== undefined && { IpAddress: session.ipAddress }),
        ...(session.dnsName !== undefined && { DnsName: session.dnsName }),
        ...(session.port !== undefined && { Port: session.port }),
        PlayerGatewayStatus: 'DISABLED' as const,
      }),
      PlayerLatencies: row.latencies,
      StartTime: row.startTime,
      ...(row.endTime !== undefined && { EndTime: row.endTime }),
      PlacedPlayerSessions: (row.placed ?? []).map(({ playerId, playerSessionId }) => ({
        PlayerId: playerId,
        PlayerSessionId: playerSessionId,
      })),
      ...(row.gameSessionData !== undefined && { GameSessionData: row.gameSessionData }),
      ...(row.matchmakerData !== undefined && { MatchmakerData: row.matchmakerData }),
      ...(row.priorityOverride !== undefined && { PriorityConfigurationOverride: row.priorityOverride }),
    };
  }

  #wait(row: PlacementRow): void {
    this.#pending.add(row.placementId);
    this.#context.clock.at(row.deadline * 1000, () => {
      const now = this.rows.get(row.placementId);
      if (now?.status === 'PENDING' && now.gameSessionId === undefined) this.#end(now, 'TIMED_OUT');
    });
    if (this.#unavailable) this.#giveUpSoon(row);
    if (this.#context.hosting === 'local') this.#askPass();
  }

  #giveUpSoon(row: PlacementRow): void {
    this.#context.clock.after(unavailableMilliseconds, () => {
      const now = this.rows.get(row.placementId);
      if (this.#unavailable && now?.status === 'PENDING') this.#end(now, 'TIMED_OUT');
    });
  }

  /**
   * Schedules a pass over all pending placements; several requests within one turn of the event loop are one
   * pass.
   */
  #askPass(): void {
    if (this.#closed || this.#passAsked || this.#context.hosting !== 'local' || this.#pending.size === 0)
      return;
    this.#passAsked = true;
    this.#context.clock.after(0, () => {
      this.#passAsked = false;
      if (this.#closed) return;
      for (const row of this.pending()) if (!this.#starting.has(row.placementId)) this.#try(row);
      this.#lookAgain();
    });
  }

  /**
   * Not everything that frees a process is reported (an idle process of an older script ends in its own
   * time), so waiting placements are also checked periodically.
   */
  #lookAgain(): void {
    if (this.#lookPlanned || this.#pending.size === 0) return;
    this.#lookPlanned = true;
    this.#context.clock.after(lookEvery, () => {
      this.#lookPlanned = false;
      this.#askPass();
    });
  }

  #options(queue: QueueRow): Option[] {
    return queue.destinations.flatMap(({ DestinationArn }, destination) => {
      if (DestinationArn === undefined) return [];
      const alias = this.#context.fleets.alias(DestinationArn);
      const fleet =
        alias === undefined
          ? this.#context.fleets.fleet(DestinationArn)
          : alias.kind === 'fleet'
            ? this.#context.fleets.fleet(alias.fleetId)
            : undefined;
      if (fleet?.status !== 'ACTIVE') return [];
      return fleet.locations
        .filter(({ status }) => status === 'ACTIVE')
        .map((at) => ({ destination, location: at.location, cost: fleet.cost, fleet, at }));
    });
  }

  #try(row: PlacementRow): void {
    const queues = this.#queuesOf(row);
    if (queues.length === 0) {
      this.#end(row, 'FAILED');
      return;
    }
    const free = queues.flatMap((queue) => this.#free(queue, row));
    // After a failed start the next choice is tried, so that one broken fleet does not block a queue of many.
    const chosen = free[row.failures % Math.max(1, free.length)];
    if (chosen === undefined) {
      // Capacity, a policy or the deadline will wake it; a location without instances may scale out from
      // zero.
      queues.flatMap((queue) => this.#candidates(queue, row)).some(({ at }) => at.wanted());
      return;
    }
    this.#starting.add(row.placementId);
    const { session, started } = this.#sessions.start(chosen.fleet, chosen.at, sessionRequest(row));
    this.rows.put(row.placementId, { ...row, gameSessionId: session.gameSessionId });
    started
      .then((ready) => {
        const now = this.rows.get(row.placementId);
        if (now?.status !== 'PENDING') return;
        // Its fleet may have been deleted or scaled in while it was starting.
        if (ready.status !== 'ACTIVE')
          throw new Error(`game session ${ready.gameSessionId} is ${ready.status} before it was used`);
        this.#fulfil({ ...now, queueName: chosen.queue.name, queueArn: chosen.queue.arn }, ready);
      })
      .catch((error: unknown) => this.#failed(row.placementId, error))
      .finally(() => this.#starting.delete(row.placementId))
      .catch((error: unknown) => this.#context.log(`placement ${row.placementId}: ${String(error)}`));
  }

  /** A session failed to start: another is tried soon, until the placement's time is over. */
  #failed(placementId: string, error: unknown): void {
    const now = this.rows.get(placementId);
    if (now?.status !== 'PENDING' || this.#closed) return;
    const { gameSessionId: _failed, ...rest } = now;
    const again = this.rows.put(placementId, { ...rest, failures: now.failures + 1 });
    this.#context.log(`placement ${placementId}: ${messageOf(error)}`);
    if (this.#context.clock.seconds() >= again.deadline) this.#end(again, 'TIMED_OUT');
    else
      this.#context.clock.after(Math.min(longestRetry, 100 * 2 ** Math.min(again.failures, 10)), () =>
        this.#askPass(),
      );
  }

  /** The placement's queues that still exist. */
  #queuesOf(row: PlacementRow): QueueRow[] {
    return [row.queueName, ...(row.otherQueues ?? [])]
      .map((name) => this.queues.get(name))
      .filter((queue) => queue !== undefined);
  }

  /**
   * Destinations of a queue that can take the placement now, best first; none once the queue's own time is
   * over.
   */
  #free(queue: QueueRow, row: PlacementRow): (Option & { readonly queue: QueueRow })[] {
    const age = this.#context.clock.seconds() - row.startTime;
    if (row.otherQueues !== undefined && age >= queue.timeoutSeconds) return [];
    const { endsIn } = policyInForce(queue.latencyPolicies, age);
    if (endsIn !== undefined && row.latencies.length > 0)
      this.#context.clock.after(endsIn * 1000, () => this.#askPass());
    return this.#candidates(queue, row)
      .filter(({ at }) => at.freeProcesses > 0)
      .map((option) => ({ ...option, queue }));
  }

  /** Destinations of a queue that the placement allows, with or without a free process, best first. */
  #candidates(queue: QueueRow, row: PlacementRow): readonly Option[] {
    return orderCandidates(this.#options(queue), {
      latencies: row.latencies,
      policies: queue.latencyPolicies,
      age: this.#context.clock.seconds() - row.startTime,
      ...(queue.filter?.AllowedLocations !== undefined && {
        allowedLocations: queue.filter.AllowedLocations,
      }),
      ...(queue.priority !== undefined && { priority: queue.priority }),
      ...(row.priorityOverride !== undefined && { override: row.priorityOverride }),
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
                ...(PlayerData !== undefined && { playerData: PlayerData }),
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
    const session =
      status === 'FULFILLED' && ended.gameSessionId !== undefined
        ? this.#sessions.gameSessions.get(ended.gameSessionId)
        : undefined;
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

function sessionRequest(row: PlacementRow): GameSessionRequest {
  return {
    maximumPlayers: row.maximumPlayers,
    gameProperties: row.gameProperties,
    ...(row.gameSessionName !== undefined && { name: row.gameSessionName }),
    ...(row.gameSessionData !== undefined && { gameSessionData: row.gameSessionData }),
    ...(row.matchmakerData !== undefined && { matchmakerData: row.matchmakerData }),
  };
}
