import { type Json } from '../../core/json';

/** `squares`: a1 is at the top left; the others are the numbers of columns and rows. */
export type CellNames = 'squares' | 'from-0' | 'from-1';

/** A board in a view, as far as its size. */
interface Sides {
  readonly columns: readonly unknown[];
  readonly rows: readonly unknown[];
}

/** Names of fields that are a column or a row. */
const placeNames = /^(?:row|column|col|x|y)$/i;

/**
 * How commands name the cells of boards.
 * @param before as it is known from earlier turns: few commands, or none, need not show it
 */
export function cellNames(commands: readonly Json[], boards: readonly Sides[], before: CellNames): CellNames {
  if (commands.length === 0) return before;
  if (commands.some(namesSquare)) return 'squares';
  const places = commands.flatMap((command) => placesIn(command));
  if (places.includes(0)) return 'from-0';
  // Numbers from 0 end before the length of the longer side.
  const longest = Math.max(...boards.flatMap(({ columns, rows }) => [columns.length, rows.length]), 0);
  if (longest > 0 && places.includes(longest)) return 'from-1';
  return before === 'squares' ? 'from-0' : before;
}

function namesSquare(value: Json): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some(namesSquare);
  return typeof value === 'string' && /^[a-z]\d{1,2}$/.test(value);
}

function placesIn(value: Json): readonly number[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([field, part]) =>
    typeof part === 'number' ? (placeNames.test(field) ? [part] : []) : placesIn(part),
  );
}
