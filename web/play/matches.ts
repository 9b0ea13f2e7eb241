import { type LiveMatch, type MatchDocument, type Player } from '../../client/index';
import { loadGame } from '../parts/games';
import { followMatch, type PlayedMatch } from './seat';

/** A match as the page shows it: played here, or read from the API. */
export type OpenedMatch =
  | { readonly kind: 'played'; readonly match: PlayedMatch }
  | { readonly kind: 'told'; readonly match: MatchDocument };

const joined = new Map<string, PlayedMatch>();

/** Shows a live match, with the game's own code where this page has it and can load it. */
export async function join(live: LiveMatch): Promise<PlayedMatch> {
  const game = await loadGame(live.game).catch(() => undefined);
  const followed = followMatch(live, game);
  joined.set(live.matchId, followed);
  return followed;
}

/** Opens a match by its id: continues it, comes back to it, or reads its end. */
export async function openMatch(player: Player, matchId: string): Promise<OpenedMatch> {
  const before = joined.get(matchId);
  if (before !== undefined && before.connection.value !== 'closed' && before.connection.value !== 'replaced')
    return { kind: 'played', match: before };
  const told = await player.match(matchId);
  const live = told.status === 'active' && told.seats.includes(player.playerId);
  if (!live) return { kind: 'told', match: told };
  return { kind: 'played', match: await join(await player.rejoin(matchId)) };
}
