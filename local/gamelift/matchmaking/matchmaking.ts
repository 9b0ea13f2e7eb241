import { type TicketPlayer } from '../../../flexmatch/engine-types';
import { mayTake, type Ticket } from '../../../flexmatch/lifecycle/ticket';
import { type Context } from '../context';
import { invalidRequest, notFound } from '../faults';
import { type Placements } from '../placement/placements';
import { type GameSessionRow, isLive } from '../sessions/rows';
import { type Sessions } from '../sessions/sessions';
import { type Ring } from '../ring';
import { type Collection } from '../state/collection';
import { Announcements } from './announcements';
import { seatedPlayers } from './automatic-backfill';
import { Configurations } from './configurations';
import { type EngineSettings, type EngineRuleSet } from './engine';
import { type TicketWord, ticketWord } from './explanation';
import { Matches, type PastMatch } from './matches';
import { MatchPlacing } from './placing';
import { Pools } from './pools';
import { Proposals } from './proposals';
import { type ConfigurationRow, type PendingMatchRow, type RuleSetRow } from './rows';
import { GameLiftTickets } from './tickets';
import { Waits } from './waits';
import { Withdrawals } from './withdrawals';

/** A validated request for a ticket. */
export interface NewTicket {
  readonly ticketId: string;
  readonly players: readonly TicketPlayer[];
  readonly backfill?: { readonly gameSessionArn?: string; readonly automatic: boolean };
}

/**
 * Tickets and matches of every matchmaker, with all changes that the API, the clock, the engine and the
 * queues make to them.
 */
export class MatchmakingService {
  readonly #context: Context;
  readonly #sessions: Sessions;
  readonly #placements: Placements;

  readonly tickets: GameLiftTickets;
  readonly waits = new Waits();
  readonly #configurations: Configurations;
  readonly #matches: Matches;
  readonly #pools: Pools;
  readonly #withdrawals: Withdrawals;
  readonly #proposals: Proposals;
  readonly #placing: MatchPlacing;

