import { type PlayerEvent } from '../../contract/player-events';
import { type MatchAction } from '../../core/match/log';
import { type MatchStore } from '../../store/matches';
import { type RematchStore } from '../../store/rematches';

const ends: ReadonlySet<MatchAction['kind']> = new Set<MatchAction['kind']>([
  'play',
  'resign',
  'abandon',
  'bot',
]);

/** Whether an event is still relevant. */
export type StillNews = (event: PlayerEvent) => Promise<boolean>;

/**
 * An event of a turn is dropped once the turn is over: the player has played, or the match has ended. An
 * event of a rematch is dropped once the player has agreed. Events wait a moment for that (`delaySeconds`),
 * so a player at the board who acts at once gets none.
 */
export function createStillNews(
  matches: Pick<MatchStore, 'get' | 'log'>,
  rematches: Pick<RematchStore, 'get'>,
): StillNews {
  return async (event) => {
    if (event.type === 'rematch') {
      const { matchId, playerId } = event.data;
      return (await rematches.get(matchId))?.agreed.includes(playerId) !== true;
    }
    if (event.type !== 'your-turn' && event.type !== 'clock-low') return true;
    const { matchId, seat } = event.data;
    const match = await matches.get(matchId);
    if (match?.status !== 'active') return false;
    if (event.type === 'clock-low') return true;
    // A command of the seat, or one on its behalf, ended the turn; so did its leaving.
    return !(await matches.log(matchId, event.data.sequence)).some((entry) =>
      entry.kind === 'command'
        ? entry.seat === seat && ends.has(entry.action.kind)
        : entry.kind === 'timeout' && entry.seats.includes(seat),
    );
  };
}
