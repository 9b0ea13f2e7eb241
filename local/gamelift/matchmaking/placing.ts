import { type SessionConnection, type Ticket } from '../../../flexmatch/lifecycle/ticket';
import { type Context } from '../context';
import { GameLiftFault } from '../faults';
import { nameHere } from '../identity';
import { type PlacementRow } from '../placement/rows';
import { type Placements } from '../placement/placements';
import { type GameSessionRow } from '../sessions/rows';
import { type Sessions } from '../sessions/sessions';
import { type AnnouncedSession, type Announcements } from './announcements';
import { type EngineRuleSet } from './engine';
import { matchmakerData } from './matchmaker-data';
import { type ConfigurationRow, type PendingMatchRow } from './rows';
import { type GameLiftTickets } from './tickets';

/** The end of a match: its row is deleted, and its tickets are over or back in the pool. */
export type PendingMatchEnd =
  'succeeded' | 'rejected' | 'acceptance-timed-out' | 'dropped' | 'placement-timed-out' | 'failed';

/** The parts of matchmaking that placing reads and notifies. */
export interface PlacingEvents {
  ruleSet(configuration: ConfigurationRow): EngineRuleSet;
  configuration(name: string): ConfigurationRow | undefined;
  /** The row of an unfinished match. */
  match(matchId: string): PendingMatchRow | undefined;
  /** Lets tickets search for another match. A ticket after its deadline times out instead. */
  backToPool(
    configuration: ConfigurationRow,
    tickets: readonly Ticket[],
    because: 'queue-timed-out' | 'session-ended' | 'session-refused',
  ): void;
  over(match: PendingMatchRow, end: PendingMatchEnd): void;
  /** A session was created, or got players, and may have places left. */
  seated(configuration: ConfigurationRow, match: PendingMatchRow, session: GameSessionRow): void;
}

const unexpected = {
  reason: 'UNEXPECTED_ERROR',
  message: 'An unexpected error was encountered during match placing.',
} as const;

/**
 * Gives an accepted match its game session: a new one through a queue, a running one by backfill, or none
 * (STANDALONE).
 */
export class MatchPlacing {
  readonly #context: Context;
  readonly #tickets: GameLiftTickets;
  readonly #sessions: Sessions;
  readonly #placements: Placements;
  readonly #announcements: Announcements;
  readonly #events: PlacingEvents;

  constructor(
    context: Context,
    tickets: GameLiftTickets,
    sessions: Sessions,
    placements: Placements,
    announcements: Announcements,
    events: PlacingEvents,
  ) {
    this.#context = context;
    this.#tickets = tickets;
    this.#sessions = sessions;
    this.#placements = placements;
    this.#announcements = announcements;
    this.#events = events;

    placements.onEnd((placement, session) => {
      if (placement.matchId !== undefined) this.placementEnded(placement, session);
    });
  }

  /** Starts placing a match whose tickets are PLACING. */
  place(configuration: ConfigurationRow, match: PendingMatchRow): void {
    if (match.backfillTicketId !== undefined) this.#fill(configuration, match, match.backfillTicketId);
    else if (configuration.flexMatchMode === 'STANDALONE')
      this.#succeed(configuration, match, undefined, new Map());
    else this.#queue(configuration, match);
  }

