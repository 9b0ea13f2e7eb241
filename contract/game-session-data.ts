import * as z from 'zod/mini';
import { type MatchId, matchId } from '../core/ids';

/**
 * GameSession.GameSessionData of a session that continues a match: `{"matchId":…}`. A session that FlexMatch
 * placed has matchmaker data instead.
 */
const schema = z.object({ matchId: z.pipe(z.string(), z.transform(matchId)) });

export function writeGameSessionData(id: MatchId): string {
  return JSON.stringify({ matchId: id });
}

/**
 * Reads the text of GameSession.GameSessionData.
 * @returns undefined when the session has none: it does not continue a match
 * @throws Error with one sentence when the text has another form
 */
export function readGameSessionData(
  text: string | null | undefined,
): { readonly matchId: MatchId } | undefined {
  if (text === undefined || text === null || text === '') return undefined;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new Error('the game session data are not {"matchId":…}');
  }
}
