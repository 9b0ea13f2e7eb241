import { type PlayerId, type PlayerSessionId } from '../../../core/ids';
import { type TicketChange } from '../../../store/ticket-record';
import { regionOf } from '../aws/gamelift-regions';
import { type PlacedMatchReading } from './placed-matches';

/** The address of a placed match for a player, as FlexMatch returns it. */
export interface PlayerConnection {
  readonly ipAddress: string;
  readonly dnsName?: string;
  /** The fleet has a certificate: players connect with TLS. */
  readonly tls: boolean;
  readonly port: number;
  readonly playerSessionId?: PlayerSessionId;
  readonly gameSessionArn?: string;
}

/** The completion of a placed match's ticket. `problem` needs an operator's attention. */
export interface Completion {
  readonly change: Pick<TicketChange, 'status' | 'match' | 'connection' | 'reason'>;
  readonly problem?: string;
}

/**
 * A ticket completes only with a match, a seat and a player session: without one of them it cannot be played,
 * so the ticket fails and gives the reason.
 */
export function completionOf(
  playerId: PlayerId,
  placement: PlacedMatchReading,
  { ipAddress, dnsName, tls, port, playerSessionId, gameSessionArn }: PlayerConnection,
): Completion {
  if ('problem' in placement) return failed(placement.problem);
  const { matchId, players } = placement.match;
  const seat = players.indexOf(playerId);
  if (seat === -1) return failed(`the player has no seat in match ${matchId}`);
  if (playerSessionId === undefined) return failed(`the player has no player session in match ${matchId}`);
  return {
    change: {
      status: 'completed',
      match: { matchId, seat },
      connection: {
        ipAddress,
        ...(dnsName === undefined || dnsName === '' ? {} : { dnsName }),
        tls,
        port,
        playerSessionId,
        ...(gameSessionArn === undefined ? {} : { region: regionOf(gameSessionArn) }),
      },
    },
  };
}

function failed(problem: string): Completion {
  return { change: { status: 'failed', reason: `The match cannot be played: ${problem}.` }, problem };
}
