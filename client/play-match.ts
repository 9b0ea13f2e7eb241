import { type Result } from '../contract/realtime/to-player';
import { type Json } from '../core/json';
import { CommandRefused } from './errors';
import { type LiveMatch } from './live-match';
import { type Turn } from './live-match-events';

/** Chooses a command when it is the seat's turn; `resign` gives up. */
export type ChooseCommand<View extends Json = Json, Command extends Json = Json> = (
  turn: Turn<View, Command>,
) => Command | 'resign' | Promise<Command | 'resign'>;

/**
 * Plays a match to its end.
 * @param choose is called again when its choice came too late (`stale-sequence`, `not-your-turn`)
 * @throws CommandRefused for any other refusal, Disconnected when the match was lost, MatchAbandoned when it
 * ended without a result
 */
export async function playMatch<View extends Json = Json, Command extends Json = Json>(
  match: LiveMatch<View, Command>,
  choose: ChooseCommand<View, Command>,
): Promise<Result> {
  for (let turn = await match.nextTurn(); turn !== undefined; turn = await match.nextTurn()) {
    const choice = await choose(turn);
    try {
      await (choice === 'resign' ? match.resign() : match.play(choice));
    } catch (error) {
      if (
        !(error instanceof CommandRefused) ||
        !['stale-sequence', 'not-your-turn', 'match-over'].includes(error.code)
      )
        throw error;
    }
  }
  return match.finished();
}
