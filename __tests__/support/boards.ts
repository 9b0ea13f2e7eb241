import { type GameName } from '../../core/ids';
import { type BoardDeclaration, defaultBoards } from '../../core/ranking/boards';

/** The first board of a game that declares none, changed by what a test gives. */
export function aRatingBoard(game: GameName, fields: Partial<BoardDeclaration> = {}): BoardDeclaration {
  const [board] = defaultBoards(game);
  if (board === undefined) throw new Error(`${game} has no board`);
  return { ...board, ...fields };
}
