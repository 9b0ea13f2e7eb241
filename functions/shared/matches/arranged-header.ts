import { botId } from '../../../core/bots/bot-ids';
import { type Game } from '../../../core/define';
import { type MatchId, type MatchmakingName, type PlayerId, type Seat } from '../../../core/ids';
import { type Json } from '../../../core/json';
import { type MatchHeader, type MatchOrigin } from '../../../core/match/log';

/** The player or bot of a seat. */
export type Sitter = PlayerId | { readonly strength: string };

/** One player on a seat, and bots of one strength on all others. */
export function amongBots(player: PlayerId, seat: Seat, seats: number, strength: string): readonly Sitter[] {
  return Array.from({ length: seats }, (_, other) => (other === seat ? player : { strength }));
}

/** A match that FlexMatch does not make. */
export interface Arrangement {
  /** Arranging a match with the same id again gives the same match. */
  readonly matchId: MatchId;
  readonly game: Game;
  /** As parsed by the game. */
  readonly options: Json;
  /** Seat 0 first. */
  readonly sitters: readonly Sitter[];
  readonly teams: readonly number[];
  readonly origin: MatchOrigin;
  /** Absent: the players found each other without one. */
  readonly matchmaking?: MatchmakingName;
}

/**
 * The header of an arranged match. Such matches are never rated: a player who chooses the opponent could
 * choose the result.
 * @param seed of the match's randomness: 32 hexadecimal digits
 * @param startedAt epoch milliseconds
 */
export function arrangedHeader(
  { matchId, game, options, sitters, teams, origin, matchmaking }: Arrangement,
  seed: string,
  startedAt: number,
): MatchHeader {
  const bots = sitters.flatMap((sitter, seat) => (typeof sitter === 'string' ? [] : [{ seat, ...sitter }]));
  return {
    matchId,
    game: game.name,
    rulesVersion: game.version,
    seed,
    seats: sitters.map((sitter, seat) => (typeof sitter === 'string' ? sitter : botId(seat))),
    bots,
    teams,
    options,
    origin,
    matchmaking: matchmaking ?? null,
    rated: false,
    unratedBecause: bots.length > 0 ? 'bots' : 'arranged',
    startedAt,
  };
}
