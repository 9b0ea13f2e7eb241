/** A square of a board: column and row are whole numbers from 0, row 0 at the top. */
export interface Square {
  readonly column: number;
  readonly row: number;
}

const pattern = /^[a-z](?:[1-9]|[1-9][0-9])$/;
const first = 'a'.charCodeAt(0);

/**
 * The name of a square, as people write it: column `a` to `z`, row `1` to `99`. `{ column: 3, row: 2 }` is
 * `d3`.
 */
export function squareName({ column, row }: Square): string {
  return `${String.fromCharCode(first + column)}${row + 1}`;
}

/**
 * The square that a text names.
 * @param value any JSON
 * @returns undefined when the value is not the name of a square on a board of this size
 */
export function squareOf(value: unknown, columns: number, rows: number): Square | undefined {
  if (typeof value !== 'string' || !pattern.test(value)) return undefined;
  const square = { column: value.charCodeAt(0) - first, row: Number(value.slice(1)) - 1 };
  return square.column < columns && square.row < rows ? square : undefined;
}
