import { type Proposal } from '../../../flexmatch/lifecycle/proposal';
import { type Context } from '../context';
import { Ring } from '../ring';
import { type Collection } from '../state/collection';
import { type PendingMatchEnd } from './placing';
import { type PendingMatchRow } from './rows';
import { type GameLiftTickets } from './tickets';

/** Maximum number of ended matches that the console shows. */
const maxPastMatches = 2000;

/** A match that is over, for the console. */
export interface PastMatch {
  readonly matchId: string;
  readonly configurationName: string;
  readonly createdAt: number;
  readonly endedAt: number;
  readonly end: PendingMatchEnd;
  readonly teams: PendingMatchRow['teams'];
  readonly ticketIds: readonly string[];
}

/** The unfinished matches, and the newest of those that are over. */
export class Matches {
  readonly #context: Pick<Context, 'clock'>;
  readonly rows: Collection<PendingMatchRow>;
  readonly past = new Ring<PastMatch>(maxPastMatches);

  constructor(context: Pick<Context, 'clock' | 'state'>) {
    this.#context = context;
    this.rows = context.state.collection('matches');
  }

  get(matchId: string): PendingMatchRow | undefined {
    return this.rows.get(matchId);
  }

  put(match: PendingMatchRow): PendingMatchRow {
    return this.rows.put(match.matchId, match);
  }

  /** Deletes the row of a match that has ended, and keeps the match in the ring of past ones. */
  end(match: PendingMatchRow, end: PendingMatchEnd): void {
    this.rows.delete(match.matchId);
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
}

/** The proposal of a match, which players accept or reject. Players of a running session are not asked. */
export function proposalOf(match: PendingMatchRow, tickets: Pick<GameLiftTickets, 'list'>): Proposal {
  return {
    matchId: match.matchId,
    answers: match.answers,
    tickets: tickets.list(match.ticketIds).map(({ ticketId, players }) => ({
      ticketId,
      playerIds: ticketId === match.backfillTicketId ? [] : players.map(({ playerId }) => playerId),
    })),
  };
}
