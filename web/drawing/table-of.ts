import { isList, type Json } from '../../core/json';
import { type CellNames } from './cell-names';
import { isFields } from './value-words';

/** JSON that is easier to read as a table. */
export interface JsonTable {
  /** `board`: cells of a board; `list`: things with the same fields. */
  readonly kind: 'board' | 'list';
  readonly columns: readonly string[];
  readonly rows: ReadonlyArray<{ readonly name: string; readonly cells: readonly Json[] }>;
}

/** Fewer plain values are read well in one line. */
const leastCells = 9;
const maxColumns = 26;
/** Rows of a board may have more cells: its columns are numbers then. */
const maxWidth = 100;
/** Names of fields that are boards. */
const boardNames = /^(?:board|cells|squares|grid|rows)$/i;
/** Names of fields that say how wide a board is. */
const widthNames = /^(?:width|columns|cols|size)$/i;

const isPlain = (value: Json): boolean => typeof value !== 'object' || value === null;
/**
 * Whether a value fits into a cell: plain values, lists of them, and objects of them, such as a place `{ x, y
 * }`.
 */
const fits = (value: Json): boolean => isPlain(value) || Object.values(value ?? {}).every(isPlain);

/** The place of a value in a view, and its earlier form. */
export interface TableHints {
  /** The object that the value is in: a field of it may say how wide the board is. */
  readonly siblings?: Json;
  /** The field that has it. */
  readonly name?: string;
  /** How the game's commands name cells. */
  readonly names?: CellNames;
  /** How an earlier state of the same list was shown. */
  readonly before?: ListForm | undefined;
}

/**
 * How a list was shown. It keeps its form: a board may be full by now, and a list whose length has changed is
 * not a board.
 */
export interface ListForm {
  readonly length: number;
  readonly form: 'board' | 'line' | 'grown';
}

/** @param table how it is shown now */
export function listForm(
  value: readonly Json[],
  table: JsonTable | undefined,
  before: ListForm | undefined,
): ListForm {
  const isGrown = before !== undefined && (before.form === 'grown' || before.length !== value.length);
  const form = isGrown ? 'grown' : table?.kind === 'board' ? 'board' : 'line';
  return { length: value.length, form };
}

/**
 * The table of a value, if it has the shape of one. Shapes are rows of cells, one list with all cells of a
 * board, a field for each square of a board, or things with the same fields. Which it is does not depend on
 * the places that are empty now, and not on the length of a list of numbers or words.
 */
export function tableOf(value: Json, hints: TableHints = {}): JsonTable | undefined {
  if (isFields(value)) return squaresOf(value) ?? recordOf(value);
  if (!isList(value)) return undefined;
  const { siblings = null, name = '', names = 'squares', before } = hints;
  const isGrown = before?.form === 'grown' || (before !== undefined && before.length !== value.length);
  const isKnown = before?.form === 'board' || boardNames.test(name);
  const flat = isGrown
    ? undefined
    : (textOf(value, isKnown, names) ?? cellsOf(value, isKnown, siblings, names));
  return flat ?? gridOf(value, names) ?? listOf(Object.entries(value));
}