  /**
   * The placement of a match ended; also called after a start, when the notification may have been missed.
   */
  placementEnded(placement: PlacementRow, session: GameSessionRow | undefined): void {
    const match = placement.matchId === undefined ? undefined : this.#events.match(placement.matchId);
    const configuration =
      match === undefined ? undefined : this.#events.configuration(match.configurationName);
    if (match === undefined || configuration === undefined) return;
    if (placement.status === 'FULFILLED' && session !== undefined) {
      this.#succeed(
        configuration,
        match,
        session,
        new Map((placement.placed ?? []).map(({ playerId, playerSessionId }) => [playerId, playerSessionId])),
      );
      this.#events.seated(configuration, match, session);
    } else if (placement.status === 'TIMED_OUT') {
      this.#events.over(match, 'placement-timed-out');
      this.#events.backToPool(configuration, this.#tickets.list(match.ticketIds), 'queue-timed-out');
    } else this.#fail(configuration, match, unexpected.reason, unexpected.message);
  }

  #queue(configuration: ConfigurationRow, match: PendingMatchRow): void {
    // Queues of other Regions do not exist here; without fleets any queue name is accepted.
    const names = configuration.queueArns
      .map((arn) =>
        this.#context.hosting === 'local'
          ? nameHere(this.#context, arn, 'gamesessionqueue')
          : arn.slice(arn.lastIndexOf('/') + 1),
      )
      .filter((name) => name !== undefined);
    const [first, ...others] = [...new Set(names)]
      .filter((name) => this.#context.hosting !== 'local' || this.#placements.queues.has(name))
      .map((name) => this.#placements.ensureQueue(name));
    if (first === undefined) {
      this.#context.log(
        `match ${match.matchId}: none of the queues of configuration ${configuration.name} exists`,
      );
      this.#fail(configuration, match, unexpected.reason, unexpected.message);
      return;
    }
    const players = this.#tickets.list(match.ticketIds).flatMap((ticket) => ticket.players);
    const byId = new Map(players.map((player) => [player.playerId, player]));
    this.#placements.start(
      first,
      {
        placementId: match.matchId,
        matchId: match.matchId,
        maximumPlayers: this.#events.ruleSet(configuration).maxPlayers,
        gameProperties: configuration.gameProperties ?? [],
        ...(configuration.gameSessionData === undefined
          ? {}
          : { gameSessionData: configuration.gameSessionData }),
        matchmakerData: matchmakerData(
          match.matchId,
          configuration.arn,
          match.teams,
          byId,
          match.autoBackfillTicketId,
        ),
        latencies: players.flatMap(({ playerId, latencyMs }) =>
          Object.entries(latencyMs ?? {}).map(([RegionIdentifier, LatencyInMilliseconds]) => ({
            PlayerId: playerId,
            RegionIdentifier,
            LatencyInMilliseconds,
          })),
        ),
        players: match.teams.flatMap(({ playerIds }) => playerIds).map((PlayerId) => ({ PlayerId })),
      },
      others,
    );
  }

  /** A backfill match: the new players join the session of the backfill ticket. */
  #fill(configuration: ConfigurationRow, match: PendingMatchRow, backfillTicketId: string): void {
    const backfill = this.#tickets.get(backfillTicketId);
    const arn = backfill?.backfill?.gameSessionArn;
    if (arn === undefined) {
      this.#succeed(configuration, match, undefined, new Map());
      return;
    }
    const newcomers = this.#tickets
      .list(match.ticketIds)
      .filter(({ ticketId }) => ticketId !== backfillTicketId);
    try {
      const reserved = this.#sessions.reserve(
        arn,
        newcomers.flatMap(({ players }) => players.map(({ playerId }) => ({ playerId }))),
        { evenIfDenied: true },
      );
      const playersById = new Map(
        this.#tickets
          .list(match.ticketIds)
          .flatMap(({ players }) => players)
          .map((player) => [player.playerId, player]),
      );
      const session = this.#sessions.change(this.#sessions.gameSession(arn), {
        matchmakerData: matchmakerData(
          match.matchId,
          configuration.arn,
          match.teams,
          playersById,
          match.autoBackfillTicketId,
        ),
      });
      this.#succeed(
        configuration,
        match,
        session,
        new Map(reserved.map(({ playerId, playerSessionId }) => [playerId, playerSessionId])),
      );
      this.#sessions.serverUpdates.add({
        gameSessionId: arn,
        reason: 'MATCHMAKING_DATA_UPDATED',
        backfillTicketId,
        ...(session.matchmakerData === undefined ? {} : { matchmakerData: session.matchmakerData }),
      });
      this.#events.seated(configuration, match, session);
    } catch (error) {
      if (!(error instanceof GameLiftFault)) throw error;
      this.#events.over(match, 'failed');
      if (backfill !== undefined) {
        const failed = this.#tickets.take(backfill, {
          kind: 'fail',
          time: this.#context.clock.seconds(),
          reason: 'BackfillFailed',
          message: error.message,
        });
        this.#announcements.failed(configuration, [failed], match, 'BackfillFailed', error.message);
      }
      this.#sessions.serverUpdates.add({ gameSessionId: arn, reason: 'BACKFILL_FAILED', backfillTicketId });
      this.#events.backToPool(configuration, newcomers, 'session-refused');
    }
  }

  #succeed(
    configuration: ConfigurationRow,
    match: PendingMatchRow,
    session: GameSessionRow | undefined,
    playerSessions: ReadonlyMap<string, string>,
  ): void {
    const time = this.#context.clock.seconds();
    this.#events.over(match, 'succeeded');
    const tickets = this.#tickets.list(match.ticketIds).map((ticket) => {
      const connection: SessionConnection | undefined =
        session === undefined
          ? undefined
          : {
              gameSessionArn: session.gameSessionId,
              ...(session.ipAddress === undefined ? {} : { ipAddress: session.ipAddress }),
              ...(session.dnsName === undefined ? {} : { dnsName: session.dnsName }),
              ...(session.port === undefined ? {} : { port: session.port }),
              playerSessions: ticket.players.flatMap(({ playerId }) => {
                const playerSessionId = playerSessions.get(playerId);
                return playerSessionId === undefined ? [] : [{ playerId, playerSessionId }];
              }),
            };
      return this.#tickets.take(ticket, {
        kind: 'complete',
        time,
        ...(connection === undefined ? {} : { connection }),
      });
    });
    const announced: AnnouncedSession | undefined =
      session === undefined
        ? undefined
        : {
            gameSessionArn: session.gameSessionId,
            location: session.location,
            ...(session.ipAddress === undefined ? {} : { ipAddress: session.ipAddress }),
            ...(session.dnsName === undefined ? {} : { dnsName: session.dnsName }),
            ...(session.port === undefined ? {} : { port: session.port }),
          };
    this.#announcements.succeeded(configuration, tickets, match, announced);
  }

  #fail(configuration: ConfigurationRow, match: PendingMatchRow, reason: string, message: string): void {
    this.#events.over(match, 'failed');
    const time = this.#context.clock.seconds();
    const tickets = this.#tickets
      .list(match.ticketIds)
      .map((ticket) => this.#tickets.take(ticket, { kind: 'fail', time, reason, message }));
    this.#announcements.failed(configuration, tickets, match, reason, message);
  }
}
