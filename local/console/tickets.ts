import { type ConsoleList } from '../../contract/console/lists';
import { type ConsolePlayer } from '../../contract/console/console-player';
import { type ConsoleTicketRow } from '../../contract/console/tickets';
import { matchmakingKeyOf } from '../../contract/names';
import { isOver, type Ticket } from '../../flexmatch/lifecycle/ticket';
import { type TicketRecord } from '../../store/ticket-record';
import { type Insight } from '../gamelift';
import { folded, hasText } from './name-search';
import { type PlayerNames } from './player-names';
import { type TicketRows } from './ticket-rows';

/** The query of the list of tickets: filters, then `count` tickets from the 0-based index `from`. */
export interface TicketQuestion {
  /** `open`, `ended`, or a status. */
  readonly status?: string;
  readonly matchmaking?: string;
  /** Part of a player's name, or an id. */
  readonly player?: string;
  readonly from: number;
  readonly count: number;
}

const fits = (ticket: Ticket, status: string): boolean =>
  status === 'open'
    ? !isOver(ticket.status)
    : status === 'ended'
      ? isOver(ticket.status)
      : ticket.status === status;

/** The sources of the list of tickets. */
export interface TicketPageSources {
  readonly insight: Pick<Insight, 'tickets'>;
  readonly names: PlayerNames;
  readonly prefix: string;
  readonly rows: Pick<TicketRows, 'of'>;
}

/** Tickets, newest first. */
export async function ticketPage(
  { insight, names, prefix, rows }: TicketPageSources,
  { status, matchmaking, player, from, count }: TicketQuestion,
): Promise<ConsoleList<ConsoleTicketRow>> {
  let tickets = [...insight.tickets()].reverse();
  if (status !== undefined) tickets = tickets.filter((ticket) => fits(ticket, status));
  if (matchmaking !== undefined)
    tickets = tickets.filter((ticket) => matchmakingOfTicket(prefix, ticket) === matchmaking);
  if (player !== undefined) {
    const named = await names.of(tickets.flatMap(({ players }) => players.map(({ playerId }) => playerId)));
    const wanted = folded(player);
    tickets = tickets.filter(({ ticketId, players }) => {
      const ids = players.map(({ playerId }) => playerId);
      return hasText(wanted, { ids: [ticketId, ...ids], names: ids.map((id) => named(id).name) });
    });
  }
  const shown = tickets.slice(from, from + count);
  const [named, rowOf] = await Promise.all([
    names.of(shown.flatMap(({ players }) => players.map(({ playerId }) => playerId))),
    rows.of(shown.map(({ ticketId }) => ticketId)),
  ]);
  return {
    total: tickets.length,
    from,
    rows: shown.map((ticket) => listedTicket(prefix, ticket, named, rowOf(ticket.ticketId))),
  };
}

/** The matchmaking of a ticket; for a configuration of another backend the configuration's name. */
export const matchmakingOfTicket = (prefix: string, { configurationName }: Ticket): string =>
  matchmakingKeyOf(prefix, configurationName) ?? configurationName;

/**
 * A ticket as lists show it.
 * @param row its row; undefined: it has none
 */
export function listedTicket(
  prefix: string,
  ticket: Ticket,
  named: (id: string) => ConsolePlayer,
  row: Pick<TicketRecord, 'status' | 'endedBecause'> | undefined,
): ConsoleTicketRow {
  const { ticketId, players, status, startTime, endTime, statusMessage, matchId } = ticket;
  const game = players[0]?.attributes['game'];
  return {
    ticketId,
    players: players.map(({ playerId }) => named(playerId)),
    game: typeof game === 'string' ? game : '',
    matchmaking: matchmakingOfTicket(prefix, ticket),
    status,
    ...(row === undefined ? {} : { recorded: recordedOf(row) }),
    since: startTime * 1000,
    ...(endTime === undefined ? {} : { endedAt: endTime * 1000 }),
    ...(statusMessage === undefined ? {} : { message: statusMessage }),
    ...(matchId === undefined ? {} : { matchId }),
  };
}

const recordedOf = ({
  status,
  endedBecause,
}: Pick<TicketRecord, 'status' | 'endedBecause'>): NonNullable<ConsoleTicketRow['recorded']> => ({
  status,
  ...(endedBecause === undefined ? {} : { endedBecause }),
});
