import { type Seat } from '../../../core/ids';
import { openMatch, submit, type SubmittedAction } from '../../../core/match/match';
import { header, id } from '../../../testing/sample-match';
import { type noughts } from '../../games/noughts';

/** An action of a seat, its time in milliseconds after the start of the match, and its round trip. */
export type Act = readonly [seat: Seat, action: SubmittedAction, at?: number, lagMs?: number];

/** A match of a game of noughts after some actions. */
export function after(game: typeof noughts, ...acts: readonly Act[]) {
  const { startedAt } = header(game);
  return acts.reduce(
    (match, [seat, action, at = 0, lagMs = 0], index) => {
      const answer = submit(match, { seat, commandId: id(index), action, lagMs }, startedAt + at);
      if (answer.kind !== 'accepted') throw new Error(JSON.stringify(answer));
      return answer.match;
    },
    openMatch(game, header(game)),
  );
}
