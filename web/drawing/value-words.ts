import { type Json } from '../../core/json';

/** A value that is an object. */
export type Fields = { readonly [field: string]: Json };

export const isFields = (value: Json): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON in one line of words: `{ "x": 0, "y": 2 }` → `x 0, y 2`; what is inside of that in brackets. */
export function valueWords(value: Json): string {
  if (typeof value === 'string') return value === '' ? 'empty' : value;
  if (value === null) return 'none';
  if (typeof value !== 'object') return String(value);
  if (!isFields(value)) return value.length === 0 ? 'none' : value.map(itemWords).join(', ');
  const parts = Object.entries(value);
  if (parts.length === 0) return 'none';
  return parts
    .map(([field, part]) => `${field} ${isFields(part) ? `(${valueWords(part)})` : valueWords(part)}`)
    .join(', ');
}

/** An item of a list: `[[1, 2], [3]]` → `(1, 2)`, `(3)`. */
export const itemWords = (item: Json): string =>
  typeof item === 'object' && item !== null ? `(${valueWords(item)})` : valueWords(item);

/** A cell of a board with nothing in it. */
const empty = '–';

/**
 * A cell of a board in few words: of a thing its values, `{ "seat": 1, "is": { "kind": "rook" } }` → `1
 * rook`.
 */
export function cellWords(cell: Json): string {
  if (cell === null || cell === '') return empty;
  if (!isFields(cell)) return valueWords(cell);
  const parts = Object.entries(cell).flatMap(([field, value]) => {
    if (value === null || value === '' || value === false) return [];
    if (value === true) return field;
    const words = isFields(value) ? cellWords(value) : valueWords(value);
    return words === empty ? [] : words;
  });
  return parts.length === 0 ? empty : parts.join(' ');
}

/** Whether a cell has nothing in it: no thing, or a mark such as that of an empty place, `.`. */
export const isEmptyCell = (cell: Json): boolean => {
  const words = cellWords(cell);
  return words === empty || (words.length === 1 && /[\s.·_-]/.test(words));
};

/** Plain fields in one line of words. */
export const fieldWords = (fields: ReadonlyArray<readonly [field: string, value: Json]>): string =>
  fields.map(([field, value]) => `${field} ${valueWords(value)}`).join(', ');
