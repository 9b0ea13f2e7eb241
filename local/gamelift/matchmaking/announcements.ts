import { type RuleEvaluationMetric } from '../../../flexmatch/engine-types';
import { type Ticket } from '../../../flexmatch/lifecycle/ticket';
import { type Context } from '../context';
import { type ConfigurationRow, type PendingMatchRow } from './rows';

interface EventPlayer {
  readonly playerId: string;
  readonly team?: string;
  readonly accepted?: boolean;
  readonly playerSessionId?: string;
}

/** The game session in an event; without an address before it is placed. */
export interface AnnouncedSession {
  readonly gameSessionArn: string;
  readonly ipAddress?: string;
  readonly dnsName?: string;
  readonly port?: number;
  readonly location?: string;
}

const iso = (seconds: number): string => new Date(Math.round(seconds * 1000)).toISOString();

/** Builds matchmaking events with their keys (FlexMatch guide, "match-events"). */
export class Announcements {
  readonly #context: Pick<Context, 'events'>;

  constructor(context: Pick<Context, 'events'>) {
    this.#context = context;
  }

  searching(configuration: ConfigurationRow, ticket: Ticket, estimatedWaitSeconds: number | undefined): void {
    this.#send(
      configuration,
      'MatchmakingSearching',
      [ticket],
      {},
      {
        estimatedWaitMillis:
          estimatedWaitSeconds === undefined ? 'NOT_AVAILABLE' : Math.round(estimatedWaitSeconds * 1000),
      },
    );
  }

  potentialMatch(
    configuration: ConfigurationRow,
    tickets: readonly Ticket[],
    match: PendingMatchRow,
    acceptanceTimeout: number | undefined,
  ): void {
    this.#send(
      configuration,
      'PotentialMatchCreated',
      tickets,
      {},
      {
        ...(acceptanceTimeout === undefined ? {} : { acceptanceTimeout }),
        ruleEvaluationMetrics: match.metrics,
        acceptanceRequired: configuration.acceptanceRequired,
        matchId: match.matchId,
      },
    );
  }

  accepted(configuration: ConfigurationRow, tickets: readonly Ticket[], match: PendingMatchRow): void {
    this.#send(configuration, 'AcceptMatch', tickets, { answers: match.answers }, { matchId: match.matchId });
  }

  acceptanceCompleted(
    configuration: ConfigurationRow,
    tickets: readonly Ticket[],
    match: PendingMatchRow,
    acceptance: 'Accepted' | 'Rejected' | 'TimedOut',
  ): void {
    this.#send(
      configuration,
      'AcceptMatchCompleted',
      tickets,
      { answers: match.answers },
      { acceptance, matchId: match.matchId },
    );
  }

  succeeded(
    configuration: ConfigurationRow,
    tickets: readonly Ticket[],
    match: PendingMatchRow,
    session: AnnouncedSession | undefined,
  ): void {
    const playerSessions = new Map(
      tickets
        .flatMap(({ connection }) => connection?.playerSessions ?? [])
        .map(({ playerId, playerSessionId }) => [playerId, playerSessionId]),
    );
    this.#send(
      configuration,
      'MatchmakingSucceeded',
      tickets,
      { playerSessions, ...(session === undefined ? {} : { session }) },
      { matchId: match.matchId },
    );
  }

  timedOut(configuration: ConfigurationRow, ticket: Ticket, metrics: readonly RuleEvaluationMetric[]): void {
    this.#send(
      configuration,
      'MatchmakingTimedOut',
      [ticket],
      {},
      { reason: ticket.statusReason, ruleEvaluationMetrics: metrics, message: ticket.statusMessage },
    );
  }

  cancelled(configuration: ConfigurationRow, ticket: Ticket, metrics: readonly RuleEvaluationMetric[]): void {
    this.#send(
      configuration,
      'MatchmakingCancelled',
      [ticket],
      {},
      { reason: ticket.statusReason, ruleEvaluationMetrics: metrics, message: ticket.statusMessage },
    );
  }

  failed(
    configuration: ConfigurationRow,
    tickets: readonly Ticket[],
    match: PendingMatchRow,
    reason: string,
    message: string,
  ): void {
    this.#send(
      configuration,
      'MatchmakingFailed',
      tickets,
      {},
      { reason, message, matchId: match.matchId, ruleEvaluationMetrics: match.metrics },
    );
  }

  #send(
    configuration: ConfigurationRow,
    type: string,
    tickets: readonly Ticket[],
    more: {
      readonly answers?: Readonly<Record<string, boolean>>;
      readonly playerSessions?: ReadonlyMap<string, string>;
      readonly session?: AnnouncedSession;
    },
    extra: object,
  ): void {
    const player = ({
      playerId,
      team,
    }: {
      readonly playerId: string;
      readonly team?: string;
    }): EventPlayer => {
      const accepted =
        more.answers !== undefined && Object.hasOwn(more.answers, playerId)
          ? more.answers[playerId]
          : undefined;
      const playerSessionId = more.playerSessions?.get(playerId);
      return {
        playerId,
        ...(team === undefined ? {} : { team }),
        ...(accepted === undefined ? {} : { accepted }),
        ...(playerSessionId === undefined ? {} : { playerSessionId }),
      };
    };
    const described = tickets.map(({ ticketId, startTime, players }) => ({
      ticketId,
      startTime: iso(startTime),
      players: players.map(player),
    }));
    const { gameSessionArn, ipAddress, dnsName, port, location } = more.session ?? {};
    this.#context.events.matchmaking(
      configuration.arn,
      {
        ...(configuration.customEventData === undefined
          ? {}
          : { customEventData: configuration.customEventData }),
        tickets: described,
        type,
        ...extra,
        gameSessionInfo: {
          ...(gameSessionArn === undefined ? {} : { gameSessionArn }),
          ...(ipAddress === undefined ? {} : { ipAddress }),
          ...(dnsName === undefined ? {} : { dnsName }),
          ...(port === undefined ? {} : { port }),
          ...(location === undefined ? {} : { gameSessionLocation: location }),
          players: described.flatMap(({ players }) => players),
        },
      },
      configuration.notificationTarget,
    );
  }
}
