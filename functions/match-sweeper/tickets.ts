import {
  DescribeGameSessionsCommand,
  DescribeMatchmakingCommand,
  type GameLiftClient,
  type MatchmakingTicket,
} from '@aws-sdk/client-gamelift';
import * as z from 'zod';
import { seatOfTeam } from '../../contract/seats';
import { matchId, playerId, playerSessionId } from '../../core/ids';
import { type MatchStore } from '../../store/matches';
import { type TicketChange, type TicketRecord, type TicketStore } from '../../store/tickets';
import { type FleetCertificates } from '../flexmatch/fleet-certificates';
import { ticketStatusOf } from '../flexmatch/ticket-status';
import { log } from '../log';

export interface SweepDependencies {
  readonly tickets: TicketStore;
  readonly matches: MatchStore;
  readonly gamelift: GameLiftClient;
  readonly certificates: FleetCertificates;
  /** Epoch milliseconds. */
  now(): number;
}

export interface TicketSweep {
  /** Tickets that had heard nothing for a while. */
  readonly asked: number;
  /** Those whose row was behind FlexMatch. */
  readonly repaired: number;
}

/**
 * FlexMatch's events are the way to know; only a ticket that heard nothing for this long is asked about
 * (FlexMatch guide, "match-client").
 */
export const silenceMilliseconds = 30_000;
/** DescribeMatchmaking takes ten ids. */
const groupSize = 10;
/** One sweep's worth; the next takes the others. */
const mostTickets = 500;

/**
 * Asks FlexMatch about open tickets that heard nothing, and brings their rows up to date: a lost event, a
 * start that never happened.
 */
export async function sweepTickets({
  tickets,
  matches,
  gamelift,
  certificates,
  now,
}: SweepDependencies): Promise<TicketSweep> {
  const stale = await tickets.staleOpenTickets(now() - silenceMilliseconds, mostTickets);
  let repaired = 0;
  for (let start = 0; start < stale.length; start += groupSize) {
    const group = stale.slice(start, start + groupSize);
    // What FlexMatch answers is at least as new as the question: an event from after it must still win.
    const at = now();
    const { TicketList } = await gamelift.send(
      new DescribeMatchmakingCommand({ TicketIds: group.map((ticket) => ticket.ticketId) }),
    );
    const known = new Map((TicketList ?? []).map((ticket) => [ticket.TicketId, ticket]));
    for (const ticket of group) {
      try {
        const change = await changeOf(ticket, known.get(ticket.ticketId), at);
        if (change === undefined) continue;
        const changed = await tickets.change(change);
        if (changed && change.status !== ticket.status) repaired += 1;
      } catch (error) {
        // One ticket's trouble is not the others': it is asked about again at the next sweep.
        log('error', 'a ticket could not be repaired', { ticketId: ticket.ticketId, error });
      }
    }
  }
  if (stale.length > 0) log('info', 'swept', { asked: stale.length, repaired });
  return { asked: stale.length, repaired };

  async function changeOf(
    ticket: TicketRecord,
    found: MatchmakingTicket | undefined,
    at: number,
  ): Promise<TicketChange | undefined> {
    if (found === undefined)
      return {
        ticketId: ticket.ticketId,
        at,
        status: 'failed',
        reason: 'Matchmaking does not know the ticket.',
      };
    const status = ticketStatusOf(found.Status);
    if (status === undefined)
      throw new Error(`FlexMatch says ${String(found.Status)} of ticket ${ticket.ticketId}`);
    const base = {
      ticketId: ticket.ticketId,
      at,
      status,
      ...(found.EstimatedWaitTime === undefined ? {} : { estimatedWaitSeconds: found.EstimatedWaitTime }),
      ...(found.StatusMessage === undefined ? {} : { reason: found.StatusMessage }),
    };
    if (status !== 'completed') {
      // While a match is proposed or placed only its events name it: what the row knows of it stays.
      return (status === 'requires-acceptance' || status === 'placing') && ticket.match !== undefined
        ? { ...base, match: ticket.match }
        : base;
    }
    return { ...base, ...(await completionOf(ticket, found)) };
  }

  /**
   * Match and connection of a completed ticket. DescribeMatchmaking names no match: the game session's
   * matchmaker data does.
   */
  async function completionOf(
    ticket: TicketRecord,
    found: MatchmakingTicket,
  ): Promise<Pick<TicketChange, 'match' | 'connection'>> {
    const info = found.GameSessionConnectionInfo;
    const session = info?.MatchedPlayerSessions?.find((candidate) => candidate.PlayerId === ticket.playerId);
    if (info?.IpAddress === undefined || info.Port === undefined || session?.PlayerSessionId === undefined)
      throw new Error(`FlexMatch completed ticket ${ticket.ticketId} without a player session`);
    const { GameSessions } = await gamelift.send(
      new DescribeGameSessionsCommand({ GameSessionId: info.GameSessionArn }),
    );
    const data = matchmakerData.parse(JSON.parse(GameSessions?.[0]?.MatchmakerData ?? '{}'));
    const seat = seatOfTeam(found.Players?.find((player) => player.PlayerId === ticket.playerId)?.Team);
    const seated = (info.MatchedPlayerSessions ?? []).flatMap(({ PlayerId, PlayerSessionId }) =>
      PlayerId === undefined || PlayerSessionId === undefined
        ? []
        : [{ playerId: playerId(PlayerId), playerSessionId: playerSessionId(PlayerSessionId) }],
    );
    await matches.seatPlayerSessions(matchId(data.matchId), seated);
    return {
      ...(seat === undefined ? {} : { match: { matchId: matchId(data.matchId), seat } }),
      connection: {
        ipAddress: info.IpAddress,
        ...(info.DnsName === undefined || info.DnsName === '' ? {} : { dnsName: info.DnsName }),
        tls: await certificates.tlsOf(info.GameSessionArn ?? ''),
        port: info.Port,
        playerSessionId: playerSessionId(session.PlayerSessionId),
      },
    };
  }
}

const matchmakerData = z.looseObject({ matchId: z.string() });
