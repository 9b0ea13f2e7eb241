import { readGameSessionData } from '../../../contract/game-session-data';
import { parseMatchmakerData } from '../../../contract/matchmaker-data';
import { matchId, type MatchId } from '../../../core/ids';
import { type HostedGameSession } from '../hosting';

/**
 * The match of a session, as far as its data name one: matchmaking placed it, or it goes on with a match. A
 * script that is not Turnlift's may have data of any form.
 */
export function matchIdOf({
  MatchmakerData,
  GameSessionData,
}: Pick<HostedGameSession, 'MatchmakerData' | 'GameSessionData'>): MatchId | undefined {
  try {
    return MatchmakerData === undefined || MatchmakerData === ''
      ? readGameSessionData(GameSessionData)?.matchId
      : matchId(parseMatchmakerData(MatchmakerData).matchId);
  } catch {
    return undefined;
  }
}
