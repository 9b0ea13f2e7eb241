import * as z from 'zod/mini';
import { readGameSessionData } from '../contract/game-session-data';
import { type GameSessionId, gameSessionId, type MatchId } from '../core/ids';
import { type Backend } from '../definition';
import { placedMatch, type PlacedMatch } from '../definition/placed-match';

/** All that a game session says of its match. */
export type SessionMatch = { readonly gameSessionId: GameSessionId } & (
  | ({ readonly kind: 'new' } & PlacedMatch)
  /** Goes on with a match that exists: its row and its log say the rest. */
  | { readonly kind: 'resumed'; readonly matchId: MatchId }
);

// The guide calls it only "a game session object": the service's server SDK writes PascalCase, so both are
// read.
const gameSession = z.object({
  GameSessionId: z.optional(z.nullable(z.string())),
  gameSessionId: z.optional(z.nullable(z.string())),
  MatchmakerData: z.optional(z.nullable(z.string())),
  matchmakerData: z.optional(z.nullable(z.string())),
  GameSessionData: z.optional(z.nullable(z.string())),
  gameSessionData: z.optional(z.nullable(z.string())),
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
  const id = gameSessionId(data.GameSessionId ?? data.gameSessionId ?? sessionId());
  const matchmaker = data.MatchmakerData ?? data.matchmakerData;
  // What FlexMatch says of a match comes first: a configuration may give its sessions data of its own.
  const resumed = isText(matchmaker)
    ? undefined
    : readGameSessionData(data.GameSessionData ?? data.gameSessionData);
  return resumed === undefined
    ? { kind: 'new', ...placedMatch(matchmakings, prefix, matchmaker), gameSessionId: id }
    : { kind: 'resumed', ...resumed, gameSessionId: id };
}

const isText = (text: string | null | undefined): boolean =>
  text !== undefined && text !== null && text !== '';
