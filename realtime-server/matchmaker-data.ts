import * as z from 'zod/mini';
import {
  gameName,
  type GameName,
  type GameSessionId,
  gameSessionId,
  matchId,
  type MatchId,
  matchmakingName,
  type MatchmakingName,
  playerId,
  type PlayerId,
} from '../core/ids';
import { type Json } from '../core/json';

/** Who plays what: all that a game session says of its match. */
export interface SessionMatch {
  readonly gameSessionId: GameSessionId;
  readonly matchId: MatchId;
  readonly game: GameName;
  /** In the order of the rule set's teams: seat 0 first. */
  readonly seats: readonly PlayerId[];
  /** FlexMatch team of each seat, numbered in the order of the rule set. */
  readonly teams: readonly number[];
  readonly options: Json;
  readonly matchmaking: MatchmakingName;
}

// FlexMatch guide, "Work with matchmaker data": teams in the order of the rule set, attributes as typed
// values.
const matchmakerData = z.object({
  matchId: z.string(),
  matchmakingConfigurationArn: z.string(),
  teams: z.array(
    z.object({
      players: z.array(
        z.object({
          playerId: z.string(),
          attributes: z.optional(z.nullable(z.record(z.string(), z.object({ valueAttribute: z.unknown() })))),
        }),
      ),
    }),
  ),
});

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
 * @throws Error with one sentence when it is no match of ours
 */
export function readSessionMatch(given: unknown, sessionId: () => string): SessionMatch {
  const session = gameSession.safeParse(given);
  if (!session.success) throw new Error('the game session is no object');
  const text = session.data.MatchmakerData ?? session.data.matchmakerData;
  if (text === undefined || text === null || text === '')
    throw new Error(
      'the game session has no matchmaker data: only sessions placed by matchmaking are matches',
    );
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error('the matchmaker data is not JSON');
  }
  const read = matchmakerData.safeParse(json);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new Error(
      `the matchmaker data is not of FlexMatch's form: ${issue?.path.join('.') ?? ''} ${issue?.code ?? ''}`,
    );
  }
  const players = read.data.teams.flatMap((team) => team.players);
  const game = players[0]?.attributes?.['game']?.valueAttribute;
  const options = players[0]?.attributes?.['options']?.valueAttribute;
  if (typeof game !== 'string') throw new Error('the first player of the match has no attribute "game"');
  return {
    gameSessionId: gameSessionId(session.data.GameSessionId ?? session.data.gameSessionId ?? sessionId()),
    matchId: matchId(read.data.matchId),
    game: gameName(game),
    seats: players.map((player) => playerId(player.playerId)),
    teams: read.data.teams.flatMap((team, index) => team.players.map(() => index)),
    options: typeof options === 'string' ? optionsOf(options) : {},
    matchmaking: matchmakingName(read.data.matchmakingConfigurationArn.split('/').at(-1) ?? ''),
  };
}

function optionsOf(text: string): Json {
  try {
    return z.json().parse(JSON.parse(text));
  } catch {
    throw new Error('the attribute "options" of the first player is not JSON');
  }
}
