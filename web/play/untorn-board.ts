import { type BoardStretchDocument } from '../../client/index';

/**
 * Scores and ranks of a board are read one after the other: while a result is being counted, two players with
 * different scores may have the same rank. Such a board is not shown.
 */
export function untorn<Shown extends Pick<BoardStretchDocument, 'items'>>(
  board: Shown | undefined,
): Shown | undefined {
  const scores = new Map<number, number>();
  for (const { rank, score } of board?.items ?? []) {
    if ((scores.get(rank) ?? score) !== score) return undefined;
    scores.set(rank, score);
  }
  return board;
}
