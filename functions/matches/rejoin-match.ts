import { type PlayerId, playerSessionId } from '../../core/ids';
import { type MatchRecord } from '../../store/matches';
import { ApiProblem } from '../shared/http/problem';
import { type MatchesDependencies } from './dependencies';
import { seatOf } from './known-match';
import { seatOfRejoin } from './rejoin';

/**
 * A player's seat and a connection for it.
 * @param unresponsive the player reports that the server of the match does not answer
 * @throws ApiProblem
 */
export async function rejoinMatch(
  dependencies: MatchesDependencies,
  match: MatchRecord,
  playerId: PlayerId,
  unresponsive: boolean,
) {
  const { matches, certificates } = dependencies;
  const { matchId } = match.header;
  const seat = seatOf(match, playerId);
  const { gameSessionArn, session } = await seatOfRejoin(dependencies, matchId, { playerId, unresponsive });
  const { IpAddress, DnsName, Port, PlayerSessionId } = session;
  if (IpAddress === undefined || Port === undefined || PlayerSessionId === undefined)
    throw new ApiProblem('unavailable', 'The game session has no address yet.', {}, { 'retry-after': '2' });
  // The match must know the player session before the player connects: the script looks up the player by it.
  await matches.seatPlayerSessions(matchId, [
    { playerSessionId: playerSessionId(PlayerSessionId), playerId },
  ]);
  return {
    matchId,
    seat,
    connection: {
      ipAddress: IpAddress,
      ...(DnsName === undefined || DnsName === '' ? {} : { dnsName: DnsName }),
      tls: await certificates.tlsOf(gameSessionArn),
      port: Port,
      playerSessionId: PlayerSessionId,
    },
  };
}