function board(rows: readonly (readonly Json[])[], names: CellNames): JsonTable {
  const isSquares = names === 'squares' && (rows[0] ?? []).length <= maxColumns;
  const first = names === 'from-1' ? 1 : 0;
  return {
    kind: 'board',
    columns: (rows[0] ?? []).map((_, column) =>
      isSquares ? String.fromCharCode(97 + column) : String(first + column),
    ),
    rows: rows.map((cells, row) => ({ name: String(isSquares ? row + 1 : first + row), cells })),
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
    squares.length >= leastCells &&
    squares.length === Object.keys(value).length &&
    squares.every(({ row }) => row >= 1 && row <= maxColumns) &&
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

/** A character of a text is a cell of a board when its rows have few different ones: chess has 13. */
const maxKinds = 14;

/** A character that no word has, such as that of an empty place. */
const isMark = (cell: string): boolean => !/[\p{L}\p{N}]/u.test(cell);

/**
 * Whether rows of text show by themselves that they are a board, and not a hand of words or a list of moves.
 * They have empty places in several columns, or are full of few kinds of pieces.
 */
const hasPlaces = (rows: readonly (readonly string[])[]): boolean =>
  hasEmptyPlaces(rows) || isFullOfPieces(rows);

function hasEmptyPlaces(rows: readonly (readonly string[])[]): boolean {
  const cells = rows.flat();
  const marks = rows.map((row) => row.flatMap((cell, column) => (isMark(cell) ? [column] : [])));
  // Dates and the like have their marks at the same places, and many other characters.
  const isFormatted =
    marks.every((columns) => columns.join() === marks[0]?.join()) &&
    new Set(cells.filter((cell) => !isMark(cell))).size > 3;
  return !isFormatted && new Set(marks.flat()).size >= 2 && marks.flat().length >= cells.length / 6;
}

/** Words in capitals are often the same word, or rows of one letter. */
function isFullOfPieces(rows: readonly (readonly string[])[]): boolean {
  const cells = rows.flat();
  return (
    cells.length >= 16 &&
    cells.every((cell) => isMark(cell) || /\p{Lu}/u.test(cell)) &&
    new Set(cells).size <= 4 &&
    new Set(rows.map((row) => row.join(''))).size >= rows.length / 2 &&
    rows.some((row) => new Set(row).size > 1)
  );
}

/**
 * Rows that are texts of the same length, `["X..", ".O.", "..."]`: each character is a cell.
 * @param isKnown it is a board, by its name or by an earlier state
 */
function textOf(value: readonly Json[], isKnown: boolean, names: CellNames): JsonTable | undefined {
  const rows = value.flatMap((row) => (typeof row === 'string' ? [[...row]] : []));
  const width = rows[0]?.length ?? 0;
  const cells = rows.flat();
  const kinds = Math.max(4, Math.min(maxKinds, cells.length / 3));
  const isBoard =
    rows.length >= 2 &&
    rows.length === value.length &&
    width >= 3 &&
    Math.max(width, rows.length) <= maxWidth &&
    rows.every((row) => row.length === width) &&
    cells.length >= leastCells &&
    new Set(cells).size <= kinds &&
    (isKnown || hasPlaces(rows));
  return isBoard
    ? board(
        rows.map((row) => row.map((cell) => cell.trim())),
        names,
      )
    : undefined;
}

/** A place with nothing in it, of one list with all cells. */
const isEmpty = (cell: Json): boolean =>
  cell === null || cell === '' || (typeof cell === 'string' && cell.length === 1 && isMark(cell));

/**
 * All cells of a board in one list, with empty places between them. A list of numbers or words alone may grow
 * with each move.
 * @param isKnown it is a board, by its name or by an earlier state
 */
function cellsOf(
  value: readonly Json[],
  isKnown: boolean,
  siblings: Json,
  names: CellNames,
): JsonTable | undefined {
  const isBoard =
    value.length >= leastCells &&
    (isKnown || value.some(isEmpty)) &&
    // Long texts are rows.
    value.every((cell) => isCell(cell) && !(typeof cell === 'string' && cell.length > maxColumns));
  const width = isBoard ? widthOf(value, siblings, isKnown) : undefined;
  return width === undefined
    ? undefined
    : board(
        Array.from({ length: value.length / width }, (_, row) => value.slice(row * width, (row + 1) * width)),
        names,
      );
}

/** Rows of the same width. */
function gridOf(value: readonly Json[], names: CellNames): JsonTable | undefined {
  const rows = value.filter(isList);
  const width = rows[0]?.length ?? 0;
  const isGrid =
    rows.length >= 2 &&
    rows.length === value.length &&
    width >= 2 &&
    width <= maxWidth &&
    rows.every((row) => row.length === width && row.every((cell) => isCell(cell)));
  return isGrid ? board(rows, names) : undefined;
}

/** A record of things of the same kind, such as one for each player. */
function recordOf(value: { readonly [field: string]: Json }): JsonTable | undefined {
  const isRecord =
    Object.values(value).every((thing) => thing === null || isFields(thing)) &&
    Object.values(value).filter(isFields).length >= 2;
  return isRecord ? listOf(Object.entries(value)) : undefined;
}

/** Things with the same fields, each of which fits into a cell; some may be gone now. */
function listOf(named: readonly (readonly [name: string, thing: Json])[]): JsonTable | undefined {
  const things = named.flatMap(([, thing]) => (isFields(thing) ? [thing] : []));
  const columns = Object.keys(things[0] ?? {});
  const isTable =
    named.length >= 2 &&
    columns.length > 0 &&
    named.every(([, thing]) => thing === null || isFields(thing)) &&
    things.every(
      (thing) =>
        Object.keys(thing).join() === columns.join() && columns.every((field) => fits(thing[field] ?? null)),
    );
  return isTable
    ? {
        kind: 'list',
        columns,
        rows: named.map(([name, thing]) => ({
          name,
          cells: columns.map((field) => (isFields(thing) ? (thing[field] ?? null) : null)),
        })),
      }
    : undefined;
}

/**
 * How wide the board is whose cells are in one list: as a field beside it says, else the width that makes it
 * most nearly square. A list of many different values is not a board: it may be a hand of cards.
 */
function widthOf(cells: readonly Json[], siblings: Json, isKnown: boolean): number | undefined {
  const divides = (width: number): boolean =>
    Number.isInteger(width) && width >= 2 && width <= maxColumns && cells.length % width === 0;
  const declared = Object.entries(siblings ?? {}).flatMap(([name, value]) =>
    widthNames.test(name) && typeof value === 'number' && divides(value) && value < cells.length ? value : [],
  )[0];
  if (declared !== undefined) return declared;
  const different = new Set(cells.filter(isPlain)).size;
  if (!isKnown && different > cells.length / 3) return undefined;
  const square = Math.ceil(Math.sqrt(cells.length));
  const width = Array.from({ length: square + 1 }, (_, more) => square + more).find(divides);
  return width !== undefined && width <= 2 * (cells.length / width) ? width : undefined;
}