  constructor(context: Context, sessions: Sessions, placements: Placements, engine: EngineSettings) {
    this.#context = context;
    this.#sessions = sessions;
    this.#placements = placements;

    const announcements = new Announcements(context);
    const configurations = new Configurations(context);
    const matches = new Matches(context);
    const { waits } = this;
    const tickets = new GameLiftTickets(context, (ticketId) => this.#withdrawals.due(ticketId));
    const pools = new Pools(
      { context, engine, configurations, tickets, waits, announcements },
      (configurationName, formed) => this.#proposals.propose(configurationName, formed),
    );
    const rows = { context, configurations, tickets, matches, announcements };
    const withdrawals = new Withdrawals({ ...rows, sessions, pools });
    const placing = new MatchPlacing(context, tickets, sessions, placements, announcements, {
      ruleSet: (configuration) => configurations.ruleSet(configuration),
      configuration: (name) => configurations.get(name),
      match: (matchId) => matches.get(matchId),
      backToPool: (configuration, returning, because) =>
        withdrawals.backToPool(configuration, returning, because),
      over: (match, end) => matches.end(match, end),
      seated: (configuration, match, session) => this.#startAutomaticBackfill(configuration, match, session),
    });
    this.tickets = tickets;
    this.#configurations = configurations;
    this.#matches = matches;
    this.#pools = pools;
    this.#withdrawals = withdrawals;
    this.#placing = placing;
    this.#proposals = new Proposals({ ...rows, waits, withdrawals, placing });
    sessions.onEnd(({ gameSessionId }) => {
      for (const ticket of tickets.backfillOf.get(gameSessionId)) withdrawals.cancel(ticket, 'session-ended');
    });
  }

  get ruleSets(): Collection<RuleSetRow> {
    return this.#configurations.ruleSets;
  }
  get configurations(): Collection<ConfigurationRow> {
    return this.#configurations.rows;
  }

  /** The unfinished matches. */
  get matches(): Collection<PendingMatchRow> {
    return this.#matches.rows;
  }
  get past(): Ring<PastMatch> {
    return this.#matches.past;
  }

  /** After a start: fills the pools again, restarts the clocks, and continues or drops unfinished matches. */
  recover(): void {
    this.tickets.recover();
    for (const match of [...this.matches.values()]) this.#recoverMatch(match);
    for (const ticket of [...this.tickets.rows.values()]) this.#recoverTicket(ticket);
  }

  /** The validated rule set of a configuration. */
  ruleSet(configuration: ConfigurationRow): EngineRuleSet {
    return this.#configurations.ruleSet(configuration);
  }

  /** Called when a rule set is deleted, because its name can be reused. */
  forgetRuleSet(name: string): void {
    this.#configurations.forgetRuleSet(name);
  }

  poolSizes(): ReturnType<Pools['sizes']> {
    return this.#pools.sizes();
  }

  /**
   * Accepts a ticket. Tickets that already contain one of its players are cancelled, as is an older backfill
   * ticket of the same session.
   * @throws GameLiftFault InvalidRequestException when the ticket id is in use
   */
  start(configuration: ConfigurationRow, wanted: NewTicket): Ticket {
    if (this.tickets.get(wanted.ticketId) !== undefined)
      throw invalidRequest(`A matchmaking ticket with the id ${wanted.ticketId} exists already.`);
    this.#cancelReplaced(wanted);
    const startTime = this.#context.clock.seconds();
    const ticket = this.tickets.add({
      ticketId: wanted.ticketId,
      configurationName: configuration.name,
      configurationArn: configuration.arn,
      status: 'QUEUED',
      startTime,
      deadline: startTime + configuration.requestTimeoutSeconds,
      players: wanted.players,
      ...(wanted.backfill === undefined ? {} : { backfill: wanted.backfill }),
    });
    this.#pools.arrive(ticket);
    return ticket;
  }

  /** @throws GameLiftFault when the ticket is unknown or its status does not allow it */
  stop(ticketId: string): void {
    const ticket = this.#known(ticketId);
    if (!mayTake(ticket, 'cancel'))
      // The service's own message (ultrafrogroyale, issue 1).
      throw invalidRequest(`Matchmaking ticket is in ${ticket.status} status and cannot be canceled.`);
    this.#withdrawals.cancel(ticket, 'requested');
  }

  /** @throws GameLiftFault when the ticket is not waiting for these answers */
  accept(ticketId: string, playerIds: readonly string[], accepted: boolean): void {
    this.#proposals.answer(this.#known(ticketId), playerIds, accepted);
  }

  /** Called after a change of a configuration: later matches follow it. */
  configurationChanged(configuration: ConfigurationRow): void {
    this.#pools.replace(configuration);
  }

  configurationDeleted(name: string): void {
    this.#pools.delete(name);
  }

  /**
   * Why a ticket has not matched. For a ticket that does not search, the summary describes its status.
   * @returns undefined when the ticket id is unknown
   */
  explain(ticketId: string): TicketWord | undefined {
    const ticket = this.tickets.get(ticketId);
    return ticket === undefined ? undefined : ticketWord(ticket, this.#pools.explain(ticket));
  }

  close(): void {
    this.#pools.close();
  }

  #known(ticketId: string): Ticket {
    const ticket = this.tickets.get(ticketId);
    if (ticket === undefined) throw notFound(`Matchmaking ticket ${ticketId} not found.`);
    return ticket;
  }

  #cancelReplaced({ players, backfill }: NewTicket): void {
    const arn = backfill?.gameSessionArn;
    if (arn !== undefined)
      for (const older of this.tickets.backfillOf.get(arn)) this.#withdrawals.cancel(older, 'replaced');
    for (const { playerId } of players)
      for (const older of this.tickets.ofPlayer.get(playerId))
        this.#withdrawals.cancel(older, 'duplicate-player');
  }

  #startAutomaticBackfill(
    configuration: ConfigurationRow,
    match: PendingMatchRow,
    session: GameSessionRow,
  ): void {
    if (match.autoBackfillTicketId === undefined || !isLive(session.status)) return;
    this.start(configuration, {
      ticketId: match.autoBackfillTicketId,
      players: seatedPlayers(match, this.tickets.list(match.ticketIds), session),
      backfill: { gameSessionArn: session.gameSessionId, automatic: true },
    });
  }

  #recoverMatch(match: PendingMatchRow): void {
    const configuration = this.#configurations.get(match.configurationName);
    const placement = this.#placements.rows.get(match.matchId);
    if (configuration === undefined) this.matches.delete(match.matchId);
    else if (match.stage === 'proposed') this.#proposals.watch(match);
    else if (placement === undefined) this.#placing.place(configuration, match);
    else if (placement.status !== 'PENDING')
      this.#placing.placementEnded(
        placement,
        placement.gameSessionId === undefined
          ? undefined
          : this.#sessions.gameSessions.get(placement.gameSessionId),
      );
  }

  #recoverTicket(ticket: Ticket): void {
    const configuration = this.#configurations.get(ticket.configurationName);
    if (ticket.status === 'QUEUED' || ticket.status === 'SEARCHING') this.#pools.resume(ticket);
    else if (
      configuration !== undefined &&
      mayTake(ticket, 'return') &&
      (ticket.matchId === undefined || !this.matches.has(ticket.matchId))
    )
      this.#withdrawals.backToPool(configuration, [ticket], 'session-ended');
  }
}
