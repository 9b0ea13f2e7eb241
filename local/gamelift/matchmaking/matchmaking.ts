import {
  type FormedMatch,
  type RuleEvaluationMetric,
  type TicketPlayer,
} from '../../../flexmatch/engine-types';
import { type TicketExplanation } from '../../../flexmatch/index';
import { answer, judge, type Proposal, settle } from '../../../flexmatch/lifecycle/proposal';
import { mayTake, type Step, type Ticket } from '../../../flexmatch/lifecycle/ticket';
import { type Context } from '../context';
import { invalidRequest, notFound } from '../faults';
import { type Placements } from '../placement/placements';
import { type GameSessionRow, isLive } from '../sessions/rows';
import { type Sessions } from '../sessions/sessions';
import { Ring } from '../ring';
import { type Collection } from '../state/collection';
import { Announcements } from './announcements';
import { type EngineSettings, explainInPool, openPool, readRuleSet, type RuleSet } from './engine';
import { MatchPlacing, type MatchEnd } from './placing';
import { Pool } from './pool';
import { type ConfigurationRow, type MatchRow, type RuleSetRow } from './rows';
import { Tickets } from './tickets';
import { Waits } from './waits';

/** Default when a configuration requires acceptance without a time: the longest allowed. */
export const defaultAcceptanceSeconds = 600;

export interface NewTicket {
  readonly ticketId: string;
  readonly players: readonly TicketPlayer[];
  readonly backfill?: { readonly gameSessionArn?: string; readonly automatic: boolean };
}

/** The answer of GET /_local/tickets/{id}/explanation. */
export interface TicketWord {
  readonly ticketId: string;
  readonly status: Ticket['status'];
  /** One sentence for people. */
  readonly summary: string;
  /** Of a ticket that searches, in the form of `flexmatch explain --json`. */
  readonly explanation?: TicketExplanation;
}

/** A match that is over, for the console. */
export interface PastMatch {
  readonly matchId: string;
  readonly configurationName: string;
  readonly createdAt: number;
  readonly endedAt: number;
  readonly end: MatchEnd;
  readonly teams: MatchRow['teams'];
  readonly ticketIds: readonly string[];
}

/**
 * Tickets and matches of every matchmaker, with all changes that the API, the clock, the engine and the
 * queues make to them.
 */
export class Matchmaking {
  readonly #context: Context;
  readonly #sessions: Sessions;
  readonly #placements: Placements;
  readonly #engine: EngineSettings;

  readonly ruleSets: Collection<RuleSetRow>;
  readonly configurations: Collection<ConfigurationRow>;
  readonly matches: Collection<MatchRow>;
  readonly tickets: Tickets;
  readonly past = new Ring<PastMatch>(2000);
  readonly waits = new Waits();
  readonly #pools = new Map<string, Pool>();
  readonly #arrivals = new Map<string, Set<string>>();
  readonly #parsed = new Map<string, RuleSet>();
  readonly #announcements: Announcements;
  readonly #placing: MatchPlacing;

