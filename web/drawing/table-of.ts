import { type Json } from '../../core/json';
import { fewCommands } from './command-groups';
import { isFields } from './value-words';

/** JSON that is easier to read as a table. */
export interface JsonTable {
  /** `board`: cells of a board; `list`: things with the same fields. */
  readonly kind: 'board' | 'list';
  readonly columns: readonly string[];
  readonly rows: ReadonlyArray<{ readonly name: string; readonly cells: readonly Json[] }>;
}

/** `squares`: a1 is at the top left; `numbers`: columns and rows from 0, as in the view. */
export type CellNames = 'squares' | 'numbers';

/** How commands name the cells of a board; undefined when there are none. */
export function cellNames(commands: readonly Json[]): CellNames | undefined {
  if (commands.length === 0) return undefined;
  const isSquare = (value: Json): boolean =>
    typeof value === 'object' && value !== null
      ? Object.values(value).some(isSquare)
      : typeof value === 'string' && /^[a-z]\d{1,2}$/.test(value);
  return commands.some(isSquare) ? 'squares' : 'numbers';
}

/** Fewer plain values are read well in one line. */
const fewestCells = 9;
const mostColumns = 26;
/** Names of fields that say how wide a board is. */
const widthNames = /^(?:width|columns|cols|size)$/i;

const isPlain = (value: Json): boolean => typeof value !== 'object' || value === null;
const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
/**
 * Whether a value fits into a cell: plain values, lists of them, and objects of them, such as a place `{ x, y
 * }`.
 */
const fits = (value: Json): boolean => isPlain(value) || Object.values(value ?? {}).every(isPlain);

/**
 * The table of a value, if it has the shape of one: rows of cells, one list with all cells of a board, a
 * field for each square of a board, or a list of things with the same fields.
 * @param siblings the object that the value is in: a field of it may say how wide the board is
 * @param names how the game's commands name cells
 */
export function tableOf(
  value: Json,
  siblings: Json = null,
  names: CellNames = 'squares',
): JsonTable | undefined {
  if (isFields(value)) return squaresOf(value);
  if (!isList(value)) return undefined;
  if (value.length >= fewestCells && value.every(isPlain)) {
    const width = widthOf(value, siblings);
    return width === undefined
      ? undefined
      : board(
          Array.from({ length: value.length / width }, (_, row) =>
            value.slice(row * width, (row + 1) * width),
          ),
          names,
        );
  }
  if (value.length < 2) return undefined;
  return gridOf(value, names) ?? listOf(value);
}

/** Whether a view, or a field of it, is shown as a board. */
const hasBoard = (view: Json, siblings: Json = null): boolean =>
  tableOf(view, siblings)?.kind === 'board' ||
  (isFields(view) && Object.values(view).some((field) => hasBoard(field, view)));

/**
 * Whether the view stands above the commands: it has a board, which a long list of commands would push off
 * the screen.
 */
export const isBoardFirst = (view: Json, commands: readonly Json[]): boolean =>
  commands.length > fewCommands && hasBoard(view);

function board(rows: readonly (readonly Json[])[], names: CellNames): JsonTable {
  const isSquares = names === 'squares';
  return {
    kind: 'board',
    columns: (rows[0] ?? []).map((_, column) =>
      isSquares ? String.fromCharCode(97 + column) : String(column),
    ),
    rows: rows.map((cells, row) => ({ name: String(isSquares ? row + 1 : row), cells })),
  };
}

/** A cell of a board: plain, or a thing such as a piece, whose fields may be things or lists themselves. */
const isCell = (value: Json, depth = 2): boolean =>
  isPlain(value) ||
  (isFields(value) &&
    depth > 0 &&
    Object.values(value).every((part) => isCell(part, depth - 1) || (isList(part) && part.every(isPlain))));

/** A field for each square, `{ "a1": …, "b1": … }`; a square without one is empty. */
function squaresOf(value: { readonly [field: string]: Json }): JsonTable | undefined {
  const squares = Object.keys(value).flatMap((name) => {
    const [, letter, row] = /^([a-z])(\d{1,2})$/.exec(name) ?? [];
    return letter === undefined ? [] : [{ column: letter.charCodeAt(0) - 97, row: Number(row) }];
  });
  const isBoard =
    squares.length >= fewestCells &&
    squares.length === Object.keys(value).length &&
    squares.every(({ row }) => row >= 1 && row <= mostColumns) &&
    Object.values(value).every((cell) => isCell(cell));
  if (!isBoard) return undefined;
  const width = Math.max(...squares.map(({ column }) => column)) + 1;
  const height = Math.max(...squares.map(({ row }) => row));
  const cellAt = (row: number, column: number): Json =>
    value[`${String.fromCharCode(97 + column)}${row}`] ?? null;
  return board(
    Array.from({ length: height }, (_, row) =>
      Array.from({ length: width }, (__, column) => cellAt(row + 1, column)),
    ),
    'squares',
  );
}

/** Rows of the same width. */
function gridOf(value: readonly Json[], names: CellNames): JsonTable | undefined {
  const rows = value.filter(isList);
  const width = rows[0]?.length ?? 0;
  const isGrid =
    rows.length === value.length &&
    width >= 2 &&
    width <= mostColumns &&
    rows.every((row) => row.length === width && row.every((cell) => isCell(cell)));
  return isGrid ? board(rows, names) : undefined;
}

/** Things with the same fields, each of which fits into a cell. */
function listOf(value: readonly Json[]): JsonTable | undefined {
  const things = value.map((thing) =>
    typeof thing === 'object' && thing !== null && !isList(thing) ? Object.entries(thing) : [],
  );
  const columns = (things[0] ?? []).map(([field]) => field);
  const alike = things.every(
    (fields) =>
      fields.length === columns.length &&
      fields.every(([field, cell], index) => field === columns[index] && fits(cell)),
  );
  return columns.length === 0 || !alike
    ? undefined
    : {
        kind: 'list',
        columns,
        rows: things.map((fields, row) => ({ name: String(row), cells: fields.map(([, cell]) => cell) })),
      };
}

/**
 * How wide the board is whose cells are in one list: as a field beside it says, else the width that makes it
 * most nearly square. A list of many different values is not a board: it may be a hand of cards.
 */
function widthOf(cells: readonly Json[], siblings: Json): number | undefined {
  const divides = (width: number): boolean =>
    Number.isInteger(width) && width >= 2 && width <= mostColumns && cells.length % width === 0;
  const told = Object.entries(siblings ?? {}).flatMap(([name, value]) =>
    widthNames.test(name) && typeof value === 'number' && divides(value) && value < cells.length ? value : [],
  )[0];
  if (told !== undefined) return told;
  const different = new Set(cells.map((cell) => JSON.stringify(cell))).size;
  if (different > cells.length / 3) return undefined;
  const square = Math.ceil(Math.sqrt(cells.length));
  const width = Array.from({ length: square + 1 }, (_, more) => square + more).find(divides);
  return width !== undefined && width <= 2 * (cells.length / width) ? width : undefined;
}
