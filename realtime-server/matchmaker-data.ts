import * as z from 'zod/mini';
import { type GameSessionId, gameSessionId } from '../core/ids';
import { type Backend } from '../definition';
import { placedMatch, type PlacedMatch } from '../definition/placed-match';

/** Who plays what: all that a game session says of its match. */
export interface SessionMatch extends PlacedMatch {
  readonly gameSessionId: GameSessionId;
}

// The guide calls it only "a game session object": the service's server SDK writes PascalCase, so both are
// read.
const gameSession = z.object({
  GameSessionId: z.optional(z.nullable(z.string())),
  gameSessionId: z.optional(z.nullable(z.string())),
  MatchmakerData: z.optional(z.nullable(z.string())),
  matchmakerData: z.optional(z.nullable(z.string())),
});

/**
 * Reads the game session that the service starts.
 * @param given what onStartGameSession got
 * @param sessionId the session object's getGameSessionId(), for when the game session does not say
 * @param prefix what the names of the configurations begin with, from the launch parameters
 * @throws Error with one sentence when it is not a match of ours
 */
export function readSessionMatch(
  given: unknown,
  sessionId: () => string,
  matchmakings: Backend['matchmakings'],
  prefix: string,
): SessionMatch {
  const session = gameSession.safeParse(given);
  if (!session.success) throw new Error('the game session is not an object');
  const { data } = session;
  return {
    ...placedMatch(matchmakings, prefix, data.MatchmakerData ?? data.matchmakerData),
    gameSessionId: gameSessionId(data.GameSessionId ?? data.gameSessionId ?? sessionId()),
  };
}
