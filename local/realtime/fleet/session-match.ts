import { readGameSessionData } from '../../../contract/game-session-data';
import { parseMatchmakerData } from '../../../contract/matchmaker-data';
import { matchId, type MatchId } from '../../../core/ids';
import { type HostedGameSession } from '../hosting';

/**
 * The match of a session, as far as its data names one: it was placed by matchmaking, or it resumes a match.
 * The data of other scripts can have any form.
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
