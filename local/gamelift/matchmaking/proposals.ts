import { type FormedMatch } from '../../../flexmatch/engine-types';
import { answer, stateOfProposal, settle } from '../../../flexmatch/lifecycle/proposal';
import { type Ticket } from '../../../flexmatch/lifecycle/ticket';
import { type Context } from '../context';
import { invalidRequest } from '../faults';
import { type Announcements } from './announcements';
import { needsAutomaticBackfill } from './automatic-backfill';
import { type Configurations } from './configurations';
import { type Matches, proposalOf } from './matches';
import { type MatchPlacing } from './placing';
import { type ConfigurationRow, type PendingMatchRow } from './rows';
import { type GameLiftTickets } from './tickets';
import { type Waits } from './waits';
import { type Withdrawals } from './withdrawals';

/** Default when a configuration requires acceptance without a time: the longest allowed. */
const defaultAcceptanceSeconds = 600;

/** The parts of matchmaking that a formed match concerns. */
export interface ProposalParts {
  readonly context: Pick<Context, 'clock' | 'ids'>;
  readonly configurations: Configurations;
  readonly tickets: GameLiftTickets;
  readonly matches: Matches;
  readonly waits: Waits;
  readonly announcements: Announcements;
  readonly withdrawals: Withdrawals;
  readonly placing: MatchPlacing;
}

/** Takes a formed match to its placement, through the acceptance of its players where it is required. */
export class Proposals {
  readonly #parts: ProposalParts;

  constructor(parts: ProposalParts) {
    this.#parts = parts;
  }

  /** A match that the engine has formed. */
  propose(configurationName: string, formed: FormedMatch): void {
    const { context, configurations, matches, announcements, placing } = this.#parts;
    const configuration = configurations.get(configurationName);
    if (configuration === undefined) return;
    const acceptanceSeconds = acceptanceSecondsOf(configuration);
    const match = matches.put(this.#matchOf(configuration, formed, context.ids.uuid(), acceptanceSeconds));
    const tickets = this.#proposeTo(configuration, match);
    announcements.potentialMatch(configuration, tickets, match, acceptanceSeconds);
    if (configuration.acceptanceRequired) this.watch(match);
    else placing.place(configuration, match);
  }

  /** @throws GameLiftFault when the ticket is not waiting for these answers */
  answer(ticket: Ticket, playerIds: readonly string[], accepted: boolean): void {
    const { configurations, tickets, matches, announcements } = this.#parts;
    const match = ticket.matchId === undefined ? undefined : matches.get(ticket.matchId);
    const configuration = configurations.get(ticket.configurationName);
    if (ticket.status !== 'REQUIRES_ACCEPTANCE' || match === undefined || configuration === undefined)
      throw invalidRequest(
        `Matchmaking ticket ${ticket.ticketId} is in ${ticket.status} status; it is not waiting for ` +
          'acceptance.',
      );
    const answered = answer(proposalOf(match, tickets), ticket.ticketId, playerIds, accepted);
    if ('refused' in answered) throw invalidRequest(answered.refused);
    const next = matches.put({ ...match, answers: answered.answers });
    announcements.accepted(configuration, tickets.list(match.ticketIds), next);
    const verdict = stateOfProposal(answered);
    if (verdict === 'accepted') this.#accepted(configuration, next);
    else if (verdict === 'rejected') this.#drop(configuration, next, 'Rejected');
  }

  /** Drops the proposal when its time for acceptance has passed; also called after a start. */
  watch({ matchId, acceptanceDeadline = 0 }: PendingMatchRow): void {
    const { context, configurations, matches } = this.#parts;
    // An answer at the deadline itself still counts.
    context.clock.at(acceptanceDeadline * 1000 + 1, () => {
      const match = matches.get(matchId);
      const configuration = match === undefined ? undefined : configurations.get(match.configurationName);
      if (match?.stage === 'proposed' && configuration !== undefined)
        this.#drop(configuration, match, 'TimedOut');
    });
  }

  #matchOf(
    configuration: ConfigurationRow,
    formed: FormedMatch,
    matchId: string,
    acceptanceSeconds: number | undefined,
  ): PendingMatchRow {
    const { context } = this.#parts;
    const createdAt = context.clock.seconds();
    const { name, acceptanceRequired } = configuration;
    const autoBackfillTicketId = this.#automaticBackfillTicket(configuration, formed);
    return {
      matchId,
      configurationName: name,
      stage: acceptanceRequired ? 'proposed' : 'placing',
      teams: formed.teams,
      ticketIds: formed.ticketIds,
      answers: {},
      createdAt,
      metrics: formed.ruleEvaluationMetrics,
      ...(formed.backfillTicketId === undefined ? {} : { backfillTicketId: formed.backfillTicketId }),
      ...(acceptanceRequired && acceptanceSeconds !== undefined
        ? { acceptanceDeadline: createdAt + acceptanceSeconds }
        : {}),
      ...(autoBackfillTicketId === undefined ? {} : { autoBackfillTicketId }),
    };
  }

