import { type SeatOfMatch } from '../../../core/ranking/standing';
import { newRating } from '../../../core/rating/rating';

/** A rated match of a second that the player won, with differences. */
export function wonMatch({
  endedAt,
  ...more
}: Pick<SeatOfMatch, 'playerId' | 'game' | 'endedAt'> & Partial<SeatOfMatch>): SeatOfMatch {
  return {
    seat: 0,
    counting: 'rated',
    outcome: 'win',
    rating: newRating(),
    numbers: {},
    turns: 3,
    abandoned: false,
    options: {},
    startedAt: endedAt - 1000,
    endedAt,
    countedAt: endedAt,
    ...more,
  };
}
