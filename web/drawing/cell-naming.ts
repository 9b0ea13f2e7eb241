import { type Json } from '../../core/json';
import { squareOf } from '../../core/squares';
import { type Fields, isFields } from './value-words';

/** The two numbers that name a cell, as the command has them; both from 0 for a square: `b1` is 1 and 0. */
export interface Place {
  readonly column: number;
  readonly row: number;
}

/** The fields by which commands name a cell. */
export interface CellNaming {
  /**
   * `square`: a text, `b3`. `pair`: a row and a column. `index`: one number, of a list with all cells.
   * `numbers`: two other numbers, whose commands fill a rectangle.
   */
  readonly kind: 'square' | 'pair' | 'index' | 'numbers';
  /** The field that has these fields; absent: the command itself. */
  readonly inside?: string;
  /** One field, or the field of rows and that of columns. */
  readonly fields: readonly string[];
}

/** Longer sides have no room on a page. */
export const maxSide = 26;
const rowNames = /^(?:row|y)$/i;
const columnNames = /^(?:column|col|x)$/i;
/** Names of fields whose number may be that of a cell. */
const indexNames = /^(?:cell|square|field|place|position|pos|index|spot|tile|at|to)$/i;

const isWhole = (value: Json | undefined): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0;

function namingsIn(part: Fields, inside: string | undefined): readonly CellNaming[] {
  const own = inside === undefined ? {} : { inside };
  const numbers = Object.keys(part).filter((field) => isWhole(part[field]));
  const [row, ...rows] = numbers.filter((field) => rowNames.test(field));
  const [column, ...columns] = numbers.filter((field) => columnNames.test(field));
  const pair: readonly CellNaming[] =
    row !== undefined && column !== undefined && rows.length + columns.length === 0
      ? [{ kind: 'pair', fields: [row, column], ...own }]
      : [];
  const singles = Object.keys(part).flatMap((field): readonly CellNaming[] => {
    if (squareOf(part[field], maxSide, maxSide) !== undefined)
      return [{ kind: 'square', fields: [field], ...own }];
    return isWhole(part[field]) && indexNames.test(field) ? [{ kind: 'index', fields: [field], ...own }] : [];
  });
  const two: readonly CellNaming[] =
    inside === undefined && numbers.length === 2 ? [{ kind: 'numbers', fields: numbers }] : [];
  return [...two, ...singles, ...pair];
}

const keyOf = ({ kind, inside, fields }: CellNaming): string => JSON.stringify([kind, inside, fields]);
export const isSameNaming = (one: CellNaming, other: CellNaming): boolean => keyOf(one) === keyOf(other);

/**
 * How commands may name a cell, the likeliest first: the way that most of them have, and of several the later
 * field, `to` after `from`. Two numbers with other names come last.
 */
export function namingsOf(commands: readonly Fields[]): readonly CellNaming[] {
  const found = new Map<string, { readonly naming: CellNaming; uses: number }>();
  for (const command of commands) {
    const nested = Object.entries(command).flatMap(([field, part]) =>
      isFields(part) ? namingsIn(part, field) : [],
    );
    for (const naming of [...namingsIn(command, undefined), ...nested]) {
      const known = found.get(keyOf(naming)) ?? { naming, uses: 0 };
      known.uses += 1;
      found.set(keyOf(naming), known);
    }
  }
  const isNumbers = ({ kind }: CellNaming): number => Number(kind === 'numbers');
  return [...found.values()]
    .reverse()
    .sort((one, other) => isNumbers(one.naming) - isNumbers(other.naming) || other.uses - one.uses)
    .map(({ naming }) => naming);
}

/**
 * The cell that a command names.
 * @param width of the board, for the number of a cell
 */
export function placeOf(
  { kind, inside, fields: [first = '', second = ''] }: CellNaming,
  command: Fields,
  width: number,
): Place | undefined {
  const part = inside === undefined ? command : command[inside];
  if (part === undefined || !isFields(part)) return undefined;
  const [one, other] = [part[first], part[second]];
  switch (kind) {
    case 'square':
      return squareOf(one, maxSide, maxSide);
    case 'index':
      return isWhole(one) ? { column: one % width, row: Math.floor(one / width) } : undefined;
    case 'pair':
    case 'numbers':
      return isWhole(one) && isWhole(other) ? { row: one, column: other } : undefined;
  }
}

/** The other fields of a command. */
export function furtherFields({ inside, fields }: CellNaming, command: Fields): Fields {
  const without = (part: Fields): Fields =>
    Object.fromEntries(Object.entries(part).filter(([field]) => !fields.includes(field)));
  if (inside === undefined) return without(command);
  return Object.fromEntries(
    Object.entries(command).flatMap(([field, part]): ReadonlyArray<readonly [string, Json]> => {
      if (field !== inside || !isFields(part)) return [[field, part]];
      const rest = without(part);
      return Object.keys(rest).length === 0 ? [] : [[field, rest]];
    }),
  );
}
