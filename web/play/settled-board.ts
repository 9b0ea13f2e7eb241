import { type BoardStretchDocument } from '../../client/index';
import { untorn } from './untorn-board';

/** A board as one look after a match has read it. */
export interface ReadBoard<Board extends Pick<BoardStretchDocument, 'items'>> {
  /** undefined: none that the match can have changed. */
  readonly board: Board | undefined;
  /** It has the scores of all seats of the match. */
  readonly isCounted: boolean;
}

type Read = ReadBoard<Pick<BoardStretchDocument, 'items'>>;

const placesOf = ({ board }: Read): string =>
  (board?.items ?? []).map(({ playerId, rank, score }) => `${playerId} ${rank} ${score}`).join();

/**
 * Whether a board has the result of a match. Ranks follow the scores some time later, so two looks after each
 * other must have read the same.
 */
export const isSettled = (read: Read, before: Read | undefined): boolean =>
  before !== undefined && before.isCounted && read.isCounted && placesOf(read) === placesOf(before);

/** The board that a page shows. @param isLast it is settled, or there is no later look */
export function boardToShow<Board extends Pick<BoardStretchDocument, 'items'>>(
  { board }: ReadBoard<Board>,
  isLast: boolean,
): Board | 'counting' | undefined {
  if (board === undefined) return undefined;
  return isLast ? untorn(board) : 'counting';
}
