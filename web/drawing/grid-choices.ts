import { type CellChoice, type GridPart } from '../../core/drawing';
import { type Json } from '../../core/json';

/** The choice that a cell offers in a mode of the grid; undefined: none. */
export const choiceOf = (
  { cells }: Pick<GridPart<Json>, 'cells'>,
  mode: string | undefined,
  cell: number,
): CellChoice<Json> | undefined =>
  cells[cell]?.choices?.find((choice) => choice.mode === undefined || choice.mode === mode);

/** The cell that a player means: a piece may be dropped into a well anywhere in its column. */
export function meantCell(
  part: Pick<GridPart<Json>, 'cells' | 'columns' | 'style'>,
  mode: string | undefined,
  cell: number,
): number {
  if (part.style !== 'well' || choiceOf(part, mode, cell) !== undefined) return cell;
  const rows = part.cells.length / part.columns;
  const column = Array.from({ length: rows }, (_, row) => row * part.columns + (cell % part.columns));
  return column.find((other) => choiceOf(part, mode, other) !== undefined) ?? cell;
}
