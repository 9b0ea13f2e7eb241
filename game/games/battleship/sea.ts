import { type Square, squareName, squareOf } from '../../../core/squares';

/** Columns and rows of each sea. */
export const seaSize = 10;
export const seaCells = seaSize * seaSize;

/** The fleet of a seat, in the order in which it is placed. */
export const ships = [
  { name: 'carrier', length: 5 },
  { name: 'battleship', length: 4 },
  { name: 'cruiser', length: 3 },
  { name: 'submarine', length: 3 },
  { name: 'destroyer', length: 2 },
] as const;

export const headings = ['across', 'down'] as const;
export type Heading = (typeof headings)[number];

/** Squares of a sea are numbered row by row, `a1` is 0. */
export const cellOf = ({ column, row }: Square): number => row * seaSize + column;
export const squareAt = (cell: number): string =>
  squareName({ column: cell % seaSize, row: Math.floor(cell / seaSize) });
export function cellOfSquare(square: unknown): number | undefined {
  const found = squareOf(square, seaSize, seaSize);
  return found === undefined ? undefined : cellOf(found);
}

/** The cells of a ship whose first cell and heading are given; undefined when it would leave the sea. */
export function shipCells(cell: number, heading: Heading, length: number): readonly number[] | undefined {
  const start = heading === 'across' ? cell % seaSize : Math.floor(cell / seaSize);
  if (start + length > seaSize) return undefined;
  const step = heading === 'across' ? 1 : seaSize;
  return Array.from({ length }, (_, index) => cell + index * step);
}

/** A way in which a ship may lie. */
export interface Berth {
  readonly cell: number;
  readonly heading: Heading;
  readonly cells: readonly number[];
}

/** Every way in which a ship of this length may lie in an empty sea. */
export function berthsOf(length: number): readonly Berth[] {
  return headings.flatMap((heading) =>
    Array.from({ length: seaCells }, (_, cell) => cell).flatMap((cell) => {
      const cells = shipCells(cell, heading, length);
      return cells === undefined ? [] : [{ cell, heading, cells }];
    }),
  );
}