  /** The id of the next automatic backfill ticket, when the match leaves places free. */
  #automaticBackfillTicket(configuration: ConfigurationRow, formed: FormedMatch): string | undefined {
    const { context, configurations, tickets } = this.#parts;
    const backfill = formed.backfillTicketId === undefined ? undefined : tickets.get(formed.backfillTicketId);
    const { maxPlayers } = configurations.ruleSet(configuration);
    return needsAutomaticBackfill(configuration, formed, backfill, maxPlayers)
      ? `auto-backfill-${context.ids.uuid()}`
      : undefined;
  }

  #proposeTo({ name, acceptanceRequired }: ConfigurationRow, match: PendingMatchRow): Ticket[] {
    const { tickets, waits } = this.#parts;
    const teams = new Map(
      match.teams.flatMap((team) => team.playerIds.map((playerId) => [playerId, team.name])),
    );
    return tickets.list(match.ticketIds).map((ticket) => {
      waits.add(name, match.createdAt - ticket.startTime);
      return tickets.take(ticket, {
        kind: 'propose',
        matchId: match.matchId,
        acceptance: acceptanceRequired,
        teamOf: (playerId) => teams.get(playerId),
      });
    });
  }

  #accepted(configuration: ConfigurationRow, match: PendingMatchRow): void {
    const { tickets, matches, announcements, placing } = this.#parts;
    const accepted = matches.put({ ...match, stage: 'placing' });
    const taken = tickets.list(match.ticketIds).map((ticket) => tickets.take(ticket, { kind: 'place' }));
    announcements.acceptanceCompleted(configuration, taken, match, 'Accepted');
    placing.place(configuration, accepted);
  }

  /** Drops a proposal that was rejected or not answered in time. */
  #drop(configuration: ConfigurationRow, match: PendingMatchRow, acceptance: 'Rejected' | 'TimedOut'): void {
    const { context, tickets, matches, announcements, withdrawals } = this.#parts;
    matches.end(match, acceptance === 'Rejected' ? 'rejected' : 'acceptance-timed-out');
    announcements.acceptanceCompleted(configuration, tickets.list(match.ticketIds), match, acceptance);
    const { rejecting, silent, returning } = settle(proposalOf(match, tickets));
    const time = context.clock.seconds();
    for (const ticket of tickets.list(rejecting))
      tickets.take(ticket, { kind: 'cancel', time, because: 'refused-match' });
    for (const ticket of tickets.list(silent))
      tickets.take(ticket, { kind: 'cancel', time, because: 'did-not-answer' });
    withdrawals.backToPool(configuration, tickets.list(returning), 'others-refused');
  }
}

/** The time for acceptance as events name it; the default applies only where acceptance is required. */
function acceptanceSecondsOf({
  acceptanceRequired,
  acceptanceTimeoutSeconds,
}: ConfigurationRow): number | undefined {
  return acceptanceRequired
    ? (acceptanceTimeoutSeconds ?? defaultAcceptanceSeconds)
    : acceptanceTimeoutSeconds;
}
