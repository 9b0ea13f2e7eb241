import { type PlayerEvent } from '../../contract/player-events';
import { type MatchAction } from '../../core/match/log';
import { type MatchStore } from '../../store/matches';

const ends: ReadonlySet<MatchAction['kind']> = new Set<MatchAction['kind']>([
  'play',
  'resign',
  'abandon',
  'bot',
]);

/** Whether an event is still worth telling. */
export type StillNews = (event: PlayerEvent) => Promise<boolean>;

/**
 * A turn that is over need not be told of any more: the player has played, or the match has ended. So whoever
 * is at the board and moves at once hears nothing; events wait a moment for that (`delaySeconds`).
 */
export function createStillNews(matches: Pick<MatchStore, 'get' | 'log'>): StillNews {
  return async (event) => {
    if (event.type !== 'your-turn' && event.type !== 'clock-low') return true;
    const { matchId, seat } = event.data;
    const match = await matches.get(matchId);
    if (match?.status !== 'active') return false;
    if (event.type === 'clock-low') return true;
    // Whatever the seat played, or had played for it, ended the turn; so did leaving.
    return !(await matches.log(matchId, event.data.sequence)).some((entry) =>
      entry.kind === 'command'
        ? entry.seat === seat && ends.has(entry.action.kind)
        : entry.kind === 'timeout' && entry.seats.includes(seat),
    );
  };
}
