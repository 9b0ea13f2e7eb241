import { DescribeMatchmakingCommand, type MatchmakingTicket } from '@aws-sdk/client-gamelift';
import { playerId, type PlayerId, playerSessionId } from '../../core/ids';
import { type TicketChange, type TicketRecord } from '../../store/ticket-record';
import { type Completion, completionOf } from '../shared/flexmatch/completion';
import { type FleetCertificates } from '../shared/flexmatch/fleet-certificates';
import { type PlacedMatches } from '../shared/flexmatch/placed-matches';
import { ticketStatusOf } from '../shared/flexmatch/ticket-status';
import { log } from '../shared/log';
import { endTicketOfVoidMatch } from '../shared/tickets/void-match';
import { endLapsed, type LapseParts } from './lapsed-tickets';

export interface SweepDependencies extends LapseParts {
  readonly placed: PlacedMatches;
  readonly certificates: FleetCertificates;
}

/** The counts of one sweep of tickets, for the log. */
export interface TicketSweep {
  /** Tickets without an event for a while. */
  readonly asked: number;
  /** Tickets whose row was behind FlexMatch. */
  readonly repaired: number;
  /** Tickets that ended since no client asked for them. */
  readonly lapsed: number;
}

/**
 * FlexMatch's events are the main source. Only a ticket without one for this long is asked about (FlexMatch
 * guide, "match-client").
 */
export const silenceMs = 30_000;
/** DescribeMatchmaking takes ten ids. */
const groupSize = 10;
/** The maximum of one sweep; the next takes the others. */
const maxTickets = 500;

/**
 * Ends the tickets that no client asks for. Then asks FlexMatch about open tickets without a recent event,
 * and brings their rows up to date, for example after a lost event, or a start that never happened.
 */
export async function sweepTickets(dependencies: SweepDependencies): Promise<TicketSweep> {
  const { tickets, now } = dependencies;
  const lapsed = await endLapsed(dependencies);
  const stale = await tickets.staleOpenTickets(now() - silenceMs, maxTickets);
  let repaired = 0;
  for (let start = 0; start < stale.length; start += groupSize)
    repaired += await repairGroup(dependencies, stale.slice(start, start + groupSize));
  if (stale.length > 0) log('info', 'swept', { asked: stale.length, repaired });
  return { asked: stale.length, repaired, lapsed };
}

/** @returns the number of tickets whose status has changed */
async function repairGroup(dependencies: SweepDependencies, group: readonly TicketRecord[]): Promise<number> {
  const { tickets, gamelift, now } = dependencies;
  // FlexMatch's answer is at least as new as the question, and a later event must still win.
  const at = now();
  const { TicketList } = await gamelift.send(
    new DescribeMatchmakingCommand({ TicketIds: group.map((ticket) => ticket.ticketId) }),
  );
  const known = new Map((TicketList ?? []).map((ticket) => [ticket.TicketId, ticket]));
  let repaired = 0;
  for (const ticket of group) {
    try {
      if (await endTicketOfVoidMatch(dependencies, ticket)) {
        repaired += 1;
        continue;
      }
      const change = await changeOf(dependencies, ticket, known.get(ticket.ticketId), at);
      if (change === undefined) continue;
      const changed = await tickets.change(change);
      if (changed && change.status !== ticket.status) repaired += 1;
    } catch (error) {
      // A ticket that fails does not stop the others: the next sweep asks about it again.
      log('error', 'a ticket could not be repaired', { ticketId: ticket.ticketId, error });
    }
  }
  return repaired;
}

async function changeOf(
  dependencies: SweepDependencies,
  { ticketId, playerId: player }: TicketRecord,
  found: MatchmakingTicket | undefined,
  at: number,
): Promise<TicketChange | undefined> {
  if (found === undefined)
    return { ticketId, at, status: 'failed', reason: 'Matchmaking does not know the ticket.' };
  const status = ticketStatusOf(found.Status);
  if (status === undefined) throw new Error(`FlexMatch says ${String(found.Status)} of ticket ${ticketId}`);
  const base = {
    ticketId,
    at,
    status,
    ...(found.EstimatedWaitTime === undefined ? {} : { estimatedWaitSeconds: found.EstimatedWaitTime }),
    ...(found.StatusMessage === undefined ? {} : { reason: found.StatusMessage }),
  };
  if (status !== 'completed') return base;
  return { ...base, ...(await seatCompleted(dependencies, ticketId, player, found)) };
}

/**
 * The change of a completed ticket. DescribeMatchmaking does not name the match; the game session's
 * matchmaker data does.
 */
async function seatCompleted(
  { matches, placed, certificates }: SweepDependencies,
  ticketId: TicketRecord['ticketId'],
  player: PlayerId,
  { GameSessionConnectionInfo: info = {} }: MatchmakingTicket,
): Promise<Completion['change']> {
  const { IpAddress: ipAddress, Port: port, GameSessionArn: gameSessionArn } = info;
  if (ipAddress === undefined || port === undefined || gameSessionArn === undefined)
    throw new Error(`FlexMatch completed ticket ${ticketId} without a game session`);
  const seated = (info.MatchedPlayerSessions ?? []).flatMap(({ PlayerId: id, PlayerSessionId: session }) =>
    id === undefined || session === undefined
      ? []
      : [{ playerId: playerId(id), playerSessionId: playerSessionId(session) }],
  );
  const placement = await placed.of(gameSessionArn);
  if ('match' in placement) await matches.seatPlayerSessions(placement.match.matchId, seated);
  const own = seated.find((session) => session.playerId === player);
  const { change, problem } = completionOf(player, placement, {
    ipAddress,
    port,
    gameSessionArn,
    tls: await certificates.tlsOf(gameSessionArn),
    ...(info.DnsName === undefined ? {} : { dnsName: info.DnsName }),
    ...(own === undefined ? {} : { playerSessionId: own.playerSessionId }),
  });
  if (problem !== undefined) log('error', 'a match was placed that cannot be played', { problem, ticketId });
  return change;
}
