import { canonicalJson, isList, type Json } from '../../core/json';
import { squareName } from '../../core/squares';
import { type FoundBoard } from './boards-of';
import {
  type CellNaming,
  furtherFields,
  isSameNaming,
  maxSide,
  namingsOf,
  type Place,
  placeOf,
} from './cell-naming';
import { type CellNames } from './cell-names';
import { fewCommands } from './command-groups';
import { type Fields, isFields } from './value-words';

/** A command that names a cell. */
export interface CellCommand {
  readonly cell: number;
  /** Its fields that do not name the cell. */
  readonly further: Fields;
  readonly command: Json;
}

/** Commands that each name a cell of one grid. */
export interface CommandGrid {
  readonly naming: CellNaming;
  readonly columns: number;
  readonly rows: number;
  /** The numbers of the first column and row. */
  readonly first: Place;
  /** The board of the view that is this grid; absent: the view has none, or several that may be meant. */
  readonly board?: FoundBoard;
  readonly cells: readonly CellCommand[];
  /** Commands that name no cell. */
  readonly others: readonly Json[];
}

/** A card or an id may look like a square, `d4`: few of their grid's cells have a command then. */
const leastShare = 0.25;
/** Any two numbers fill half of their rectangle where they belong together. */
const leastShareOfNumbers = 0.5;
/** More values of further fields are too many to choose from before the cell. */
const maxFurther = 24;

/**
 * The grid of the legal commands.
 * @param boards boards of the view, all of the same size
 * @param names how commands name the cells of these boards
 * @param before the grid of an earlier turn: a grid keeps its size while fewer commands are legal, or none
 */
export function commandGrid(
  legal: readonly Json[],
  boards: readonly FoundBoard[],
  names: CellNames,
  before?: CommandGrid,
): CommandGrid | undefined {
  const board = singleBoard(boards);
  const objects = legal.filter(isFields);
  for (const naming of namingsOf(objects)) {
    const earlier = before !== undefined && isSameNaming(before.naming, naming) ? before : undefined;
    const found =
      (board === undefined ? undefined : onBoard(naming, legal, board, names)) ??
      ownGrid(naming, legal, earlier);
    if (found !== undefined) return found;
  }
  if (before === undefined) return undefined;
  const { board: earlierBoard, ...kept } = before;
  if (earlierBoard !== undefined)
    return board !== undefined && isSize(board, before)
      ? { ...kept, board, cells: [], others: legal }
      : undefined;
  return legal.length === 0 ? { ...kept, cells: [], others: [] } : undefined;
}

const isSize = ({ table }: FoundBoard, { columns, rows }: CommandGrid): boolean =>
  table.columns.length === columns && table.rows.length === rows;

/** The only board, or one that the view has in several forms. Boards that are all empty may be different. */
function singleBoard(boards: readonly FoundBoard[]): FoundBoard | undefined {
  const contents = boards.map(({ table: { rows } }) => rows.map(({ cells }) => cells));
  const isOne = new Set(contents.map((cells) => canonicalJson(cells))).size === 1;
  const isTold = new Set((contents[0] ?? []).flat().map((cell) => canonicalJson(cell))).size > 1;
  return boards.length === 1 || (isOne && isTold) ? boards[0] : undefined;
}

/** Whether all commands name cells of the board. */
function onBoard(
  naming: CellNaming,
  legal: readonly Json[],
  board: FoundBoard,
  names: CellNames,
): CommandGrid | undefined {
  const [columns, rows] = [board.table.columns.length, board.table.rows.length];
  const isFlat = isList(board.value) && board.value.length === columns * rows;
  if (naming.kind === 'numbers' || (naming.kind === 'index' && !isFlat)) return undefined;
  const least = naming.kind === 'pair' && names === 'from-1' ? 1 : 0;
  const grid = gridOf(naming, legal, columns, rows, { column: least, row: least });
  return grid === undefined ? undefined : { ...grid, board };
}

/** A grid as large as the commands need it. */
function ownGrid(
  naming: CellNaming,
  legal: readonly Json[],
  before: CommandGrid | undefined,
): CommandGrid | undefined {
  if (naming.kind === 'index') return undefined;
  const places = legal.flatMap((command) => (isFields(command) ? (placeOf(naming, command, 1) ?? []) : []));
  if (places.length === 0) return undefined;
  const known = before === undefined ? [] : [before.first, lastOf(before)];
  const all = [...places, ...known];
  const [columns, rows] = [all.map(({ column }) => column), all.map(({ row }) => row)];
  const first = firstOf(naming, Math.min(...columns), Math.min(...rows));
  const width = Math.max(...columns) - first.column + 1;
  const height = Math.max(...rows) - first.row + 1;
  if (Math.min(width, height) < 2 || width > maxSide || height > maxSide) return undefined;
  const cells = new Set(places.map(({ column, row }) => `${column} ${row}`)).size;
  const share = naming.kind === 'numbers' ? leastShareOfNumbers : leastShare;
  const isFull = places.length > fewCommands && cells >= share * width * height;
  return isFull || before !== undefined ? gridOf(naming, legal, width, height, first) : undefined;
}

const lastOf = ({ first, columns, rows }: CommandGrid): Place => ({
  column: first.column + columns - 1,
  row: first.row + rows - 1,
});

/** Rows and columns begin at the same number; two other numbers each at their own. */
function firstOf({ kind }: CellNaming, column: number, row: number): Place {
  if (kind === 'numbers') return { column, row };
  const least = kind === 'pair' && Math.min(column, row) > 0 ? 1 : 0;
  return { column: least, row: least };
}

/** Undefined where a command is outside of the grid, or further fields have too many values. */
function gridOf(
  naming: CellNaming,
  legal: readonly Json[],
  columns: number,
  rows: number,
  first: Place,
): CommandGrid | undefined {
  const others: Json[] = [];
  const cells: CellCommand[] = [];
  for (const command of legal) {
    const place = isFields(command) ? placeOf(naming, command, columns) : undefined;
    if (!isFields(command) || place === undefined) {
      others.push(command);
      continue;
    }
    const [column, row] = [place.column - first.column, place.row - first.row];
    if (column < 0 || row < 0 || column >= columns || row >= rows) return undefined;
    cells.push({ cell: row * columns + column, further: furtherFields(naming, command), command });
  }
  const further = new Set(cells.map((one) => canonicalJson(one.further))).size;
  const isScattered = further > fewCommands && cells.length < 2 * further;
  if (cells.length === 0 || further > maxFurther || isScattered) return undefined;
  return { naming, columns, rows, first, cells, others };
}

/** The names of the grid's columns and rows. */
export function edgesOf({ naming, columns, rows, first }: CommandGrid): {
  readonly columnNames: readonly string[];
  readonly rowNames: readonly string[];
} {
  const isSquares = naming.kind === 'square';
  return {
    columnNames: Array.from({ length: columns }, (_, column) =>
      isSquares ? squareName({ column, row: 0 }).replace(/\d+$/, '') : String(first.column + column),
    ),
    rowNames: Array.from({ length: rows }, (_, row) =>
      isSquares ? String(row + 1) : String(first.row + row),
    ),
  };
}
