import { type Json } from '../../core/json';

type Fields = { readonly [field: string]: Json };

export const isFields = (value: Json): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isDeep = (value: Json): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).some((part) => typeof part === 'object' && part !== null);

/** JSON in one line of words: `{ "x": 0, "y": 2 }` → `x 0, y 2`; what is inside of that in brackets. */
export function valueWords(value: Json): string {
  if (typeof value === 'string') return value === '' ? 'empty' : value;
  if (value === null) return 'none';
  if (typeof value !== 'object') return String(value);
  const inner = (part: Json): string => (isFields(part) ? `(${valueWords(part)})` : valueWords(part));
  if (!isFields(value)) return value.length === 0 ? 'none' : value.map(inner).join(', ');
  return Object.entries(value)
    .map(([field, part]) => `${field} ${inner(part)}`)
    .join(', ');
}

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

/**
 * Fields as words: in one line when each is plain, else a line for each, with what is inside of a field
 * indented below its name.
 */
export function fieldWords(fields: ReadonlyArray<readonly [field: string, value: Json]>): string {
  if (!fields.some(([, value]) => isFields(value)))
    return fields.map(([field, value]) => `${field} ${valueWords(value)}`).join(', ');
  return lines(fields, '').join('\n');
}

function lines(
  fields: ReadonlyArray<readonly [field: string, value: Json]>,
  indent: string,
): readonly string[] {
  return fields.flatMap(([field, value]) =>
    isFields(value) && isDeep(value)
      ? [`${indent}${field}:`, ...lines(Object.entries(value), `${indent}  `)]
      : [`${indent}${field}: ${valueWords(value)}`],
  );
}
