import * as z from 'zod/mini';
import { readGameSessionData } from '../contract/game-session-data';
import { type GameSessionId, gameSessionId, type MatchId } from '../core/ids';
import { type Backend } from '../definition';
import { placedMatch, type PlacedMatch } from '../definition/placed-match';

/** The match of a game session, as its data describe it. */
export type SessionMatch = { readonly gameSessionId: GameSessionId } & (
  | ({ readonly kind: 'new' } & PlacedMatch)
  /** Continues an existing match, which its row and its log describe. */
  | { readonly kind: 'resumed'; readonly matchId: MatchId }
);

// The guide calls it only "a game session object". The service's server SDK writes PascalCase, so both
// spellings are read.
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
 * @param given the argument of onStartGameSession
 * @param sessionId the session object's getGameSessionId(), for a game session without an id
 * @param prefix of the configurations' names, from the launch parameters
 * @throws Error with one sentence when it is not a match of this backend
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
  // FlexMatch's data take precedence: a configuration may give its sessions data of its own.
  const resumed = isText(matchmaker)
    ? undefined
    : readGameSessionData(data.GameSessionData ?? data.gameSessionData);
  return resumed === undefined
    ? { kind: 'new', ...placedMatch(matchmakings, prefix, matchmaker), gameSessionId: id }
    : { kind: 'resumed', ...resumed, gameSessionId: id };
}

const isText = (text: string | null | undefined): boolean =>
  text !== undefined && text !== null && text !== '';