  constructor(context: Context, sessions: Sessions, placements: Placements, engine: EngineSettings) {
    this.#context = context;
    this.#sessions = sessions;
    this.#placements = placements;
    this.#engine = engine;

    this.ruleSets = context.state.collection('ruleSets');
    this.configurations = context.state.collection('matchmakingConfigurations');
    this.matches = context.state.collection('matches');
    this.tickets = new Tickets(context, (ticketId) => this.#due(ticketId));
    this.#announcements = new Announcements(context);
    this.#placing = new MatchPlacing(context, this.tickets, sessions, placements, this.#announcements, {
      ruleSet: (configuration) => this.ruleSet(configuration),
      configuration: (name) => this.configurations.get(name),
      match: (matchId) => this.matches.get(matchId),
      backToPool: (configuration, tickets, because) => this.#backToPool(configuration, tickets, because),
      over: (match, end) => this.#over(match, end),
      seated: (configuration, match, session) => this.#startAutomaticBackfill(configuration, match, session),
    });
    sessions.onEnd(({ gameSessionId }) => {
      for (const ticket of this.tickets.backfillOf.get(gameSessionId)) this.#cancel(ticket, 'session-ended');
    });
  }

  /** After a start: fills the pools again, restarts the clocks, and continues or drops unfinished matches. */
  recover(): void {
    this.tickets.recover();
    this.#recoverMatches();
    this.#recoverTickets();
  }

  /** The validated rule set of a configuration. */
  ruleSet(configuration: ConfigurationRow): RuleSet {
    const known = this.#parsed.get(configuration.ruleSetName);
    if (known !== undefined) return known;
    const row = this.ruleSets.get(configuration.ruleSetName);
    if (row === undefined) throw notFound(`Matchmaking rule set ${configuration.ruleSetName} not found.`);
    const parsed = readRuleSet(row.body);
    this.#parsed.set(configuration.ruleSetName, parsed);
    return parsed;
  }

  /** Called when a rule set is deleted, because its name can be reused. */
  forgetRuleSet(name: string): void {
    this.#parsed.delete(name);
  }

  poolSizes(): Readonly<Record<string, { readonly searching: number; readonly arriving: number }>> {
    return Object.fromEntries(
      [...this.#pools].map(([name, pool]) => [
        name,
        { searching: pool.size, arriving: this.#arrivals.get(name)?.size ?? 0 },
      ]),
    );
  }

  /**
   * Accepts a ticket. Tickets that already contain one of its players are cancelled, as is an older backfill
   * ticket of the same session.
   * @throws GameLiftFault InvalidRequestException when the ticket id is in use
   */
  start(configuration: ConfigurationRow, wanted: NewTicket): Ticket {
    if (this.tickets.get(wanted.ticketId) !== undefined)
      throw invalidRequest(`A matchmaking ticket with the id ${wanted.ticketId} exists already.`);
    const arn = wanted.backfill?.gameSessionArn;
    if (arn !== undefined)
      for (const older of this.tickets.backfillOf.get(arn)) this.#cancel(older, 'replaced');
    for (const { playerId } of wanted.players)
      for (const older of this.tickets.ofPlayer.get(playerId))
        if (mayTake(older, 'cancel')) this.#cancel(older, 'duplicate-player');
    const startTime = this.#context.clock.seconds();
    const ticket = this.tickets.add({
      ticketId: wanted.ticketId,
      configurationName: configuration.name,
      configurationArn: configuration.arn,
      status: 'QUEUED',
      startTime,
      deadline: startTime + configuration.requestTimeoutSeconds,
      players: wanted.players,
      ...(wanted.backfill !== undefined && { backfill: wanted.backfill }),
    });
    this.#arrive(ticket);
    return ticket;
  }

  /** @throws GameLiftFault when the ticket is unknown or its status does not allow it */
  stop(ticketId: string): void {
    const ticket = this.tickets.get(ticketId);
    if (ticket === undefined) throw notFound(`Matchmaking ticket ${ticketId} not found.`);
    if (!mayTake(ticket, 'cancel'))
      // The service's own message (ultrafrogroyale, issue 1).
      throw invalidRequest(`Matchmaking ticket is in ${ticket.status} status and cannot be canceled.`);
    this.#cancel(ticket, 'requested');
  }

  /** @throws GameLiftFault when the ticket is not waiting for these answers */
  accept(ticketId: string, playerIds: readonly string[], accepted: boolean): void {
    const ticket = this.tickets.get(ticketId);
    if (ticket === undefined) throw notFound(`Matchmaking ticket ${ticketId} not found.`);
    const match = ticket.matchId === undefined ? undefined : this.matches.get(ticket.matchId);
    const configuration = this.configurations.get(ticket.configurationName);
    if (ticket.status !== 'REQUIRES_ACCEPTANCE' || match === undefined || configuration === undefined)
      throw invalidRequest(
        `Matchmaking ticket ${ticketId} is in ${ticket.status} status; it is not waiting for acceptance.`,
      );
    const answered = answer(this.#proposal(match), ticketId, playerIds, accepted);
    if ('refused' in answered) throw invalidRequest(answered.refused);
    const next = this.matches.put(match.matchId, { ...match, answers: answered.answers });
    this.#announcements.accepted(configuration, this.tickets.list(match.ticketIds), next);
    const verdict = judge(answered);
    if (verdict === 'accepted') this.#accepted(configuration, next);
    else if (verdict === 'rejected') this.#dropProposal(configuration, next, 'Rejected');
  }

  /** Called after a change of a configuration: later matches follow it. */
  configurationChanged(configuration: ConfigurationRow): void {
    const pool = this.#pools.get(configuration.name);
    if (pool === undefined) return;
    const waiting = this.tickets.ofConfiguration
      .get(configuration.name)
      .filter(({ ticketId }) => pool.has(ticketId));
    pool.replaceEngine(
      openPool(this.ruleSet(configuration), this.#engine, configuration.additionalPlayerCount),
      waiting,
    );
  }

  configurationDeleted(name: string): void {
    this.#pools.get(name)?.close();
    this.#pools.delete(name);
    this.#arrivals.delete(name);
  }

  /**
   * Why a ticket has not matched. For a ticket that does not search, the summary describes its status.
   * @returns undefined when the ticket id is unknown
   */
  explain(ticketId: string): TicketWord | undefined {
    const ticket = this.tickets.get(ticketId);
    if (ticket === undefined) return undefined;
    const { status, statusMessage } = ticket;
    const configuration = this.configurations.get(ticket.configurationName);
    const pool = this.#pools.get(ticket.configurationName);
    if (configuration === undefined || pool?.has(ticketId) !== true)
      return { ticketId, status, summary: statusMessage ?? wordOf(status) };
    const waiting = this.tickets.ofConfiguration
      .get(configuration.name)
      .filter((other) => pool.has(other.ticketId));
    const explanation = explainInPool(
      this.ruleSet(configuration),
      waiting,
      ticketId,
      this.#context.clock.seconds(),
      {
        openQuestions: this.#engine.openQuestions,
        additionalPlayerCount: configuration.additionalPlayerCount,
        budgetEnded: pool.budgetEnded,
      },
    );
    return { ticketId, status, summary: explanation.summary, explanation };
  }

  close(): void {
    for (const pool of this.#pools.values()) pool.close();
  }

  #pool(configuration: ConfigurationRow): Pool {
    const known = this.#pools.get(configuration.name);
    if (known !== undefined) return known;
    const failed = (error: unknown): void =>
      this.#context.log(
        `matchmaker ${configuration.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    const pool = new Pool(
      openPool(this.ruleSet(configuration), this.#engine, configuration.additionalPlayerCount),
      this.#context.clock,
      {
        arrivals: () => this.#search(configuration.name),
        formed: (matches) => {
          for (const match of matches)
            try {
              this.#propose(configuration.name, match);
            } catch (error) {
              failed(error);
            }
        },
        failed,
      },
    );
    this.#pools.set(configuration.name, pool);
    return pool;
  }

  #arrive({ ticketId, configurationName }: Ticket): void {
    const configuration = this.configurations.get(configurationName);
    if (configuration === undefined) return;
    const arrivals = this.#arrivals.get(configurationName) ?? new Set<string>();
    this.#arrivals.set(configurationName, arrivals);
    arrivals.add(ticketId);
    this.#pool(configuration).changed();
  }

  /** QUEUED → SEARCHING, just before the engine runs. */
  #search(configurationName: string): readonly Ticket[] {
    const arrivals = this.#arrivals.get(configurationName);
    const configuration = this.configurations.get(configurationName);
    if (arrivals === undefined || arrivals.size === 0 || configuration === undefined) return [];
    const tickets = this.tickets.list([...arrivals]);
    arrivals.clear();
    const estimate = this.waits.estimate(configurationName);
    return tickets
      .filter(({ status }) => status === 'QUEUED' || status === 'SEARCHING')
      .map((ticket) => {
        const searching = ticket.status === 'QUEUED' ? this.tickets.take(ticket, { kind: 'search' }) : ticket;
        this.#announcements.searching(configuration, searching, estimate);
        return searching;
      });
  }

  #propose(configurationName: string, formed: FormedMatch): void {
    const configuration = this.configurations.get(configurationName);
    if (configuration === undefined) return;
    const now = this.#context.clock.seconds();
    const matchId = this.#context.ids.uuid();
    const acceptance = configuration.acceptanceRequired;
    const acceptanceSeconds = acceptance
      ? (configuration.acceptanceTimeoutSeconds ?? defaultAcceptanceSeconds)
      : configuration.acceptanceTimeoutSeconds;
    const autoBackfillTicketId = this.#automaticBackfillTicket(configuration, formed);
    const match = this.matches.put(matchId, {
      matchId,
      configurationName,
      stage: acceptance ? 'proposed' : 'placing',
      teams: formed.teams,
      ticketIds: formed.ticketIds,
      answers: {},
      createdAt: now,
      metrics: formed.ruleEvaluationMetrics,
      ...(formed.backfillTicketId !== undefined && { backfillTicketId: formed.backfillTicketId }),
      ...(acceptance && acceptanceSeconds !== undefined && { acceptanceDeadline: now + acceptanceSeconds }),
      ...(autoBackfillTicketId !== undefined && { autoBackfillTicketId }),
    });
    const teams = new Map(
      formed.teams.flatMap(({ name, playerIds }) => playerIds.map((playerId) => [playerId, name])),
    );
    const tickets = this.tickets.list(formed.ticketIds).map((ticket) => {
      this.waits.add(configurationName, now - ticket.startTime);
      return this.tickets.take(ticket, {
        kind: 'propose',
        matchId,
        acceptance,
        teamOf: (playerId) => teams.get(playerId),
      });
    });
    this.#announcements.potentialMatch(configuration, tickets, match, acceptanceSeconds);
    if (acceptance) this.#watchAcceptance(match);
    else this.#placing.place(configuration, match);
  }

  #proposal(match: MatchRow): Proposal {
    return {
      matchId: match.matchId,
      answers: match.answers,
      tickets: this.tickets.list(match.ticketIds).map(({ ticketId, players }) => ({
        ticketId,
        playerIds: ticketId === match.backfillTicketId ? [] : players.map(({ playerId }) => playerId),
      })),
    };
  }

  #watchAcceptance({ matchId, acceptanceDeadline = 0 }: MatchRow): void {
    // An answer at the deadline itself still counts.
    this.#context.clock.at(acceptanceDeadline * 1000 + 1, () => {
      const match = this.matches.get(matchId);
      const configuration =
        match === undefined ? undefined : this.configurations.get(match.configurationName);
      if (match?.stage === 'proposed' && configuration !== undefined)
        this.#dropProposal(configuration, match, 'TimedOut');
    });
  }

  #accepted(configuration: ConfigurationRow, match: MatchRow): void {
    const placing = this.matches.put(match.matchId, { ...match, stage: 'placing' });
    const tickets = this.tickets
      .list(match.ticketIds)
      .map((ticket) => this.tickets.take(ticket, { kind: 'place' }));
    this.#announcements.acceptanceCompleted(configuration, tickets, match, 'Accepted');
    this.#placing.place(configuration, placing);
  }

  /** Drops a proposal that was rejected, not answered in time, or lost a ticket. */
  #dropProposal(configuration: ConfigurationRow, match: MatchRow, acceptance: 'Rejected' | 'TimedOut'): void {
    this.#over(match, acceptance === 'Rejected' ? 'rejected' : 'acceptance-timed-out');
    this.#announcements.acceptanceCompleted(
      configuration,
      this.tickets.list(match.ticketIds),
      match,
      acceptance,
    );
    const { rejecting, silent, returning } = settle(this.#proposal(match));
    const time = this.#context.clock.seconds();
    for (const ticket of this.tickets.list(rejecting))
      this.tickets.take(ticket, { kind: 'cancel', time, because: 'refused-match' });
    for (const ticket of this.tickets.list(silent))
      this.tickets.take(ticket, { kind: 'cancel', time, because: 'did-not-answer' });
    this.#backToPool(configuration, this.tickets.list(returning), 'others-refused');
  }

  #backToPool(
    configuration: ConfigurationRow,
    tickets: readonly Ticket[],
    because: Extract<Step, { kind: 'return' }>['because'],
  ): void {
    for (const ticket of tickets) {
      if (!mayTake(ticket, 'return')) continue;
      const returned = this.tickets.take(ticket, { kind: 'return', because });
      if (this.#context.clock.seconds() >= ticket.deadline) this.#timeOut(configuration, returned);
      else this.#arrive(returned);
    }
  }

  #metrics(ticket: Ticket): readonly RuleEvaluationMetric[] {
    return this.#pools.get(ticket.configurationName)?.metrics(ticket.ticketId) ?? [];
  }

  /** Removes a ticket from where it waits: from the pool, or from a proposal that is dropped with it. */
  #cancel(ticket: Ticket, because: Extract<Step, { kind: 'cancel' }>['because']): void {
    if (!mayTake(ticket, 'cancel')) return;
    const configuration = this.configurations.get(ticket.configurationName);
    const metrics = this.#metrics(ticket);
    const cancelled = this.tickets.take(ticket, {
      kind: 'cancel',
      time: this.#context.clock.seconds(),
      because,
    });
    this.#leavePool(ticket);
    const arn = ticket.backfill?.gameSessionArn;
    if (arn !== undefined && because !== 'session-ended') {
      this.#sessions.tellServer({
        gameSessionId: arn,
        reason: 'BACKFILL_CANCELLED',
        backfillTicketId: ticket.ticketId,
      });
      if (because === 'duplicate-player')
        this.#context.log(`backfill of ${arn} ended: one of its players started a ticket of their own`);
    }
    if (configuration === undefined) return;
    if (because === 'requested') this.#announcements.cancelled(configuration, cancelled, metrics);
    const match =
      ticket.status === 'REQUIRES_ACCEPTANCE' && ticket.matchId !== undefined
        ? this.matches.get(ticket.matchId)
        : undefined;
    if (match === undefined) return;
    // The others did not refuse: they all search for another match, whether they had answered or not.
    this.#over(match, 'dropped');
    this.#announcements.acceptanceCompleted(
      configuration,
      this.tickets.list(match.ticketIds),
      match,
      'Rejected',
    );
    this.#backToPool(
      configuration,
      this.tickets.list(match.ticketIds).filter(({ ticketId }) => ticketId !== ticket.ticketId),
      'others-refused',
    );
  }

  #leavePool({ ticketId, configurationName }: Ticket): void {
    this.#arrivals.get(configurationName)?.delete(ticketId);
    this.#pools.get(configurationName)?.remove(ticketId);
  }

  /** The request time of a ticket has passed. In a proposal or a placement it waits for the outcome. */
  #due(ticketId: string): void {
    const ticket = this.tickets.get(ticketId);
    const configuration =
      ticket === undefined ? undefined : this.configurations.get(ticket.configurationName);
    if (
      ticket === undefined ||
      configuration === undefined ||
      (ticket.status !== 'QUEUED' && ticket.status !== 'SEARCHING')
    )
      return;
    this.#timeOut(configuration, ticket);
  }

  #timeOut(configuration: ConfigurationRow, ticket: Ticket): void {
    const metrics = this.#metrics(ticket);
    const over = this.tickets.take(ticket, { kind: 'time-out', time: this.#context.clock.seconds() });
    this.#leavePool(ticket);
    this.#announcements.timedOut(configuration, over, metrics);
    const arn = ticket.backfill?.gameSessionArn;
    if (arn === undefined) return;
    this.#sessions.tellServer({
      gameSessionId: arn,
      reason: 'BACKFILL_TIMED_OUT',
      backfillTicketId: ticket.ticketId,
    });
  }

  #over(match: MatchRow, end: MatchEnd): void {
    this.matches.delete(match.matchId);
    const { matchId, configurationName, createdAt, teams, ticketIds } = match;
    this.past.add({
      matchId,
      configurationName,
      createdAt,
      endedAt: this.#context.clock.seconds(),
      end,
      teams,
      ticketIds,
    });
  }

  /** The id of the next automatic backfill ticket, when the match leaves places free. */
  #automaticBackfillTicket(configuration: ConfigurationRow, formed: FormedMatch): string | undefined {
    if (configuration.backfillMode !== 'AUTOMATIC' || configuration.flexMatchMode === 'STANDALONE')
      return undefined;
    const players = formed.teams.reduce((sum, { playerIds }) => sum + playerIds.length, 0);
    if (
      formed.backfillTicketId !== undefined &&
      this.tickets.get(formed.backfillTicketId)?.backfill?.automatic !== true
    )
      return undefined;
    return players < this.ruleSet(configuration).maxPlayers
      ? `auto-backfill-${this.#context.ids.uuid()}`
      : undefined;
  }

  #startAutomaticBackfill(configuration: ConfigurationRow, match: MatchRow, session: GameSessionRow): void {
    if (match.autoBackfillTicketId === undefined || !isLive(session.status)) return;
    const players = new Map(
      this.tickets
        .list(match.ticketIds)
        .flatMap((ticket) => ticket.players)
        .map((player) => [player.playerId, player]),
    );
    const seated = match.teams.flatMap(({ name, playerIds }) =>
      playerIds.map((playerId): TicketPlayer => {
        const latency = players.get(playerId)?.latencyMs?.[session.location];
        return {
          playerId,
          attributes: players.get(playerId)?.attributes ?? {},
          team: name,
          ...(latency !== undefined && { latencyMs: { [session.location]: latency } }),
        };
      }),
    );
    this.start(configuration, {
      ticketId: match.autoBackfillTicketId,
      players: seated,
      backfill: { gameSessionArn: session.gameSessionId, automatic: true },
    });
  }

  #recoverMatches(): void {
    for (const match of [...this.matches.values()]) {
      const configuration = this.configurations.get(match.configurationName);
      const placement = this.#placements.rows.get(match.matchId);
      if (configuration === undefined) this.matches.delete(match.matchId);
      else if (match.stage === 'proposed') this.#watchAcceptance(match);
      else if (placement === undefined) this.#placing.place(configuration, match);
      else if (placement.status !== 'PENDING')
        this.#placing.placementEnded(
          placement,
          placement.gameSessionId === undefined
            ? undefined
            : this.#sessions.gameSessions.get(placement.gameSessionId),
        );
    }
  }

  #recoverTickets(): void {
    for (const ticket of [...this.tickets.rows.values()]) {
      const configuration = this.configurations.get(ticket.configurationName);
      if (ticket.status === 'QUEUED' || ticket.status === 'SEARCHING') this.#arriveAgain(ticket);
      else if (
        configuration !== undefined &&
        mayTake(ticket, 'return') &&
        (ticket.matchId === undefined || !this.matches.has(ticket.matchId))
      )
        this.#backToPool(configuration, [ticket], 'session-ended');
    }
  }

  /** A ticket that was searching when the program ended keeps searching; its event was sent before. */
  #arriveAgain(ticket: Ticket): void {
    if (ticket.status === 'QUEUED') {
      this.#arrive(ticket);
      return;
    }
    const configuration = this.configurations.get(ticket.configurationName);
    if (configuration !== undefined) this.#pool(configuration).add(ticket);
  }
}

/** An explanation for a status without a message of its own. */
function wordOf(status: Ticket['status']): string {
  switch (status) {
    case 'QUEUED':
      return 'it has not been searched for yet: the matchmaker looks at the pool in a moment';
    case 'SEARCHING':
      return 'it goes back to the pool: the matchmaker looks at it in a moment';
    case 'REQUIRES_ACCEPTANCE':
      return 'it is in a match that waits for the acceptance of its players';
    case 'PLACING':
      return 'it has matched, and a game session is being placed';
    case 'COMPLETED':
      return 'it has matched, and its game session is running';
    default:
      return `it is over: ${status}`;
  }
}
